-- A chain of dental clinics: 10 clinics, dentists, patients, appointments, treatments, surveys.
-- Deterministic. 2024-04-01 to 2026-03-31.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE clinics (clinic_id INTEGER PRIMARY KEY, clinic_name VARCHAR, city VARCHAR, chairs INTEGER, opened_on DATE, w DOUBLE);
INSERT INTO clinics VALUES
 (1,'Tianhe Flagship','guangzhou',14,'2012-03-08',15),
 (2,'Zhujiang New Town','guangzhou',10,'2016-05-20',12),
 (3,'Panyu Wanda','guangzhou',8,'2019-09-10',9),
 (4,'Nanshan Sea World','shenzhen',12,'2015-06-01',13),
 (5,'Futian CBD','shenzhen',10,'2017-11-11',12),
 (6,'Longhua North','shenzhen',6,'2021-08-18',7),
 (7,'Foshan Qiandeng Lake','foshan',8,'2018-04-28',9),
 (8,'Dongguan Songshan Lake','dongguan',7,'2020-12-05',7),
 (9,'Zhuhai Jida','zhuhai',6,'2022-07-16',6),
 (10,'Bao''an Coastal City','shenzhen',8,'2024-10-08',8);

CREATE TABLE dentists AS
WITH d AS (SELECT c.clinic_id, c.opened_on, k, c.clinic_id * 10 + k AS dentist_id FROM clinics c, range(1, 7) r(k) WHERE k <= ceil(c.chairs * 0.45)),
n AS (SELECT *, row_number() OVER (ORDER BY dentist_id) AS rn FROM d)
SELECT dentist_id::INTEGER AS dentist_id, clinic_id,
  list_extract(['Chen','Huang','Li','Lin','Zhang','Wu','Liang','Luo','He','Zheng','Xie','Deng','Feng'], 1 + (rn * 5 % 13)::INT) || ' ' ||
  list_extract(['Wei','Jing','Hao','Yan','Ming','Xin','Rui','Fang','Jian','Lei','Qing'], 1 + (rn * 7 % 11)::INT) AS dentist_name,
  CASE k WHEN 1 THEN 'implant' WHEN 2 THEN 'orthodontics' WHEN 3 THEN 'general' WHEN 4 THEN 'endodontics' WHEN 5 THEN 'pediatric' ELSE 'periodontics' END AS specialty,
  CASE WHEN k = 1 OR u(dentist_id,'t') < 0.22 THEN 'chief' WHEN u(dentist_id,'t') < 0.68 THEN 'attending' ELSE 'resident' END AS title
FROM n;

CREATE TABLE patients AS
SELECT i::INTEGER AS patient_id,
  CASE WHEN u(i,'g') < 0.56 THEN 'F' ELSE 'M' END AS gender,
  CASE WHEN u(i,'a') < 0.13 THEN 'child' WHEN u(i,'a') < 0.22 THEN 'teen' WHEN u(i,'a') < 0.55 THEN 'young_adult' WHEN u(i,'a') < 0.84 THEN 'middle_aged' ELSE 'senior' END AS age_group,
  CASE WHEN u(i,'s') < 0.31 THEN 'referral' WHEN u(i,'s') < 0.53 THEN 'dianping' WHEN u(i,'s') < 0.69 THEN 'douyin' WHEN u(i,'s') < 0.80 THEN 'walk_in' WHEN u(i,'s') < 0.91 THEN 'corporate' ELSE 'insurer' END AS source,
  CASE WHEN u(i,'in') < 0.55 THEN 'self_pay' WHEN u(i,'in') < 0.84 THEN 'public' ELSE 'commercial' END AS insurance_type,
  DATE '2020-01-01' + floor(2282 * pow((i - 1) / 4500.0, 0.62))::INT AS registered_on
FROM range(1, 4501) r(i);

CREATE TABLE appointments AS
WITH c AS (SELECT *, sum(w) OVER (ORDER BY clinic_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY clinic_id) - w) / sum(w) OVER () AS lo FROM clinics),
a AS (SELECT i, u(i,'c') AS uc, DATE '2024-04-01' + floor(730 * pow(u(i,'d'), 0.9))::INT AS d FROM range(15500) r(i)),
b AS (SELECT a.*, c.clinic_id, c.opened_on FROM a JOIN c ON a.uc >= c.lo AND a.uc < c.hi WHERE a.d >= c.opened_on),
-- summer holidays are busy (children), spring festival is empty, Sundays slower
k AS (SELECT *, list_extract([0.62,0.5,0.72,0.66,0.68,0.74,0.95,0.97,0.66,0.64,0.7,0.72], month(d))
   * CASE WHEN d BETWEEN DATE '2025-01-27' AND DATE '2025-02-05' OR d BETWEEN DATE '2026-02-15' AND DATE '2026-02-24' THEN 0.12 WHEN isodow(d) = 6 THEN 1.05 WHEN isodow(d) = 7 THEN 0.75 ELSE 0.88 END AS keep FROM b),
ds AS (SELECT clinic_id, list(dentist_id ORDER BY dentist_id) AS ids FROM dentists GROUP BY 1),
p AS (SELECT k.*, list_extract(ids, 1 + least(len(ids) - 1, floor(len(ids) * u(i,'de'))::INT)) AS dentist_id,
   1 + floor(floor(4500 * pow((d - DATE '2020-01-01') / 2282.0, 1 / 0.62)) * (1 - pow(u(i,'pa'), 1.25)) * 0.9999)::INT AS patient_id FROM k JOIN ds USING (clinic_id) WHERE u(i,'k') < keep),
q AS (SELECT p.*, pt.registered_on, pt.source, pt.age_group,
   CASE WHEN u(i,'bc') < 0.41 THEN 'wechat' WHEN u(i,'bc') < 0.63 THEN 'phone' WHEN u(i,'bc') < 0.82 THEN 'front_desk' ELSE 'platform' END AS booking_channel,
   CASE WHEN u(i,'vt') < 0.30 THEN 'first' WHEN u(i,'vt') < 0.72 THEN 'follow_up' ELSE 'recall' END AS visit_type
  FROM p JOIN patients pt USING (patient_id)),
s AS (SELECT q.*, floor(-ln(1 - u(i,'ld') * 0.99) * CASE visit_type WHEN 'recall' THEN 12 ELSE 6 END)::INT AS lead FROM q)
SELECT (300000 + row_number() OVER (ORDER BY d, i))::INTEGER AS appointment_id, clinic_id, dentist_id::INTEGER AS dentist_id, patient_id::INTEGER AS patient_id,
  greatest(d - lead, least(registered_on, d)) AS booked_on, d AS appointment_date, booking_channel, visit_type,
  CASE WHEN u(i,'ns') < CASE booking_channel WHEN 'platform' THEN 0.145 WHEN 'wechat' THEN 0.075 WHEN 'phone' THEN 0.06 ELSE 0.03 END + CASE WHEN lead > 14 THEN 0.05 ELSE 0 END
         + CASE WHEN clinic_id = 6 AND d >= DATE '2025-10-01' THEN 0.06 ELSE 0 END THEN 'no_show'
       WHEN u(i,'ca') < 0.085 + CASE visit_type WHEN 'recall' THEN 0.05 ELSE 0 END THEN 'cancelled' ELSE 'completed' END AS appointment_status,
  greatest(0, round(-ln(1 - u(i,'wt') * 0.98) * CASE WHEN isodow(d) >= 6 THEN 17 ELSE 11 END * CASE clinic_id WHEN 1 THEN 1.5 WHEN 5 THEN 1.25 WHEN 9 THEN 0.6 ELSE 1 END))::INTEGER AS wait_minutes
FROM s;
UPDATE appointments SET wait_minutes = NULL WHERE appointment_status <> 'completed';

CREATE TABLE treatments AS
WITH a AS (SELECT a.*, d.specialty, p.age_group, p.insurance_type, p.source, n FROM appointments a JOIN dentists d USING (dentist_id) JOIN patients p USING (patient_id), range(1, 3) r(n)
   WHERE a.appointment_status = 'completed' AND (n = 1 OR u(a.appointment_id,'n2') < 0.24)),
b AS (SELECT *, appointment_id * 10 + n AS k, u(appointment_id * 10 + n, 'cat') AS x FROM a),
c AS (SELECT *, CASE WHEN age_group = 'child' THEN CASE WHEN x < 0.5 THEN 'pediatric' WHEN x < 0.75 THEN 'filling' ELSE 'cleaning' END
   WHEN specialty = 'implant' AND age_group <> 'teen' THEN CASE WHEN x < 0.30 THEN 'implant' WHEN x < 0.55 THEN 'extraction' WHEN x < 0.75 THEN 'crown' ELSE 'cleaning' END
   WHEN specialty = 'orthodontics' THEN CASE WHEN x < 0.5 THEN 'orthodontics' WHEN x < 0.85 THEN 'cleaning' ELSE 'whitening' END
   WHEN specialty = 'endodontics' THEN CASE WHEN x < 0.48 THEN 'root_canal' WHEN x < 0.74 THEN 'filling' ELSE 'crown' END
   ELSE CASE WHEN x < 0.40 THEN 'cleaning' WHEN x < 0.66 THEN 'filling' WHEN x < 0.78 THEN 'extraction' WHEN x < 0.88 THEN 'whitening' ELSE 'crown' END END AS category FROM b),
d AS (SELECT *, round(CASE category WHEN 'implant' THEN 7800 WHEN 'orthodontics' THEN 3600 WHEN 'crown' THEN 2600 WHEN 'root_canal' THEN 1500 WHEN 'whitening' THEN 1200 WHEN 'extraction' THEN 680 WHEN 'filling' THEN 460 WHEN 'pediatric' THEN 380 ELSE 290 END
   * (0.7 + 0.6 * u(k,'pr')) * CASE WHEN appointment_date >= DATE '2025-07-01' AND category = 'implant' THEN 0.8 ELSE 1 END) AS list_price FROM c),
e AS (SELECT *, round(list_price * CASE WHEN source IN ('douyin','dianping') AND u(k,'di') < 0.55 THEN 0.18 WHEN source = 'corporate' THEN 0.10 WHEN u(k,'di') < 0.12 THEN 0.12 ELSE 0 END, 2) AS disc FROM d)
SELECT (600000 + row_number() OVER (ORDER BY appointment_date, k))::INTEGER AS treatment_id, appointment_id, clinic_id, dentist_id, patient_id, appointment_date AS treated_on, category,
  list_price::DECIMAL(10,2) AS list_price, disc::DECIMAL(10,2) AS discount, (list_price - disc)::DECIMAL(10,2) AS net_amount,
  round((list_price - disc) * CASE WHEN category IN ('whitening','orthodontics','implant') AND insurance_type = 'public' THEN 0 WHEN insurance_type = 'public' THEN 0.45 WHEN insurance_type = 'commercial' THEN 0.6 ELSE 0 END, 2)::DECIMAL(10,2) AS insurance_paid,
  round(list_price * CASE category WHEN 'implant' THEN 0.34 WHEN 'crown' THEN 0.28 WHEN 'orthodontics' THEN 0.24 WHEN 'whitening' THEN 0.08 ELSE 0.03 END, 2)::DECIMAL(10,2) AS lab_cost
FROM e;

CREATE TABLE surveys AS
SELECT (80000 + row_number() OVER (ORDER BY appointment_date, appointment_id))::INTEGER AS survey_id, appointment_id, clinic_id, dentist_id, patient_id,
  least(appointment_date + 1 + floor(u(appointment_id,'sd') * 4)::INT, DATE '2026-03-31') AS submitted_on,
  greatest(0, least(10, round(8.6 + list_extract([0.3,0.6,-0.2,0.4,-0.4,-0.8,0.2,0.1,0.9,0.0], clinic_id) + 4.2 * (u(appointment_id,'sc') - 0.5) - CASE WHEN wait_minutes > 25 THEN 1.8 ELSE 0 END - CASE WHEN u(appointment_id,'bd') < 0.06 THEN 4 ELSE 0 END)))::INTEGER AS score,
  (u(appointment_id,'cp') < CASE WHEN wait_minutes > 25 THEN 0.16 ELSE 0.04 END + CASE WHEN clinic_id = 6 THEN 0.05 ELSE 0 END) AS is_complaint
FROM appointments WHERE appointment_status = 'completed' AND u(appointment_id,'sv') < 0.36;

ALTER TABLE clinics DROP COLUMN w;
DROP MACRO u;
