-- Food delivery platform: deterministic sample data, 2023-01-01 .. 2025-12-31 (DuckDB).
CREATE OR REPLACE MACRO u(i, salt) AS (hash(i::BIGINT * 1009 + salt::BIGINT * 7919) % 1000000) / 1000000.0;
CREATE OR REPLACE MACRO n(i, salt, k) AS (hash(i::BIGINT * 1009 + salt::BIGINT * 7919) % k)::INTEGER;

CREATE TABLE cities (city_id INTEGER PRIMARY KEY, city_name VARCHAR NOT NULL, region VARCHAR NOT NULL, city_tier VARCHAR NOT NULL);
INSERT INTO cities VALUES
 (1,'北京','north','tier1'),(2,'上海','east','tier1'),(3,'广州','south','tier1'),(4,'深圳','south','tier1'),
 (5,'成都','west','new_tier1'),(6,'杭州','east','new_tier1'),(7,'武汉','central','new_tier1'),(8,'西安','west','new_tier1'),
 (9,'厦门','south','tier2'),(10,'洛阳','central','tier3');

CREATE TABLE districts (district_id INTEGER PRIMARY KEY, city_id INTEGER NOT NULL REFERENCES cities, district_name VARCHAR NOT NULL, is_core BOOLEAN NOT NULL);
INSERT INTO districts VALUES
 (1,1,'朝阳区',true),(2,1,'海淀区',true),(3,1,'丰台区',false),(4,1,'通州区',false),
 (5,2,'浦东新区',true),(6,2,'静安区',true),(7,2,'徐汇区',true),(8,2,'松江区',false),
 (9,3,'天河区',true),(10,3,'越秀区',true),(11,3,'番禺区',false),
 (12,4,'南山区',true),(13,4,'福田区',true),(14,4,'龙岗区',false),
 (15,5,'锦江区',true),(16,5,'武侯区',true),(17,5,'郫都区',false),
 (18,6,'西湖区',true),(19,6,'滨江区',true),(20,6,'余杭区',false),
 (21,7,'武昌区',true),(22,7,'江汉区',true),(23,7,'东西湖区',false),
 (24,8,'雁塔区',true),(25,8,'碑林区',true),(26,8,'长安区',false),
 (27,9,'思明区',true),(28,9,'集美区',false),
 (29,10,'涧西区',true),(30,10,'洛龙区',false);

-- how often a city comes up: 20 slots
CREATE TEMP TABLE slots AS
SELECT (row_number() OVER () - 1)::INTEGER AS slot, c AS city_id
FROM (SELECT unnest([1,1,1,2,2,2,2,3,3,4,4,5,5,6,6,7,7,8,9,10]) AS c);
CREATE TEMP TABLE city_slots AS SELECT city_id, list(slot ORDER BY slot) AS s FROM slots GROUP BY 1;
CREATE TEMP TABLE city_districts AS SELECT city_id, list(district_id ORDER BY district_id) AS d FROM districts GROUP BY 1;

CREATE TABLE merchants (
  merchant_id INTEGER PRIMARY KEY, merchant_name VARCHAR NOT NULL, brand_name VARCHAR NOT NULL,
  district_id INTEGER NOT NULL REFERENCES districts, cuisine VARCHAR NOT NULL, merchant_type VARCHAR NOT NULL,
  commission_rate DOUBLE NOT NULL, joined_on DATE NOT NULL, status VARCHAR NOT NULL);
INSERT INTO merchants
WITH b AS (
  SELECT unnest(['蜀九香火锅','川味小厨','海底鲜火锅','茶语时光','一点点甜','柠檬先生','西北拉面馆','老陈牛肉面','武汉热干面王','兰州面道',
   '汉堡联盟','炸鸡研究所','脆皮鸡排','串越烧烤','木屋小烤','东北铁锅烧烤','轻食主义','绿野沙拉','小满便当','妈妈的饭',
   '粤来粥铺','潮汕砂锅粥','樱之寿司','鹤见日料','披萨工坊','意面客厅','果然鲜生','每日优果','甜心烘焙','麦田面包']) AS brand,
   unnest(['hotpot','sichuan','hotpot','milk_tea','milk_tea','milk_tea','noodles','noodles','noodles','noodles',
   'burger_chicken','burger_chicken','burger_chicken','bbq','bbq','bbq','light_meal','light_meal','set_meal','set_meal',
   'porridge','porridge','japanese','japanese','western','western','fruit_grocery','fruit_grocery','bakery','bakery']) AS cuisine
), bi AS (SELECT row_number() OVER () - 1 AS k, * FROM b),
m AS (
  SELECT i, s.city_id, cd.d[1 + n(i, 3, len(cd.d))] AS district_id, bi.brand, bi.cuisine, bi.k
  FROM range(1, 361) r(i) JOIN slots s ON s.slot = r.i % 20 JOIN city_districts cd USING (city_id)
  JOIN bi ON bi.k = n(r.i, 4, 30)
), nm AS (SELECT m.*, d.district_name, row_number() OVER (PARTITION BY brand, m.district_id ORDER BY i) AS nth FROM m JOIN districts d ON d.district_id = m.district_id)
SELECT i, brand || '(' || replace(replace(district_name, '新区', ''), '区', '') || CASE WHEN nth > 1 THEN nth::VARCHAR ELSE '' END || '店)', brand,
  district_id, cuisine,
  CASE WHEN k % 5 = 0 THEN 'key_account' WHEN k % 2 = 0 THEN 'chain' ELSE 'independent' END,
  CASE WHEN k % 5 = 0 THEN 0.16 WHEN k % 2 = 0 THEN 0.19 ELSE 0.22 END,
  DATE '2023-01-01' + (CASE WHEN i <= 90 THEN 0 ELSE floor(1090.0 * (i - 90) / 270)::INTEGER END),
  CASE WHEN n(i, 5, 100) < 8 THEN 'closed' WHEN n(i, 5, 100) < 13 THEN 'suspended' ELSE 'active' END
FROM nm ORDER BY i;

CREATE TABLE customers (
  customer_id INTEGER PRIMARY KEY, city_id INTEGER NOT NULL REFERENCES cities, registered_at TIMESTAMP NOT NULL,
  acquisition_channel VARCHAR NOT NULL, member_level VARCHAR NOT NULL, gender VARCHAR, age_band VARCHAR NOT NULL);
INSERT INTO customers
SELECT i, s.city_id,
  TIMESTAMP '2023-01-01 00:00:00' + to_days(CASE WHEN i <= 400 THEN 0 ELSE floor(1094.0 * (i - 400) / 4600)::INTEGER END) + to_seconds(n(i, 11, 86400)),
  ['app_store','referral','wechat','douyin','offline','search'][1 + (CASE WHEN n(i,12,100) < 28 THEN 0 WHEN n(i,12,100) < 45 THEN 1 WHEN n(i,12,100) < 70 THEN 2 WHEN n(i,12,100) < 86 THEN 3 WHEN n(i,12,100) < 94 THEN 4 ELSE 5 END)],
  CASE WHEN n(i,13,100) < 60 THEN 'regular' WHEN n(i,13,100) < 82 THEN 'silver' WHEN n(i,13,100) < 95 THEN 'gold' ELSE 'black' END,
  CASE WHEN n(i,14,100) < 47 THEN 'F' WHEN n(i,14,100) < 92 THEN 'M' END,
  ['18-24','25-34','35-44','45+'][1 + (CASE WHEN n(i,15,100) < 34 THEN 0 WHEN n(i,15,100) < 75 THEN 1 WHEN n(i,15,100) < 92 THEN 2 ELSE 3 END)]
FROM range(1, 5001) r(i) JOIN slots s ON s.slot = r.i % 20 ORDER BY i;

CREATE TABLE riders (
  rider_id INTEGER PRIMARY KEY, rider_name VARCHAR NOT NULL, city_id INTEGER NOT NULL REFERENCES cities,
  employment_type VARCHAR NOT NULL, vehicle VARCHAR NOT NULL, hired_on DATE NOT NULL, left_on DATE);
INSERT INTO riders
WITH r AS (
  SELECT i, s.city_id, (CASE WHEN i <= 60 THEN DATE '2023-01-01' ELSE DATE '2023-01-01' + floor(1060.0 * (i - 60) / 100)::INTEGER END) AS hired_on
  FROM range(1, 161) r(i) JOIN slots s ON s.slot = r.i % 20)
SELECT i,
  ['王','李','张','刘','陈','杨','赵','黄','周','吴','徐','孙','胡','朱','高','林'][1 + i % 16] ||
  ['建国','志强','海涛','文斌','晓峰','国庆','立军','大勇','永刚','小龙'][1 + (i // 16) % 10],
  city_id, CASE WHEN n(i,21,100) < 45 THEN 'dedicated' ELSE 'crowdsourced' END,
  CASE WHEN n(i,22,100) < 78 THEN 'ebike' WHEN n(i,22,100) < 92 THEN 'motorcycle' ELSE 'bicycle' END,
  hired_on,
  CASE WHEN n(i,23,100) < 25 AND hired_on + 120 + n(i,24,500) <= DATE '2025-12-31' THEN hired_on + 120 + n(i,24,500) END
FROM r ORDER BY i;

CREATE TABLE rider_shifts (
  shift_id INTEGER PRIMARY KEY, rider_id INTEGER NOT NULL REFERENCES riders, shift_date DATE NOT NULL, shift_type VARCHAR NOT NULL,
  planned_minutes INTEGER NOT NULL, online_minutes INTEGER NOT NULL, attendance VARCHAR NOT NULL);
INSERT INTO rider_shifts
WITH rd AS (
  SELECT r.rider_id, r.employment_type, DATE '2023-01-01' + d::INTEGER AS day, r.rider_id * 2000 + d AS k
  FROM riders r, range(0, 1096) t(d)
  WHERE DATE '2023-01-01' + d::INTEGER BETWEEN r.hired_on AND coalesce(r.left_on, DATE '2025-12-31')
), s AS (
  SELECT *, CASE WHEN n(k,31,100) < 30 THEN 'morning' WHEN n(k,31,100) < 62 THEN 'midday' WHEN n(k,31,100) < 90 THEN 'evening' ELSE 'night' END AS shift_type,
    CASE WHEN n(k,32,100) < 5 THEN 'absent' WHEN n(k,32,100) < 13 THEN 'late' ELSE 'present' END AS attendance
  FROM rd WHERE n(k,33,100) < CASE WHEN employment_type = 'dedicated' THEN 26 ELSE 15 END)
SELECT row_number() OVER (ORDER BY day, rider_id), rider_id, day, shift_type,
  CASE WHEN employment_type = 'dedicated' THEN 300 ELSE 180 END,
  CASE WHEN attendance = 'absent' THEN 0 ELSE (CASE WHEN employment_type = 'dedicated' THEN 300 ELSE 180 END) - n(k,34,60) - CASE WHEN attendance = 'late' THEN 30 ELSE 0 END END,
  attendance
FROM s ORDER BY day, rider_id;

CREATE TEMP TABLE rider_day AS
WITH a AS (
  SELECT r.rider_id, r.city_id, d.day, (sh.rider_id IS NOT NULL) AS on_shift
  FROM riders r JOIN (SELECT DATE '2023-01-01' + d::INTEGER AS day FROM range(0, 1096) t(d)) d
    ON d.day BETWEEN r.hired_on AND coalesce(r.left_on, DATE '2025-12-31')
  LEFT JOIN rider_shifts sh ON sh.rider_id = r.rider_id AND sh.shift_date = d.day AND sh.attendance <> 'absent')
SELECT *, row_number() OVER (PARTITION BY city_id, day ORDER BY on_shift DESC, rider_id) AS rn,
  CASE WHEN count(*) FILTER (on_shift) OVER (PARTITION BY city_id, day) > 0 THEN count(*) FILTER (on_shift) OVER (PARTITION BY city_id, day)
       ELSE count(*) OVER (PARTITION BY city_id, day) END AS cnt
FROM a;

CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, merchant_id INTEGER NOT NULL REFERENCES merchants,
  rider_id INTEGER REFERENCES riders, city_id INTEGER NOT NULL REFERENCES cities, district_id INTEGER NOT NULL REFERENCES districts,
  ordered_at TIMESTAMP NOT NULL, promised_at TIMESTAMP, delivered_at TIMESTAMP,
  status VARCHAR NOT NULL, cancelled_by VARCHAR, meal_period VARCHAR NOT NULL, order_source VARCHAR NOT NULL, payment_method VARCHAR NOT NULL,
  fulfilment VARCHAR NOT NULL, distance_km DOUBLE, item_count INTEGER NOT NULL,
  goods_amount DOUBLE NOT NULL, packing_fee DOUBLE NOT NULL, delivery_fee DOUBLE NOT NULL,
  merchant_discount DOUBLE NOT NULL, platform_subsidy DOUBLE NOT NULL, paid_amount DOUBLE NOT NULL, commission DOUBLE NOT NULL);
CREATE TEMP TABLE o1 AS
WITH a AS (
  SELECT i, least(1095, 1 + floor(1095 * pow(u(i,41), 0.66))::INTEGER) AS d0 FROM range(1, 42001) r(i)
), b AS (  -- weekends are busier: a part of the Tuesdays moves to Saturday
  SELECT i, CASE WHEN dayofweek(DATE '2023-01-01' + d0) = 2 AND n(i,42,100) < 30 AND d0 + 4 <= 1095 THEN d0 + 4 ELSE d0 END AS d FROM a
), c AS (
  SELECT *, DATE '2023-01-01' + d AS day,
    1 + floor((CASE WHEN d < 2 THEN 90 ELSE 90 + floor(270.0 * (d - 1) / 1090) END) * u(i,43))::INTEGER AS merchant_id,
    CASE WHEN n(i,44,100) < 7 THEN 'breakfast' WHEN n(i,44,100) < 42 THEN 'lunch' WHEN n(i,44,100) < 54 THEN 'afternoon' WHEN n(i,44,100) < 85 THEN 'dinner' ELSE 'late_night' END AS meal_period
  FROM b
), e AS (
  SELECT c.*, m.cuisine, m.commission_rate, m.district_id, ds.city_id, cs.s AS city_slots,
    greatest(19, floor((400 + CASE WHEN d < 2 THEN 0 ELSE 4600.0 * (d - 1) / 1094 END) / 20)::INTEGER - 2) AS jmax
  FROM c JOIN merchants m USING (merchant_id) JOIN districts ds USING (district_id) JOIN city_slots cs ON cs.city_id = ds.city_id
)
SELECT *, greatest(1, 20 * floor(jmax * pow(u(i,45), 1.6))::INTEGER + CASE WHEN n(i,46,100) < 95 THEN city_slots[1 + n(i,47,len(city_slots))] ELSE n(i,48,20) END) AS customer_id,
  CASE meal_period WHEN 'breakfast' THEN 6*60 + n(i,49,210) WHEN 'lunch' THEN 10*60+30 + n(i,49,180) WHEN 'afternoon' THEN 13*60+30 + n(i,49,180)
    WHEN 'dinner' THEN 16*60+30 + n(i,49,240) ELSE 20*60+30 + n(i,49,209) END AS minute,
  CASE WHEN n(i,50,100) < 80 THEN 'platform' WHEN n(i,50,100) < 92 THEN 'merchant' ELSE 'pickup' END AS ful0,
  CASE WHEN n(i,51,1000) < 930 - (CASE WHEN city_id IN (8,10) THEN 25 ELSE 0 END) THEN 'completed' ELSE 'cancelled' END AS status
FROM e;
CREATE TEMP TABLE o2 AS
SELECT o.*, rd.rider_id AS picked_rider,
  CASE WHEN ful0 = 'platform' AND rd.rider_id IS NULL THEN 'merchant' ELSE ful0 END AS fulfilment,
  o.day::TIMESTAMP + to_minutes(minute) + to_seconds(n(i,52,60)) AS ordered_at,
  round(0.4 + 5.2 * pow(u(i,53), 1.5), 1) AS km,
  1 + n(i,54,4) AS items,
  round(CASE cuisine WHEN 'hotpot' THEN 78 WHEN 'japanese' THEN 62 WHEN 'bbq' THEN 55 WHEN 'western' THEN 52 WHEN 'sichuan' THEN 42 WHEN 'fruit_grocery' THEN 38
    WHEN 'burger_chicken' THEN 33 WHEN 'light_meal' THEN 32 WHEN 'bakery' THEN 28 WHEN 'porridge' THEN 26 WHEN 'set_meal' THEN 24 WHEN 'noodles' THEN 22 ELSE 18 END
    * (0.55 + 1.5 * u(i,55)) * (1 + 0.03 * (year(o.day) - 2023)) * (CASE WHEN o.city_id <= 4 THEN 1.1 ELSE 0.95 END), 1) AS goods
FROM o1 o LEFT JOIN rider_day rd ON rd.city_id = o.city_id AND rd.day = o.day AND rd.rn = 1 + n(o.i,56,rd.cnt);
CREATE TEMP TABLE o3 AS
SELECT *, CASE WHEN fulfilment = 'pickup' THEN 0.0 ELSE round(2.5 + floor(km) * 0.8 + (n(i,57,3)) * 0.5, 1) END AS dfee,
  round(items * 0.5, 1) AS pack,
  CASE WHEN n(i,58,100) < 35 THEN round(floor(goods * 0.1), 1) ELSE 0.0 END AS mdisc,
  CASE WHEN n(i,59,100) < 27 THEN [3.0,5.0,5.0,8.0,10.0,12.0][1 + n(i,60,6)] ELSE 0.0 END AS coupon,
  CASE WHEN year(day) = 2025 AND n(i,61,100) < 30 THEN 2.0 WHEN n(i,61,100) < 15 THEN 1.0 ELSE 0.0 END AS extra,
  39 + floor(km * 2)::INTEGER AS promise,
  round(14 + km * 4.2 + 14 * u(i,62) + CASE WHEN month(day) IN (1,12,7) THEN 3 ELSE 0 END + CASE WHEN meal_period IN ('lunch','dinner') THEN 2.5 ELSE 0 END
    + CASE WHEN n(i,63,100) < 6 THEN 16 ELSE 0 END + CASE WHEN city_id IN (1,2) THEN 1 ELSE 0 END)::INTEGER AS took
FROM o2;
INSERT INTO orders
WITH s AS (SELECT *, row_number() OVER (ORDER BY ordered_at, i) AS order_id FROM o3)
SELECT order_id, customer_id, merchant_id,
  CASE WHEN fulfilment = 'platform' AND (status = 'completed' OR n(i,64,100) < 40) THEN picked_rider END,
  city_id, district_id, ordered_at,
  CASE WHEN fulfilment <> 'pickup' THEN ordered_at + to_minutes(promise) END,
  CASE WHEN status = 'completed' AND fulfilment <> 'pickup' THEN ordered_at + to_minutes(took) + to_seconds(n(i,65,60)) END,
  status, CASE WHEN status = 'cancelled' THEN CASE WHEN n(i,66,100) < 62 THEN 'customer' WHEN n(i,66,100) < 86 THEN 'merchant' ELSE 'platform' END END,
  meal_period,
  CASE WHEN n(i,67,100) < 58 THEN 'app' WHEN n(i,67,100) < 86 THEN 'wechat_mini' WHEN n(i,67,100) < 97 THEN 'alipay_mini' ELSE 'web' END,
  CASE WHEN n(i,68,100) < 55 THEN 'wechat' WHEN n(i,68,100) < 88 THEN 'alipay' WHEN n(i,68,100) < 95 THEN 'unionpay' ELSE 'balance' END,
  fulfilment, CASE WHEN fulfilment <> 'pickup' THEN km END, items, goods, pack, dfee, mdisc, coupon + extra,
  greatest(0.01, round(goods + pack + dfee - mdisc - coupon - extra, 2)), round(goods * commission_rate, 2)
FROM s ORDER BY order_id;

CREATE TABLE coupons (
  coupon_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, order_id INTEGER REFERENCES orders, coupon_type VARCHAR NOT NULL,
  face_value DOUBLE NOT NULL, min_spend DOUBLE NOT NULL, issued_at TIMESTAMP NOT NULL, expires_at TIMESTAMP NOT NULL, used_at TIMESTAMP);
INSERT INTO coupons
WITH used AS (
  SELECT o.customer_id, o.order_id, CASE WHEN o.platform_subsidy >= 12 THEN 12.0 WHEN o.platform_subsidy >= 10 THEN 10.0 WHEN o.platform_subsidy >= 8 THEN 8.0 WHEN o.platform_subsidy >= 5 THEN 5.0 ELSE 3.0 END AS v,
    greatest(c.registered_at, o.ordered_at - to_hours(1 + n(o.order_id,71,14*24))) AS issued_at, o.ordered_at AS used_at, o.order_id AS k, c.registered_at
  FROM orders o JOIN customers c USING (customer_id) WHERE o.platform_subsidy >= 3 AND o.status = 'completed' AND n(o.order_id,70,100) < 75
), unused AS (
  SELECT customer_id, NULL::INTEGER AS order_id, [3.0,5.0,5.0,8.0,10.0,12.0][1 + n(i,73,6)] AS v,
    registered_at + to_hours(floor(u(i,74) * date_diff('hour', registered_at, TIMESTAMP '2025-12-31 22:00:00'))::INTEGER) AS issued_at, NULL::TIMESTAMP AS used_at, 100000 + i AS k, registered_at
  FROM (SELECT i, 1 + n(i,72,5000) AS customer_id FROM range(1, 10001) r(i)) x JOIN customers USING (customer_id)
), a AS (SELECT * FROM used UNION ALL SELECT * FROM unused)
SELECT row_number() OVER (ORDER BY issued_at, k), customer_id, order_id,
  CASE WHEN date_diff('day', registered_at, issued_at) <= 7 THEN 'new_user' WHEN order_id IS NOT NULL THEN ['spend_off','spend_off','free_delivery','member','winback'][1 + n(k,75,5)]
    ELSE ['spend_off','free_delivery','member','winback','winback'][1 + n(k,75,5)] END,
  v, v * 4, issued_at, issued_at + to_days(15), used_at
FROM a ORDER BY issued_at, k;

CREATE TABLE refunds (
  refund_id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders, requested_at TIMESTAMP NOT NULL, resolved_at TIMESTAMP,
  reason VARCHAR NOT NULL, liable_party VARCHAR NOT NULL, refund_type VARCHAR NOT NULL, status VARCHAR NOT NULL, refund_amount DOUBLE NOT NULL);
INSERT INTO refunds
WITH a AS (
  SELECT o.*, least(o.ordered_at + to_minutes(40 + n(order_id,81,2000)), TIMESTAMP '2025-12-31 23:50:00') AS requested_at, m.cuisine
  FROM orders o JOIN merchants m USING (merchant_id)
  WHERE o.status = 'completed' AND n(order_id,82,1000) < 45 + CASE WHEN o.delivered_at > o.promised_at THEN 50 ELSE 0 END + CASE WHEN m.cuisine IN ('milk_tea','fruit_grocery') THEN 20 ELSE 0 END
), b AS (
  SELECT *, CASE WHEN delivered_at > promised_at AND n(order_id,83,100) < 55 THEN 'late'
      ELSE ['missing_item','wrong_item','food_quality','food_quality','spilled','missing_item','other'][1 + n(order_id,84,7)] END AS reason,
    CASE WHEN n(order_id,85,100) < 40 THEN 'full' ELSE 'partial' END AS refund_type,
    CASE WHEN requested_at > TIMESTAMP '2025-12-28' AND n(order_id,86,100) < 60 THEN 'pending' WHEN n(order_id,86,100) < 83 THEN 'approved' ELSE 'rejected' END AS rstatus
  FROM a)
SELECT row_number() OVER (ORDER BY requested_at, order_id), order_id, requested_at,
  CASE WHEN rstatus <> 'pending' THEN requested_at + to_minutes(10 + n(order_id,87,2200)) END, reason,
  CASE WHEN reason = 'late' THEN CASE WHEN n(order_id,88,100) < 75 THEN 'rider' ELSE 'platform' END WHEN reason = 'spilled' THEN 'rider' WHEN reason = 'other' THEN 'platform' ELSE 'merchant' END,
  refund_type, rstatus, CASE WHEN refund_type = 'full' THEN paid_amount ELSE round(paid_amount * (0.15 + 0.5 * u(order_id,89)), 2) END
FROM b ORDER BY requested_at, order_id;

CREATE TABLE reviews (
  review_id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders, reviewed_at TIMESTAMP NOT NULL, rating INTEGER NOT NULL,
  topic VARCHAR NOT NULL, has_photo BOOLEAN NOT NULL, merchant_replied BOOLEAN NOT NULL);
INSERT INTO reviews
WITH a AS (
  SELECT o.order_id, least(o.ordered_at + to_minutes(60 + n(order_id,91,4000)), TIMESTAMP '2025-12-31 23:55:00') AS reviewed_at,
    n(order_id,92,100) + CASE WHEN o.delivered_at > o.promised_at THEN -22 ELSE 0 END + CASE WHEN m.cuisine IN ('japanese','bakery') THEN 6 WHEN m.cuisine IN ('bbq','burger_chicken') THEN -5 ELSE 0 END AS q,
    (o.delivered_at > o.promised_at) AS late
  FROM orders o JOIN merchants m USING (merchant_id) WHERE o.status = 'completed' AND n(order_id,93,100) < 28)
SELECT row_number() OVER (ORDER BY reviewed_at, order_id), order_id, reviewed_at,
  CASE WHEN q < 5 THEN 1 WHEN q < 11 THEN 2 WHEN q < 24 THEN 3 WHEN q < 52 THEN 4 ELSE 5 END,
  CASE WHEN late AND n(order_id,94,100) < 60 THEN 'delivery' ELSE ['taste','taste','portion','packaging','price','hygiene','delivery'][1 + n(order_id,95,7)] END,
  n(order_id,96,100) < 31, n(order_id,97,100) < CASE WHEN q < 24 THEN 55 ELSE 22 END
FROM a ORDER BY reviewed_at, order_id;
