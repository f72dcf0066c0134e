-- A tutoring group: 8 campuses, 14 courses, 36 teachers, students, leads, enrolments, sessions, attendance, payments, surveys. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE campuses (campus_id INTEGER PRIMARY KEY, campus_name VARCHAR, city VARCHAR, campus_type VARCHAR, opened_on DATE, area_m2 INTEGER, w DOUBLE, q DOUBLE);
INSERT INTO campuses VALUES
 (1,'望京校区','beijing','flagship','2016-03-01',1450,19,0.35),
 (2,'中关村校区','beijing','standard','2018-07-15',880,14,0.10),
 (3,'徐家汇校区','shanghai','flagship','2015-09-01',1620,21,0.20),
 (4,'张江校区','shanghai','standard','2020-06-18',760,11,-0.25),
 (5,'天河校区','guangzhou','standard','2017-04-10',930,12,0.05),
 (6,'南山校区','shenzhen','standard','2019-08-08',810,13,-0.10),
 (7,'西湖校区','hangzhou','community','2021-03-20',420,7,0.55),
 (8,'鼓楼校区','nanjing','community','2024-09-01',380,9,-0.45);

CREATE TABLE courses (course_id INTEGER PRIMARY KEY, course_name VARCHAR, subject VARCHAR, grade_band VARCHAR, delivery VARCHAR, unit_price DECIMAL(8,2), w DOUBLE);
INSERT INTO courses VALUES
 (1,'小学思维数学','math','primary','small',180,20),
 (2,'初中数学培优','math','junior','small',230,19),
 (3,'高中数学冲刺','math','senior','one_on_one',460,14),
 (4,'剑桥少儿英语','english','primary','small',190,16),
 (5,'初中英语提分','english','junior','small',215,13),
 (6,'高中英语写作','english','senior','online',150,8),
 (7,'小学作文','chinese','primary','small',165,11),
 (8,'初中古诗文','chinese','junior','online',110,7),
 (9,'初中物理','physics','junior','small',240,12),
 (10,'高中物理竞赛','physics','senior','one_on_one',520,9),
 (11,'少儿编程Scratch','coding','primary','small',210,13),
 (12,'Python编程','coding','junior','online',160,6),
 (13,'创意美术','art','primary','small',155,9),
 (14,'素描基础','art','senior','small',175,5);

CREATE TABLE teachers AS
WITH n AS (SELECT unnest(['王芳','李静','张伟','刘洋','陈敏','杨帆','赵磊','黄蕾','周涛','吴倩','徐明','孙悦','马超','朱琳','胡斌','郭颖','林峰','何洁','高翔','罗丹','郑凯','梁雪','谢军','宋佳','唐宁','许晴','韩冰','冯刚','邓丽','曹阳','彭博','曾怡','肖楠','田甜','董浩','潘悦']) AS teacher_name,
  generate_subscripts(range(36),1) AS teacher_id)
SELECT teacher_id::INTEGER AS teacher_id, teacher_name,
  CASE WHEN teacher_id<=7 THEN 1 WHEN teacher_id<=12 THEN 2 WHEN teacher_id<=19 THEN 3 WHEN teacher_id<=23 THEN 4 WHEN teacher_id<=27 THEN 5 WHEN teacher_id<=31 THEN 6 WHEN teacher_id<=33 THEN 7 ELSE 8 END AS campus_id,
  list_extract(['math','english','physics','chinese','math','coding','art'], 1+((teacher_id*5)%7)::INT) AS subject,
  CASE WHEN u(teacher_id,'ti')<0.28 THEN 'T1' WHEN u(teacher_id,'ti')<0.62 THEN 'T2' WHEN u(teacher_id,'ti')<0.9 THEN 'T3' ELSE 'T4' END AS title,
  CASE WHEN u(teacher_id,'em')<0.72 THEN 'FT' ELSE 'PT' END AS employment,
  (DATE '2017-02-01' + (u(teacher_id,'hi')*2700)::INT) AS hired_on
FROM n;

CREATE TABLE students AS
SELECT i::INTEGER AS student_id,
  list_extract(['王','李','张','刘','陈','杨','赵','黄','周','吴','徐','孙'], 1+(u(i,'fn')*12)::INT % 12) || list_extract(['子轩','梓涵','浩然','欣怡','宇航','诗涵','一诺','俊杰','雨桐','思远'], 1+(u(i,'gn')*10)::INT % 10) || i AS student_name,
  CASE WHEN u(i,'g')<0.53 THEN 'M' ELSE 'F' END AS gender,
  list_extract(['p1','p2','p3','p3','p4','p4','p5','p5','p6','p6','p6','j1','j1','j1','j2','j2','j2','j3','j3','j3','j3','s1','s1','s2','s2','s3','s3','s3'], 1+floor(u(i,'gr')*28)::INT) AS grade,
  CASE WHEN u(i,'sc')<0.41 THEN 'public' WHEN u(i,'sc')<0.72 THEN 'key' WHEN u(i,'sc')<0.9 THEN 'private' ELSE 'international' END AS school_type
FROM range(1,2601) r(i);

CREATE TABLE leads AS
WITH h AS (SELECT *, sum(w) OVER (ORDER BY campus_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY campus_id) - w) / sum(w) OVER () AS lo FROM campuses),
c AS (SELECT i, DATE '2024-01-01' + floor(731*pow(u(i,'ld'),0.9))::INT AS created_on, u(i,'lc') uc,
   CASE WHEN u(i,'ch')<0.27 THEN 'douyin' WHEN u(i,'ch')<0.46 THEN 'wechat' WHEN u(i,'ch')<0.63 THEN 'referral' WHEN u(i,'ch')<0.76 THEN 'walk_in' WHEN u(i,'ch')<0.91 THEN 'flyer' ELSE 'phone' END AS channel
  FROM range(9200) r(i)),
d AS (SELECT c.*, h.campus_id, h.q, list_extract(['沈薇','顾强','钱慧','蒋婷','苏航','叶青','杜鹃','任杰','姜楠','范雨','石磊','崔雯','贾宁','夏冰','方圆','邹亮'], h.campus_id*2 - CASE WHEN u(i,'ad')<0.58 THEN 1 ELSE 0 END) AS advisor_name
  FROM c JOIN h ON uc>=lo AND uc<hi WHERE created_on>=h.opened_on AND u(i,'keep') < list_extract([0.72,0.62,0.58,0.47,0.5,0.78,0.97,0.83,0.66,0.44,0.4,0.55], month(created_on))),
e AS (SELECT d.*, u(i,'tr') < (CASE channel WHEN 'referral' THEN 0.71 WHEN 'walk_in' THEN 0.64 WHEN 'wechat' THEN 0.46 WHEN 'phone' THEN 0.40 WHEN 'douyin' THEN 0.31 ELSE 0.23 END + 0.1*q) AS trial FROM d),
f AS (SELECT e.*, trial AND u(i,'sg') < (CASE channel WHEN 'referral' THEN 0.62 WHEN 'walk_in' THEN 0.49 WHEN 'wechat' THEN 0.44 WHEN 'phone' THEN 0.37 WHEN 'douyin' THEN 0.33 ELSE 0.29 END + 0.15*q + CASE year(created_on) WHEN 2025 THEN 0.05 ELSE 0 END) AS signed FROM e)
SELECT (70000+row_number() OVER (ORDER BY created_on,i))::INTEGER AS lead_id, created_on, campus_id, channel, advisor_name,
  CASE WHEN u(i,'su')<0.33 THEN 'math' WHEN u(i,'su')<0.57 THEN 'english' WHEN u(i,'su')<0.69 THEN 'chinese' WHEN u(i,'su')<0.81 THEN 'physics' WHEN u(i,'su')<0.93 THEN 'coding' ELSE 'art' END AS interest_subject,
  CASE WHEN signed THEN 'signed' WHEN trial AND u(i,'st')<0.55 THEN 'trial_done' WHEN u(i,'st')<0.2 THEN 'following' WHEN u(i,'st')<0.27 THEN 'new' ELSE 'lost' END AS lead_status,
  round(4 + (-ln(1-u(i,'fr')*0.99))*(CASE channel WHEN 'walk_in' THEN 6 WHEN 'phone' THEN 11 WHEN 'referral' THEN 38 WHEN 'wechat' THEN 47 WHEN 'douyin' THEN 88 ELSE 120 END)*(1-0.5*q))::INTEGER AS first_response_minutes,
  CASE WHEN trial THEN created_on + 1 + (u(i,'td')*9)::INT END AS trial_on,
  CASE WHEN signed THEN created_on + 3 + (u(i,'td')*9)::INT + (u(i,'sd')*14)::INT END AS signed_on
FROM f;

CREATE TABLE enrolments AS
WITH h AS (SELECT *, sum(w) OVER (ORDER BY campus_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY campus_id) - w) / sum(w) OVER () AS lo FROM campuses),
k AS (SELECT *, sum(w) OVER (PARTITION BY grade_band ORDER BY course_id) / sum(w) OVER (PARTITION BY grade_band) AS hi, (sum(w) OVER (PARTITION BY grade_band ORDER BY course_id) - w) / sum(w) OVER (PARTITION BY grade_band) AS lo FROM courses),
c AS (SELECT i, least(2600,1+floor(2600*pow(u(i,'stu'),1.25))::INT) AS student_id, DATE '2024-01-01' + floor(731*pow(u(i,'ed'),0.86))::INT AS enrolled_on FROM range(7600) r(i)),
d AS (SELECT c.i, c.student_id, c.enrolled_on, h.campus_id, h.q, h.campus_type, s.grade FROM c JOIN students s USING (student_id) JOIN h ON u(c.student_id,'hc')>=lo AND u(c.student_id,'hc')<hi
  WHERE enrolled_on>=h.opened_on AND u(i,'ek') < list_extract([0.75,0.7,0.5,0.36,0.38,0.72,1.0,0.81,0.69,0.34,0.31,0.58], month(enrolled_on))),
e AS (SELECT d.*, k.course_id, k.subject, k.delivery, k.unit_price, row_number() OVER (PARTITION BY student_id ORDER BY enrolled_on, i) AS n,
   lag(k.subject) OVER (PARTITION BY student_id ORDER BY enrolled_on, i) AS prev
  FROM d JOIN k ON k.grade_band = CASE left(d.grade,1) WHEN 'p' THEN 'primary' WHEN 'j' THEN 'junior' ELSE 'senior' END AND u(i,'cr')>=k.lo AND u(i,'cr')<k.hi),
f AS (SELECT e.*, CASE WHEN n=1 THEN 'N' WHEN subject=prev OR u(i,'rx')<0.45 THEN 'R' ELSE 'X' END AS enrol_type,
   list_extract([12,24,24,36,48,60], 1+floor(u(i,'ls')*6)::INT) AS lessons,
   CASE WHEN u(i,'pr')<0.44 THEN 'none' WHEN u(i,'pr')<0.68 THEN 'early' WHEN u(i,'pr')<0.83 THEN 'group' ELSE 'bring' END AS promotion FROM e),
g AS (SELECT f.*, round(lessons*unit_price*(CASE campus_id WHEN 1 THEN 1.12 WHEN 2 THEN 1.1 WHEN 3 THEN 1.15 WHEN 4 THEN 1.08 WHEN 6 THEN 1.06 WHEN 8 THEN 0.86 ELSE 0.95 END)*(CASE year(enrolled_on) WHEN 2025 THEN 1.04 ELSE 1 END),0)::DECIMAL(12,2) AS list_amount FROM f),
j AS (SELECT g.*, round(list_amount*(CASE promotion WHEN 'none' THEN 0 WHEN 'early' THEN 0.06+0.06*u(i,'ds') WHEN 'group' THEN 0.12+0.1*u(i,'ds') ELSE 0.08+0.05*u(i,'ds') END),0)::DECIMAL(12,2) AS discount_amount,
   u(i,'dp') < (0.085 - 0.06*q + CASE WHEN delivery='online' THEN 0.05 ELSE 0 END - CASE enrol_type WHEN 'R' THEN 0.04 ELSE 0 END) AS dropped, enrolled_on + 10 + (u(i,'dd')*75)::INT AS drop_on FROM g)
SELECT (200000+row_number() OVER (ORDER BY enrolled_on,i))::INTEGER AS enrolment_id, student_id, course_id, campus_id, enrolled_on, enrol_type, promotion, lessons::INTEGER AS lessons_bought,
  list_amount, discount_amount, (list_amount-discount_amount)::DECIMAL(12,2) AS contract_amount,
  CASE WHEN dropped AND drop_on<=DATE '2025-12-31' THEN 'dropped' WHEN enrolled_on + (lessons*5)::INT < DATE '2025-12-31' THEN 'completed' ELSE 'active' END AS enrol_status,
  CASE WHEN dropped AND drop_on<=DATE '2025-12-31' THEN drop_on END AS dropped_on
FROM j;

CREATE TABLE payments AS
WITH p AS (
 SELECT enrolment_id*10+s AS k, enrolment_id, campus_id, enrolled_on + (30*s)::INT AS paid_on, 'pay' AS kind, NULL AS refund_reason,
   CASE WHEN u(enrolment_id,'in')<0.74 THEN contract_amount ELSE round(contract_amount/3,2) END AS amt
 FROM enrolments, range(3) r(s) WHERE s=0 OR u(enrolment_id,'in')>=0.74
 UNION ALL SELECT enrolment_id*10+9, enrolment_id, campus_id, dropped_on, 'refund',
   CASE WHEN u(enrolment_id,'rr')<0.34 THEN 'moving' WHEN u(enrolment_id,'rr')<0.61 THEN 'teacher' WHEN u(enrolment_id,'rr')<0.82 THEN 'schedule' ELSE 'no_progress' END,
   round(CASE WHEN u(enrolment_id,'in')<0.74 THEN contract_amount ELSE contract_amount/3 END*(0.35+0.5*u(enrolment_id,'ra')),2) FROM enrolments WHERE dropped_on IS NOT NULL)
SELECT (400000+row_number() OVER (ORDER BY paid_on,k))::INTEGER AS payment_id, enrolment_id, campus_id, paid_on, kind,
  CASE WHEN u(enrolment_id,'me')<0.44 THEN 'wechat' WHEN u(enrolment_id,'me')<0.73 THEN 'alipay' WHEN u(enrolment_id,'me')<0.88 THEN 'pos' ELSE 'transfer' END AS method,
  refund_reason, amt::DECIMAL(12,2) AS amount FROM p WHERE paid_on <= DATE '2025-12-31';

CREATE TABLE class_sessions AS
WITH c AS (SELECT i, 1+floor(36*pow(u(i,'te'),1.15))::INT AS teacher_id, DATE '2024-01-01' + floor(731*u(i,'sd'))::INT AS session_date FROM range(3200) r(i)),
d AS (SELECT c.i, t.teacher_id, t.campus_id, t.subject, session_date FROM c JOIN teachers t USING (teacher_id) JOIN campuses p USING (campus_id)
  WHERE session_date>=p.opened_on AND u(i,'sk') < list_extract([0.7,0.55,0.75,0.72,0.7,0.66,1.0,0.95,0.78,0.62,0.73,0.7], month(session_date)) * CASE WHEN isodow(session_date)>=6 THEN 1.3 ELSE 0.75 END),
k AS (SELECT *, row_number() OVER (PARTITION BY subject ORDER BY course_id) rn, count(*) OVER (PARTITION BY subject) cn FROM courses)
SELECT (600000+row_number() OVER (ORDER BY session_date,i))::INTEGER AS session_id, k.course_id, teacher_id, campus_id, session_date,
  CASE WHEN u(i,'sl')<0.22 THEN 'am' WHEN u(i,'sl')<0.49 THEN 'pm' ELSE 'eve' END AS time_slot,
  CASE WHEN u(i,'hr')<0.6 THEN 90 WHEN u(i,'hr')<0.85 THEN 120 ELSE 60 END::INTEGER AS minutes,
  (6+floor(u(i,'cp')*7))::INTEGER AS seats,
  CASE WHEN u(i,'cs') < 0.03 + 0.012*(campus_id%4) + CASE WHEN month(session_date) IN (1,2) THEN 0.05 ELSE 0 END THEN 'cancelled' ELSE 'held' END AS session_status
FROM d JOIN k ON k.subject=d.subject AND k.rn = 1+floor(u(i,'kc')*k.cn*0.999)::INT;

CREATE TABLE attendance AS
WITH a AS (SELECT s.*, n, s.session_id*10+n AS k FROM class_sessions s, range(6) r(n) WHERE session_status='held' AND n < 2+floor(u(s.session_id,'at')*5))
SELECT (row_number() OVER (ORDER BY session_date,k))::INTEGER AS attendance_id, session_id, (1+floor(2600*u(k,'as')))::INTEGER AS student_id, campus_id, session_date AS class_date,
  CASE WHEN u(k,'ar') < 0.775 + 0.03*(campus_id%3) - CASE time_slot WHEN 'am' THEN 0.07 WHEN 'pm' THEN 0 ELSE -0.03 END - CASE WHEN month(session_date) IN (2,10) THEN 0.05 ELSE 0 END THEN 'present'
       WHEN u(k,'ar') < 0.90 THEN 'late' WHEN u(k,'ar')<0.958 THEN 'leave' ELSE 'absent' END AS attend_status,
  CASE WHEN u(k,'ar')<0.9 AND u(k,'hw')<0.66+0.05*(teacher_id%5) THEN true ELSE false END AS homework_done
FROM a;

CREATE TABLE surveys AS
WITH c AS (SELECT i, DATE '2024-02-01' + floor(700*u(i,'vd'))::INT AS submitted_on, 1+floor(36*pow(u(i,'vt'),1.1))::INT AS teacher_id FROM range(2300) r(i)),
d AS (SELECT c.*, t.campus_id, p.q FROM c JOIN teachers t USING (teacher_id) JOIN campuses p USING (campus_id) WHERE submitted_on>=p.opened_on)
SELECT (900000+row_number() OVER (ORDER BY submitted_on,i))::INTEGER AS survey_id, (1+floor(2600*u(i,'vs')))::INTEGER AS student_id, teacher_id, campus_id, submitted_on,
  greatest(1,least(10,round(8.2 + q*1.3 + 0.25*(teacher_id%5-2) + 4.2*(u(i,'v1')-0.55) - CASE WHEN u(i,'v2')<0.08 THEN 4 ELSE 0 END)))::INTEGER AS satisfaction,
  greatest(0,least(10,round(8.6 + q*1.5 + 0.3*(teacher_id%5-2) + 4.6*(u(i,'v1')-0.6) + 1.5*(u(i,'v3')-0.5) - CASE WHEN u(i,'v2')<0.08 THEN 4 ELSE 0 END)))::INTEGER AS recommend_score,
  CASE WHEN u(i,'vc')<0.5 THEN 'app' WHEN u(i,'vc')<0.8 THEN 'call' ELSE 'paper' END AS survey_channel
FROM d;

CREATE TABLE campus_daily AS
SELECT c.campus_id, DATE '2024-01-01' + n::INT AS snapshot_date,
  round(w*(9.5 + 0.0035*n*(1+q) + list_extract([0.6,0.8,0.5,0.2,0.1,0.9,2.4,2.7,1.4,0.7,0.3,0.2], month(DATE '2024-01-01' + n::INT)) + 0.3*u(c.campus_id*10000+n,'ac')))::INTEGER AS active_students,
  round(w*(190 - 0.03*n + 22*list_extract([0.6,0.8,0.5,0.2,0.1,0.9,2.4,2.7,1.4,0.7,0.3,0.2], month(DATE '2024-01-01' + n::INT)) + 9*u(c.campus_id*10000+n,'ul')))::INTEGER AS unused_lessons
FROM campuses c, range(731) r(n) WHERE DATE '2024-01-01' + n::INT >= c.opened_on;

ALTER TABLE campuses DROP COLUMN w;
ALTER TABLE campuses DROP COLUMN q;
ALTER TABLE courses DROP COLUMN w;
DROP MACRO u;
