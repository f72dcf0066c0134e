-- A property and motor insurer, 2023-01-01 .. 2025-12-31. Everything is derived from hash(): the same rows every time.
CREATE OR REPLACE TEMP MACRO u(seed, a, b) AS (hash(seed || ':' || CAST(a AS VARCHAR) || ':' || CAST(b AS VARCHAR)) % 1000003) / 1000003.0;
CREATE OR REPLACE TEMP MACRO pick(list, x) AS list[1 + CAST(floor(x * len(list)) AS INTEGER)];

-- 8 products -----------------------------------------------------------------------------------------------------
CREATE TABLE products (
  product_code VARCHAR PRIMARY KEY, product_name VARCHAR, line_of_business VARCHAR, launched_on DATE, is_compulsory BOOLEAN);
INSERT INTO products VALUES
  ('MTPL', '机动车交通事故责任强制保险', 'motor', DATE '2015-01-01', TRUE),
  ('MCOM', '机动车商业综合险', 'motor', DATE '2015-01-01', FALSE),
  ('MFLT', '企业车队险', 'motor', DATE '2018-06-01', FALSE),
  ('MNEV', '新能源汽车商业险', 'motor', DATE '2022-03-01', FALSE),
  ('HSTD', '家庭财产综合险', 'home', DATE '2016-05-01', FALSE),
  ('HLND', '房东责任与财产险', 'home', DATE '2021-09-01', FALSE),
  ('PSME', '小微企业财产一揽子保险', 'commercial_property', DATE '2019-01-01', FALSE),
  ('PIAR', '企业财产一切险', 'commercial_property', DATE '2015-01-01', FALSE);

-- 60 intermediaries: 36 tied agents, 14 brokers, 10 bank partners --------------------------------------------------
CREATE TABLE agents (
  agent_id INTEGER PRIMARY KEY, agent_code VARCHAR, agent_name VARCHAR, agent_type VARCHAR, grade VARCHAR,
  contracted_on DATE, commission_rate DOUBLE);
INSERT INTO agents
SELECT i, 'A' || lpad(CAST(i AS VARCHAR), 3, '0'),
  CASE WHEN i <= 36 THEN
      ['陈','李','王','张','刘','赵','周','吴','郑'][1 + (i - 1) % 9] || ['建国','晓燕','志强','丽华'][1 + CAST(floor((i - 1) / 9) AS INTEGER)]
    WHEN i <= 50 THEN ['恒信','明诚','华保','安达通','中衡','远航','鼎力','万友','同舟','金盾','博益','天合','瑞丰','正阳'][i - 36] || '保险经纪'
    ELSE ['江海银行','东城银行','惠民银行','长青银行','南粤银行','西岭银行','北辰银行','联丰银行','通商银行','海悦银行'][i - 50] END,
  CASE WHEN i <= 36 THEN 'tied' WHEN i <= 50 THEN 'broker' ELSE 'bank' END,
  pick(['gold','silver','silver','bronze','bronze'], u('grade', i, 0)),
  DATE '2014-03-01' + CAST(floor(u('contract', i, 0) * 3600) AS INTEGER),
  CASE WHEN i <= 36 THEN 0.10 WHEN i <= 50 THEN 0.13 ELSE 0.15 END + round(u('comm', i, 0) * 0.03, 3)
FROM range(1, 61) t(i);

-- 5200 policyholders -----------------------------------------------------------------------------------------------
CREATE TABLE policyholders (
  policyholder_id INTEGER PRIMARY KEY, holder_name VARCHAR, holder_type VARCHAR, gender VARCHAR, birth_year INTEGER,
  industry VARCHAR, vip_level VARCHAR, customer_since DATE);
INSERT INTO policyholders
SELECT i,
  CASE WHEN t = 'individual' THEN
      pick(['陈','李','王','张','刘','赵','周','吴','郑','孙','朱','何','高','林'], u('sn', i, 0)) ||
      pick(['伟','芳','娜','敏','静','磊','军','洋','勇','艳','杰','娟','涛','明','超','霞','平','刚'], u('g1', i, 0)) ||
      pick(['','','华','玲','宇','梅','东','琳','峰','怡'], u('g2', i, 0))
    ELSE pick(['华','鑫','瑞','海','天','宏','盛','嘉','金','安'], u('c1', i, 0)) || pick(['达','源','泰','通','丰','联','隆','恒'], u('c2', i, 0)) ||
      pick(['物流','食品','机械','纺织','商贸','餐饮','电子','建材'], u('ind', i, 0)) || '有限公司' || CAST(i AS VARCHAR) END,
  t,
  CASE WHEN t = 'individual' THEN pick(['F','M'], u('sex', i, 0)) END,
  CASE WHEN t = 'individual' THEN 1955 + CAST(floor(u('birth', i, 0) * 48) AS INTEGER) END,
  CASE WHEN t <> 'individual' THEN pick(['logistics','food','machinery','textile','trading','catering','electronics','building'], u('ind', i, 0)) END,
  pick(['none','none','none','none','silver','silver','gold'], u('vip', i, 0)),
  DATE '2012-01-01' + CAST(floor(u('since', i, 0) * 4000) AS INTEGER)
FROM (SELECT i, CASE WHEN u('type', i, 0) < 0.80 THEN 'individual' WHEN u('type', i, 0) < 0.96 THEN 'sme' ELSE 'corporate' END AS t
      FROM range(1, 5201) r(i));

-- contracts (one customer, one product, renewed year after year) ----------------------------------------------------
CREATE TEMP TABLE contracts AS
SELECT c, ph AS policyholder_id, holder_type,
  CASE WHEN holder_type = 'individual' THEN pick(['MTPL','MTPL','MCOM','MCOM','MCOM','MNEV','MNEV','HSTD','HSTD','HLND'], u('prod', c, 0))
       WHEN holder_type = 'sme' THEN pick(['MFLT','MCOM','PSME','PSME','PSME','MTPL'], u('prod', c, 0))
       ELSE pick(['MFLT','MFLT','PIAR','PIAR','PSME'], u('prod', c, 0)) END AS product_code,
  CASE WHEN u('chan', c, 0) < 0.42 THEN 'agency' WHEN u('chan', c, 0) < 0.58 THEN 'broker' WHEN u('chan', c, 0) < 0.70 THEN 'bank'
       WHEN u('chan', c, 0) < 0.90 THEN 'online' ELSE 'direct' END AS channel,
  DATE '2022-01-01' + CAST(floor(pow(u('start', c, 0), 0.9) * 1461) AS INTEGER) AS base_start
FROM (SELECT c, 1 + CAST(floor(pow(u('ph', c, 0), 1.2) * 5200) AS INTEGER) AS ph FROM range(1, 9201) r(c)) x
JOIN policyholders p ON p.policyholder_id = x.ph;

CREATE TEMP TABLE contracts2 AS
SELECT c.*,
  CASE channel WHEN 'agency' THEN 1 + CAST(floor(pow(u('ag', c, 0), 1.3) * 36) AS INTEGER)
               WHEN 'broker' THEN 37 + CAST(floor(pow(u('ag', c, 0), 1.2) * 14) AS INTEGER)
               WHEN 'bank' THEN 51 + CAST(floor(u('ag', c, 0) * 10) AS INTEGER) END AS agent_id
FROM contracts c;

CREATE TEMP TABLE contracts3 AS
SELECT c.*, CASE WHEN agent_id IS NOT NULL THEN ['SH','SH','HZ','NJ','SU','BJ','BJ','TJ','GZ','SZ','CD','XA'][1 + agent_id * 7 % 12]
     ELSE pick(['SH','SH','SH','HZ','HZ','NJ','SU','BJ','BJ','TJ','GZ','GZ','SZ','SZ','CD','XA'], u('br', c, 0)) END AS branch
FROM contracts2 c;

CREATE TEMP TABLE terms AS
SELECT c.*, k,
  CASE WHEN k = 0 THEN base_start ELSE CAST(base_start + to_years(CAST(k AS INTEGER)) AS DATE) - CAST(floor(u('lead', c, k) * 18) AS INTEGER) END AS issued_on,
  CAST(base_start + to_years(CAST(k AS INTEGER)) AS DATE) + CAST(floor(u('wait', c, 0) * 12) AS INTEGER) AS effective_from,
  u('cancel', c, k) < (CASE product_code WHEN 'MNEV' THEN 0.075 WHEN 'HSTD' THEN 0.065 ELSE 0.045 END) AS cancels,
  u('renew', c, k) < (CASE product_code WHEN 'MTPL' THEN 0.80 WHEN 'MCOM' THEN 0.74 WHEN 'MFLT' THEN 0.82 WHEN 'MNEV' THEN 0.66
     WHEN 'HSTD' THEN 0.58 WHEN 'HLND' THEN 0.62 WHEN 'PSME' THEN 0.77 ELSE 0.86 END)
     + (CASE branch WHEN 'SH' THEN 0.04 WHEN 'HZ' THEN 0.05 WHEN 'TJ' THEN -0.09 WHEN 'XA' THEN -0.05 WHEN 'SZ' THEN -0.03 ELSE 0 END)
     + (CASE channel WHEN 'agency' THEN 0.04 WHEN 'online' THEN -0.06 WHEN 'bank' THEN -0.03 ELSE 0 END) AS renews
FROM contracts3 c, range(0, 4) r(k);

CREATE TEMP TABLE chain AS
SELECT t.*, effective_from + 365 AS effective_to, row_number() OVER (ORDER BY issued_on, c, k) AS seq
FROM terms t
WHERE issued_on <= DATE '2025-12-31'
  AND NOT EXISTS (SELECT 1 FROM terms p WHERE p.c = t.c AND p.k < t.k AND (p.cancels OR NOT p.renews));

-- vehicles: one for each motor contract -------------------------------------------------------------------------
CREATE TABLE vehicles (
  vehicle_id INTEGER PRIMARY KEY, plate_no VARCHAR, make VARCHAR, fuel_type VARCHAR, usage VARCHAR, registered_on DATE, seats INTEGER);
INSERT INTO vehicles
SELECT c, 'P' || lpad(CAST(c AS VARCHAR), 6, '0'),
  CASE WHEN product_code = 'MNEV' THEN pick(['BYD','BYD','Tesla','NIO','Geely','XPeng'], u('make', c, 0))
       WHEN product_code = 'MFLT' THEN pick(['Foton','SAIC','Iveco','Volkswagen'], u('make', c, 0))
       ELSE pick(['Volkswagen','Volkswagen','Toyota','Toyota','Honda','BYD','Geely','BMW','SAIC'], u('make', c, 0)) END,
  CASE WHEN product_code = 'MNEV' THEN pick(['electric','electric','electric','plug_in_hybrid'], u('fuel', c, 0))
       WHEN product_code = 'MFLT' THEN pick(['diesel','diesel','diesel','petrol','electric'], u('fuel', c, 0))
       ELSE pick(['petrol','petrol','petrol','petrol','petrol','diesel','hybrid'], u('fuel', c, 0)) END,
  CASE WHEN product_code = 'MFLT' THEN pick(['goods','goods','business'], u('use', c, 0))
       WHEN holder_type <> 'individual' THEN 'business'
       ELSE pick(['private','private','private','private','private','private','ride_hailing'], u('use', c, 0)) END,
  base_start - CAST(floor(u('reg', c, 0) * 3000) AS INTEGER),
  CASE WHEN product_code = 'MFLT' THEN 3 ELSE pick([5,5,5,5,7], u('seat', c, 0)) END
FROM contracts3 WHERE product_code LIKE 'M%' AND c IN (SELECT c FROM chain WHERE issued_on >= DATE '2023-01-01');

-- policies ---------------------------------------------------------------------------------------------------------
CREATE TABLE policies (
  policy_id INTEGER PRIMARY KEY, policy_no VARCHAR, policyholder_id INTEGER, product_code VARCHAR, agent_id INTEGER, vehicle_id INTEGER,
  branch VARCHAR, region VARCHAR, channel VARCHAR, business_type VARCHAR, payment_plan VARCHAR, issued_on DATE, effective_from DATE,
  effective_to DATE, sum_insured DECIMAL(14,2), premium DECIMAL(12,2), commission DECIMAL(12,2), cancelled_on DATE,
  cancel_reason VARCHAR, status VARCHAR);
INSERT INTO policies
SELECT seq, 'P' || strftime(issued_on, '%Y%m') || lpad(CAST(seq AS VARCHAR), 6, '0'), policyholder_id, product_code, agent_id,
  CASE WHEN product_code LIKE 'M%' THEN c END, branch,
  CASE WHEN branch IN ('SH','HZ','NJ','SU') THEN 'east' WHEN branch IN ('BJ','TJ') THEN 'north' WHEN branch IN ('GZ','SZ') THEN 'south' ELSE 'west' END,
  channel, CASE WHEN k = 0 THEN 'new' ELSE 'renewal' END, plan, issued_on, effective_from, effective_to,
  round(prem / (CASE WHEN product_code LIKE 'M%' THEN 0.018 WHEN product_code LIKE 'H%' THEN 0.0009 ELSE 0.0022 END), -3),
  prem, CASE WHEN agent_id IS NULL THEN 0 ELSE round(prem * (SELECT commission_rate FROM agents a WHERE a.agent_id = q.agent_id), 2) END,
  cx, CASE WHEN cx IS NOT NULL THEN CASE WHEN product_code LIKE 'M%' THEN pick(['asset_sold','asset_sold','price','non_payment','duplicate'], u('why', c, k))
      ELSE pick(['price','moved','non_payment','moved','duplicate'], u('why', c, k)) END END,
  CASE WHEN cx IS NOT NULL THEN 'cancelled' WHEN effective_to <= DATE '2025-12-31' THEN 'expired' ELSE 'active' END
FROM (
  SELECT x.*, CASE WHEN cancels AND effective_from + cday <= DATE '2025-12-31' THEN effective_from + cday END AS cx,
    round(base * (0.55 + 0.9 * u('p1', c, 0)) * (1 + 0.05 * u('p2', c, k)) * (CASE WHEN u('big', c, 0) > 0.97 THEN 2.6 ELSE 1 END)
      * (1 + 0.045 * (year(issued_on) - 2023)), 2) AS prem
  FROM (
    SELECT ch.*, 15 + CAST(floor(u('cday', c, k) * 220) AS INTEGER) AS cday,
      CASE WHEN product_code = 'MTPL' OR u('plan', c, 0) < 0.62 THEN 'annual' WHEN u('plan', c, 0) < 0.82 THEN 'half_yearly' ELSE 'quarterly' END AS plan,
      CASE product_code WHEN 'MTPL' THEN 950 WHEN 'MCOM' THEN 4200 WHEN 'MFLT' THEN 19500 WHEN 'MNEV' THEN 5600 WHEN 'HSTD' THEN 780
        WHEN 'HLND' THEN 1250 WHEN 'PSME' THEN 8600 ELSE 64000 END * (CASE WHEN holder_type = 'corporate' THEN 1.8 ELSE 1 END) AS base
    FROM chain ch WHERE issued_on >= DATE '2023-01-01') x) q
ORDER BY seq;

-- instalments billed so far ------------------------------------------------------------------------------------------
CREATE TABLE premium_instalments (
  instalment_id INTEGER PRIMARY KEY, policy_id INTEGER, instalment_no INTEGER, due_on DATE, amount DECIMAL(12,2), paid_on DATE, method VARCHAR);
INSERT INTO premium_instalments
SELECT row_number() OVER (ORDER BY due_on, policy_id), policy_id, n + 1, due_on, amount,
  CASE WHEN u('paid', policy_id, n) < 0.965 AND pd <= DATE '2025-12-31' THEN pd END,
  CASE WHEN u('paid', policy_id, n) < 0.965 AND pd <= DATE '2025-12-31' THEN
    CASE WHEN channel = 'online' THEN pick(['wechat','wechat','alipay','alipay','card'], u('meth', policy_id, n))
         WHEN channel = 'bank' THEN 'transfer' ELSE pick(['transfer','transfer','wechat','card','cash'], u('meth', policy_id, n)) END END
FROM (
  SELECT policy_id, channel, n, CAST(effective_from + to_months(CAST(n * 12 / parts AS INTEGER)) AS DATE) AS due_on, round(premium / parts, 2) AS amount,
    CAST(effective_from + to_months(CAST(n * 12 / parts AS INTEGER)) AS DATE) - 8 + CAST(floor(pow(u('delay', policy_id, n), 2) * 48) AS INTEGER) AS pd, cancelled_on
  FROM (SELECT *, CASE payment_plan WHEN 'annual' THEN 1 WHEN 'half_yearly' THEN 2 ELSE 4 END AS parts FROM policies) p, range(0, 4) r(n)
  WHERE n < parts) z
WHERE due_on <= DATE '2025-12-31' AND (cancelled_on IS NULL OR due_on < cancelled_on);

-- 24 adjusters -------------------------------------------------------------------------------------------------------
CREATE TABLE adjusters (
  adjuster_id INTEGER PRIMARY KEY, adjuster_name VARCHAR, team VARCHAR, level VARCHAR, is_external BOOLEAN, joined_on DATE);
INSERT INTO adjusters
SELECT i, ['沈浩','韩雪','唐鹏','冯洁','曹阳','彭超','蒋婷','蔡明','贾琳','丁凯','薛峰','叶青','阎瑞','余静','潘磊','杜鹃','戴维','夏雨','钟山','汪洋','田甜','任远','姜丽','范伟'][i],
  CASE WHEN i <= 10 THEN 'motor_desk' WHEN i <= 14 THEN 'injury' WHEN i <= 20 THEN 'property' ELSE 'large_loss' END,
  pick(['junior','senior','senior','principal'], u('lvl', i, 0)), i % 6 = 0, DATE '2013-01-01' + CAST(floor(u('aj', i, 0) * 3900) AS INTEGER)
FROM range(1, 25) t(i);

-- claims --------------------------------------------------------------------------------------------------------------
CREATE TEMP TABLE losses AS
SELECT p.policy_id, p.product_code, p.premium, p.branch, n, loss_date, loss_date + CAST(floor(pow(u('rep', p.policy_id, n), 3) * 20) AS INTEGER) AS reported_on,
  CASE WHEN p.product_code LIKE 'M%' THEN
      CASE WHEN month(loss_date) IN (7, 8) AND u('ca', p.policy_id, n) < 0.14 THEN 'storm'
           ELSE pick(['collision','collision','collision','collision','collision','collision','glass','glass','theft','vandalism'], u('cb', p.policy_id, n)) END
    ELSE CASE WHEN month(loss_date) IN (6, 7, 8, 9) AND u('ca', p.policy_id, n) < 0.55 THEN 'storm'
           ELSE pick(['water','water','water','fire','theft','vandalism'], u('cb', p.policy_id, n)) END END AS cause
FROM (SELECT p.*, n, effective_from + CAST(floor(u('loss', policy_id, n) * 364) AS INTEGER) AS ld0 FROM policies p, range(0, 2) r(n)
      WHERE u('hit', policy_id, n) < (CASE product_code WHEN 'MTPL' THEN 0.11 WHEN 'MCOM' THEN 0.26 WHEN 'MFLT' THEN 0.42 WHEN 'MNEV' THEN 0.31
        WHEN 'HSTD' THEN 0.08 WHEN 'HLND' THEN 0.10 WHEN 'PSME' THEN 0.13 ELSE 0.20 END) * (CASE n WHEN 0 THEN 1 ELSE 0.3 END)) p,
  LATERAL (SELECT CASE WHEN p.product_code NOT LIKE 'M%' AND u('season', p.policy_id, p.n) < 0.25
      THEN CASE WHEN make_date(year(ld0), 7, 1 + CAST(floor(u('sd', p.policy_id, p.n) * 30) AS INTEGER)) BETWEEN p.effective_from AND p.effective_to
                THEN make_date(year(ld0), 7, 1 + CAST(floor(u('sd', p.policy_id, p.n) * 30) AS INTEGER)) ELSE ld0 END ELSE ld0 END AS loss_date) l
WHERE loss_date <= coalesce(p.cancelled_on, DATE '2025-12-31') AND loss_date <= DATE '2025-12-31';

CREATE TABLE claims (
  claim_id INTEGER PRIMARY KEY, claim_no VARCHAR, policy_id INTEGER, adjuster_id INTEGER, loss_date DATE, reported_on DATE, report_channel VARCHAR,
  cause VARCHAR, bodily_injury BOOLEAN, fraud_suspected BOOLEAN, in_litigation BOOLEAN, claimed_amount DECIMAL(12,2), reserve DECIMAL(12,2),
  status VARCHAR, closed_on DATE);
INSERT INTO claims
SELECT claim_id, 'C' || strftime(reported_on, '%Y%m') || lpad(CAST(claim_id AS VARCHAR), 5, '0'), policy_id, adjuster_id, loss_date, reported_on,
  CASE WHEN year(reported_on) = 2023 THEN pick(['hotline','hotline','hotline','app','wechat','agent'], u('rc', policy_id, n))
       WHEN year(reported_on) = 2024 THEN pick(['hotline','hotline','app','app','wechat','agent'], u('rc', policy_id, n))
       ELSE pick(['hotline','hotline','app','app','app','wechat','wechat','agent'], u('rc', policy_id, n)) END,
  cause, inj, u('fr', policy_id, n) < (CASE cause WHEN 'theft' THEN 0.12 WHEN 'fire' THEN 0.07 ELSE 0.025 END),
  inj AND u('lit', policy_id, n) < 0.16, claimed,
  CASE WHEN closed IS NULL THEN round(claimed * (0.65 + 0.3 * u('rsv', policy_id, n)), 2) ELSE 0 END,
  CASE WHEN closed IS NULL THEN 'open'
       WHEN u('out', policy_id, n) < (CASE cause WHEN 'theft' THEN 0.17 WHEN 'water' THEN 0.13 WHEN 'vandalism' THEN 0.115 WHEN 'fire' THEN 0.10 WHEN 'glass' THEN 0.03 ELSE 0.075 END) THEN 'rejected'
       WHEN u('out', policy_id, n) > 0.95 THEN 'withdrawn' ELSE 'settled' END,
  closed
FROM (
  SELECT y.*, CASE WHEN dur IS NOT NULL AND reported_on + dur <= DATE '2025-12-31' THEN reported_on + dur END AS closed
  FROM (
    SELECT x.*, row_number() OVER (ORDER BY reported_on, policy_id, n) AS claim_id,
      CASE WHEN u('never', policy_id, n) < 0.012 THEN NULL ELSE CAST(floor((CASE cause WHEN 'glass' THEN 4 WHEN 'theft' THEN 34 WHEN 'fire' THEN 40 WHEN 'storm' THEN 22 WHEN 'water' THEN 18 ELSE 12 END
         + CASE WHEN inj THEN 55 ELSE 0 END) * (0.3 + 1.9 * pow(u('dur', policy_id, n), 1.5)) * (0.8 + 0.04 * (adjuster_id % 11)) * (CASE year(reported_on) WHEN 2023 THEN 1.12 WHEN 2024 THEN 1.0 ELSE 0.9 END)) AS INTEGER) + 1 END AS dur
    FROM (
      SELECT w.*, CASE WHEN claimed > 120000 THEN 21 + CAST(floor(u('adj', policy_id, n) * 4) AS INTEGER) WHEN inj THEN 11 + CAST(floor(u('adj', policy_id, n) * 4) AS INTEGER)
        WHEN product_code LIKE 'M%' THEN 1 + CAST(floor(u('adj', policy_id, n) * 10) AS INTEGER) ELSE 15 + CAST(floor(u('adj', policy_id, n) * 6) AS INTEGER) END AS adjuster_id
      FROM (
        SELECT l.*, product_code LIKE 'M%' AND cause = 'collision' AND u('inj', policy_id, n) < 0.13 AS inj,
          round((CASE product_code WHEN 'MTPL' THEN 4800 WHEN 'MCOM' THEN 8200 WHEN 'MFLT' THEN 21000 WHEN 'MNEV' THEN 11500 WHEN 'HSTD' THEN 5200 WHEN 'HLND' THEN 6400 WHEN 'PSME' THEN 38000 ELSE 190000 END)
            * (CASE cause WHEN 'glass' THEN 0.22 WHEN 'theft' THEN 1.6 WHEN 'fire' THEN 2.1 WHEN 'storm' THEN 1.25 ELSE 1 END) * (0.2 + 2.0 * pow(u('sev', policy_id, n), 2.2))
            * (CASE WHEN product_code LIKE 'M%' AND cause = 'collision' AND u('inj', policy_id, n) < 0.13 THEN 2.8 ELSE 1 END), 2) AS claimed
        FROM losses l WHERE reported_on <= DATE '2025-12-31') w) x) y) z;

-- payments ------------------------------------------------------------------------------------------------------------
CREATE TABLE claim_payments (
  payment_id INTEGER PRIMARY KEY, claim_id INTEGER, policy_id INTEGER, paid_on DATE, payment_kind VARCHAR, payee_type VARCHAR, amount DECIMAL(12,2));
INSERT INTO claim_payments
SELECT row_number() OVER (ORDER BY paid_on, claim_id, kind, n), claim_id, (SELECT c.policy_id FROM claims c WHERE c.claim_id = z.claim_id), paid_on, kind, payee, amount FROM (
  SELECT c.claim_id, n, 'indemnity' AS kind,
    CASE WHEN cause IN ('collision','glass','vandalism') AND vehicle_id IS NOT NULL AND NOT (bodily_injury AND n = 1) THEN pick(['repairer','repairer','repairer','policyholder','third_party'], u('pe', c.claim_id, n))
         WHEN bodily_injury THEN pick(['hospital','third_party'], u('pe', c.claim_id, n)) ELSE pick(['policyholder','policyholder','policyholder','contractor'], u('pe', c.claim_id, n)) END AS payee,
    CASE WHEN n = parts - 1 THEN closed_on ELSE reported_on + CAST(floor((closed_on - reported_on) * 0.5) AS INTEGER) END AS paid_on,
    round(claimed_amount * (0.58 + 0.36 * u('adjd', c.claim_id, 0)) * (CASE WHEN parts = 1 THEN 1 WHEN n = 0 THEN 0.4 ELSE 0.6 END), 2) AS amount
  FROM (SELECT c.*, vehicle_id, CASE WHEN bodily_injury OR claimed_amount > 60000 THEN 2 ELSE 1 END AS parts FROM claims c JOIN policies USING (policy_id) WHERE c.status = 'settled') c, range(0, 2) r(n)
  WHERE n < parts
  UNION ALL
  SELECT claim_id, 0, 'indemnity', CASE WHEN bodily_injury THEN 'hospital' ELSE 'policyholder' END, reported_on + 25, round(claimed_amount * 0.25, 2)
  FROM claims WHERE status = 'open' AND u('adv', claim_id, 0) < 0.3 AND reported_on + 25 <= DATE '2025-12-31'
  UNION ALL
  SELECT claim_id, 0, 'expense', CASE WHEN in_litigation THEN 'law_firm' ELSE 'surveyor' END, closed_on, round(180 + claimed_amount * 0.03 * u('exp', claim_id, 0) + CASE WHEN in_litigation THEN 6000 * (0.5 + u('law', claim_id, 0)) ELSE 0 END, 2)
  FROM claims WHERE closed_on IS NOT NULL AND (in_litigation OR u('expd', claim_id, 0) < 0.24)) z;

-- renewals: one row for each policy that ran to its end ---------------------------------------------------------------
CREATE TABLE renewals (
  renewal_id INTEGER PRIMARY KEY, policy_id INTEGER, due_on DATE, offered_premium DECIMAL(12,2), contacted BOOLEAN, outcome VARCHAR, lost_reason VARCHAR, renewed_policy_no VARCHAR);
INSERT INTO renewals
SELECT row_number() OVER (ORDER BY p.effective_to, p.policy_id), p.policy_id, p.effective_to, round(p.premium * (0.98 + 0.10 * u('off', p.policy_id, 0)), 2),
  u('cont', p.policy_id, 0) < 0.85, CASE WHEN nx.seq IS NOT NULL THEN 'renewed' WHEN u('decl', p.policy_id, 0) < 0.08 THEN 'declined' ELSE 'lost' END,
  CASE WHEN nx.seq IS NULL AND u('decl', p.policy_id, 0) >= 0.08 THEN pick(['price','price','competitor','competitor','asset_sold','service','no_response'], u('lr', p.policy_id, 0)) END,
  np.policy_no
FROM policies p JOIN chain c ON c.seq = p.policy_id LEFT JOIN chain nx ON nx.c = c.c AND nx.k = c.k + 1 LEFT JOIN policies np ON np.policy_id = nx.seq
WHERE p.cancelled_on IS NULL AND p.effective_to <= DATE '2025-12-31';
