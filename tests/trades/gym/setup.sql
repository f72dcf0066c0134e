-- A chain of fitness studios: memberships, visits, classes, trainers, payments; 2023-11-01 to 2025-10-31. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE studios (studio_id INTEGER PRIMARY KEY, studio_name VARCHAR, city VARCHAR, format VARCHAR, floor_area_m2 INTEGER, opened_on DATE, w DOUBLE);
INSERT INTO studios VALUES
 (1,'Lakeside','hangzhou','flagship',1800,'2018-03-01',17),
 (2,'Riverfront','shanghai','flagship',2100,'2017-06-15',19),
 (3,'Xujiahui','shanghai','standard',900,'2019-09-01',12),
 (4,'Guomao','beijing','flagship',1950,'2018-11-11',16),
 (5,'Wudaokou','beijing','standard',820,'2020-05-20',10),
 (6,'Binjiang','hangzhou','express',380,'2021-04-10',6),
 (7,'Chunxi Road','chengdu','standard',1000,'2020-10-01',11),
 (8,'Tianfu','chengdu','express',420,'2022-03-18',5),
 (9,'Nanshan','shenzhen','standard',950,'2021-08-08',12),
 (10,'Futian','shenzhen','express',400,'2024-09-01',7);

CREATE TABLE trainers AS
SELECT i::INTEGER AS trainer_id,
  list_extract(['Lin','He','Xu','Gao','Luo','Song','Tang','Deng'], 1 + (i % 8)::INT) || ' ' || list_extract(['Yue','Kai','Bo','Rui','Jing','Fei','Nan'], 1 + (i % 7)::INT) AS trainer_name,
  (1 + i % 10)::INTEGER AS studio_id,
  CASE WHEN u(i,'lv') < 0.42 THEN 'junior' WHEN u(i,'lv') < 0.8 THEN 'senior' ELSE 'master' END AS level,
  CASE WHEN u(i,'em') < 0.6 THEN 'employee' ELSE 'freelance' END AS contract_kind,
  (DATE '2019-01-01' + (u(i,'h') * 1700)::INT) AS hired_on
FROM range(1, 41) r(i);

-- one row per contract; a renewal is a new contract of the same member
CREATE TABLE memberships AS
WITH h AS (SELECT *, sum(w) OVER (ORDER BY studio_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY studio_id) - w) / sum(w) OVER () AS lo FROM studios),
c AS (SELECT i, h.studio_id, h.format, h.opened_on, DATE '2023-11-01' + floor(731 * pow(u(i,'d'), 0.93))::INT AS started_on,
    1 + floor(2900 * pow(u(i,'m'), 1.15))::INT AS member_id FROM range(1, 7001) r(i) JOIN h ON u(i,'s') >= h.lo AND u(i,'s') < h.hi),
k AS (SELECT * FROM c WHERE started_on >= opened_on
   AND u(i,'keep') < list_extract([1.0,0.75,0.85,0.8,0.78,0.72,0.7,0.68,0.85,0.75,0.7,0.55], month(started_on)) * CASE WHEN started_on >= DATE '2025-04-01' AND studio_id = 5 THEN 0.55 ELSE 1 END),
n AS (SELECT *, row_number() OVER (PARTITION BY member_id ORDER BY started_on, i) AS nth FROM k),
p AS (SELECT *, CASE WHEN u(i,'pl') < 0.44 THEN 'monthly' WHEN u(i,'pl') < 0.70 THEN 'quarterly' WHEN u(i,'pl') < 0.92 THEN 'annual' ELSE 'student' END AS plan FROM n),
q AS (SELECT *, CASE plan WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'annual' THEN 12 ELSE 6 END AS months FROM p)
SELECT (20000 + row_number() OVER (ORDER BY started_on, i))::INTEGER AS membership_id, member_id::INTEGER AS member_id, studio_id::INTEGER AS studio_id, plan,
  CASE WHEN u(member_id,'g') < 0.57 THEN 'f' ELSE 'm' END AS gender,
  CASE WHEN plan = 'student' OR u(member_id,'a') < 0.16 THEN '18-24' WHEN u(member_id,'a') < 0.52 THEN '25-34' WHEN u(member_id,'a') < 0.80 THEN '35-44' ELSE '45+' END AS age_band,
  CASE WHEN u(member_id,'ch') < 0.28 THEN 'walk_in' WHEN u(member_id,'ch') < 0.50 THEN 'referral' WHEN u(member_id,'ch') < 0.74 THEN 'online_ad' WHEN u(member_id,'ch') < 0.89 THEN 'short_video' ELSE 'corporate' END AS join_channel,
  nth > 1 AS is_renewal, u(i,'ar') < CASE plan WHEN 'monthly' THEN 0.65 ELSE 0.3 END AS auto_renew,
  started_on, (started_on + to_months(months))::DATE AS ends_on,
  CASE WHEN plan <> 'monthly' AND u(i,'cx') < 0.07 + CASE WHEN studio_id = 5 THEN 0.12 ELSE 0 END + CASE WHEN started_on >= DATE '2025-06-01' THEN 0.03 ELSE 0 END
     THEN (started_on + 10 + (u(i,'cd') * months * 24)::INT)::DATE END AS cancelled_on,
  round(CASE plan WHEN 'monthly' THEN 399 WHEN 'quarterly' THEN 1080 WHEN 'annual' THEN 3680 ELSE 1380 END
    * CASE format WHEN 'flagship' THEN 1.25 WHEN 'express' THEN 0.75 ELSE 1 END * CASE WHEN started_on >= DATE '2025-01-01' THEN 1.06 ELSE 1 END * (0.88 + 0.15 * u(i,'pr')), 2)::DECIMAL(10,2) AS price
FROM q;
ALTER TABLE memberships ADD COLUMN cancel_reason VARCHAR;
UPDATE memberships SET cancelled_on = NULL WHERE cancelled_on > DATE '2025-10-31';
UPDATE memberships SET cancel_reason = CASE WHEN cancelled_on IS NULL THEN NULL WHEN studio_id = 5 AND u(membership_id,'cr') < 0.5 THEN 'equipment' WHEN u(membership_id,'cr2') < 0.35 THEN 'moved'
  WHEN u(membership_id,'cr2') < 0.6 THEN 'price' WHEN u(membership_id,'cr2') < 0.85 THEN 'no_time' ELSE 'injury' END;

CREATE TABLE visits AS
WITH c AS (SELECT m.*, n, least(coalesce(m.cancelled_on, m.ends_on), DATE '2025-10-31') - m.started_on AS days FROM memberships m, range(0, 4) r(n)),
v AS (SELECT *, membership_id * 10 + n AS k, started_on + floor(u(membership_id * 10 + n,'vd') * greatest(days, 1))::INT AS d FROM c WHERE u(membership_id * 10 + n,'vk') < 0.36 + 0.02 * ln(1 + days)),
t AS (SELECT *, CASE WHEN u(k,'hr') < 0.22 THEN 6 + floor(u(k,'h2') * 4)::INT WHEN u(k,'hr') < 0.42 THEN 10 + floor(u(k,'h2') * 7)::INT ELSE 17 + floor(u(k,'h2') * 5)::INT END AS hh FROM v)
SELECT (100000 + row_number() OVER (ORDER BY d, k))::INTEGER AS visit_id, membership_id, member_id,
  CASE WHEN u(k,'os') < 0.86 THEN studio_id ELSE 1 + (studio_id + 2) % 9 END::INTEGER AS studio_id,
  (d + to_hours(hh) + to_minutes((u(k,'mm') * 59)::INT))::TIMESTAMP AS checked_in_at,
  CASE WHEN hh < 10 THEN 'morning' WHEN hh < 17 THEN 'daytime' ELSE 'evening' END AS day_part,
  CASE WHEN u(k,'pu') < 0.52 THEN 'floor' WHEN u(k,'pu') < 0.86 THEN 'class' ELSE 'personal_training' END AS purpose,
  round(35 + 60 * u(k,'mi') + CASE WHEN hh >= 17 THEN 8 ELSE 0 END)::INTEGER AS minutes_spent,
  u(k,'gu') < 0.06 AS with_guest
FROM t WHERE d <= DATE '2025-10-31';

CREATE TABLE classes AS
WITH c AS (SELECT i, DATE '2023-11-01' + floor(731 * u(i,'d'))::INT AS d, 1 + floor(40 * u(i,'t'))::INT AS trainer_id FROM range(1, 6501) r(i)),
x AS (SELECT c.*, t.studio_id, t.level, s.format, s.opened_on,
  CASE WHEN u(i,'ty') < 0.26 THEN 'yoga' WHEN u(i,'ty') < 0.47 THEN 'spinning' WHEN u(i,'ty') < 0.66 THEN 'hiit' WHEN u(i,'ty') < 0.84 THEN 'pilates' ELSE 'boxing' END AS class_type,
  CASE WHEN u(i,'h') < 0.3 THEN 7 + floor(u(i,'h2') * 3)::INT WHEN u(i,'h') < 0.45 THEN 12 ELSE 18 + floor(u(i,'h2') * 3)::INT END AS hh
  FROM c JOIN trainers t USING (trainer_id) JOIN studios s USING (studio_id) WHERE c.d >= s.opened_on),
y AS (SELECT *, CASE class_type WHEN 'pilates' THEN 10 WHEN 'boxing' THEN 14 WHEN 'spinning' THEN 22 WHEN 'hiit' THEN 18 ELSE 20 END + CASE format WHEN 'flagship' THEN 4 ELSE 0 END AS capacity FROM x),
z AS (SELECT *, least(capacity, round(capacity * (0.48 + 0.28 * u(i,'bk') + CASE level WHEN 'master' THEN 0.16 WHEN 'senior' THEN 0.06 ELSE 0 END + CASE WHEN hh >= 18 THEN 0.08 ELSE 0 END
   + CASE WHEN class_type = 'pilates' AND d >= DATE '2025-03-01' THEN 0.18 WHEN class_type = 'boxing' THEN -0.1 ELSE 0 END)))::INTEGER AS booked FROM y)
SELECT (300000 + row_number() OVER (ORDER BY d, i))::INTEGER AS class_id, studio_id::INTEGER AS studio_id, trainer_id::INTEGER AS trainer_id, class_type,
  (d + to_hours(hh) + to_minutes(CASE WHEN u(i,'hm') < 0.5 THEN 0 ELSE 30 END))::TIMESTAMP AS starts_at,
  CASE WHEN u(i,'st') < 0.035 + CASE WHEN studio_id = 7 THEN 0.05 ELSE 0 END THEN 'cancelled' ELSE 'held' END AS status,
  capacity::INTEGER AS capacity, booked,
  CASE WHEN u(i,'st') < 0.035 + CASE WHEN studio_id = 7 THEN 0.05 ELSE 0 END THEN 0 ELSE greatest(0, booked - floor(booked * (0.04 + 0.18 * u(i,'ns')))::INT) END::INTEGER AS attended,
  CASE WHEN u(i,'st') >= 0.09 AND u(i,'rt') < 0.62 THEN round(least(5, 3.6 + 1.3 * u(i,'ra') + CASE level WHEN 'master' THEN 0.35 WHEN 'senior' THEN 0.1 ELSE -0.15 END), 1) END AS rating
FROM z;

CREATE TABLE payments AS
WITH a AS (
  SELECT membership_id * 10 AS k, membership_id, studio_id, started_on AS paid_on, 'membership' AS item, price::DOUBLE AS amt FROM memberships
  UNION ALL SELECT membership_id * 10 + 1, membership_id, studio_id, started_on + 3 + (u(membership_id,'ptd') * 50)::INT, 'personal_training', round((6 + floor(u(membership_id,'ptn') * 14)) * 320 * (0.9 + 0.25 * u(membership_id,'pta')), 2)
    FROM memberships WHERE u(membership_id,'pt') < CASE WHEN started_on >= DATE '2025-01-01' THEN 0.21 ELSE 0.15 END
  UNION ALL SELECT membership_id * 10 + 2, membership_id, studio_id, started_on + (u(membership_id,'rd') * 60)::INT, 'retail', round(30 + 270 * pow(u(membership_id,'ra'), 2), 2) FROM memberships WHERE u(membership_id,'re') < 0.4
  UNION ALL SELECT membership_id * 10 + 3, membership_id, studio_id, started_on, 'locker', 50.0 FROM memberships WHERE u(membership_id,'lo') < 0.12)
SELECT (700000 + row_number() OVER (ORDER BY paid_on, k))::INTEGER AS payment_id, membership_id, studio_id, paid_on, item,
  CASE WHEN u(membership_id,'me') < 0.46 THEN 'wechat' WHEN u(membership_id,'me') < 0.78 THEN 'alipay' WHEN u(membership_id,'me') < 0.95 THEN 'card' ELSE 'cash' END AS method,
  CASE WHEN u(k,'ps') < CASE WHEN u(membership_id,'me') BETWEEN 0.78 AND 0.95 THEN 0.06 ELSE 0.015 END THEN 'failed' WHEN u(k,'ps') > 0.975 THEN 'refunded' ELSE 'paid' END AS status,
  amt::DECIMAL(10,2) AS amount
FROM a WHERE paid_on <= DATE '2025-10-31';
ALTER TABLE studios DROP COLUMN w;
