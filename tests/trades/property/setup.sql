-- Harbour & Oak: manages and lets 18 buildings in Shanghai. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE buildings (building_id INTEGER PRIMARY KEY, building_name VARCHAR, district_code VARCHAR, use_code VARCHAR, owner_code VARCHAR, built_year INTEGER, n_units INTEGER, rent_m2 DOUBLE);
INSERT INTO buildings VALUES
 (1,'Riverside Court','PD','RES','FUND',2012,96,128),(2,'Lujiazui Tower','PD','OFF','FUND',2008,58,240),(3,'Century Park Residences','PD','RES','PRIV',2016,84,142),
 (4,'Jing''an Heights','JA','RES','FUND',2014,72,168),(5,'Nanjing West Plaza','JA','RET','FUND',2005,34,410),(6,'Wukang Lane','XH','RES','PRIV',1936,22,205),
 (7,'Xujiahui Gate','XH','OFF','STATE',2010,49,186),(8,'Hengshan House','XH','RES','PRIV',1998,41,157),(9,'Hongqiao Business Park','MH','OFF','FUND',2017,63,118),
 (10,'Minhang Garden','MH','RES','STATE',2003,110,72),(11,'Qibao Walk','MH','RET','PRIV',2013,28,165),(12,'Gubei Villas','CN','RES','PRIV',2001,26,176),
 (13,'Zhongshan Lofts','CN','RES','FUND',2019,67,149),(14,'Tongji Quarter','YP','RES','STATE',2009,78,98),(15,'Wujiaochang Centre','YP','OFF','FUND',2015,37,136),
 (16,'Bund South Block','HP','OFF','FUND',2011,31,268),(17,'Yuyuan Arcade','HP','RET','STATE',1996,24,350),(18,'Laoximen Terrace','HP','RES','STATE',1989,30,112);

CREATE TABLE units AS
SELECT (b.building_id*1000 + n)::INTEGER AS unit_id, b.building_id, 'U' || b.building_id || '-' || lpad(n::VARCHAR,3,'0') AS unit_no,
  CASE use_code WHEN 'OFF' THEN 'OF' WHEN 'RET' THEN 'SH' ELSE CASE WHEN b.building_id IN (6,12) THEN CASE WHEN u(b.building_id*1000+n,'t')<0.3 THEN '2B' ELSE '3B' END
     WHEN u(b.building_id*1000+n,'t')<0.21 THEN 'ST' WHEN u(b.building_id*1000+n,'t')<0.58 THEN '1B' WHEN u(b.building_id*1000+n,'t')<0.87 THEN '2B' ELSE '3B' END END AS unit_type,
  0.0::DECIMAL(8,1) AS area_m2, u(b.building_id*1000+n,'fu')<0.57 AS is_furnished, (1+floor(18*u(b.building_id*1000+n,'fl')))::INTEGER AS floor_no
FROM buildings b, range(1,111) r(n) WHERE n <= b.n_units;
UPDATE units SET area_m2 = round(CASE unit_type WHEN 'ST' THEN 28+14*u(unit_id,'ar') WHEN '1B' THEN 46+18*u(unit_id,'ar') WHEN '2B' THEN 72+34*u(unit_id,'ar') WHEN '3B' THEN 108+70*u(unit_id,'ar') WHEN 'OF' THEN 60+340*pow(u(unit_id,'ar'),2) ELSE 35+150*pow(u(unit_id,'ar'),1.7) END,1);

CREATE TABLE agents (agent_id INTEGER PRIMARY KEY, agent_name VARCHAR, team_code VARCHAR);
INSERT INTO agents VALUES (1,'Chen Yu','E'),(2,'Sophie Lin','E'),(3,'Zhou Ming','E'),(4,'Tang Rui','W'),(5,'David Ho','W'),(6,'Gu Xin','W'),(7,'Mao Jie','W'),(8,'Anna Petrova','C'),(9,'Fang Lei','C'),(10,'Qian Wen','C');

CREATE TABLE contractors (contractor_id INTEGER PRIMARY KEY, contractor_name VARCHAR, is_inhouse BOOLEAN);
INSERT INTO contractors VALUES (1,'Own maintenance crew',true),(2,'Antai Plumbing',false),(3,'Brightline Electric',false),(4,'CoolAir Services',false),(5,'Dahua Repairs',false),(6,'Everfix',false),(7,'Fuxing Locksmiths',false),(8,'Greatwall Builders',false);

CREATE TABLE tenants AS
SELECT i::INTEGER AS tenant_id, 'Tenant ' || i AS tenant_name,
  CASE WHEN u(i,'o')<0.58 THEN 'CN' WHEN u(i,'o')<0.70 THEN 'JP' WHEN u(i,'o')<0.80 THEN 'US' WHEN u(i,'o')<0.88 THEN 'DE' WHEN u(i,'o')<0.95 THEN 'FR' ELSE 'KR' END AS home_country
FROM range(1,3601) r(i);

CREATE TABLE leases AS
WITH s AS (SELECT x.*, b.use_code, b.rent_m2, b.district_code, k, x.unit_id*10+k AS h FROM units x JOIN buildings b USING (building_id), range(9) r(k)),
t AS (SELECT *, CASE use_code WHEN 'RES' THEN CASE WHEN u(h,'te')<0.24 THEN 6 WHEN u(h,'te')<0.86 THEN 12 ELSE 24 END WHEN 'OFF' THEN CASE WHEN u(h,'te')<0.42 THEN 12 WHEN u(h,'te')<0.80 THEN 24 ELSE 36 END ELSE CASE WHEN u(h,'te')<0.5 THEN 24 ELSE 36 END END AS term_months,
   k>0 AND u(h,'rn') < CASE use_code WHEN 'RES' THEN 0.36 WHEN 'OFF' THEN 0.55 ELSE 0.48 END + CASE district_code WHEN 'XH' THEN 0.14 WHEN 'MH' THEN -0.12 ELSE 0 END AS renewed,
   u(h,'et')<0.11 AS broke FROM s),
v AS (SELECT *, CASE WHEN broke THEN floor(term_months*30.4*(0.3+0.5*u(h,'ed')))::INT ELSE floor(term_months*30.4375)::INT END AS days_used,
   CASE WHEN renewed OR k=0 THEN 0 ELSE 6 + floor(-ln(1-u(h,'ga')*0.995)*CASE use_code WHEN 'RES' THEN 31 WHEN 'OFF' THEN 88 ELSE 120 END * CASE district_code WHEN 'MH' THEN 1.6 WHEN 'JA' THEN 0.7 ELSE 1 END)::INT END AS gap FROM t),
w AS (SELECT *, DATE '2022-02-01' + (u(unit_id,'st')*420)::INT + coalesce(sum(days_used) OVER (PARTITION BY unit_id ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),0)::INT + sum(gap) OVER (PARTITION BY unit_id ORDER BY k)::INT AS starts_on FROM v)
SELECT (20000+row_number() OVER (ORDER BY starts_on, h))::INTEGER AS lease_id, unit_id,
  (1+floor(3599*u(CASE WHEN renewed THEN h-1 ELSE h END,'tn')))::INTEGER AS tenant_id, (1+floor(10*pow(u(h,'ag'),1.25)))::INTEGER AS agent_id,
  CASE WHEN renewed THEN 'RNW' ELSE 'NEW' END AS lease_kind, use_code='RES' AND u(h,'co')<0.13 OR use_code<>'RES' AS is_company_let,
  (starts_on - (3+floor(38*u(h,'sg')))::INT)::DATE AS signed_on, starts_on, starts_on + floor(term_months*30.4375)::INT AS ends_on, term_months,
  CASE WHEN broke AND starts_on + days_used <= DATE '2025-12-31' THEN starts_on + days_used END AS terminated_on,
  CASE WHEN broke AND starts_on + days_used <= DATE '2025-12-31' THEN CASE WHEN u(h,'tr')<0.37 THEN 'JOB' WHEN u(h,'tr')<0.60 THEN 'AFF' WHEN u(h,'tr')<0.79 THEN 'CON' WHEN u(h,'tr')<0.92 THEN 'BRE' ELSE 'OTH' END END AS termination_reason,
  round(area_m2*rent_m2*(0.86+0.2*u(unit_id,'q'))*(0.95+0.08*u(h,'r'))*CASE WHEN is_furnished AND use_code='RES' THEN 1.09 ELSE 1 END*(1-0.02*(year(starts_on)-2023)),-1)::DECIMAL(10,2) AS monthly_rent
FROM w WHERE starts_on <= DATE '2026-01-20' AND starts_on >= DATE '2022-01-01';
DELETE FROM leases WHERE signed_on > DATE '2025-12-31';

CREATE TABLE occupancy AS  -- state of each building at the end of each month, one row per unit type
WITH m AS (SELECT last_day(DATE '2024-01-01' + to_months(n::INT))::DATE AS month_end FROM range(24) r(n)),
o AS (SELECT m.month_end, x.building_id, x.unit_type, count(DISTINCT l.unit_id) AS n FROM m JOIN leases l ON l.starts_on<=month_end AND coalesce(l.terminated_on,l.ends_on)>month_end JOIN units x USING (unit_id) GROUP BY ALL),
z AS (SELECT building_id, unit_type, count(*) AS n FROM units GROUP BY ALL)
SELECT m.month_end, z.building_id, z.unit_type, z.n::INTEGER AS units_total, coalesce(o.n,0)::INTEGER AS units_occupied
FROM m CROSS JOIN z LEFT JOIN o ON o.month_end=m.month_end AND o.building_id=z.building_id AND o.unit_type=z.unit_type;

CREATE TABLE rent_charges AS
WITH x AS (SELECT l.*, b.use_code, b.building_id, n, l.lease_id*100+n AS h, (DATE '2024-01-01' + to_months(n::INT))::DATE AS mth FROM leases l JOIN units USING (unit_id) JOIN buildings b USING (building_id), range(24) r(n)
  WHERE starts_on < DATE '2024-01-01' + to_months(n::INT) AND coalesce(terminated_on,ends_on) > DATE '2024-01-01' + to_months(n::INT)),
y AS (SELECT *, mth + floor(5*u(lease_id,'dd'))::INT AS due_on, CASE WHEN use_code='RET' THEN 0.11 WHEN building_id IN (10,14) THEN 0.075 WHEN use_code='OFF' THEN 0.05 ELSE 0.03 END AS bad FROM x WHERE u(h,'kp')<0.27),
z AS (SELECT *, CASE WHEN u(h,'pa')<bad THEN 'N' WHEN u(h,'pa')<bad*1.5 THEN 'P' ELSE 'F' END AS st, (due_on - 5 + floor(-ln(1-u(h,'pd')*0.996)*CASE WHEN is_company_let THEN 7.5 ELSE 5.2 END)::INT) AS pd FROM y)
SELECT (500000+row_number() OVER (ORDER BY due_on, h))::INTEGER AS charge_id, lease_id, unit_id, due_on, monthly_rent AS amount_due,
  CASE WHEN st='N' OR pd > DATE '2025-12-31' THEN 0 WHEN st='P' THEN round(monthly_rent*(0.3+0.5*u(h,'pp')),2) ELSE monthly_rent END::DECIMAL(10,2) AS amount_paid,
  CASE WHEN st<>'N' AND pd <= DATE '2025-12-31' THEN pd END AS paid_on,
  CASE WHEN st<>'N' AND pd <= DATE '2025-12-31' THEN CASE WHEN u(lease_id,'pm')<0.44 THEN 'BNK' WHEN u(lease_id,'pm')<0.69 THEN 'ALI' WHEN u(lease_id,'pm')<0.92 THEN 'WX' ELSE 'CSH' END END AS pay_method
FROM z;

CREATE TABLE repairs AS
WITH x AS (SELECT i, DATE '2024-01-01' + floor(731*pow(u(i,'d'),0.95))::INT AS d, floor(950*u(i,'un'))::INT+1 AS rk FROM range(1,4201) r(i)),
n AS (SELECT unit_id, building_id, row_number() OVER (ORDER BY unit_id) AS rk FROM units),
y AS (SELECT x.i, d, n.unit_id, b.building_id, b.use_code, b.built_year, CASE WHEN month(d) IN (7,8) AND u(i,'hv')<0.36 OR month(d) IN (1,12) AND u(i,'hv')<0.2 THEN 'HVA' WHEN u(i,'tr')<0.31 THEN 'PLB' WHEN u(i,'tr')<0.52 THEN 'ELE' WHEN u(i,'tr')<0.68 THEN 'APP' WHEN u(i,'tr')<0.79 THEN 'HVA' WHEN u(i,'tr')<0.90 THEN 'LCK' ELSE 'STR' END AS trade
  FROM x JOIN n USING (rk) JOIN buildings b USING (building_id) WHERE u(i,'kp') < CASE WHEN b.built_year<2000 THEN 1.0 WHEN b.built_year<2010 THEN 0.88 ELSE 0.66 END),
z AS (SELECT *, CASE WHEN u(i,'ow')<0.27 THEN 1 ELSE CASE trade WHEN 'PLB' THEN 2 WHEN 'ELE' THEN 3 WHEN 'HVA' THEN 4 WHEN 'LCK' THEN 7 WHEN 'STR' THEN 8 ELSE CASE WHEN u(i,'df')<0.55 THEN 5 ELSE 6 END END END AS contractor_id,
  CASE WHEN u(i,'pr')<0.12 THEN 1 WHEN u(i,'pr')<0.55 THEN 2 ELSE 3 END AS priority FROM y),
w AS (SELECT *, (d + to_minutes((420+floor(900*u(i,'hh')))::INT))::TIMESTAMP AS reported_at,
  (3 + -ln(1-u(i,'du')*0.997)*CASE priority WHEN 1 THEN 14 WHEN 2 THEN 62 ELSE 130 END*CASE contractor_id WHEN 1 THEN 0.7 WHEN 4 THEN 1.25 WHEN 8 THEN 2.3 WHEN 6 THEN 1.5 ELSE 1 END) AS hrs FROM z)
SELECT (80000+row_number() OVER (ORDER BY reported_at, i))::INTEGER AS repair_id, unit_id, contractor_id, trade AS trade_code, priority, reported_at,
  CASE WHEN reported_at + to_minutes((hrs*60)::INT) <= TIMESTAMP '2025-12-31 18:00:00' AND u(i,'op')<0.985 THEN reported_at + to_minutes((hrs*60)::INT) END AS completed_at,
  round(CASE trade WHEN 'PLB' THEN 180 WHEN 'ELE' THEN 150 WHEN 'HVA' THEN 420 WHEN 'APP' THEN 310 WHEN 'LCK' THEN 110 ELSE 1400 END*(0.4+2.4*pow(u(i,'co'),2.4))*CASE contractor_id WHEN 1 THEN 0.55 WHEN 6 THEN 1.3 ELSE 1 END,2)::DECIMAL(10,2) AS cost,
  u(i,'tp')<0.16 AS tenant_pays, u(i,'rp')< CASE contractor_id WHEN 1 THEN 0.09 WHEN 6 THEN 0.24 WHEN 4 THEN 0.17 ELSE 0.13 END AS is_repeat,
  CASE WHEN u(i,'rt')<0.44 THEN greatest(1,least(5,round(4.1 + 2.4*(u(i,'rv')-0.55) - CASE contractor_id WHEN 6 THEN 0.8 WHEN 1 THEN -0.4 WHEN 8 THEN 0.5 ELSE 0 END)))::INTEGER END AS tenant_score
FROM w;

CREATE TABLE listings AS
WITH l AS (SELECT l.*, b.use_code, b.district_code, l.lease_id AS h FROM leases l JOIN units USING (unit_id) JOIN buildings b USING (building_id) WHERE lease_kind='NEW' AND signed_on >= DATE '2023-12-20'),
a AS (SELECT unit_id, agent_id, h, use_code, monthly_rent, signed_on AS let_on, signed_on - (4+floor(-ln(1-u(h,'dl')*0.995)*CASE use_code WHEN 'RES' THEN 24 WHEN 'OFF' THEN 58 ELSE 75 END*CASE district_code WHEN 'MH' THEN 1.5 WHEN 'JA' THEN 0.7 ELSE 1 END))::INT AS listed_on, NULL::DATE AS withdrawn_on FROM l),
o AS (SELECT x.unit_id, (1+floor(10*u(x.unit_id*10+k,'oa')))::INT AS agent_id, x.unit_id*10+k+900000 AS h, b.use_code, round(x.area_m2*b.rent_m2,-1) AS monthly_rent, NULL::DATE AS let_on, DATE '2024-01-01'+floor(725*u(x.unit_id*10+k,'ol'))::INT AS listed_on, k FROM units x JOIN buildings b USING (building_id), range(2) r(k) WHERE u(x.unit_id*10+k,'oo')<0.33),
q AS (SELECT unit_id, agent_id, h, use_code, monthly_rent, let_on, listed_on, withdrawn_on FROM a UNION ALL
  SELECT unit_id, agent_id, h, use_code, monthly_rent, let_on, listed_on, CASE WHEN listed_on + 30 + floor(70*u(h,'wd'))::INT <= DATE '2025-12-31' THEN listed_on + 30 + floor(70*u(h,'wd'))::INT END FROM o)
SELECT (60000+row_number() OVER (ORDER BY listed_on, h))::INTEGER AS listing_id, unit_id, agent_id,
  CASE WHEN u(h,'po')<0.37 THEN 'BK' WHEN u(h,'po')<0.60 THEN 'AJK' WHEN u(h,'po')<0.74 THEN 'T58' WHEN u(h,'po')<0.90 THEN 'WEB' ELSE 'XHS' END AS portal_code, listed_on, let_on, withdrawn_on,
  round(monthly_rent*(1+0.09*u(h,'as')),-1)::DECIMAL(10,2) AS asking_rent
FROM q WHERE listed_on BETWEEN DATE '2024-01-01' AND DATE '2025-12-31';

CREATE TABLE viewings AS
WITH x AS (SELECT l.*, n, l.listing_id*20+n AS h, coalesce(let_on, withdrawn_on, DATE '2025-12-31') AS off_on FROM listings l, range(9) r(n) WHERE n < 1 + floor(-ln(1-u(l.listing_id,'nv')*0.99)*2.1)),
y AS (SELECT *, (listed_on + floor(greatest(off_on-listed_on,1)*u(h,'vd'))::INT) AS vd FROM x)
SELECT (300000+row_number() OVER (ORDER BY vd, h))::INTEGER AS viewing_id, listing_id, unit_id, CASE WHEN u(h,'sw')<0.8 THEN agent_id ELSE (1+floor(10*u(h,'sa')))::INT END::INTEGER AS agent_id,
  (vd + to_minutes((540+30*floor(20*u(h,'vh')))::INT))::TIMESTAMP AS viewed_at,
  CASE WHEN u(h,'mo')<0.19 THEN 'VID' ELSE 'ONS' END AS mode_code,
  CASE WHEN u(h,'ou')<0.10+0.008*agent_id THEN 'NSH' WHEN u(h,'ou')<0.30+0.014*agent_id THEN 'OFR' WHEN u(h,'ou')<0.66 THEN 'FUP' ELSE 'REJ' END AS outcome_code
FROM y;
ALTER TABLE buildings DROP COLUMN n_units;
ALTER TABLE buildings DROP COLUMN rent_m2;
DROP MACRO u;
