-- A hotel group: 12 hotels, bookings, stays, nights, housekeeping, reviews, payments. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE hotels (hotel_id INTEGER PRIMARY KEY, hotel_name VARCHAR, brand VARCHAR, city VARCHAR, country VARCHAR,
  star_rating INTEGER, opened_on DATE, base_rate DECIMAL(10,2), w DOUBLE);
INSERT INTO hotels VALUES
 (1,'Bund Grand','aurelia','shanghai','CN',5,'2011-05-18',1680,16),
 (2,'Jing''an Nest','nest','shanghai','CN',4,'2016-09-01',820,14),
 (3,'Hongqiao Inn','inn','shanghai','CN',3,'2018-03-15',420,13),
 (4,'Wangfujing Palace','aurelia','beijing','CN',5,'2009-07-01',1520,14),
 (5,'Zhongguancun Nest','nest','beijing','CN',4,'2017-11-20',760,12),
 (6,'West Lake House','aurelia','hangzhou','CN',5,'2014-04-01',1450,11),
 (7,'Binjiang Inn','inn','hangzhou','CN',3,'2019-06-06',380,9),
 (8,'Yalong Bay Resort','seaside','sanya','CN',5,'2012-12-12',1900,15),
 (9,'Haitang Beach Club','seaside','sanya','CN',4,'2020-10-01',1180,12),
 (10,'Kuanzhai Inn','inn','chengdu','CN',3,'2021-05-01',360,10),
 (11,'Marina Nest','nest','singapore','SG',4,'2019-01-15',1350,12),
 (12,'Phuket Cove Resort','seaside','phuket','TH',5,'2022-11-01',1260,12);

CREATE TABLE channels (channel_code VARCHAR PRIMARY KEY, channel_name VARCHAR, channel_type VARCHAR, commission_rate DECIMAL(5,3));
INSERT INTO channels VALUES ('web','Brand website','direct',0),('app','Mobile app','direct',0),('walkin','Walk-in','direct',0),
 ('ctrip','Ctrip','ota',0.12),('booking','Booking.com','ota',0.15),('agoda','Agoda','ota',0.16),('meituan','Meituan','ota',0.10),
 ('corp','Corporate contract','corporate',0),('agency','Travel agency','agency',0.08);

CREATE TABLE guests AS
SELECT i::INTEGER AS guest_id,
  list_extract(['Li','Wang','Zhang','Chen','Tan','Sato','Kim','Smith','Muller','Liu','Zhao','Lim','Brown','Suzuki'], 1+(u(i,'fn')*14)::INT % 14) || ' ' ||
  list_extract(['Wei','Na','Jun','Mei','Hao','Yuki','Min','Anna','Paul','Lin','Qiang','Grace','Tom','Ken'], 1+(u(i,'gn')*14)::INT % 14) || ' ' || i AS guest_name,
  CASE WHEN u(i,'c')<0.62 THEN 'CN' WHEN u(i,'c')<0.70 THEN 'JP' WHEN u(i,'c')<0.76 THEN 'KR' WHEN u(i,'c')<0.83 THEN 'SG'
       WHEN u(i,'c')<0.89 THEN 'US' WHEN u(i,'c')<0.93 THEN 'GB' WHEN u(i,'c')<0.96 THEN 'DE' ELSE 'TH' END AS nationality,
  CASE WHEN u(i,'t')<0.55 THEN 'none' WHEN u(i,'t')<0.80 THEN 'silver' WHEN u(i,'t')<0.94 THEN 'gold' ELSE 'platinum' END AS member_tier,
  CASE WHEN u(i,'g')<0.54 THEN 'm' ELSE 'f' END AS gender,
  (DATE '2019-01-01' + (u(i,'j')*2300)::INT) AS first_seen_on
FROM range(1,7001) r(i);

CREATE TABLE bookings AS
WITH h AS (SELECT *, sum(w) OVER (ORDER BY hotel_id) / sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY hotel_id) - w) / sum(w) OVER () AS lo FROM hotels),
c AS (SELECT i, u(i,'h') uh, 1+floor(7000*pow(u(i,'gu'),1.5))::INT AS guest_id,
  CASE WHEN u(i,'ch')<0.15 THEN 'web' WHEN u(i,'ch')<0.27 THEN 'app' WHEN u(i,'ch')<0.33 THEN 'walkin' WHEN u(i,'ch')<0.55 THEN 'ctrip'
       WHEN u(i,'ch')<0.70 THEN 'booking' WHEN u(i,'ch')<0.77 THEN 'agoda' WHEN u(i,'ch')<0.84 THEN 'meituan' WHEN u(i,'ch')<0.95 THEN 'corp' ELSE 'agency' END AS channel_code,
  DATE '2023-01-01' + floor(1096*pow(u(i,'d'),0.88))::INT AS booked_on,
  floor(-ln(1-u(i,'l')*0.995)*19)::INT AS lead FROM range(44000) r(i)),
d AS (SELECT c.*, h.hotel_id, h.brand, h.base_rate, least(guest_id,7000) g,
   booked_on + CASE WHEN channel_code='walkin' THEN 0 ELSE lead END AS check_in_date,
   1 + floor(-ln(1-u(i,'n')*0.98)*(CASE WHEN h.brand='seaside' THEN 2.4 WHEN h.brand='inn' THEN 0.9 ELSE 1.5 END))::INT AS nights,
   CASE WHEN h.brand='seaside' AND u(i,'rt')>0.92 THEN 'villa' WHEN u(i,'rt')<0.48 THEN 'standard' WHEN u(i,'rt')<0.84 OR h.brand='inn' THEN 'deluxe' ELSE 'suite' END AS room_type
  FROM c JOIN h ON c.uh>=h.lo AND c.uh<h.hi),
e AS (SELECT d.*, CASE WHEN brand='seaside' THEN list_extract([1.0,1.0,0.8,0.65,0.6,0.5,0.75,0.8,0.55,0.85,0.8,0.95], month(check_in_date))
    ELSE list_extract([0.55,0.5,0.7,0.8,0.85,0.7,0.85,0.9,0.75,1.0,0.75,0.6], month(check_in_date)) END AS season FROM d)
SELECT (100000+row_number() OVER (ORDER BY booked_on, i))::INTEGER AS booking_id, hotel_id, g AS guest_id, channel_code, room_type,
  CASE WHEN u(i,'rp')<0.45 THEN 'flexible' WHEN u(i,'rp')<0.70 THEN 'non_refundable' WHEN u(i,'rp')<0.85 THEN 'member' ELSE 'package' END AS rate_plan,
  CASE WHEN channel_code='corp' OR u(i,'tp')<0.22 THEN 'business' WHEN u(i,'tp')<0.68 THEN 'leisure' WHEN u(i,'tp')<0.93 THEN 'family' ELSE 'event' END AS trip_purpose,
  booked_on, check_in_date, check_in_date + nights AS check_out_date, nights, 1+(u(i,'ad')*2.4)::INT AS adults,
  CASE WHEN channel_code<>'walkin' AND u(i,'st') < (CASE channel_code WHEN 'booking' THEN 0.24 WHEN 'agoda' THEN 0.22 WHEN 'ctrip' THEN 0.17 WHEN 'meituan' THEN 0.14 WHEN 'corp' THEN 0.07 ELSE 0.10 END)
         * (CASE WHEN u(i,'rp') BETWEEN 0.45 AND 0.70 THEN 0.45 ELSE 1.15 END) THEN 'cancelled'
       WHEN check_in_date > DATE '2025-12-31' THEN 'confirmed'
       WHEN channel_code<>'walkin' AND u(i,'st') > 0.972 THEN 'no_show'
       WHEN check_in_date + nights > DATE '2025-12-31' THEN 'in_house' ELSE 'checked_out' END AS status,
  round(base_rate * CASE room_type WHEN 'standard' THEN 1 WHEN 'deluxe' THEN 1.32 WHEN 'suite' THEN 2.1 ELSE 3.2 END * (0.72+0.4*season)
    * CASE year(check_in_date) WHEN 2023 THEN 0.92 WHEN 2024 THEN 1 ELSE 1.05 END * (0.88+0.24*u(i,'pr')), 2)::DECIMAL(12,2) AS nightly_rate
FROM e WHERE u(i,'keep') < season;
ALTER TABLE bookings ADD COLUMN booking_amount DECIMAL(12,2);
ALTER TABLE bookings ADD COLUMN commission DECIMAL(12,2);
UPDATE bookings SET booking_amount = nightly_rate * nights;
UPDATE bookings SET commission = CASE WHEN status IN ('cancelled','no_show') THEN 0 ELSE
  round(booking_amount * (SELECT commission_rate FROM channels c WHERE c.channel_code = bookings.channel_code), 2) END;

CREATE TABLE stays AS
SELECT (500000+row_number() OVER (ORDER BY check_in_date, booking_id))::INTEGER AS stay_id, booking_id, hotel_id, guest_id, channel_code, room_type, trip_purpose,
  check_in_date, CASE WHEN status='checked_out' THEN check_out_date END AS checked_out_on, nights,
  CASE WHEN u(booking_id,'fb')<0.68 THEN round(nights*(60+340*u(booking_id,'fa'))*CASE WHEN hotel_id IN (1,4,6,8,12) THEN 1.9 WHEN hotel_id IN (3,7,10) THEN 0.5 ELSE 1 END,2) ELSE 0 END::DECIMAL(12,2) AS fnb_revenue,
  CASE WHEN u(booking_id,'sp')<0.16 AND hotel_id NOT IN (3,7,10) THEN round(280+900*u(booking_id,'sa'),2) ELSE 0 END::DECIMAL(12,2) AS spa_revenue,
  u(booking_id,'up')<0.07 AS was_upgraded
FROM bookings WHERE status IN ('checked_out','in_house');

CREATE TABLE stay_nights AS
SELECT s.stay_id, s.hotel_id, s.room_type, (s.check_in_date + n::INT) AS night_of, b.nightly_rate AS room_charge
FROM stays s JOIN bookings b USING (booking_id), range(0,40) r(n)
WHERE n < s.nights AND s.check_in_date + n::INT <= DATE '2025-12-31';

CREATE TABLE room_inventory AS
WITH t AS (SELECT * FROM (VALUES ('standard',0.46),('deluxe',0.38),('suite',0.16),('villa',0.1)) v(room_type, share)),
x AS (SELECT h.hotel_id, t.room_type, greatest(1,round(h.w*t.share*CASE WHEN h.brand='inn' AND t.room_type='deluxe' THEN 1.3 ELSE 1 END*1.1))::INT AS rooms_total
  FROM hotels h, t WHERE NOT (h.brand='inn' AND t.room_type IN ('suite','villa')) AND NOT (h.brand<>'seaside' AND t.room_type='villa')),
y AS (SELECT x.*, DATE '2023-01-01' + d::INT AS business_date FROM x, range(1096) r(d)),
z AS (SELECT y.*, coalesce(s.n,0) AS sold FROM y LEFT JOIN (SELECT hotel_id, room_type, night_of, count(*) n FROM stay_nights GROUP BY ALL) s
   ON s.hotel_id=y.hotel_id AND s.room_type=y.room_type AND s.night_of=y.business_date)
SELECT hotel_id, room_type, business_date, greatest(rooms_total, sold)::INTEGER AS rooms_total,
  least(CASE WHEN u(hotel_id*100000 + (business_date - DATE '2023-01-01'), room_type) < 0.06 THEN 1 ELSE 0 END, greatest(rooms_total,sold)-sold)::INTEGER AS rooms_out_of_order
FROM z;

CREATE TABLE reviews AS
SELECT (800000+row_number() OVER (ORDER BY checked_out_on, stay_id))::INTEGER AS review_id, stay_id, hotel_id,
  CASE WHEN channel_code='ctrip' THEN 'ctrip' WHEN channel_code='booking' THEN 'booking' WHEN u(stay_id,'so')<0.35 THEN 'google' WHEN u(stay_id,'so')<0.6 THEN 'tripadvisor' ELSE 'survey' END AS source,
  least(checked_out_on + 1 + (u(stay_id,'rd')*9)::INT, DATE '2025-12-31') AS posted_on,
  greatest(1, least(10, round(8.3 + list_extract([0.7,0.1,-0.6,0.5,-0.1,0.9,-0.5,0.6,-0.2,0.1,0.2,-0.9], hotel_id) + 3.1*(u(stay_id,'ra')-0.55) - CASE WHEN u(stay_id,'bad')<0.07 THEN 4 ELSE 0 END)))::INTEGER AS rating,
  CASE WHEN u(stay_id,'re')<list_extract([0.9,0.7,0.4,0.85,0.6,0.95,0.45,0.8,0.55,0.3,0.75,0.65], hotel_id) THEN least(checked_out_on + 2 + (u(stay_id,'rd')*9)::INT + (u(stay_id,'rp')*6)::INT, DATE '2025-12-31') END AS replied_on,
  list_extract(['zh','en','ja','ko'], CASE WHEN u(stay_id,'la')<0.6 THEN 1 WHEN u(stay_id,'la')<0.85 THEN 2 WHEN u(stay_id,'la')<0.94 THEN 3 ELSE 4 END) AS review_language
FROM stays WHERE checked_out_on IS NOT NULL AND u(stay_id,'rv')<0.33;

CREATE TABLE housekeeping_tasks AS
WITH t AS (
 SELECT stay_id*10 AS k, hotel_id, room_type, checked_out_on AS task_date, 'checkout' AS task_type FROM stays WHERE checked_out_on IS NOT NULL
 UNION ALL SELECT stay_id*10+1, hotel_id, room_type, check_in_date+1, 'stayover' FROM stays WHERE nights>1 AND check_in_date < DATE '2025-12-31' AND u(stay_id,'so2')<0.7
 UNION ALL SELECT stay_id*10+2, hotel_id, room_type, checked_out_on, 'deep' FROM stays WHERE checked_out_on IS NOT NULL AND u(stay_id,'dp')<0.05)
SELECT (row_number() OVER (ORDER BY task_date, k))::INTEGER AS task_id, hotel_id, room_type, task_date, task_type,
  'HK' || lpad((hotel_id*10 + floor(u(k,'at')*4)::INT)::VARCHAR, 3, '0') AS attendant_code,
  round(CASE task_type WHEN 'checkout' THEN 34 WHEN 'stayover' THEN 19 ELSE 88 END * CASE room_type WHEN 'standard' THEN 0.85 WHEN 'deluxe' THEN 1 WHEN 'suite' THEN 1.35 ELSE 1.8 END * (0.75+0.5*u(k,'mi')))::INTEGER AS minutes_spent,
  CASE WHEN task_type='stayover' OR u(k,'in')>0.45 THEN 'not_inspected' WHEN u(k,'fa') < 0.04 + 0.015*(hotel_id%5) + 0.03*floor(u(k,'at')*4)/3 THEN 'failed' ELSE 'passed' END AS inspection_result
FROM t;

CREATE TABLE payments AS
WITH p AS (
 SELECT booking_id*10 AS k, booking_id, hotel_id, booked_on + (CASE WHEN rate_plan='non_refundable' THEN 0 ELSE least(check_in_date-booked_on, 3) END)::INT AS paid_on, 'charge' AS payment_kind, booking_amount AS amt FROM bookings WHERE status<>'confirmed' OR rate_plan='non_refundable'
 UNION ALL SELECT booking_id*10+1, booking_id, hotel_id, booked_on + (u(booking_id,'rf')*greatest(check_in_date-booked_on,1))::INT, 'refund', round(booking_amount*CASE WHEN u(booking_id,'pp')<0.7 THEN 1 ELSE 0.5 END,2) FROM bookings WHERE status='cancelled' AND rate_plan<>'non_refundable')
SELECT (row_number() OVER (ORDER BY paid_on, k))::INTEGER AS payment_id, booking_id, hotel_id, paid_on, payment_kind,
  CASE WHEN u(booking_id,'me')<0.31 THEN 'alipay' WHEN u(booking_id,'me')<0.58 THEN 'wechat' WHEN u(booking_id,'me')<0.86 THEN 'card' WHEN u(booking_id,'me')<0.93 THEN 'bank' ELSE 'cash' END AS method,
  CASE WHEN payment_kind='charge' AND u(k,'fl') < CASE WHEN u(booking_id,'me') BETWEEN 0.58 AND 0.86 THEN 0.062 ELSE 0.021 END THEN 'failed' ELSE 'succeeded' END AS payment_status,
  amt::DECIMAL(12,2) AS amount
FROM p WHERE paid_on <= DATE '2025-12-31';

ALTER TABLE hotels DROP COLUMN w;
ALTER TABLE hotels DROP COLUMN base_rate;
DROP MACRO u;
