-- A company that sells and installs rooftop solar systems; 2023-07-01 to 2025-06-30. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE branches (branch_id INTEGER PRIMARY KEY, branch_name VARCHAR, province VARCHAR, opened_on DATE, sun DOUBLE, w DOUBLE);
INSERT INTO branches VALUES
 (1,'Jinan','shandong','2019-03-01',1.02,16),(2,'Qingdao','shandong','2020-05-10',1.0,13),(3,'Linyi','shandong','2021-06-01',1.03,10),
 (4,'Shijiazhuang','hebei','2019-09-15',1.06,14),(5,'Baoding','hebei','2021-03-20',1.05,9),
 (6,'Zhengzhou','henan','2020-08-08',0.98,14),(7,'Luoyang','henan','2022-04-01',0.99,8),
 (8,'Hefei','anhui','2021-10-12',0.92,9),(9,'Nanjing','jiangsu','2020-11-01',0.93,11),(10,'Xuzhou','jiangsu','2024-03-01',0.97,8);

CREATE TABLE leads AS
WITH h AS (SELECT *, sum(w) OVER (ORDER BY branch_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY branch_id) - w) / sum(w) OVER () AS lo FROM branches),
c AS (SELECT i, h.branch_id, h.opened_on, DATE '2023-07-01' + floor(731 * pow(u(i,'d'), 0.9))::INT AS d FROM range(1, 11001) r(i) JOIN h ON u(i,'b') >= h.lo AND u(i,'b') < h.hi),
k AS (SELECT * FROM c WHERE d >= opened_on AND u(i,'keep') < list_extract([0.55,0.5,0.85,1.0,1.0,0.95,0.9,0.85,0.9,0.85,0.7,0.6], month(d)))
SELECT (10000 + row_number() OVER (ORDER BY d, i))::INTEGER AS lead_id, branch_id::INTEGER AS branch_id, d AS created_on,
  CASE WHEN u(i,'so') < 0.24 - CASE WHEN d >= DATE '2025-01-01' THEN 0.08 ELSE 0 END THEN 'door_to_door' WHEN u(i,'so') < 0.45 THEN 'referral' WHEN u(i,'so') < 0.70 THEN 'online_ad' WHEN u(i,'so') < 0.86 THEN 'phone' ELSE 'trade_fair' END AS source,
  CASE WHEN u(i,'cu') < 0.63 THEN 'residential' WHEN u(i,'cu') < 0.84 THEN 'farm' ELSE 'commercial' END AS customer_type,
  CASE WHEN u(i,'ro') < 0.46 THEN 'flat' WHEN u(i,'ro') < 0.80 THEN 'pitched' ELSE 'metal' END AS roof_type,
  round(CASE WHEN u(i,'cu') < 0.63 THEN 120 + 380 * u(i,'bl') WHEN u(i,'cu') < 0.84 THEN 300 + 1400 * u(i,'bl') ELSE 2500 + 19000 * pow(u(i,'bl'), 2) END)::INTEGER AS monthly_bill,
  'S' || lpad((branch_id * 10 + floor(u(i,'rp') * 4)::INT)::VARCHAR, 3, '0') AS rep_code
FROM k;

CREATE TABLE surveys AS
WITH c AS (SELECT l.*, l.created_on + 2 + floor(-ln(1 - u(lead_id,'sl') * 0.99) * CASE WHEN branch_id = 6 AND created_on >= DATE '2025-01-01' THEN 11 ELSE 5 END)::INT AS s FROM leads l
   WHERE u(lead_id,'su') < CASE source WHEN 'referral' THEN 0.74 WHEN 'online_ad' THEN 0.42 WHEN 'door_to_door' THEN 0.5 WHEN 'phone' THEN 0.55 ELSE 0.6 END),
k AS (SELECT *, CASE WHEN u(lead_id,'rs') < 0.64 THEN 'suitable' WHEN u(lead_id,'rs') < 0.82 THEN 'needs_reinforcement' ELSE 'unsuitable' END AS result,
   round(CASE customer_type WHEN 'residential' THEN 5 + 13 * u(lead_id,'kw') WHEN 'farm' THEN 12 + 38 * u(lead_id,'kw') ELSE 50 + 260 * pow(u(lead_id,'kw'), 2) END, 1) AS kw FROM c)
SELECT (30000 + row_number() OVER (ORDER BY s, lead_id))::INTEGER AS survey_id, lead_id, branch_id, s AS surveyed_on, 'V' || lpad((branch_id * 10 + floor(u(lead_id,'sv') * 3)::INT)::VARCHAR, 3, '0') AS surveyor_code, result,
  round(kw * (5.2 + 1.6 * u(lead_id,'ra')))::INTEGER AS roof_area_m2, CASE WHEN result <> 'unsuitable' THEN kw END AS proposed_kw,
  CASE WHEN result <> 'unsuitable' THEN round(kw * 3650 * (0.93 + 0.16 * u(lead_id,'qp')) * CASE WHEN s >= DATE '2025-01-01' THEN 0.9 ELSE 1 END * CASE WHEN result = 'needs_reinforcement' THEN 1.12 ELSE 1 END) END::DECIMAL(12,2) AS quoted_price
FROM k WHERE s <= DATE '2025-06-30';

CREATE TABLE installations AS
WITH c AS (SELECT s.*, l.source, l.customer_type, l.roof_type, l.rep_code, s.surveyed_on + 3 + floor(-ln(1 - u(s.lead_id,'sg') * 0.98) * 12)::INT AS signed_on FROM surveys s JOIN leads l USING (lead_id)
   WHERE result <> 'unsuitable' AND u(s.lead_id,'wn') < CASE l.source WHEN 'referral' THEN 0.86 WHEN 'online_ad' THEN 0.6 ELSE 0.68 END),
k AS (SELECT *, signed_on + 8 + floor(-ln(1 - u(lead_id,'in') * 0.98) * CASE WHEN branch_id IN (4, 5) AND signed_on >= DATE '2025-02-01' THEN 30 ELSE 16 END)::INT AS inst FROM c WHERE signed_on <= DATE '2025-06-30'),
g AS (SELECT *, inst + 5 + floor(-ln(1 - u(lead_id,'gr') * 0.98) * 14)::INT AS grid, u(lead_id,'cn') < 0.06 AS canc FROM k)
SELECT (50000 + row_number() OVER (ORDER BY signed_on, lead_id))::INTEGER AS install_id, survey_id, lead_id, branch_id, signed_on,
  CASE WHEN NOT canc AND inst <= DATE '2025-06-30' THEN inst END AS installed_on, CASE WHEN NOT canc AND grid <= DATE '2025-06-30' THEN grid END AS grid_connected_on,
  CASE WHEN canc THEN 'cancelled' WHEN grid <= DATE '2025-06-30' THEN 'connected' WHEN inst <= DATE '2025-06-30' THEN 'installed' ELSE 'signed' END AS status,
  CASE WHEN u(lead_id,'pb') < 0.38 THEN 'longi' WHEN u(lead_id,'pb') < 0.66 THEN 'jinko' WHEN u(lead_id,'pb') < 0.87 THEN 'trina' ELSE 'aiko' END AS panel_brand,
  CASE WHEN customer_type = 'commercial' OR u(lead_id,'iv') < 0.6 THEN 'string' WHEN u(lead_id,'iv') < 0.82 THEN 'hybrid' ELSE 'micro' END AS inverter_type,
  CASE WHEN u(lead_id,'fi') < 0.34 THEN 'cash' WHEN u(lead_id,'fi') < 0.78 THEN 'loan' ELSE 'lease' END AS financing,
  u(lead_id,'ba') < CASE WHEN signed_on >= DATE '2025-01-01' THEN 0.31 ELSE 0.16 END AS has_battery,
  'C' || lpad((branch_id * 10 + floor(u(lead_id,'cr') * 3)::INT)::VARCHAR, 3, '0') AS crew_code,
  proposed_kw AS capacity_kw, round(quoted_price * (0.93 + 0.07 * u(lead_id,'dc')))::DECIMAL(12,2) AS contract_price,
  round(proposed_kw * 2700 * (0.9 + 0.2 * u(lead_id,'co')) * CASE WHEN branch_id = 9 AND signed_on >= DATE '2025-01-01' THEN 1.16 ELSE 1 END * CASE WHEN signed_on >= DATE '2025-01-01' THEN 0.93 ELSE 1 END)::DECIMAL(12,2) AS project_cost
FROM g;

CREATE TABLE energy_readings AS
WITH c AS (SELECT i.*, b.sun, m::DATE AS mth FROM installations i JOIN branches b USING (branch_id), generate_series(DATE '2023-08-01', DATE '2025-06-01', INTERVAL 1 MONTH) g(m)
   WHERE i.grid_connected_on IS NOT NULL AND m::DATE >= date_trunc('month', i.grid_connected_on) + INTERVAL 1 MONTH AND u(i.install_id,'mo') < 0.5),
k AS (SELECT *, install_id * 100 + month(mth) + 12 * (year(mth) - 2023) AS k, capacity_kw * sun * list_extract([68,76,104,118,126,121,112,108,100,92,72,62], month(mth)) AS expected FROM c)
SELECT (900000 + row_number() OVER (ORDER BY mth, install_id))::INTEGER AS reading_id, install_id, branch_id, mth AS reading_month, round(expected, 1) AS expected_kwh,
  round(expected * (0.86 + 0.2 * u(k,'ge')) * CASE WHEN panel_brand = 'aiko' THEN 1.04 ELSE 1 END * CASE WHEN inverter_type = 'micro' AND mth >= DATE '2025-03-01' THEN 0.82 ELSE 1 END, 1) AS generated_kwh,
  round(expected * (0.86 + 0.2 * u(k,'ge')) * 0.8 * CASE WHEN has_battery THEN 0.28 + 0.2 * u(k,'ex') ELSE 0.5 + 0.3 * u(k,'ex') END, 1) AS exported_kwh
FROM k WHERE u(k,'miss') > 0.03;

CREATE TABLE service_calls AS
WITH c AS (SELECT i.*, n, install_id * 10 + n AS k FROM installations i, range(0, 4) r(n) WHERE installed_on IS NOT NULL),
d AS (SELECT *, installed_on + floor(u(k,'od') * 480)::INT AS o, CASE WHEN inverter_type = 'micro' AND u(k,'is') < 0.55 OR u(k,'is') < 0.34 THEN 'inverter' WHEN u(k,'is') < 0.56 THEN 'monitoring' WHEN u(k,'is') < 0.72 THEN 'panel' WHEN u(k,'is') < 0.86 THEN 'roof_leak' ELSE 'billing' END AS issue_type FROM c
   WHERE u(k,'sc') < 0.5 + CASE WHEN inverter_type = 'micro' THEN 0.25 ELSE 0 END),
e AS (SELECT *, CASE WHEN u(k,'pr') < 0.15 THEN 'urgent' WHEN u(k,'pr') < 0.7 THEN 'normal' ELSE 'low' END AS priority, (o + to_hours(8 + floor(u(k,'oh') * 10)::INT) + to_minutes((u(k,'om') * 59)::INT))::TIMESTAMP AS opened_at FROM d WHERE o <= DATE '2025-06-30'),
f AS (SELECT *, opened_at + to_minutes((CASE priority WHEN 'urgent' THEN 900 WHEN 'normal' THEN 3800 ELSE 7600 END * (0.2 - ln(1 - u(k,'rm') * 0.98)) * CASE WHEN branch_id = 8 THEN 1.6 ELSE 1 END)::INT) AS res FROM e)
SELECT (400000 + row_number() OVER (ORDER BY opened_at, k))::INTEGER AS call_id, install_id, branch_id, opened_at, CASE WHEN res < TIMESTAMP '2025-07-01' THEN res END AS resolved_at, issue_type, priority,
  CASE WHEN u(k,'ch') < 0.5 THEN 'hotline' WHEN u(k,'ch') < 0.85 THEN 'app' ELSE 'site_visit' END AS reported_via, u(k,'wa') < 0.81 AS is_warranty,
  u(k,'rv') < CASE issue_type WHEN 'roof_leak' THEN 0.4 ELSE 0.16 END AS needed_second_visit,
  CASE WHEN u(k,'cz') < 0.7 THEN round(CASE issue_type WHEN 'inverter' THEN 420 WHEN 'panel' THEN 650 WHEN 'roof_leak' THEN 880 WHEN 'monitoring' THEN 120 ELSE 30 END * (0.6 + 0.9 * u(k,'cs')), 2) ELSE 0 END::DECIMAL(10,2) AS repair_cost,
  CASE WHEN res < TIMESTAMP '2025-07-01' AND u(k,'sa') < 0.48 THEN greatest(1, least(5, round(4.5 - (date_diff('hour', opened_at, res) / 110.0) + 1.1 * (u(k,'sx') - 0.5))))::INTEGER END AS satisfaction
FROM f;
ALTER TABLE branches DROP COLUMN w;
ALTER TABLE branches DROP COLUMN sun;
