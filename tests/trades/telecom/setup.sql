-- Tidewave: a mobile and broadband operator in seven cities. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE plans (plan_id INTEGER PRIMARY KEY, plan_name VARCHAR, service_code VARCHAR, billing_code VARCHAR, monthly_fee DECIMAL(8,2), data_allowance_gb INTEGER);
INSERT INTO plans VALUES
 (1,'Lite 39','MOB','PRE',39,10),(2,'Smart 79','MOB','POST',79,30),(3,'Max 129','MOB','POST',129,80),(4,'Ultra 199','MOB','POST',199,200),
 (5,'Campus 29','MOB','PRE',29,20),(6,'Tourist SIM','MOB','PRE',59,15),(7,'Home 300M','FBB','POST',99,NULL),(8,'Home 500M','FBB','POST',129,NULL),
 (9,'Giga 1000M','FBB','POST',199,NULL),(10,'Office Fibre','FBB','POST',299,NULL);

CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, shop_name VARCHAR, city_code VARCHAR, shop_type VARCHAR, opened_on DATE);
INSERT INTO shops VALUES
 (1,'Tianhe Flagship','GZ','own','2015-03-01'),(2,'Beijing Road','GZ','own','2017-08-15'),(3,'Panyu Plaza','GZ','fran','2019-05-20'),
 (4,'Futian Centre','SZ','own','2016-01-10'),(5,'Nanshan Tech Park','SZ','own','2018-11-11'),(6,'Longhua Metro','SZ','fran','2021-06-01'),(7,'Baoan Mall','SZ','fran','2022-09-09'),
 (8,'Dongcheng','DG','own','2018-04-04'),(9,'Humen Market','DG','fran','2020-10-10'),(10,'Chancheng','FS','own','2017-02-02'),
 (11,'Gongbei Port','ZH','fran','2019-12-01'),(12,'Huicheng','HZ','fran','2021-03-15'),(13,'Longhu','ST','own','2016-07-07'),(14,'Nan''ao Island Kiosk','ST','fran','2023-05-01');

CREATE TABLE subscribers AS
WITH a AS (SELECT i, u(i,'p') up, u(i,'c') uc, u(i,'sg') us,
   DATE '2022-01-01' + floor(1461*pow(u(i,'a'),0.86))::INT AS activated_on FROM range(1,5401) r(i)),
b AS (SELECT *, CASE WHEN us<0.74 THEN 'C' WHEN us<0.90 THEN 'S' ELSE 'B' END AS segment_code,
  CASE WHEN us>=0.90 THEN CASE WHEN up<0.34 THEN 10 WHEN up<0.62 THEN 3 WHEN up<0.83 THEN 4 ELSE 2 END
       WHEN us>=0.74 THEN CASE WHEN up<0.61 THEN 5 WHEN up<0.84 THEN 1 ELSE 2 END
       ELSE CASE WHEN up<0.19 THEN 1 WHEN up<0.43 THEN 2 WHEN up<0.57 THEN 3 WHEN up<0.62 THEN 4 WHEN up<0.68 THEN 6 WHEN up<0.83 THEN 7 WHEN up<0.93 THEN 8 ELSE 9 END END AS plan_id,
  CASE WHEN uc<0.29 THEN 'SZ' WHEN uc<0.53 THEN 'GZ' WHEN uc<0.69 THEN 'DG' WHEN uc<0.81 THEN 'FS' WHEN uc<0.89 THEN 'HZ' WHEN uc<0.95 THEN 'ZH' ELSE 'ST' END AS city_code FROM a),
c AS (SELECT *, 30 + floor(-ln(1-u(i,'ch')*0.999) * CASE plan_id WHEN 6 THEN 130 WHEN 5 THEN 640 WHEN 1 THEN 900 WHEN 2 THEN 1500 WHEN 3 THEN 2300 WHEN 4 THEN 2900 WHEN 7 THEN 1900 WHEN 8 THEN 2500 WHEN 9 THEN 3100 ELSE 3900 END
   * CASE city_code WHEN 'SZ' THEN 0.8 WHEN 'DG' THEN 0.7 WHEN 'ST' THEN 1.5 ELSE 1.05 END)::INT AS life FROM b)
SELECT (100000+i)::INTEGER AS subscriber_id, plan_id, segment_code, city_code,
  CASE WHEN segment_code='S' THEN '18-24' WHEN u(i,'ag')<0.14 THEN '18-24' WHEN u(i,'ag')<0.43 THEN '25-34' WHEN u(i,'ag')<0.69 THEN '35-44' WHEN u(i,'ag')<0.88 THEN '45-59' ELSE '60+' END AS age_band,
  CASE WHEN u(i,'sc')<0.41 THEN 'SHP' WHEN u(i,'sc')<0.72 THEN 'ONL' WHEN u(i,'sc')<0.87 THEN 'AGT' ELSE 'TEL' END AS join_channel,
  u(i,'po')<0.17 AS ported_in,
  activated_on,
  CASE WHEN activated_on + life <= DATE '2025-12-31' THEN activated_on + life END AS churned_on,
  CASE WHEN activated_on + life <= DATE '2025-12-31' THEN
    CASE WHEN plan_id=6 THEN CASE WHEN u(i,'rs')<0.8 THEN 'MOV' ELSE 'PRC' END WHEN u(i,'rs')<0.38 THEN 'PRC' WHEN u(i,'rs')<0.58 THEN 'COV' WHEN u(i,'rs')<0.75 THEN 'SVC' WHEN u(i,'rs')<0.89 THEN 'MOV' ELSE 'NPY' END END AS churn_reason
FROM c;

CREATE TABLE line_base AS  -- lines in service at the end of each month, one row per city, plan and segment
WITH m AS (SELECT last_day(DATE '2024-01-01' + to_months(n::INT))::DATE AS month_end FROM range(24) r(n)),
g AS (SELECT DISTINCT city_code, plan_id FROM subscribers)
SELECT month_end, g.city_code, g.plan_id,
  (SELECT count(*) FROM subscribers s WHERE s.city_code=g.city_code AND s.plan_id=g.plan_id AND activated_on<=month_end AND (churned_on IS NULL OR churned_on>month_end))::INTEGER AS lines_in_service
FROM m, g;

CREATE TABLE bills AS
WITH x AS (SELECT s.subscriber_id, p.monthly_fee, p.service_code, s.segment_code, s.city_code, n, DATE '2024-01-01' + to_months(n::INT) AS mth, s.subscriber_id*100+n AS k
  FROM subscribers s JOIN plans p USING (plan_id), range(24) r(n)
  WHERE p.billing_code='POST' AND activated_on < DATE '2024-01-01' + to_months(n::INT) AND (churned_on IS NULL OR churned_on >= DATE '2024-01-01' + to_months(n::INT))),
y AS (SELECT *, (mth + to_days(floor(4*u(k,'bd'))::INT))::DATE AS billed_on FROM x WHERE u(k,'keep') < 0.12)
SELECT (7000000+row_number() OVER (ORDER BY billed_on, k))::INTEGER AS bill_id, subscriber_id, billed_on, billed_on + 20 AS due_on,
  CASE WHEN u(k,'pd') < 0.955 - CASE WHEN segment_code='B' THEN 0.05 ELSE 0 END AND billed_on + 2 + floor(30*pow(u(k,'pl'),1.25))::INT <= DATE '2025-12-31' THEN billed_on + 2 + floor(30*pow(u(k,'pl'),1.25))::INT END AS paid_on,
  CASE WHEN u(k,'pm')<0.36 THEN 'WX' WHEN u(k,'pm')<0.62 THEN 'ALI' WHEN u(k,'pm')<0.90 THEN 'DD' ELSE 'CTR' END AS pay_method,
  round(monthly_fee + CASE WHEN u(k,'ex')<0.27 THEN 3 + 60*u(k,'ea') WHEN u(k,'ex')>0.985 THEN 180+400*u(k,'ea') ELSE 0 END - CASE WHEN u(k,'dc')<0.2 THEN 0.15*monthly_fee ELSE 0 END, 2)::DECIMAL(10,2) AS amount
FROM y;

CREATE TABLE topups AS
WITH x AS (SELECT s.*, n, DATE '2024-01-01' + n::INT AS d, s.subscriber_id*1000+n AS k FROM subscribers s JOIN plans p USING (plan_id), range(731) r(n)
  WHERE p.billing_code='PRE' AND activated_on <= DATE '2024-01-01' + n::INT AND (churned_on IS NULL OR churned_on >= DATE '2024-01-01' + n::INT))
SELECT (3000000+row_number() OVER (ORDER BY d, k))::INTEGER AS topup_id, subscriber_id,
  (d + to_minutes((420+floor(960*u(k,'hr')))::INT))::TIMESTAMP AS topped_up_at,
  CASE WHEN u(k,'tc')<0.47 THEN 'APP' WHEN u(k,'tc')<0.71 THEN 'WX' WHEN u(k,'tc')<0.86 THEN 'SHP' ELSE 'VCH' END AS topup_channel,
  (CASE WHEN u(k,'am')<0.34 THEN 30 WHEN u(k,'am')<0.68 THEN 50 WHEN u(k,'am')<0.90 THEN 100 WHEN u(k,'am')<0.975 THEN 200 ELSE 500 END)::DECIMAL(8,2) AS amount
FROM x WHERE u(k,'keep') < 0.0072 * CASE WHEN month(d) IN (1,2,9) THEN 1.7 ELSE 1 END;

CREATE TABLE usage_records AS
WITH x AS (SELECT s.*, p.service_code, p.monthly_fee, n, (DATE '2024-01-01' + to_months(n::INT))::DATE AS mth, s.subscriber_id*100+n AS k FROM subscribers s JOIN plans p USING (plan_id), range(24) r(n)
  WHERE activated_on < DATE '2024-01-01' + to_months(n::INT) AND (churned_on IS NULL OR churned_on >= DATE '2024-01-01' + to_months(n::INT)))
SELECT (row_number() OVER (ORDER BY mth, k))::INTEGER AS usage_id, subscriber_id, mth + floor(28*u(k,'ud'))::INT AS used_on,
  CASE WHEN service_code='FBB' THEN 'FTTH' WHEN u(k,'nw') < 0.38 + 0.017*n THEN '5G' ELSE '4G' END AS network,
  CASE WHEN service_code='FBB' THEN 0 ELSE round(8+ 340*pow(u(k,'vm'),2.2)*CASE segment_code WHEN 'B' THEN 2.6 WHEN 'S' THEN 0.5 ELSE 1 END,0) END::INTEGER AS voice_minutes,
  round((CASE WHEN service_code='FBB' THEN 90 ELSE 4 END + monthly_fee*0.22*u(k,'gb')*(1+0.03*n)) * CASE WHEN service_code='FBB' THEN 2.2 WHEN u(k,'nw') < 0.38 + 0.017*n THEN 1.8 ELSE 0.9 END,2)::DECIMAL(10,2) AS data_gb,
  (service_code='MOB' AND u(k,'ro')<0.08) AS is_roaming
FROM x WHERE u(k,'uk')<0.085;

CREATE TABLE cell_sites AS
SELECT i::INTEGER AS site_id, city || '-' || lpad(i::VARCHAR,3,'0') AS site_code, city AS city_code, CASE WHEN u(i,'te')<0.44 THEN '5G' ELSE '4G' END AS tech,
  CASE WHEN u(i,'ve')<0.46 THEN 'HW' WHEN u(i,'ve')<0.77 THEN 'ZTE' WHEN u(i,'ve')<0.91 THEN 'ERI' ELSE 'NOK' END AS vendor,
  CASE WHEN u(i,'lo')<0.37 THEN 'ROOF' WHEN u(i,'lo')<0.79 THEN 'TWR' ELSE 'IND' END AS mount_code, DATE '2016-01-01' + floor(3400*u(i,'bo'))::INT AS built_on
FROM (SELECT i, CASE WHEN u(i,'ci')<0.26 THEN 'GZ' WHEN u(i,'ci')<0.51 THEN 'SZ' WHEN u(i,'ci')<0.66 THEN 'DG' WHEN u(i,'ci')<0.78 THEN 'FS' WHEN u(i,'ci')<0.87 THEN 'HZ' WHEN u(i,'ci')<0.94 THEN 'ZH' ELSE 'ST' END AS city FROM range(1,161) r(i));

CREATE TABLE outages AS
WITH x AS (SELECT i, 1+floor(160*pow(u(i,'si'),1.5))::INT AS site_id, DATE '2024-01-01' + floor(731*u(i,'d'))::INT AS d, u(i,'ca') uca FROM range(1,2901) r(i)),
y AS (SELECT x.*, c.tech, c.vendor, c.city_code, CASE WHEN month(d) BETWEEN 6 AND 9 AND u(i,'we')<0.33 THEN 'WEA' WHEN uca<0.37 THEN 'PWR' WHEN uca<0.59 THEN 'FIB' WHEN uca<0.80 THEN 'HWF' WHEN uca<0.92 THEN 'SWF' ELSE 'PLN' END AS cause_code,
  CASE WHEN u(i,'sv')<0.09 THEN 1 WHEN u(i,'sv')<0.38 THEN 2 ELSE 3 END AS severity FROM x JOIN cell_sites c USING (site_id)
  WHERE u(i,'k') < CASE WHEN month(d) BETWEEN 6 AND 9 THEN 0.95 ELSE 0.62 END * CASE c.vendor WHEN 'NOK' THEN 1.2 WHEN 'HW' THEN 0.8 ELSE 1 END),
z AS (SELECT *, (d + to_minutes(floor(1440*u(i,'mi'))::INT))::TIMESTAMP AS started_at,
  greatest(8, floor(-ln(1-u(i,'du')*0.998)*CASE cause_code WHEN 'WEA' THEN 520 WHEN 'FIB' THEN 390 WHEN 'HWF' THEN 300 WHEN 'PWR' THEN 170 WHEN 'SWF' THEN 75 ELSE 120 END * CASE city_code WHEN 'ST' THEN 1.6 WHEN 'GZ' THEN 0.8 ELSE 1 END))::INT AS mins FROM y)
SELECT (40000+row_number() OVER (ORDER BY started_at, i))::INTEGER AS outage_id, site_id, started_at,
  CASE WHEN started_at + to_minutes(mins) < TIMESTAMP '2025-12-31 20:00:00' AND NOT (d > DATE '2025-12-20' AND u(i,'op')<0.3) THEN started_at + to_minutes(mins) END AS restored_at,
  cause_code, severity, floor(CASE severity WHEN 1 THEN 2200 WHEN 2 THEN 600 ELSE 90 END * (0.4+1.4*u(i,'af')))::INTEGER AS customers_affected
FROM z;

CREATE TABLE shop_sales AS
WITH x AS (SELECT i, u(i,'sh') us, DATE '2024-01-01' + floor(731*pow(u(i,'d'),0.93))::INT AS sold_on, u(i,'ct') uc FROM range(1,5201) r(i)),
w AS (SELECT shop_id, shop_name, shop_type, sum(wt) OVER (ORDER BY shop_id)/sum(wt) OVER () hi, (sum(wt) OVER (ORDER BY shop_id)-wt)/sum(wt) OVER () lo FROM
  (SELECT *, list_extract([19,12,8,17,14,9,6,10,6,9,7,4,6,2], shop_id) wt FROM shops)),
y AS (SELECT x.*, w.shop_id, w.shop_type, CASE WHEN uc<0.31 THEN 'HS' WHEN uc<0.63 THEN 'AC' WHEN uc<0.84 THEN 'SIM' WHEN uc<0.94 THEN 'RT' ELSE 'WD' END AS category_code FROM x JOIN w ON us>=lo AND us<hi
  WHERE u(i,'k') < CASE WHEN month(sold_on) IN (6,11) THEN 1.0 WHEN month(sold_on) IN (2,9) THEN 0.85 ELSE 0.68 END)
SELECT (900000+row_number() OVER (ORDER BY sold_on, i))::INTEGER AS sale_id, shop_id, sold_on, category_code,
  CASE WHEN u(i,'br')<0.33 THEN 'Huawei' WHEN u(i,'br')<0.58 THEN 'Xiaomi' WHEN u(i,'br')<0.77 THEN 'Apple' WHEN u(i,'br')<0.91 THEN 'OPPO' ELSE 'Honor' END AS brand,
  (1 + CASE WHEN category_code IN ('AC','SIM') THEN floor(3.2*pow(u(i,'qt'),2)) ELSE 0 END)::INTEGER AS units,
  round((CASE category_code WHEN 'HS' THEN 1300+5200*pow(u(i,'pr'),1.6) WHEN 'AC' THEN 35+260*u(i,'pr') WHEN 'SIM' THEN 20+30*u(i,'pr') WHEN 'RT' THEN 190+420*u(i,'pr') ELSE 500+1900*u(i,'pr') END)
    * (1 + CASE WHEN category_code IN ('AC','SIM') THEN floor(3.2*pow(u(i,'qt'),2)) ELSE 0 END) * CASE WHEN shop_type='fran' THEN 0.86 ELSE 1 END,2)::DECIMAL(10,2) AS amount,
  u(i,'ins')<0.14 AS on_instalments
FROM y;

CREATE TABLE support_calls AS
WITH x AS (SELECT i, 100001+floor(5400*pow(u(i,'su'),1.3))::INT AS subscriber_id, (DATE '2024-01-01' + floor(731*pow(u(i,'d'),0.9))::INT) AS d, u(i,'to') ut FROM range(1,6201) r(i)),
y AS (SELECT x.* FROM x JOIN subscribers s USING (subscriber_id) WHERE d >= activated_on AND (churned_on IS NULL OR d <= churned_on + 15)),
z AS (SELECT *, CASE WHEN ut<0.33 THEN 'BIL' WHEN ut<0.56 THEN 'NET' WHEN ut<0.71 THEN 'PLN' WHEN ut<0.82 THEN 'ROM' WHEN ut<0.92 THEN 'INS' ELSE 'CAN' END AS topic_code,
  greatest(3, floor(-ln(1-u(i,'wa')*0.998)*(55 + CASE WHEN month(d) IN (7,8) THEN 45 WHEN month(d)=2 THEN 30 ELSE 0 END)))::INT AS wait_seconds FROM y)
SELECT (600000+row_number() OVER (ORDER BY d, i))::INTEGER AS call_id, subscriber_id,
  (d + to_minutes(CASE WHEN u(i,'h1')<0.7 THEN 540+floor(600*u(i,'h2')) ELSE floor(1439*u(i,'h2')) END::INT))::TIMESTAMP AS called_at,
  topic_code, CASE WHEN u(i,'tm')<0.45 THEN 'T1' WHEN u(i,'tm')<0.78 THEN 'T2' ELSE 'T3' END AS team_code, wait_seconds,
  (wait_seconds > 60 AND u(i,'ab')<0.23) AS was_abandoned,
  CASE WHEN NOT (wait_seconds > 60 AND u(i,'ab')<0.23) THEN round(1.5 + 13*pow(u(i,'ha'),1.8) * CASE topic_code WHEN 'NET' THEN 1.6 WHEN 'INS' THEN 1.4 ELSE 1 END,1) END::DECIMAL(6,1) AS talk_minutes,
  CASE WHEN NOT (wait_seconds > 60 AND u(i,'ab')<0.23) THEN u(i,'fc') < CASE topic_code WHEN 'BIL' THEN 0.79 WHEN 'NET' THEN 0.52 WHEN 'PLN' THEN 0.86 WHEN 'ROM' THEN 0.74 WHEN 'INS' THEN 0.44 ELSE 0.61 END - CASE WHEN u(i,'tm')>=0.78 THEN 0.12 ELSE 0 END END AS solved_first_time,
  CASE WHEN NOT (wait_seconds > 60 AND u(i,'ab')<0.23) AND u(i,'cr')<0.42 THEN greatest(1,least(5, round(3.9 + 2.2*(u(i,'cs')-0.5) - CASE WHEN topic_code IN ('NET','CAN') THEN 0.8 ELSE 0 END)))::INTEGER END AS csat
FROM z;
DROP MACRO u;
