-- A parcel and freight carrier in Europe: shipments, legs, delivery attempts, claims, fuel, depot backlog. Deterministic.
CREATE MACRO u(i, s) AS (hash(i::BIGINT, s::VARCHAR) % 1000003) / 1000003.0;

CREATE TABLE depots (depot_id INTEGER PRIMARY KEY, depot_name VARCHAR, country VARCHAR, depot_class VARCHAR, opened_on DATE, daily_capacity INTEGER, w DOUBLE, bad DOUBLE);
INSERT INTO depots VALUES (1,'Rotterdam','NL','HUB','2006-03-01',900,19,0.9),(2,'Hamburg','DE','HUB','2008-05-12',800,16,0.8),(3,'Lyon','FR','HUB','2011-09-01',700,13,1.25),
 (4,'Milan','IT','SRT','2013-02-18',500,11,1.7),(5,'Madrid','ES','SRT','2014-06-30',480,10,1.1),(6,'Warsaw','PL','SRT','2016-10-03',450,9,1.45),
 (7,'Prague','CZ','LCL','2018-04-16',260,6,0.7),(8,'Antwerp','BE','LCL','2015-01-05',300,7,1.0),(9,'Vienna','AT','LCL','2019-08-19',240,5,0.55),(10,'Gothenburg','SE','LCL','2022-03-07',200,4,1.3);

CREATE TABLE vehicles AS
SELECT i::INTEGER AS vehicle_id, 'KF-' || lpad(i::VARCHAR,3,'0') AS fleet_no,
  CASE WHEN i<=38 THEN 'VAN' WHEN i<=58 THEN 'BOX' WHEN i<=78 THEN 'ART' ELSE 'EVN' END AS vehicle_type,
  CASE WHEN i<=38 THEN CASE WHEN u(i,'ft')<0.25 THEN 'P' ELSE 'D' END WHEN i<=78 THEN CASE WHEN u(i,'ft')<0.12 THEN 'G' ELSE 'D' END ELSE 'E' END AS fuel_type,
  CASE WHEN u(i,'dp')<0.19 THEN 1 WHEN u(i,'dp')<0.34 THEN 2 WHEN u(i,'dp')<0.47 THEN 3 WHEN u(i,'dp')<0.58 THEN 4 WHEN u(i,'dp')<0.68 THEN 5 WHEN u(i,'dp')<0.77 THEN 6 WHEN u(i,'dp')<0.84 THEN 7 WHEN u(i,'dp')<0.91 THEN 8 WHEN u(i,'dp')<0.96 THEN 9 ELSE 10 END AS depot_id,
  (CASE WHEN i>78 THEN DATE '2022-06-01' + floor(900*u(i,'sv'))::INT ELSE DATE '2014-01-01' + floor(3500*u(i,'sv'))::INT END) AS in_service_on,
  CASE WHEN i<=38 THEN 1200 WHEN i<=58 THEN 7500 WHEN i<=78 THEN 24000 ELSE 950 END AS payload_kg
FROM range(1,91) r(i);

CREATE TABLE drivers AS
SELECT i::INTEGER AS driver_id, 'D' || (200+i)::VARCHAR AS driver_code, 1+((i*7)%10)::INTEGER AS depot_id,
  CASE WHEN u(i,'ct')<0.52 THEN 'FT' WHEN u(i,'ct')<0.66 THEN 'PT' WHEN u(i,'ct')<0.90 THEN 'SUB' ELSE 'AGY' END AS contract_type,
  CASE WHEN u(i,'lc')<0.48 THEN 'B' WHEN u(i,'lc')<0.74 THEN 'C' ELSE 'CE' END AS licence_class,
  DATE '2012-01-01' + floor(4900*u(i,'hi'))::INT AS hired_on
FROM range(1,81) r(i);

CREATE TABLE customers AS
SELECT i::INTEGER AS customer_id,
  list_extract(['Alba','Borealis','Cobalt','Dune','Ember','Fjord','Granite','Helix','Indigo','Juniper','Krone','Lumen','Maris','Nordhaus','Onyx','Pinewood','Quartz','Rivage','Solis','Tundra','Umbra','Vela','Willow','Zephyr'],1+(i-1)%24) || ' ' ||
  list_extract(['Retail','Pharma','Parts','Home','Electronics'],1+((i-1)//24)%5) AS customer_name,
  list_extract(['RET','PHA','AUT','FUR','ELE'],1+((i-1)//24)%5) AS industry,
  CASE WHEN i%24 IN (1,5,14) THEN 'K' WHEN u(i,'tr')<0.55 THEN 'S' ELSE 'O' END AS account_tier,
  list_extract(['NL','DE','FR','IT','ES','PL','GB','BE'],1+floor(8*pow(u(i,'cc'),1.3))::INT) AS country,
  DATE '2016-01-01' + floor(3500*pow(u(i,'on'),0.8))::INT AS contract_since
FROM range(1,121) r(i);

CREATE TABLE shipments AS
WITH d AS (SELECT *, sum(w) OVER (ORDER BY depot_id)/sum(w) OVER () hi, (sum(w) OVER (ORDER BY depot_id)-w)/sum(w) OVER () lo FROM depots),
a AS (SELECT i, DATE '2024-01-01' + floor(731*pow(u(i,'dt'),0.9))::INT AS booked_on, u(i,'dp') ud, 1+floor(119.9*pow(u(i,'cu'),1.4))::INT AS cx FROM range(9600) r(i)),
b AS (SELECT a.*, ((cx*37)%120+1)::INTEGER AS customer_id, d.depot_id, d.bad FROM a JOIN d ON ud>=lo AND ud<hi
   WHERE u(i,'keep') < list_extract([0.66,0.63,0.74,0.70,0.76,0.73,0.67,0.58,0.79,0.86,1.0,0.95], month(booked_on))),
c AS (SELECT b.*, cu.industry, cu.account_tier, CASE WHEN cu.industry='PHA' AND u(i,'sv')<0.55 THEN 'EXP' WHEN cu.industry IN ('AUT','FUR') AND u(i,'sv')<0.34 THEN 'FRT' WHEN u(i,'sv2')<0.27 THEN 'EXP' WHEN u(i,'sv2')<0.70 THEN 'STD' WHEN u(i,'sv2')<0.93 THEN 'ECO' ELSE 'FRT' END AS service
   FROM b JOIN customers cu USING (customer_id)),
e AS (SELECT c.*, list_extract(['DE','FR','NL','IT','GB','ES','PL','BE','AT','SE','CZ','CH'],1+floor(12*pow(u(i,'ds'),1.6))::INT) AS dest_country,
   CASE service WHEN 'EXP' THEN 1 WHEN 'STD' THEN 3 WHEN 'ECO' THEN 6 ELSE 5 END AS sla,
   round(CASE service WHEN 'FRT' THEN 180+2600*pow(u(i,'wt'),2.3) WHEN 'EXP' THEN 0.4+18*pow(u(i,'wt'),2) ELSE 0.6+34*pow(u(i,'wt'),1.9) END,1) AS weight_kg FROM c),
f AS (SELECT e.*, sla + CASE WHEN u(i,'lt') < 0.115*bad*CASE WHEN dest_country IN ('GB','CH') THEN 1.9 WHEN dest_country='IT' THEN 1.3 ELSE 1 END*CASE WHEN month(booked_on) IN (11,12) THEN 1.7 ELSE 1 END*CASE service WHEN 'EXP' THEN 1.4 WHEN 'ECO' THEN 0.7 ELSE 1 END
    THEN 1+floor(-ln(1-u(i,'ld')*0.98)*2.2)::INT ELSE -floor(sla*0.6*pow(u(i,'er'),1.4))::INT END AS days,
   CASE WHEN u(i,'st') < 0.011*bad*CASE industry WHEN 'ELE' THEN 2.4 ELSE 1 END THEN 'LST' WHEN u(i,'st') > 1-0.034*CASE WHEN industry='RET' THEN 1.8 ELSE 1 END THEN 'RTS' ELSE 'DLV' END AS st0 FROM e)
SELECT (600000+row_number() OVER (ORDER BY booked_on, i))::INTEGER AS shipment_id, customer_id, depot_id, service, dest_country, booked_on, (booked_on + sla) AS promised_on,
  CASE WHEN st0='DLV' AND booked_on + days <= DATE '2025-12-31' THEN booked_on + days END AS delivered_on,
  CASE WHEN st0='DLV' AND booked_on + days > DATE '2025-12-31' THEN 'TRN' WHEN st0<>'DLV' AND booked_on > DATE '2025-12-20' THEN 'TRN' ELSE st0 END AS status,
  weight_kg::DECIMAL(9,1) AS weight_kg, CASE service WHEN 'FRT' THEN 1+floor(9*pow(u(i,'pc'),1.5)) ELSE 1+floor(3.4*pow(u(i,'pc'),3)) END::INTEGER AS pieces,
  round(3.2*(CASE service WHEN 'EXP' THEN 19+2.1*weight_kg WHEN 'STD' THEN 8.5+0.95*weight_kg WHEN 'ECO' THEN 5.2+0.62*weight_kg ELSE 95+0.31*weight_kg END)
    * CASE account_tier WHEN 'K' THEN 0.82 WHEN 'S' THEN 1 ELSE 1.15 END * CASE WHEN booked_on>=DATE '2025-01-01' THEN 1.045 ELSE 1 END * CASE WHEN dest_country IN ('GB','CH') THEN 1.4 ELSE 1 END * (0.92+0.16*u(i,'pr')),2)::DECIMAL(10,2) AS charge,
  (u(i,'ins') < CASE industry WHEN 'ELE' THEN 0.55 WHEN 'PHA' THEN 0.4 ELSE 0.14 END) AS insured
FROM f;

CREATE TABLE delivery_attempts AS
WITH a AS (SELECT s.*, n, shipment_id*10+n AS k FROM shipments s, range(1,4) r(n) WHERE status IN ('DLV','RTS')),
b AS (SELECT *, CASE WHEN u(shipment_id,'at') < CASE service WHEN 'FRT' THEN 0.94 WHEN 'EXP' THEN 0.87 ELSE 0.80 END - CASE WHEN depot_id IN (4,6) THEN 0.07 ELSE 0 END THEN 1 WHEN u(shipment_id,'at')<0.965 THEN 2 ELSE 3 END AS tries FROM a)
SELECT (row_number() OVER (ORDER BY coalesce(delivered_on, promised_on + 3), k))::INTEGER AS attempt_id, shipment_id, depot_id,
  (1+floor(80*pow(u(k,'dr'),1.25)))::INTEGER AS driver_id,
  least(greatest(coalesce(delivered_on, promised_on + 3) - (CASE WHEN status='RTS' THEN 3 ELSE tries END - n)::INT, booked_on), DATE '2025-12-31') AS attempted_on, n::INTEGER AS attempt_no,
  CASE WHEN status='DLV' AND n=tries THEN 'OK' WHEN u(k,'oc')<0.58 THEN 'NOH' WHEN u(k,'oc')<0.79 THEN 'ADR' WHEN u(k,'oc')<0.92 THEN 'REF' ELSE 'CLS' END AS outcome
FROM b WHERE CASE WHEN status='RTS' THEN n<=2 ELSE n<=tries END AND u(shipment_id,'sampled')<0.84;

CREATE TABLE legs AS
WITH a AS (SELECT s.*, n, shipment_id*10+n AS k FROM shipments s, range(1,4) r(n) WHERE u(shipment_id,'lg')<0.37 AND (n<3 OR status IN ('DLV','RTS')))
SELECT (900000+row_number() OVER (ORDER BY booked_on, k))::INTEGER AS leg_id, shipment_id,
  CASE n WHEN 1 THEN 'PU' WHEN 2 THEN 'LH' ELSE 'DL' END AS leg_type,
  CASE n WHEN 2 THEN 39+floor(39.9*u(k,'ve'))::INTEGER WHEN 1 THEN 1+floor(49*u(k,'ve'))::INTEGER ELSE CASE WHEN u(k,'ev')<0.24 THEN 79+floor(11.9*u(k,'ve'))::INTEGER ELSE 1+floor(38*u(k,'ve'))::INTEGER END END AS vehicle_id,
  (1+floor(80*pow(u(k,'dr'),1.2)))::INTEGER AS driver_id,
  (least(booked_on + CASE n WHEN 1 THEN 0 WHEN 2 THEN 0 ELSE greatest(coalesce(delivered_on, promised_on)-booked_on,0)::INT END, DATE '2025-12-31')::TIMESTAMP + to_minutes((300+floor(900*u(k,'tm')))::INT)) AS departed_at,
  round(CASE n WHEN 1 THEN 6+44*pow(u(k,'km'),1.4) WHEN 2 THEN 140+980*pow(u(k,'km'),1.2) ELSE 4+58*pow(u(k,'km'),1.6) END,1)::DECIMAL(8,1) AS distance_km,
  round(CASE n WHEN 1 THEN 18+70*u(k,'km') WHEN 2 THEN 150+780*pow(u(k,'km'),1.1) ELSE 15+95*u(k,'km') END * (0.85+0.5*pow(u(k,'dl'),2)))::INTEGER AS minutes,
  (u(k,'emp') < CASE n WHEN 1 THEN 0.31 WHEN 2 THEN 0.14 ELSE 0.22 END) AS returned_empty
FROM a;

CREATE TABLE claims AS
WITH a AS (SELECT s.*, c.industry, CASE WHEN status='LST' THEN 'LOS' WHEN u(shipment_id,'cl') < CASE c.industry WHEN 'FUR' THEN 0.17 WHEN 'ELE' THEN 0.15 ELSE 0.075 END THEN 'DMG'
    WHEN delivered_on > promised_on AND u(shipment_id,'cl')<0.62 THEN 'DLY' WHEN u(shipment_id,'cl')>0.962 THEN 'MIS' END AS ct FROM shipments s JOIN customers c USING (customer_id) WHERE status IN ('DLV','LST','RTS')),
b AS (SELECT a.*, coalesce(delivered_on, promised_on)+1+floor(16*u(shipment_id,'fd'))::INT AS filed_on, (floor(-ln(1-u(shipment_id,'sd')*0.98)*CASE ct WHEN 'LOS' THEN 24 WHEN 'DMG' THEN 17 ELSE 8 END)+2)::INT AS sdays,
   round(CASE ct WHEN 'LOS' THEN 60+ 900*pow(u(shipment_id,'ca'),2) WHEN 'DMG' THEN 25+420*pow(u(shipment_id,'ca'),2) WHEN 'DLY' THEN 8+70*u(shipment_id,'ca') ELSE 15+190*u(shipment_id,'ca') END * CASE industry WHEN 'ELE' THEN 2.2 WHEN 'PHA' THEN 1.7 ELSE 1 END,2) AS amt FROM a WHERE ct IS NOT NULL)
SELECT (20000+row_number() OVER (ORDER BY filed_on, shipment_id))::INTEGER AS claim_id, shipment_id, customer_id, ct AS claim_type, filed_on,
  CASE WHEN filed_on+sdays<=DATE '2025-12-31' THEN filed_on+sdays END AS closed_on,
  CASE WHEN filed_on+sdays>DATE '2025-12-31' THEN 'O' WHEN u(shipment_id,'ap') < CASE ct WHEN 'LOS' THEN 0.88 WHEN 'DMG' THEN 0.64 WHEN 'DLY' THEN 0.41 ELSE 0.53 END THEN 'A' ELSE 'R' END AS claim_status,
  amt::DECIMAL(10,2) AS claimed_amount,
  CASE WHEN filed_on+sdays<=DATE '2025-12-31' AND u(shipment_id,'ap') < CASE ct WHEN 'LOS' THEN 0.88 WHEN 'DMG' THEN 0.64 WHEN 'DLY' THEN 0.41 ELSE 0.53 END THEN round(amt*(0.5+0.5*u(shipment_id,'pa')),2) ELSE 0 END::DECIMAL(10,2) AS paid_amount
FROM b WHERE filed_on <= DATE '2025-12-31';

CREATE TABLE fuel_purchases AS
WITH a AS (SELECT i, (1+floor(78*u(i,'v')))::INTEGER AS vehicle_id, DATE '2024-01-01' + floor(731*u(i,'d'))::INT AS filled_on FROM range(3300) r(i)),
b AS (SELECT a.*, v.vehicle_type, v.fuel_type, v.depot_id FROM a JOIN vehicles v USING (vehicle_id) WHERE u(i,'kp') < CASE v.vehicle_type WHEN 'ART' THEN 1.0 WHEN 'BOX' THEN 0.86 ELSE 0.7 END),
c AS (SELECT b.*, round(CASE vehicle_type WHEN 'ART' THEN 240+310*u(i,'l') WHEN 'BOX' THEN 95+90*u(i,'l') ELSE 38+32*u(i,'l') END,1) AS litres,
  CASE fuel_type WHEN 'D' THEN 1.58 WHEN 'P' THEN 1.76 ELSE 1.09 END + 0.12*sin((filled_on-DATE '2024-01-01')/70.0) + list_extract([0.06,0.02,0.05,0.04,-0.06,-0.14,-0.10,0.01,-0.03,0.11],depot_id) + 0.05*u(i,'p') AS ppl FROM b)
SELECT (row_number() OVER (ORDER BY filled_on, i))::INTEGER AS fuel_id, vehicle_id, filled_on,
  CASE WHEN u(i,'st')<0.46 THEN 'OWN' WHEN u(i,'st')<0.81 THEN 'NET' ELSE 'HWY' END AS station_type,
  litres::DECIMAL(8,1) AS litres, round(litres*(ppl+CASE WHEN u(i,'st')>=0.81 THEN 0.17 WHEN u(i,'st')<0.46 THEN -0.07 ELSE 0 END),2)::DECIMAL(10,2) AS amount
FROM c;

CREATE TABLE depot_backlog AS
SELECT d.depot_id, (DATE '2024-01-01' + n::INT) AS counted_on,
  floor(daily_capacity*(0.05+0.22*bad*pow(u(depot_id*10000+n,'bl'),1.5))*list_extract([0.9,0.8,0.9,0.95,1,1,0.85,0.7,1.1,1.25,1.7,1.9], month(DATE '2024-01-01' + n::INT))*(1+0.00035*n))::INTEGER AS parcels_waiting,
  floor(3+daily_capacity/60.0*u(depot_id*10000+n,'tl'))::INTEGER AS trailers_on_site
FROM depots d, range(731) r(n);

ALTER TABLE depots DROP COLUMN w;
ALTER TABLE depots DROP COLUMN bad;
DROP MACRO u;
