-- A food and drinks wholesaler in the style of Northwind. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE categories (category_id INTEGER PRIMARY KEY, category_name VARCHAR, w DOUBLE);
INSERT INTO categories VALUES (1,'Beverages',0),(2,'Condiments',0),(3,'Confections',0),(4,'Dairy',0),(5,'Grains & Cereals',0),(6,'Meat & Poultry',0),(7,'Produce',0),(8,'Seafood',0);
ALTER TABLE categories DROP COLUMN w;

CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, supplier_name VARCHAR, country VARCHAR, terms VARCHAR);
INSERT INTO suppliers VALUES
 (1,'Exotic Liquids','GB','N30'),(2,'New Orleans Cajun','US','N30'),(3,'Tokyo Traders','JP','N60'),(4,'Pavlova Ltd','AU','N45'),
 (5,'Specialty Biscuits','GB','N30'),(6,'Nordic Seafoods','NO','N60'),(7,'Formaggi Fortini','IT','N45'),(8,'Bigfoot Breweries','US','N30'),
 (9,'Plutzer Feinkost','DE','N45'),(10,'Gai Paturage','FR','N60'),(11,'Mekong Mills','VN','PRE'),(12,'Cape Orchards','ZA','PRE');

CREATE TABLE products (product_id INTEGER PRIMARY KEY, product_name VARCHAR, category_id INTEGER, supplier_id INTEGER, list_price DECIMAL(10,2),
  standard_cost DECIMAL(10,2), reorder_point INTEGER, discontinued BOOLEAN, w DOUBLE);
INSERT INTO products VALUES
 (1,'Chai',1,1,18.00,10.20,40,false,9),(2,'Chang Ale',1,1,19.00,11.90,40,false,7),(3,'Sasquatch Ale',1,8,14.00,7.70,60,false,8),
 (4,'Steeleye Stout',1,8,18.50,9.90,60,false,6),(5,'Ippin Green Tea',1,3,26.00,12.10,30,false,5),(6,'Outback Lager',1,4,15.00,9.30,50,false,4),
 (7,'Aniseed Syrup',2,1,10.00,5.80,25,false,3),(8,'Cajun Seasoning',2,2,22.00,9.60,30,false,6),(9,'Gumbo Mix',2,2,21.35,11.40,20,true,2),
 (10,'Genen Shouyu',2,3,15.50,8.20,35,false,4),(11,'Vegie Spread',2,4,43.90,26.00,20,false,3),(12,'Frankfurter Mustard',2,9,13.00,5.90,40,false,5),
 (13,'Pavlova',3,4,17.45,10.80,40,false,6),(14,'Scottish Longbreads',3,5,12.50,6.10,50,false,7),(15,'Teatime Biscuits',3,5,9.20,4.30,60,false,6),
 (16,'Sir Rodneys Scones',3,5,10.00,5.60,30,false,4),(17,'Schoggi Bar',3,9,43.90,24.80,15,false,2),(18,'Tarte au Sucre',3,10,49.30,27.90,15,false,5),
 (19,'Gorgonzola',4,7,12.50,8.40,45,false,7),(20,'Mascarpone',4,7,32.00,20.10,25,false,4),(21,'Mozzarella di Giovanni',4,7,34.80,21.60,30,false,6),
 (22,'Camembert Pierrot',4,10,34.00,20.00,35,false,9),(23,'Raclette Courdavault',4,10,55.00,35.50,25,false,8),(24,'Geitost',4,6,2.50,1.40,80,true,3),
 (25,'Singaporean Noodles',5,11,14.00,7.00,60,false,6),(26,'Jasmine Rice 10kg',5,11,38.00,25.20,80,false,9),(27,'Tunnbrod',5,6,9.00,4.90,40,false,3),
 (28,'Gnocchi di Nonna',5,7,38.00,19.50,30,false,6),(29,'Pumpernickel Loaf',5,9,7.00,3.20,50,false,4),
 (30,'Mishi Kobe Beef',6,3,97.00,68.00,10,false,2),(31,'Thuringer Sausage',6,9,123.79,84.00,15,false,5),(32,'Pate Chinois',6,10,24.00,14.20,25,false,4),
 (33,'Alice Mutton',6,4,39.00,27.60,20,true,3),
 (34,'Dried Pears',7,12,30.00,15.20,30,false,5),(35,'Rooibos Apples',7,12,53.00,33.00,20,false,3),(36,'Longlife Tofu',7,3,10.00,5.10,45,false,4),(37,'Organic Sauerkraut',7,9,45.60,28.70,20,false,3),
 (38,'Ikura',8,3,31.00,18.90,25,false,5),(39,'Gravad Lax',8,6,26.00,17.70,30,false,4),(40,'Inlagd Sill',8,6,19.00,11.20,40,false,6),(41,'Boston Crab Meat',8,2,18.40,12.30,40,false,7),(42,'Jacks Clam Chowder',8,2,9.65,5.20,50,false,4);

CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, employee_name VARCHAR, job_title VARCHAR, territory VARCHAR, hired_on DATE);
INSERT INTO employees VALUES
 (1,'Nancy Davolio','Sales Rep','AMER','2016-05-01'),(2,'Andrew Fuller','Sales Manager','AMER','2013-08-14'),(3,'Janet Leverling','Sales Rep','DACH','2017-04-01'),
 (4,'Margaret Peacock','Senior Sales Rep','WEUR','2014-05-03'),(5,'Steven Buchanan','Sales Manager','NORD','2015-10-17'),(6,'Michael Suyama','Sales Rep','APAC','2019-10-17'),
 (7,'Robert King','Sales Rep','WEUR','2018-01-02'),(8,'Laura Callahan','Senior Sales Rep','AMER','2016-03-05'),(9,'Anne Dodsworth','Sales Rep','DACH','2021-11-15'),(10,'Lin Mei','Senior Sales Rep','APAC','2018-06-11');

CREATE TABLE shippers (shipper_id INTEGER PRIMARY KEY, shipper_name VARCHAR);
INSERT INTO shippers VALUES (1,'Speedy Express'),(2,'United Package'),(3,'Federal Shipping'),(4,'BlueWave Cargo');

CREATE TABLE customers AS
SELECT i::INTEGER AS customer_id,
  list_extract(['Alfreds','Berglunds','Bon','Blauer','Bottom','Cactus','Chop','Comercio','Consolidated','Eastern','Ernst','Folk','Frankenversand','Galeria','Great','Hanari','Hungry','Island','Koeniglich','Lehmanns','Lonesome','Maison','Morgen','North','Ottilies','Paris','Queen','Rattlesnake','Save','Seven'], 1+(i-1)%30) || ' ' ||
  list_extract(['Market','Bistro','Foods','Trading'], 1+((i-1)//30)%4) AS customer_name,
  CASE WHEN u(i,'co')<0.20 THEN 'US' WHEN u(i,'co')<0.35 THEN 'DE' WHEN u(i,'co')<0.46 THEN 'FR' WHEN u(i,'co')<0.56 THEN 'GB' WHEN u(i,'co')<0.64 THEN 'BR'
       WHEN u(i,'co')<0.71 THEN 'SE' WHEN u(i,'co')<0.78 THEN 'CN' WHEN u(i,'co')<0.84 THEN 'AT' WHEN u(i,'co')<0.89 THEN 'CA' WHEN u(i,'co')<0.94 THEN 'JP' ELSE 'ES' END AS country,
  CASE WHEN u(i,'sg')<0.36 THEN 'RST' WHEN u(i,'sg')<0.66 THEN 'GRO' WHEN u(i,'sg')<0.83 THEN 'HTL' WHEN u(i,'sg')<0.93 THEN 'CAT' ELSE 'ONL' END AS segment,
  CASE WHEN u(i,'ti')<0.18 THEN 'A' WHEN u(i,'ti')<0.55 THEN 'B' ELSE 'C' END AS credit_grade,
  CASE WHEN u(i,'ne')<0.7 THEN DATE '2015-01-01' + floor(3200*u(i,'on'))::INT ELSE DATE '2024-01-01' + floor(600*u(i,'on'))::INT END AS joined_on
FROM range(1,111) r(i);

CREATE TABLE orders AS
WITH a AS (SELECT i, 1+floor(104*pow(u(i,'cu'),1.55))::INT AS customer_id, DATE '2024-01-01' + floor(731*pow(u(i,'d'),0.86))::INT AS ordered_on FROM range(4600) r(i)),
b AS (SELECT a.*, c.country, c.segment FROM a JOIN customers c USING (customer_id)
  WHERE a.ordered_on >= c.joined_on AND u(i,'keep') < list_extract([0.70,0.62,0.78,0.74,0.83,0.86,0.72,0.66,0.88,0.93,1.0,0.97], month(a.ordered_on))),
t AS (SELECT b.*, CASE WHEN country IN ('US','BR','CA') THEN 'AMER' WHEN country IN ('DE','AT') THEN 'DACH' WHEN country IN ('FR','GB','ES') THEN 'WEUR' WHEN country='SE' THEN 'NORD' ELSE 'APAC' END AS terr FROM b),
e AS (SELECT t.*, CASE terr WHEN 'AMER' THEN CASE WHEN u(i,'em')<0.42 THEN 1 WHEN u(i,'em')<0.58 THEN 2 ELSE 8 END WHEN 'DACH' THEN CASE WHEN u(i,'em')<0.66 THEN 3 ELSE 9 END
    WHEN 'WEUR' THEN CASE WHEN u(i,'em')<0.62 THEN 4 ELSE 7 END WHEN 'NORD' THEN 5 ELSE CASE WHEN u(i,'em')<0.37 THEN 6 ELSE 10 END END AS employee_id,
  CASE WHEN terr='APAC' AND u(i,'sh')<0.55 THEN 4 WHEN u(i,'sh')<0.30 THEN 1 WHEN u(i,'sh')<0.74 THEN 2 WHEN u(i,'sh')<0.93 THEN 3 ELSE 4 END AS shipper_id,
  CASE WHEN u(i,'ch')<0.34 THEN 'E' WHEN u(i,'ch')<0.63 THEN 'W' WHEN u(i,'ch')<0.85 THEN 'R' ELSE 'T' END AS channel,
  CASE WHEN u(i,'ca') < CASE WHEN u(i,'ch') BETWEEN 0.34 AND 0.63 THEN 0.085 WHEN u(i,'ch')>=0.85 THEN 0.06 ELSE 0.032 END THEN true ELSE false END AS can FROM t),
f AS (SELECT e.*, ordered_on + (1+floor(-ln(1-u(i,'ds')*0.99)*list_extract([3.1,4.4,5.6,7.3],shipper_id)))::INT AS sd,
  ordered_on + CASE WHEN u(i,'rq')<0.6 THEN 14 WHEN u(i,'rq')<0.9 THEN 10 ELSE 7 END AS required_on FROM e)
SELECT (10000+row_number() OVER (ORDER BY ordered_on, i))::INTEGER AS order_id, customer_id, employee_id, shipper_id, ordered_on, required_on,
  CASE WHEN NOT can AND sd <= DATE '2025-12-31' THEN sd END AS shipped_on, channel,
  CASE WHEN can THEN 'X' WHEN sd > DATE '2025-12-31' THEN 'P' WHEN sd + 6 > DATE '2025-12-31' THEN 'S' ELSE 'C' END AS status,
  CASE WHEN can THEN 0 ELSE round(8 + list_extract([21,28,37,64],shipper_id)*(0.35+1.9*pow(u(i,'fr'),2)), 2) END::DECIMAL(10,2) AS freight
FROM f;

CREATE TABLE order_details AS
WITH p AS (SELECT *, sum(w) OVER (ORDER BY product_id)/sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY product_id)-w)/sum(w) OVER () AS lo FROM products),
l AS (SELECT o.order_id, o.customer_id, o.ordered_on, n, o.order_id*10+n AS k FROM orders o, range(1,6) r(n) WHERE n <= 1+floor(4.2*pow(u(o.order_id,'nl'),1.35))),
m AS (SELECT l.*, p.*, c.credit_grade, c.segment FROM l JOIN p ON u(k,'pr')>=p.lo AND u(k,'pr')<p.hi JOIN customers c USING (customer_id)),
d AS (SELECT * FROM m WHERE NOT (discontinued AND ordered_on >= DATE '2025-07-01') QUALIFY row_number() OVER (PARTITION BY order_id, product_id ORDER BY n)=1)
SELECT (row_number() OVER (ORDER BY order_id, n))::INTEGER AS line_id, order_id, product_id,
  round(list_price * CASE WHEN ordered_on>=DATE '2025-01-01' THEN 1.06 ELSE 1 END * CASE WHEN credit_grade='A' THEN 0.97 ELSE 1 END, 2)::DECIMAL(10,2) AS unit_price,
  (2 + floor(-ln(1-u(k,'q')*0.99)*CASE segment WHEN 'GRO' THEN 26 WHEN 'ONL' THEN 19 WHEN 'HTL' THEN 15 WHEN 'CAT' THEN 22 ELSE 10 END))::INTEGER AS quantity,
  (CASE WHEN u(k,'di')<0.55 THEN 0 WHEN u(k,'di')<0.75 THEN 0.05 WHEN u(k,'di')<0.90 THEN 0.10 WHEN u(k,'di')<0.97 THEN 0.15 ELSE 0.25 END)::DECIMAL(4,2) AS discount,
  round(standard_cost * CASE WHEN ordered_on>=DATE '2025-01-01' THEN 1.085 ELSE 1 END, 2)::DECIMAL(10,2) AS unit_cost
FROM d;

CREATE TABLE returns AS
WITH x AS (SELECT d.*, o.customer_id, o.shipped_on, p.category_id FROM order_details d JOIN orders o USING (order_id) JOIN products p USING (product_id)
  WHERE o.shipped_on IS NOT NULL AND u(line_id,'rtx') < list_extract([0.13,0.14,0.17,0.33,0.10,0.29,0.38,0.35], category_id) * CASE WHEN o.shipper_id=4 THEN 1.4 ELSE 1 END)
SELECT (7000+row_number() OVER (ORDER BY shipped_on, line_id))::INTEGER AS return_id, order_id, product_id, customer_id,
  shipped_on + (2+floor(17*u(line_id,'rd')))::INT AS returned_on,
  CASE WHEN u(line_id,'rsn') < CASE WHEN category_id IN (4,6,7,8) THEN 0.46 ELSE 0.09 END THEN 'SPO' WHEN u(line_id,'rsn')<0.62 THEN 'DMG' WHEN u(line_id,'rsn')<0.78 THEN 'WRG' WHEN u(line_id,'rsn')<0.91 THEN 'OVR' ELSE 'QLT' END AS reason_code,
  greatest(1, ceil(quantity*pow(u(line_id,'rq'),1.8)))::INTEGER AS quantity,
  round(greatest(1, ceil(quantity*pow(u(line_id,'rq'),1.8))) * unit_price * (1-discount), 2)::DECIMAL(12,2) AS refund_amount
FROM x WHERE shipped_on + (2+floor(17*u(line_id,'rd')))::INT <= DATE '2025-12-31';

CREATE TABLE purchase_orders AS
WITH a AS (SELECT i, DATE '2024-01-01' + floor(731*pow(u(i,'pd'),0.93))::INT AS placed_on, u(i,'pp') up FROM range(2600) r(i)),
p AS (SELECT *, sum(w) OVER (ORDER BY product_id)/sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY product_id)-w)/sum(w) OVER () AS lo FROM products),
b AS (SELECT a.*, p.*, list_extract([9,6,24,28,8,13,15,5,10,12,31,26], supplier_id) AS base_lead FROM a JOIN p ON up>=lo AND up<hi WHERE NOT (discontinued AND placed_on >= DATE '2025-06-01')),
c AS (SELECT b.*, placed_on + base_lead AS promised_on, placed_on + (base_lead*(0.7+0.75*u(i,'le')*u(i,'lf')*1.5))::INT AS rv,
  (20 + floor(180*pow(u(i,'qt'),1.6)))::INTEGER AS quantity_ordered FROM b)
SELECT (3000+row_number() OVER (ORDER BY placed_on, i))::INTEGER AS po_id, supplier_id, product_id,
  CASE WHEN u(i,'wh')<0.5 THEN 'RTM' WHEN u(i,'wh')<0.82 THEN 'NWK' ELSE 'SHA' END AS warehouse,
  placed_on, promised_on, CASE WHEN rv<=DATE '2025-12-31' THEN rv END AS received_on, quantity_ordered,
  CASE WHEN rv<=DATE '2025-12-31' THEN CASE WHEN u(i,'sf')<list_extract([0.12,0.06,0.22,0.31,0.08,0.17,0.10,0.04,0.07,0.13,0.36,0.27], supplier_id) THEN floor(quantity_ordered*(0.55+0.4*u(i,'sa'))) ELSE quantity_ordered END END::INTEGER AS quantity_received,
  round(standard_cost * CASE WHEN placed_on>=DATE '2025-01-01' THEN 1.085 ELSE 1 END * (0.95+0.1*u(i,'uc')), 2)::DECIMAL(10,2) AS unit_cost
FROM c;

CREATE TABLE stock_snapshots AS
WITH m AS (SELECT i, last_day(DATE '2024-01-01' + to_months(i::INT))::DATE AS snapshot_on FROM range(24) r(i)),
w AS (SELECT * FROM (VALUES ('RTM',1.0),('NWK',0.66),('SHA',0.35)) v(warehouse, f)),
x AS (SELECT m.i, snapshot_on, warehouse, p.*, (p.product_id*1000+m.i*10+CASE warehouse WHEN 'RTM' THEN 1 WHEN 'NWK' THEN 2 ELSE 3 END) AS k, f FROM m, w, products p)
SELECT snapshot_on, warehouse, product_id,
  CASE WHEN discontinued AND i>=20 THEN 0 ELSE floor((reorder_point*(0.35+2.6*u(k,'st')))*f*(1+0.012*i)*(1+0.35*sin(i*0.52)))::INTEGER END AS units_on_hand,
  round(CASE WHEN discontinued AND i>=20 THEN 0 ELSE floor((reorder_point*(0.35+2.6*u(k,'st')))*f*(1+0.012*i)*(1+0.35*sin(i*0.52))) END * standard_cost * CASE WHEN i>=12 THEN 1.085 ELSE 1 END, 2)::DECIMAL(12,2) AS stock_value
FROM x;

DELETE FROM orders WHERE order_id NOT IN (SELECT order_id FROM order_details);
ALTER TABLE products DROP COLUMN w;
DROP MACRO u;
