-- An operator of charging stations: 20 stations, their chargers, drivers, charging sessions, fault tickets, weekly power bills.
-- Deterministic. 2023-10-01 to 2025-09-30.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE stations (station_id INTEGER PRIMARY KEY, station_name VARCHAR, city VARCHAR, site_type VARCHAR, opened_on DATE, w DOUBLE);
INSERT INTO stations VALUES
 (1,'Xuhui Riverside','shanghai','mall','2020-06-18',11),
 (2,'Pudong Software Park','shanghai','office','2020-11-02',8),
 (3,'Hongqiao Hub','shanghai','transport','2021-03-15',13),
 (4,'Jiading Depot','shanghai','depot','2021-08-01',9),
 (5,'Minhang Garden','shanghai','residential','2022-04-20',6),
 (6,'Suzhou Jinji Lake','suzhou','mall','2021-05-01',7),
 (7,'Suzhou Industrial Park','suzhou','office','2021-10-12',6),
 (8,'Yangcheng Lake Services','suzhou','highway','2022-01-10',8),
 (9,'Nanjing Xinjiekou','nanjing','mall','2021-07-07',7),
 (10,'Nanjing South Railway','nanjing','transport','2022-06-30',7),
 (11,'Jiangning Garden','nanjing','residential','2022-09-09',4),
 (12,'Hangzhou Binjiang','hangzhou','office','2021-04-18',8),
 (13,'Hangzhou West Lake','hangzhou','mall','2021-12-24',7),
 (14,'Xiasha Depot','hangzhou','depot','2022-03-03',7),
 (15,'Jiaxing Services','jiaxing','highway','2022-05-20',6),
 (16,'Jiaxing Nanhu','jiaxing','residential','2023-02-14',3),
 (17,'Ningbo Tianyi','ningbo','mall','2022-08-08',6),
 (18,'Ningbo Port Depot','ningbo','depot','2022-11-11',7),
 (19,'Hangzhou Bay Services','ningbo','highway','2023-04-28',7),
 (20,'Suzhou North Railway','suzhou','transport','2024-09-28',6);

CREATE TABLE chargers AS
WITH n AS (SELECT s.*, k FROM stations s, range(1, 17) r(k) WHERE k <= round(s.w * 1.15)),
t AS (SELECT *, station_id * 100 + k AS charger_id,
  CASE WHEN site_type IN ('residential','office') THEN CASE WHEN k % 5 IN (0,1,2) THEN 'ac' ELSE 'dc' END
       WHEN site_type IN ('highway','transport') THEN CASE WHEN k % 3 = 0 THEN 'ultra' ELSE 'dc' END
       WHEN site_type = 'depot' THEN CASE WHEN k % 6 = 0 THEN 'ultra' ELSE 'dc' END
       ELSE CASE WHEN k % 4 = 0 THEN 'ultra' WHEN k % 4 = 1 THEN 'ac' ELSE 'dc' END END AS charger_type FROM n)
SELECT charger_id::INTEGER AS charger_id, station_id, 'EV-' || lpad(charger_id::VARCHAR, 4, '0') AS charger_code, charger_type,
  CASE charger_type WHEN 'ac' THEN CASE WHEN u(charger_id,'p') < 0.6 THEN 7 ELSE 11 END
     WHEN 'dc' THEN CASE WHEN u(charger_id,'p') < 0.45 THEN 60 WHEN u(charger_id,'p') < 0.9 THEN 120 ELSE 180 END
     ELSE CASE WHEN u(charger_id,'p') < 0.7 THEN 360 ELSE 480 END END::INTEGER AS power_kw,
  CASE WHEN charger_type = 'ultra' THEN CASE WHEN u(charger_id,'v') < 0.6 THEN 'huayun' ELSE 'xingluo' END
     WHEN u(charger_id,'v') < 0.35 THEN 'teld' WHEN u(charger_id,'v') < 0.65 THEN 'huayun' WHEN u(charger_id,'v') < 0.85 THEN 'kstar' ELSE 'xingluo' END AS vendor,
  least(opened_on + (u(charger_id,'in') * 200)::INT, greatest(opened_on, DATE '2023-09-30')) AS installed_on
FROM t;

CREATE TABLE drivers AS
SELECT i::INTEGER AS driver_id,
  CASE WHEN u(i,'a') < 0.66 THEN 'private' WHEN u(i,'a') < 0.86 THEN 'ride_hailing' WHEN u(i,'a') < 0.95 THEN 'logistics' ELSE 'corporate' END AS account_type,
  CASE WHEN u(i,'m') < 0.58 THEN 'basic' WHEN u(i,'m') < 0.84 THEN 'plus' ELSE 'black' END AS member_level,
  DATE '2021-01-01' + floor(1734 * pow((i - 1) / 3200.0, 0.75))::INT AS joined_on
FROM range(1, 3201) r(i);

CREATE TABLE sessions AS
WITH s AS (SELECT *, sum(w) OVER (ORDER BY station_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY station_id) - w) / sum(w) OVER () AS lo FROM stations),
c AS (SELECT i, DATE '2023-10-01' + floor(731 * pow(u(i,'d'), 0.82))::INT AS d, u(i,'st') AS us, u(i,'dr') AS ud FROM range(15500) r(i)),
d AS (SELECT c.*, s.station_id, s.site_type, s.opened_on FROM c JOIN s ON c.us >= s.lo AND c.us < s.hi WHERE c.d >= s.opened_on),
-- seasons: winter and August are busy, highways boom in holidays, offices rest at weekends
e AS (SELECT *, list_extract([0.85,0.95,0.62,0.55,0.6,0.68,0.8,0.9,0.66,0.7,0.62,0.8], month(d))
   * CASE WHEN site_type = 'office' AND isodow(d) >= 6 THEN 0.35 WHEN site_type = 'highway' AND (d BETWEEN DATE '2024-10-01' AND DATE '2024-10-07' OR d BETWEEN DATE '2025-01-28' AND DATE '2025-02-04' OR d BETWEEN DATE '2024-02-10' AND DATE '2024-02-17' OR d BETWEEN DATE '2025-05-01' AND DATE '2025-05-05') THEN 1.6
          WHEN site_type = 'mall' AND isodow(d) >= 6 THEN 1.15 ELSE 0.9 END AS keep FROM d),
ch AS (SELECT station_id, list(charger_id ORDER BY charger_id) AS ids FROM chargers WHERE installed_on <= DATE '2025-09-30' GROUP BY 1),
f AS (SELECT e.*, list_extract(ids, 1 + least(len(ids)-1, floor(len(ids) * pow(u(i,'ch'), 1.15))::INT)) AS charger_id,
   1 + floor(floor(3200 * pow((d - DATE '2021-01-01') / 1734.0, 1 / 0.75)) * pow(ud, 1.2) * 0.9999)::INT AS driver_id,
   CASE WHEN u(i,'h') < 0.24 THEN floor(u(i,'h2') * 7)::INT WHEN u(i,'h') < 0.62 THEN 8 + floor(u(i,'h2') * 9)::INT ELSE 17 + floor(u(i,'h2') * 7)::INT END AS hh
  FROM e JOIN ch USING (station_id) WHERE u(i,'k') < keep),
g AS (SELECT f.*, c.charger_type, c.power_kw, c.vendor, dr.account_type, dr.member_level, dr.joined_on,
   CASE WHEN hh < 8 THEN 'valley' WHEN hh BETWEEN 10 AND 13 OR hh BETWEEN 18 AND 21 THEN 'peak' ELSE 'flat' END AS tariff_band
  FROM f JOIN chargers c USING (charger_id) JOIN drivers dr USING (driver_id)),
h AS (SELECT g.*, CASE WHEN u(i,'fl') < 0.028 + CASE vendor WHEN 'kstar' THEN 0.05 WHEN 'xingluo' THEN 0.015 ELSE 0 END
      + CASE WHEN vendor = 'kstar' AND d >= DATE '2025-04-01' THEN 0.03 ELSE 0 END THEN 'failed'
      WHEN u(i,'ab') < 0.055 THEN 'interrupted' ELSE 'completed' END AS session_status,
   (CASE account_type WHEN 'private' THEN 24 WHEN 'ride_hailing' THEN 33 WHEN 'logistics' THEN 46 ELSE 28 END) * (0.45 + 1.1 * u(i,'e'))
     * CASE WHEN month(d) IN (1,2,12) THEN 1.08 ELSE 1 END * CASE charger_type WHEN 'ac' THEN 0.8 ELSE 1 END AS kwh FROM g),
k AS (SELECT h.*, CASE session_status WHEN 'failed' THEN 0 WHEN 'interrupted' THEN kwh * 0.35 ELSE kwh END AS e1 FROM h)
SELECT (700000 + row_number() OVER (ORDER BY d, hh, i))::INTEGER AS session_id, station_id, charger_id::INTEGER AS charger_id, driver_id::INTEGER AS driver_id,
  d::TIMESTAMP + to_hours(hh) + to_minutes(floor(u(i,'mi') * 60)::INT) AS started_at,
  CASE WHEN account_type IN ('logistics','corporate') AND u(i,'cn') < 0.5 THEN 'card' WHEN u(i,'cn') < 0.40 THEN 'app' WHEN u(i,'cn') < 0.70 THEN 'mini_program'
       WHEN u(i,'cn') < 0.90 - CASE WHEN d < DATE '2024-10-01' THEN 0.08 ELSE 0 END THEN 'map_partner' ELSE 'plug_charge' END AS start_channel,
  tariff_band, session_status, round(e1, 2)::DECIMAL(10,2) AS energy_kwh,
  CASE session_status WHEN 'failed' THEN 0 ELSE greatest(3, round(e1 / (least(power_kw, 130) * 0.62) * 60 + 6 * u(i,'du'))) END::INTEGER AS duration_minutes,
  round(e1 * CASE tariff_band WHEN 'valley' THEN 0.38 WHEN 'flat' THEN 0.78 ELSE 1.22 END, 2)::DECIMAL(10,2) AS energy_fee,
  round(e1 * CASE charger_type WHEN 'ac' THEN 0.30 WHEN 'dc' THEN 0.45 ELSE 0.60 END, 2)::DECIMAL(10,2) AS service_fee,
  CASE WHEN session_status = 'completed' AND u(i,'id') < CASE site_type WHEN 'mall' THEN 0.13 WHEN 'transport' THEN 0.08 WHEN 'highway' THEN 0.05 ELSE 0.01 END
       THEN round(3 + 27 * u(i,'ia'), 2) ELSE 0 END::DECIMAL(10,2) AS idle_fee,
  round(e1 * CASE member_level WHEN 'plus' THEN 0.08 WHEN 'black' THEN 0.15 ELSE 0 END + CASE WHEN start_promo THEN e1 * 0.12 ELSE 0 END, 2)::DECIMAL(10,2) AS discount_amount
FROM (SELECT *, (month(d) IN (6, 11) AND u(i,'pm') < 0.45) AS start_promo FROM k);

CREATE TABLE fault_tickets AS
WITH c AS (SELECT charger_id, station_id, vendor, charger_type, installed_on, row_number() OVER (ORDER BY charger_id) AS n, count(*) OVER () AS m FROM chargers),
t AS (SELECT i, 1 + floor(u(i,'c') * (SELECT count(*) FROM chargers))::INT AS n, DATE '2023-10-01' + floor(731 * u(i,'d'))::INT AS d FROM range(5200) r(i)),
x AS (SELECT t.i, t.d, c.* EXCLUDE (n, m) FROM t JOIN c USING (n) WHERE t.d >= c.installed_on
   AND u(i,'k') < CASE vendor WHEN 'kstar' THEN 0.95 WHEN 'xingluo' THEN 0.62 ELSE 0.45 END * CASE WHEN month(t.d) IN (6,7,8) THEN 1.0 ELSE 0.78 END),
y AS (SELECT *, CASE WHEN u(i,'ft') < 0.27 THEN 'connector' WHEN u(i,'ft') < 0.50 THEN 'network' WHEN u(i,'ft') < 0.66 THEN 'payment'
      WHEN u(i,'ft') < 0.82 THEN 'module' WHEN u(i,'ft') < 0.92 THEN 'screen' ELSE 'breaker' END AS fault_type,
   CASE WHEN u(i,'sv') < 0.14 THEN 'critical' WHEN u(i,'sv') < 0.48 THEN 'major' ELSE 'minor' END AS severity FROM x),
z AS (SELECT *, d::TIMESTAMP + to_minutes(floor(u(i,'tm') * 1440)::INT) AS reported_at,
   -ln(1 - u(i,'rp') * 0.985) * CASE severity WHEN 'critical' THEN 9 WHEN 'major' THEN 20 ELSE 38 END * CASE fault_type WHEN 'module' THEN 1.9 WHEN 'network' THEN 0.5 WHEN 'payment' THEN 0.4 ELSE 1 END
     * CASE WHEN station_id IN (15,16,18,19) THEN 1.5 ELSE 1 END + 0.4 AS hrs FROM y)
SELECT (40000 + row_number() OVER (ORDER BY reported_at, i))::INTEGER AS ticket_id, station_id, charger_id, reported_at,
  CASE WHEN reported_at + to_minutes(round(hrs * 60)::INT) < TIMESTAMP '2025-10-01' AND NOT (d >= DATE '2025-09-10' AND u(i,'op') < 0.3) THEN reported_at + to_minutes(round(hrs * 60)::INT) END AS resolved_at,
  fault_type, severity
FROM z;

CREATE TABLE power_bills AS
WITH wk AS (SELECT DATE '2023-10-01' + (7 * n + 6)::INT AS billed_on, DATE '2023-10-01' + (7 * n)::INT AS a FROM range(104) r(n)
            UNION ALL SELECT DATE '2025-09-30', DATE '2025-09-28'),
x AS (SELECT s.station_id, wk.billed_on, coalesce(sum(q.energy_kwh), 0) AS kwh,
   coalesce(sum(q.energy_kwh * CASE tariff_band WHEN 'valley' THEN 0.31 WHEN 'flat' THEN 0.66 ELSE 1.08 END), 0) AS cost
  FROM stations s CROSS JOIN wk LEFT JOIN sessions q ON q.station_id = s.station_id AND q.started_at::DATE BETWEEN wk.a AND wk.billed_on
  WHERE wk.billed_on >= s.opened_on GROUP BY 1, 2)
SELECT (9000 + row_number() OVER (ORDER BY billed_on, station_id))::INTEGER AS bill_id, station_id, billed_on,
  round(kwh * (1.045 + 0.004 * (station_id % 7) + 0.02 * u(station_id * 100000 + (billed_on - DATE '2020-01-01'), 'lo')) + 6, 2)::DECIMAL(12,2) AS grid_kwh,
  round(cost * (1.05 + 0.004 * (station_id % 7)) + 5 + CASE WHEN station_id IN (5,11,16) THEN 40 ELSE 15 END, 2)::DECIMAL(12,2) AS electricity_cost
FROM x;

ALTER TABLE stations DROP COLUMN w;
DROP MACRO u;
