-- A discrete manufacturer: 2 plants, 9 lines, 34 machines, 10 products, 14 suppliers; orders, shift reports, downtime, inspections, defects, purchases, energy, inventory. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE lines (line_id INTEGER PRIMARY KEY, line_code VARCHAR, plant VARCHAR, workshop VARCHAR, started_on DATE, rate DOUBLE, y DOUBLE, g DOUBLE, kw DOUBLE);
INSERT INTO lines VALUES
 (1,'L01','SZ','press','2014-05-01',920,0.978,0.06,1350),
 (2,'L02','CQ','press','2019-03-15',780,0.969,0.15,1180),
 (3,'L03','SZ','weld','2015-10-01',410,0.962,-0.05,1720),
 (4,'L04','SZ','mould','2013-08-20',1240,0.984,0.03,2050),
 (5,'L05','CQ','mould','2020-01-10',1090,0.973,0.21,1890),
 (6,'L06','SZ','machining','2017-06-06',265,0.957,-0.09,1460),
 (7,'L07','SZ','assembly','2016-02-28',355,0.991,0.08,540),
 (8,'L08','CQ','assembly','2021-09-01',298,0.986,0.27,480),
 (9,'L09','CQ','coating','2022-04-18',640,0.944,0.11,2480);

CREATE TABLE products (product_id INTEGER PRIMARY KEY, product_name VARCHAR, family VARCHAR, standard_cost DECIMAL(8,2), workshop VARCHAR, w DOUBLE);
INSERT INTO products VALUES
 (1,'门铰链','metal',8.6,'press',9),(2,'座椅滑轨','metal',21.4,'weld',8),(3,'电机外壳','metal',46.5,'machining',7),(4,'泵体','metal',58.2,'machining',5),
 (5,'连接器外壳','plastic',2.9,'mould',9),(6,'仪表支架','plastic',6.3,'mould',6),(7,'刹车踏板','metal',17.8,'press',6),(8,'风扇叶轮','plastic',4.7,'mould',4),
 (9,'控制盒总成','assembly',132.0,'assembly',5),(10,'水泵总成','assembly',164.5,'assembly',6);

CREATE TABLE machines AS
WITH x AS (SELECT i, CASE WHEN i<=4 THEN 1 WHEN i<=7 THEN 2 WHEN i<=12 THEN 3 WHEN i<=17 THEN 4 WHEN i<=20 THEN 5 WHEN i<=26 THEN 6 WHEN i<=29 THEN 7 WHEN i<=31 THEN 8 ELSE 9 END AS line_id FROM range(1,35) r(i))
SELECT i::INTEGER AS machine_id, CASE workshop WHEN 'press' THEN 'P' WHEN 'weld' THEN 'W' WHEN 'mould' THEN 'M' WHEN 'machining' THEN 'CNC' WHEN 'assembly' THEN 'A' ELSE 'S' END || '-' || (line_id*100 + i)::VARCHAR AS machine_code, line_id,
  CASE WHEN i IN (12,17,31) THEN 'conveyor' ELSE CASE workshop WHEN 'press' THEN 'press' WHEN 'weld' THEN 'robot' WHEN 'mould' THEN 'moulder' WHEN 'machining' THEN 'cnc' WHEN 'assembly' THEN 'station' ELSE 'sprayer' END END AS machine_type,
  CASE workshop WHEN 'press' THEN 'AIDA' WHEN 'weld' THEN 'KUKA' WHEN 'mould' THEN CASE WHEN i%2=0 THEN 'Haitian' ELSE 'Engel' END WHEN 'machining' THEN CASE WHEN i%3=0 THEN 'DMG' ELSE 'Mazak' END WHEN 'assembly' THEN 'Bosch' ELSE 'Durr' END AS maker,
  (started_on + (u(i,'co')*900)::INT) AS commissioned_on
FROM x JOIN lines USING (line_id) ORDER BY i;

CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, supplier_name VARCHAR, region VARCHAR, grade VARCHAR, material VARCHAR, w DOUBLE, late DOUBLE, bad DOUBLE);
INSERT INTO suppliers VALUES
 (1,'宝华钢材','east','A','steel',15,0.08,0.006),(2,'鑫达钢铁','north','B','steel',10,0.19,0.014),(3,'渝钢物资','west','B','steel',8,0.15,0.011),
 (4,'南方铝业','south','A','aluminium',11,0.10,0.008),(5,'华铝金属','east','C','aluminium',5,0.31,0.027),(6,'中塑新材','east','A','resin',13,0.06,0.005),
 (7,'科腾化工','overseas','B','resin',7,0.27,0.009),(8,'立信塑胶','south','C','resin',6,0.24,0.031),(9,'德仕轴承','overseas','A','parts',9,0.17,0.004),
 (10,'永固紧固件','east','B','parts',10,0.12,0.017),(11,'恒通电子','south','B','electronics',9,0.21,0.012),(12,'芯联科技','east','A','electronics',7,0.11,0.007),
 (13,'蓝天涂料','west','C','paint',6,0.26,0.022),(14,'阿克涂层','overseas','A','paint',4,0.14,0.006);

CREATE TABLE production_orders AS
WITH h AS (SELECT *, sum(v) OVER (ORDER BY line_id)/sum(v) OVER () AS hi, (sum(v) OVER (ORDER BY line_id)-v)/sum(v) OVER () AS lo FROM (SELECT *, CASE line_id WHEN 1 THEN 15 WHEN 2 THEN 12 WHEN 3 THEN 9 WHEN 4 THEN 17 WHEN 5 THEN 13 WHEN 6 THEN 10 WHEN 7 THEN 11 WHEN 8 THEN 7 ELSE 8 END AS v FROM lines)),
c AS (SELECT i, h.*, DATE '2024-01-01' + floor(731*pow(u(i,'od'),0.94))::INT AS planned_start FROM range(3900) r(i) JOIN h ON u(i,'ol')>=lo AND u(i,'ol')<hi),
d AS (SELECT c.*, 2+floor(u(i,'du')*7)::INT AS days, CASE WHEN u(i,'pr')<0.12 THEN 1 WHEN u(i,'pr')<0.71 THEN 2 ELSE 3 END AS priority FROM c WHERE u(i,'ok') < list_extract([0.62,0.42,0.78,0.76,0.72,0.74,0.68,0.7,0.86,0.8,0.93,0.98], month(planned_start))),
p AS (SELECT *, sum(w) OVER (PARTITION BY workshop ORDER BY product_id)/sum(w) OVER (PARTITION BY workshop) AS phi, (sum(w) OVER (PARTITION BY workshop ORDER BY product_id)-w)/sum(w) OVER (PARTITION BY workshop) AS plo FROM
  (SELECT product_id, workshop, w FROM products UNION ALL VALUES (7,'coating',6.0),(1,'coating',4.0),(6,'weld',3.0))),
e AS (SELECT d.*, p.product_id, days + CASE WHEN u(i,'lt') < 0.13 + (1-d.y)*2.6 + CASE WHEN month(planned_start)>=11 THEN 0.07 ELSE 0 END - CASE priority WHEN 1 THEN 0.08 ELSE 0 END THEN 1+floor(u(i,'ld')*u(i,'ld')*13)::INT ELSE -floor(u(i,'er')*3)::INT END AS actual
  FROM d JOIN p ON p.workshop=d.workshop AND u(i,'op')>=plo AND u(i,'op')<phi)
SELECT (10000+row_number() OVER (ORDER BY planned_start,i))::INTEGER AS order_id, line_id, product_id, priority::INTEGER AS priority,
  CASE WHEN u(i,'cu')<0.58 THEN 'oem' WHEN u(i,'cu')<0.83 THEN 'tier1' ELSE 'aftermarket' END AS customer_type,
  planned_start, planned_start + days AS due_date, (round(rate*days*(0.5+0.9*u(i,'pq'))/50)*50)::INTEGER AS planned_qty,
  CASE WHEN u(i,'ca')<0.035 THEN 'cancelled' WHEN planned_start + greatest(actual,1) > DATE '2025-12-31' THEN 'open' ELSE 'closed' END AS order_status,
  CASE WHEN u(i,'ca')>=0.035 AND planned_start + greatest(actual,1) <= DATE '2025-12-31' THEN planned_start + greatest(actual,1) END AS finished_on
FROM e;

CREATE TABLE shift_reports AS
WITH c AS (SELECT l.*, DATE '2024-01-01' + n::INT AS report_date, s.shift, line_id*100000+n*10+s.k AS k FROM lines l, range(731) r(n), (VALUES ('A',1,0.66),('B',2,0.44),('C',3,0.25)) s(shift,k,p) WHERE u(line_id*100000+n*10+s.k,'rk')<s.p),
d AS (SELECT * FROM c WHERE isodow(report_date)<7 AND NOT (report_date BETWEEN '2024-02-09' AND '2024-02-17' OR report_date BETWEEN '2025-01-27' AND '2025-02-04' OR (month(report_date)=10 AND day(report_date)<=4))),
e AS (SELECT d.*, o.order_id, round(rate*(0.72+0.5*u(k,'oq'))*(1+g*date_diff('day',DATE '2024-01-01',report_date)/731.0)*(CASE shift WHEN 'A' THEN 1.04 WHEN 'B' THEN 1 ELSE 0.87 END)*list_extract([0.92,0.8,1,1.01,0.99,1.02,0.9,0.93,1.05,1.04,1.1,1.13], month(report_date)))::INTEGER AS output_qty
  FROM d ASOF JOIN (SELECT line_id lid, planned_start, max(order_id) AS order_id FROM production_orders WHERE order_status<>'cancelled' GROUP BY ALL) o ON o.lid=d.line_id AND d.report_date>=o.planned_start)
SELECT (300000+row_number() OVER (ORDER BY report_date,k))::INTEGER AS report_id, order_id, line_id, shift, report_date, output_qty,
  (output_qty - round(output_qty*(1-y)*(0.4+1.2*u(k,'sc'))*(CASE shift WHEN 'C' THEN 1.45 WHEN 'B' THEN 1.1 ELSE 0.9 END)*(CASE WHEN line_id=6 AND report_date>='2025-07-01' THEN 1.5 ELSE 1 END)))::INTEGER AS good_qty,
  round(480*(0.68+0.27*u(k,'ru')))::INTEGER AS run_minutes, (3+floor(u(k,'wk')*9))::INTEGER AS workers
FROM e;

CREATE TABLE downtime_events AS
WITH c AS (SELECT i, least(34,1+floor(34*pow(u(i,'dm'),1.1))::INT) AS m0, DATE '2024-01-01' + floor(731*u(i,'dd'))::INT AS d FROM range(5400) r(i)),
e AS (SELECT c.i, mm.machine_id, mm.line_id, mm.machine_type, l.workshop, d FROM c JOIN machines mm ON mm.machine_id=m0 JOIN lines l USING (line_id) WHERE isodow(d)<7 AND u(i,'dk') < 0.55 + 0.4*u(m0,'mq') + CASE WHEN month(d) IN (7,8) THEN 0.12 ELSE 0 END),
f AS (SELECT e.*, CASE WHEN u(i,'dr')<0.27 THEN 'MEC' WHEN u(i,'dr')<0.43 THEN 'ELE' WHEN u(i,'dr')<0.62 THEN 'CHG' WHEN u(i,'dr')<0.76 THEN 'MAT' WHEN u(i,'dr')<0.85 THEN 'QUA' ELSE 'PM' END AS reason_code FROM e)
SELECT (500000+row_number() OVER (ORDER BY d,i))::INTEGER AS event_id, machine_id, line_id, (d + to_minutes((u(i,'tm')*1439)::INT))::TIMESTAMP AS started_at,
  CASE WHEN u(i,'tm')*24<8 THEN 'C' WHEN u(i,'tm')*24<16 THEN 'A' ELSE 'B' END AS shift, reason_code, reason_code IN ('CHG','PM') AS is_planned,
  greatest(3,round(-ln(1-u(i,'mi')*0.995)*(CASE reason_code WHEN 'MEC' THEN 74 WHEN 'ELE' THEN 58 WHEN 'CHG' THEN 33 WHEN 'MAT' THEN 27 WHEN 'QUA' THEN 22 ELSE 95 END)*(CASE machine_type WHEN 'press' THEN 1.3 WHEN 'cnc' THEN 1.15 WHEN 'station' THEN 0.6 ELSE 1 END)*(0.75+0.6*u(machine_id,'mz'))))::INTEGER AS minutes_down,
  CASE WHEN reason_code IN ('MEC','ELE','PM') THEN list_extract(['老秦','小万','孙师傅','鲁强','傅刚','段鹏','侯杰','龙飞','卢志','金伟'], 1+floor(10*pow(u(i,'te'),1.3))::INT) END AS technician,
  CASE reason_code WHEN 'MEC' THEN round(120+2600*pow(u(i,'rc'),2.2),0) WHEN 'ELE' THEN round(80+1900*pow(u(i,'rc'),2),0) WHEN 'PM' THEN round(150+700*u(i,'rc'),0) ELSE 0 END::DECIMAL(10,2) AS repair_cost
FROM f;

CREATE TABLE inspections AS
WITH c AS (SELECT k, report_id, line_id, shift, report_date, order_id, good_qty*1.0/output_qty AS yq FROM (SELECT *, report_id AS k FROM shift_reports) WHERE u(report_id,'ik')<0.72),
d AS (SELECT c.*, o.product_id, CASE WHEN u(k,'sg')<0.23 THEN 'first' WHEN u(k,'sg')<0.71 THEN 'process' ELSE 'final' END AS stage, (list_extract([20,32,50,80,125],1+floor(u(k,'sm')*5)::INT))::INTEGER AS sample_qty FROM c JOIN production_orders o USING (order_id)),
e AS (SELECT d.*, least(sample_qty, floor(sample_qty*(1-yq)*(0.2+1.6*u(k,'df'))*(CASE stage WHEN 'first' THEN 1.5 WHEN 'process' THEN 1 ELSE 0.6 END)+0.55*u(k,'d2')))::INTEGER AS defect_qty FROM d)
SELECT (700000+row_number() OVER (ORDER BY report_date,k))::INTEGER AS inspection_id, line_id, product_id, order_id, shift, report_date AS inspected_on, stage,
  list_extract(['赵敏','钱丽','孙倩','李楠','周萍','吴珊'],1+floor(6*pow(u(k,'ip'),1.2))::INT) AS inspector, sample_qty, defect_qty,
  CASE WHEN defect_qty*1.0/sample_qty<=0.025 THEN 'OK' WHEN u(k,'rs')<0.31 THEN 'AOD' ELSE 'NG' END AS result
FROM e;

CREATE TABLE defects AS
SELECT (800000+row_number() OVER (ORDER BY inspected_on,inspection_id,n))::INTEGER AS defect_id, inspection_id, line_id, product_id, inspected_on AS found_on,
  CASE WHEN l.workshop IN ('press','weld') THEN CASE WHEN u(inspection_id*10+n,'dt')<0.41 THEN 'burr' WHEN u(inspection_id*10+n,'dt')<0.69 THEN 'dimension' WHEN u(inspection_id*10+n,'dt')<0.86 THEN 'crack' ELSE 'scratch' END
       WHEN l.workshop='mould' THEN CASE WHEN u(inspection_id*10+n,'dt')<0.44 THEN 'shrink' WHEN u(inspection_id*10+n,'dt')<0.71 THEN 'burr' WHEN u(inspection_id*10+n,'dt')<0.88 THEN 'scratch' ELSE 'dimension' END
       WHEN l.workshop='coating' THEN CASE WHEN u(inspection_id*10+n,'dt')<0.52 THEN 'colour' WHEN u(inspection_id*10+n,'dt')<0.87 THEN 'scratch' ELSE 'crack' END
       ELSE CASE WHEN u(inspection_id*10+n,'dt')<0.49 THEN 'dimension' WHEN u(inspection_id*10+n,'dt')<0.78 THEN 'missing' ELSE 'scratch' END END AS defect_type,
  CASE WHEN u(inspection_id*10+n,'sv')<0.09 THEN 'CR' WHEN u(inspection_id*10+n,'sv')<0.43 THEN 'MA' ELSE 'MI' END AS severity,
  CASE WHEN u(inspection_id*10+n,'dp')<0.29 THEN 'rework' WHEN u(inspection_id*10+n,'dp')<0.82 THEN 'scrap' ELSE 'accept' END AS disposal
FROM inspections i JOIN lines l USING (line_id), range(7) r(n) WHERE n<i.defect_qty;

CREATE TABLE purchases AS
WITH h AS (SELECT *, sum(w) OVER (ORDER BY supplier_id)/sum(w) OVER () AS hi, (sum(w) OVER (ORDER BY supplier_id)-w)/sum(w) OVER () AS lo FROM suppliers),
c AS (SELECT i, h.*, DATE '2024-01-01' + floor(731*pow(u(i,'pd'),0.92))::INT AS ordered_on, 5+floor(u(i,'pl')*18)::INT + CASE region WHEN 'overseas' THEN 25 ELSE 0 END AS lead FROM range(2900) r(i) JOIN h ON u(i,'ps')>=lo AND u(i,'ps')<hi),
d AS (SELECT c.*, round((CASE material WHEN 'steel' THEN 5200 WHEN 'aluminium' THEN 2100 WHEN 'resin' THEN 2900 WHEN 'parts' THEN 700 WHEN 'electronics' THEN 160 ELSE 420 END)*(0.35+1.5*u(i,'pq')))::INTEGER AS qty_kg,
  (CASE material WHEN 'steel' THEN 5.4 WHEN 'aluminium' THEN 20.5 WHEN 'resin' THEN 12.8 WHEN 'parts' THEN 46 WHEN 'electronics' THEN 310 ELSE 58 END)*(CASE grade WHEN 'A' THEN 1.08 WHEN 'B' THEN 1 ELSE 0.91 END)*(0.94+0.12*u(i,'pp'))*(CASE WHEN material='aluminium' AND ordered_on>='2025-01-01' THEN 1.13 WHEN material='steel' AND ordered_on>='2025-01-01' THEN 0.95 ELSE 1 END) AS price,
  ordered_on + lead + CASE WHEN u(i,'lt')<late + CASE WHEN month(ordered_on) IN (1,12) THEN 0.06 ELSE 0 END THEN 1+floor(u(i,'lx')*14)::INT ELSE -floor(u(i,'ly')*3)::INT END AS arr FROM c)
SELECT (40000+row_number() OVER (ORDER BY ordered_on,i))::INTEGER AS purchase_id, supplier_id, ordered_on, ordered_on+lead AS promised_on, CASE WHEN arr<=DATE '2025-12-31' THEN arr END AS received_on,
  CASE WHEN u(i,'pt')<0.72 THEN 'SZ' ELSE 'CQ' END AS plant, qty_kg, round(qty_kg*price,2)::DECIMAL(12,2) AS amount,
  CASE WHEN arr<=DATE '2025-12-31' THEN round(qty_kg*bad*2*u(i,'bd')*CASE WHEN u(i,'b2')<0.1 THEN 4 ELSE 0.7 END)::INTEGER ELSE 0 END AS rejected_kg
FROM d;

CREATE TABLE energy_daily AS
SELECT line_id, DATE '2024-01-01' + n::INT AS reading_date,
  round(kw*(0.28 + coalesce(s.c,0)*0.42)*(CASE WHEN month(DATE '2024-01-01' + n::INT) IN (6,7,8,9) THEN 1.17 WHEN month(DATE '2024-01-01' + n::INT) IN (12,1) THEN 1.08 ELSE 1 END)*(0.9+0.2*u(line_id*1000+n,'ek')))::INTEGER AS kwh,
  round(kw*(0.28 + coalesce(s.c,0)*0.42)*(0.9+0.2*u(line_id*1000+n,'ek'))*(CASE plant WHEN 'SZ' THEN 0.79 ELSE 0.66 END),2)::DECIMAL(10,2) AS cost
FROM lines CROSS JOIN range(731) r(n) LEFT JOIN (SELECT line_id AS lid, report_date, count(*) c FROM shift_reports GROUP BY ALL) s ON s.lid=line_id AND s.report_date=DATE '2024-01-01' + n::INT;

CREATE TABLE inventory_daily AS
SELECT product_id, DATE '2024-01-01' + n::INT AS stock_date,
  round(w*(420+90*sin(n/23.0+product_id)+0.13*n*(CASE WHEN product_id IN (2,6,9) THEN 1.6 WHEN product_id IN (3,8) THEN -0.9 ELSE 0.4 END)+140*u(product_id*1000+n,'iv')))::INTEGER AS on_hand_qty,
  round(w*(420+90*sin(n/23.0+product_id)+0.13*n*(CASE WHEN product_id IN (2,6,9) THEN 1.6 WHEN product_id IN (3,8) THEN -0.9 ELSE 0.4 END)+140*u(product_id*1000+n,'iv')))*standard_cost::DECIMAL(8,2) AS stock_value
FROM products, range(731) r(n);
ALTER TABLE inventory_daily ALTER stock_value TYPE DECIMAL(14,2);

ALTER TABLE lines DROP COLUMN rate; ALTER TABLE lines DROP COLUMN y; ALTER TABLE lines DROP COLUMN g; ALTER TABLE lines DROP COLUMN kw;
ALTER TABLE products DROP COLUMN workshop; ALTER TABLE products DROP COLUMN w;
ALTER TABLE suppliers DROP COLUMN w; ALTER TABLE suppliers DROP COLUMN late; ALTER TABLE suppliers DROP COLUMN bad;
DROP MACRO u;
