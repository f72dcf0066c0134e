-- The things everything else refers to: calendar, products, features, employees, partners, accounts.
-- Reads size. Leaves the temp tables region_share, rep_seat (sales people by region) and prospect
-- (accounts that may still become customers, in the order in which they do) for the sales steps.

CREATE OR REPLACE TEMP TABLE region_share AS
SELECT *, sum(share) OVER (ORDER BY region_no) - share AS from_share, sum(share) OVER (ORDER BY region_no) AS to_share
FROM (VALUES
    (1, 'east_cn', 'CN', 0.27, true), (2, 'south_cn', 'CN', 0.20, true), (3, 'north_cn', 'CN', 0.15, true),
    (4, 'west_cn', 'CN', 0.08, true), (5, 'apac', 'SG', 0.12, false), (6, 'emea', 'DE', 0.10, false),
    (7, 'na', 'US', 0.08, false)
) AS t(region_no, region, country, share, is_cn);

-- calendar -----------------------------------------------------------------------------------------
-- Official holidays of mainland China and the weekend days worked in exchange.
CREATE OR REPLACE TEMP TABLE holiday AS
SELECT name_zh, name_en, unnest(generate_series(from_day, to_day, INTERVAL 1 DAY))::DATE AS day
FROM (VALUES
    ('元旦', 'New Year', DATE '2023-01-01', DATE '2023-01-02'), ('春节', 'Spring Festival', DATE '2023-01-21', DATE '2023-01-27'),
    ('清明节', 'Qingming', DATE '2023-04-05', DATE '2023-04-05'), ('劳动节', 'Labour Day', DATE '2023-04-29', DATE '2023-05-03'),
    ('端午节', 'Dragon Boat', DATE '2023-06-22', DATE '2023-06-24'), ('国庆节', 'National Day', DATE '2023-09-29', DATE '2023-10-06'),
    ('元旦', 'New Year', DATE '2024-01-01', DATE '2024-01-01'), ('春节', 'Spring Festival', DATE '2024-02-10', DATE '2024-02-17'),
    ('清明节', 'Qingming', DATE '2024-04-04', DATE '2024-04-06'), ('劳动节', 'Labour Day', DATE '2024-05-01', DATE '2024-05-05'),
    ('端午节', 'Dragon Boat', DATE '2024-06-10', DATE '2024-06-10'), ('中秋节', 'Mid-Autumn', DATE '2024-09-15', DATE '2024-09-17'),
    ('国庆节', 'National Day', DATE '2024-10-01', DATE '2024-10-07'),
    ('元旦', 'New Year', DATE '2025-01-01', DATE '2025-01-01'), ('春节', 'Spring Festival', DATE '2025-01-28', DATE '2025-02-04'),
    ('清明节', 'Qingming', DATE '2025-04-04', DATE '2025-04-06'), ('劳动节', 'Labour Day', DATE '2025-05-01', DATE '2025-05-05'),
    ('端午节', 'Dragon Boat', DATE '2025-05-31', DATE '2025-06-02'), ('国庆节', 'National Day', DATE '2025-10-01', DATE '2025-10-08')
) AS t(name_zh, name_en, from_day, to_day);

CREATE OR REPLACE TEMP TABLE worked_weekend AS
SELECT unnest([DATE '2023-01-28', DATE '2023-01-29', DATE '2023-04-23', DATE '2023-05-06', DATE '2023-06-25', DATE '2023-10-07',
    DATE '2023-10-08', DATE '2024-02-04', DATE '2024-02-18', DATE '2024-04-07', DATE '2024-04-28', DATE '2024-05-11',
    DATE '2024-09-14', DATE '2024-09-29', DATE '2024-10-12', DATE '2025-01-26', DATE '2025-02-08', DATE '2025-04-27',
    DATE '2025-09-28', DATE '2025-10-11']) AS day;

INSERT INTO calendar
SELECT d.day, year(d.day), quarter(d.day), month(d.day), weekofyear(d.day),
    CASE WHEN h.day IS NOT NULL THEN false WHEN w.day IS NOT NULL THEN true ELSE isodow(d.day) <= 5 END,
    h.name_zh, h.name_en,
    d.day BETWEEN DATE '2023-01-22' - 10 AND DATE '2023-01-22' + 10
        OR d.day BETWEEN DATE '2024-02-10' - 10 AND DATE '2024-02-10' + 10
        OR d.day BETWEEN DATE '2025-01-29' - 10 AND DATE '2025-01-29' + 10
FROM (SELECT DATE '2023-01-01' + i::INT AS day FROM range(1096) AS r(i)) d
LEFT JOIN holiday h USING (day) LEFT JOIN worked_weekend w USING (day)
ORDER BY d.day;

-- products and features ----------------------------------------------------------------------------
INSERT INTO products VALUES
    (1, '基础版', 'Basic', 'plan', true, 18000), (2, '专业版', 'Professional', 'plan', true, 85000),
    (3, '企业版', 'Enterprise', 'plan', true, 420000),
    (4, '高级报表包', 'Advanced Reporting', 'addon', true, 12000), (5, '接口集成包', 'Integration Pack', 'addon', true, 24000),
    (6, '智能洞察包', 'AI Insights Pack', 'addon', true, 36000),
    (11, '边缘网关', 'Edge Gateway', 'hardware', false, 3200), (12, '边缘网关 Pro', 'Edge Gateway Pro', 'hardware', false, 5800),
    (13, '边缘网关 5G', 'Edge Gateway 5G', 'hardware', false, 7600), (14, '边缘网关 防爆款', 'Edge Gateway EX', 'hardware', false, 9800),
    (21, '实施服务', 'Implementation Service', 'service', false, 60000), (22, '培训服务', 'Training Service', 'service', false, 15000);

INSERT INTO features VALUES
    (1, 1, 'connect_source', '数据源接入', 'Connect data source', true, 1, 1, DATE '2021-03-01'),
    (2, 1, 'create_report', '创建报表', 'Create report', true, 2, 1, DATE '2021-03-01'),
    (3, 1, 'build_dashboard', '搭建看板', 'Build dashboard', true, 3, 2, DATE '2021-09-01'),
    (4, 1, 'report_shared', '报表分享', 'Share report', true, NULL, 2, DATE '2022-02-15'),
    (5, 5, 'api_sync', '接口同步', 'API sync', false, NULL, 3, DATE '2022-06-01'),
    (6, 2, 'schedule_export', '定时导出', 'Scheduled export', false, NULL, 3, DATE '2022-08-10'),
    (7, 2, 'alert_rule', '指标预警', 'Metric alerts', false, NULL, 2, DATE '2022-11-01'),
    (8, 2, 'data_prep', '数据清洗', 'Data preparation', false, NULL, 2, DATE '2021-12-01'),
    (9, 1, 'comment', '协作批注', 'Comments', false, NULL, 2, DATE '2022-04-20'),
    (10, 1, 'mobile_view', '移动看板', 'Mobile view', false, NULL, 1, DATE '2022-05-05'),
    (11, 6, 'ai_insight', '智能洞察', 'AI insights', false, NULL, 2, DATE '2022-12-01'),
    (12, 3, 'row_permission', '行级权限', 'Row permissions', false, NULL, 3, DATE '2021-11-11');

-- employees ----------------------------------------------------------------------------------------
-- Numbers are fixed blocks per department, so that a person keeps the number in every size.
CREATE OR REPLACE TEMP TABLE staff AS
WITH block AS (
    SELECT 'marketing' AS dept, 1 AS first_id, 10 AS n UNION ALL
    SELECT 'product', 11, 6 UNION ALL
    SELECT 'ops', 17, 4 UNION ALL
    SELECT 'sales', 21, least(reps, 120) FROM size UNION ALL
    SELECT 'sales', 1001, reps - 120 FROM size WHERE reps > 120 UNION ALL
    SELECT 'service', 141, least(agents, 40) FROM size UNION ALL
    SELECT 'service', 2001, agents - 40 FROM size WHERE agents > 40 UNION ALL
    SELECT 'delivery', CASE WHEN engineers < 60 THEN 200 ELSE 181 END, least(engineers, 60) FROM size UNION ALL
    SELECT 'delivery', 3001, engineers - 60 FROM size WHERE engineers > 60 UNION ALL
    SELECT 'ops', 241, 20
), member AS (
    SELECT dept, unnest(range(first_id::BIGINT, (first_id + n)::BIGINT))::INT AS employee_id FROM block
)
SELECT *, row_number() OVER (PARTITION BY dept ORDER BY employee_id) AS dept_no FROM member;

INSERT INTO employees
WITH placed AS (
    SELECT s.*, CASE employee_id WHEN 23 THEN 'east_cn' WHEN 31 THEN 'north_cn' WHEN 44 THEN 'south_cn'
            WHEN 207 THEN 'east_cn' WHEN 211 THEN 'east_cn' ELSE r.region END AS region
    FROM staff s JOIN region_share r
        ON even(s.dept_no, 'staff.region') >= r.from_share AND even(s.dept_no, 'staff.region') < r.to_share
)
SELECT employee_id,
    'E' || lpad(employee_id::VARCHAR, 3, '0') || ' ' || CASE WHEN region IN ('emea', 'na') THEN
        ['Anna','Ben','Clara','David','Emma','Felix','Grace','Henry','Iris','Jack','Laura','Max','Nina','Oscar','Paula','Simon'][uniform_int(employee_id, 'staff.first', 1, 16)]
        || ' ' || ['Adams','Becker','Carter','Dubois','Evans','Fischer','Garcia','Hughes','Jansen','Klein','Lopez','Meyer','Novak','Rossi','Schmidt','Walker'][uniform_int(employee_id, 'staff.last', 1, 16)]
    ELSE ['王','李','张','刘','陈','杨','赵','黄','周','吴','徐','孙','胡','朱','高','林','何','郭','马','罗'][uniform_int(employee_id,
        'staff.surname', 1, 20)]
        || ['伟','芳','娜','敏','静','磊','洋','艳','勇','军','杰','娟','涛','超','明','霞','平','刚','桂英','晓峰','思远','雨桐','子涵','佳琪','浩然','梦洁'][uniform_int(employee_id, 'staff.given', 1, 26)]
    END,
    dept,
    CASE dept
        WHEN 'sales' THEN CASE WHEN region IN ('apac', 'emea', 'na') THEN 'sales_intl'
            ELSE 'sales_' || replace(region, '_cn', '') END
        WHEN 'service' THEN ['support_l1', 'integration', 'support_l2', 'billing'][dept_no % 4 + 1]
        WHEN 'delivery' THEN ['delivery_east', 'delivery_south', 'delivery_north'][dept_no % 3 + 1]
        WHEN 'marketing' THEN ['growth', 'content', 'events'][dept_no % 3 + 1]
        WHEN 'ops' THEN 'community'
        ELSE 'product' END,
    region,
    DATE '2017-01-01' + uniform_int(employee_id, 'staff.hired', 0, 2150)::INT,
    CASE WHEN employee_id = 31 THEN DATE '2025-11-15'
        WHEN dept = 'service' AND employee_id IN (141, 145) THEN DATE '2025-07-31' END,
    CASE WHEN dept = 'delivery' AND employee_id NOT IN (207, 211) AND u(employee_id, 'staff.part_time') < 0.08 THEN 24 ELSE 40 END
FROM placed
ORDER BY employee_id;

CREATE OR REPLACE TEMP TABLE rep_seat AS
SELECT employee_id, region, row_number() OVER (PARTITION BY region ORDER BY employee_id) AS seat,
    count(*) OVER (PARTITION BY region) AS seats
FROM employees WHERE dept = 'sales';

-- partners -----------------------------------------------------------------------------------------
INSERT INTO partners
WITH number AS (
    SELECT unnest(CASE WHEN partners < 40 THEN list_concat(range(1, partners - 1), [17, 31])
        ELSE range(1, partners + 1) END)::INT AS partner_id
    FROM size
)
SELECT partner_id,
    CASE partner_id WHEN 8 THEN '华晟渠道' WHEN 17 THEN '南岭数码' WHEN 31 THEN '北辰科技' ELSE
        ['恒信','瑞达','中拓','天成','博远','金鼎','云启','海纳','盛通','凯捷','联创','卓越','信泰','宏图','智联','鼎新','泰和','新锐','远航','嘉禾'][partner_id % 20 + 1]
        || ['科技','信息','数码','系统','网络','智能'][partner_id // 20 % 6 + 1] END,
    CASE WHEN partner_id IN (17, 31) THEN 'distributor'
        ELSE ['distributor', 'agent', 'dealer', 'agent', 'distributor'][partner_id % 5 + 1] END,
    CASE WHEN partner_id IN (2, 4, 6, 9, 10) THEN 'gold' WHEN partner_id IN (1, 3, 5, 7) THEN 'bronze'
        WHEN partner_id IN (8, 17, 31) THEN 'silver'
        ELSE ['gold', 'silver', 'silver', 'bronze', 'bronze', 'bronze', 'silver'][partner_id % 7 + 1] END,
    CASE partner_id WHEN 8 THEN 'east_cn' WHEN 17 THEN 'south_cn' WHEN 31 THEN 'north_cn' ELSE
        ['east_cn','east_cn','south_cn','north_cn','east_cn','west_cn','apac','south_cn','east_cn','emea','north_cn','na','south_cn'][partner_id % 13 + 1] END,
    DATE '2019-01-01' + uniform_int(partner_id, 'partner.joined', 0, 1400)::INT
FROM number ORDER BY partner_id;

-- accounts -----------------------------------------------------------------------------------------
-- Numbered in the order of their creation; the stock grows by a quarter each year.
CREATE OR REPLACE TEMP TABLE account_draw AS
WITH number AS (
    SELECT i + 1 AS account_id, (i + 0.5) / accounts AS point, accounts FROM size, range((SELECT accounts FROM size)) AS r(i)
), dated AS (
    SELECT *, DATE '2025-12-31' + INTERVAL 20 HOUR
        - to_seconds((365.25 * 86400 * -ln(1.0 - (1.0 - point) * (1 - pow(1.25, -10))) / ln(1.25))::BIGINT) AS created_at
    FROM (SELECT account_id, 1 - point AS point FROM number)
)
SELECT d.account_id, d.created_at, r.region, r.country, r.is_cn,
    CASE WHEN even_b(d.account_id, 'account.segment') < 0.6 THEN 'smb' WHEN even_b(d.account_id, 'account.segment') < 0.9
        THEN 'mid' ELSE 'ent' END AS size_segment,
    ['manufacturing','retail','finance','healthcare','education','logistics','internet','energy'][floor(8 * pow(even_c(d.account_id, 'account.industry'), 1.25))::INT + 1] AS industry
FROM (SELECT row_number() OVER (ORDER BY created_at) AS account_id, created_at FROM dated) d
JOIN region_share r ON even_a(d.account_id, 'account.region') >= r.from_share
    AND even_a(d.account_id, 'account.region') < r.to_share;

-- Most accounts from before the data are customers already; the others may become one.
CREATE OR REPLACE TEMP TABLE base_customer AS
SELECT account_id, region, is_cn, size_segment,
    row_number() OVER (PARTITION BY region ORDER BY account_id) AS region_no
FROM account_draw
WHERE created_at < TIMESTAMP '2022-12-20' AND even(account_id, 'account.base') < 0.96;

CREATE OR REPLACE TEMP TABLE prospect AS
SELECT account_id, region, is_cn, size_segment, created_at,
    row_number() OVER (PARTITION BY region ORDER BY created_at, account_id) AS region_no
FROM account_draw ANTI JOIN base_customer USING (account_id);

INSERT INTO accounts
WITH partnered AS (
    SELECT partner_id, region, row_number() OVER (PARTITION BY region ORDER BY partner_id) AS place,
        count(*) OVER (PARTITION BY region) AS places
    FROM partners
)
SELECT a.account_id,
    CASE WHEN a.is_cn THEN
        CASE a.region WHEN 'east_cn' THEN ['上海','杭州','苏州','南京','宁波'][uniform_int(a.account_id, 'account.city', 1, 5)]
            WHEN 'south_cn' THEN ['深圳','广州','东莞','佛山','厦门'][uniform_int(a.account_id, 'account.city', 1, 5)]
            WHEN 'north_cn' THEN ['北京','天津','石家庄','济南','太原'][uniform_int(a.account_id, 'account.city', 1, 5)]
            ELSE ['成都','重庆','西安','昆明','兰州'][uniform_int(a.account_id, 'account.city', 1, 5)] END
        || ['恒','瑞','中','天','博','金','云','海','盛','凯','联','卓','信','宏','智','鼎','泰','新','远','嘉','安','华','德','丰'][uniform_int(a.account_id, 'account.syl1', 1, 24)]
        || ['泰','达','拓','成','远','鼎','启','纳','通','捷','创','越','诚','图','联','晟','和','锐','航','禾','康','润','邦','科'][uniform_int(a.account_id, 'account.syl2', 1, 24)]
        || CASE a.industry WHEN 'manufacturing' THEN '制造' WHEN 'retail' THEN '商贸' WHEN 'finance' THEN '金融' WHEN 'healthcare'
            THEN '医疗'
            WHEN 'education' THEN '教育' WHEN 'logistics' THEN '物流' WHEN 'internet' THEN '网络' ELSE '能源' END || '有限公司'
    ELSE ['Nova','Alta','Borea','Cento','Delta','Elmar','Fjord','Gaia','Helio','Intra','Juno','Kepler','Lumen','Mira','Nordic','Orion','Pacific','Quanta','Rhein','Solis'][uniform_int(a.account_id, 'account.syl1', 1, 20)]
        || ' ' || CASE a.industry WHEN 'manufacturing' THEN 'Industries' WHEN 'retail' THEN 'Retail' WHEN 'finance' THEN 'Capital'
            WHEN 'healthcare' THEN 'Health'
            WHEN 'education' THEN 'Learning' WHEN 'logistics' THEN 'Logistics' WHEN 'internet' THEN 'Digital' ELSE 'Energy' END
        || ' ' || a.account_id::VARCHAR END,
    a.region,
    CASE a.region WHEN 'apac' THEN ['SG','JP','MY','TH','AU'][uniform_int(a.account_id, 'account.country', 1, 5)]
        WHEN 'emea' THEN ['DE','GB','FR','AE','NL'][uniform_int(a.account_id, 'account.country', 1, 5)]
        WHEN 'na' THEN ['US','US','CA'][uniform_int(a.account_id, 'account.country', 1, 3)] ELSE 'CN' END,
    a.industry, a.size_segment, s.employee_id,
    CASE WHEN even(a.account_id, 'account.partnered') < 0.22 THEN p.partner_id END,
    a.created_at
FROM account_draw a
LEFT JOIN (SELECT *, max(seat) FILTER (WHERE employee_id = 44) OVER (PARTITION BY region) AS idle_seat FROM rep_seat) s
    -- E044 talks a lot and keeps few accounts
    ON s.region = a.region AND s.seat = CASE WHEN uniform_int(a.account_id, 'account.rep', 1, s.seats) = s.idle_seat
        AND u(a.account_id, 'account.idle') < 0.85
        THEN s.idle_seat % s.seats + 1 ELSE uniform_int(a.account_id, 'account.rep', 1, s.seats) END
LEFT JOIN partnered p ON p.region = a.region AND p.place = uniform_int(a.account_id, 'account.partner', 1, p.places)
ORDER BY a.account_id;

DROP TABLE holiday;
DROP TABLE worked_weekend;
DROP TABLE staff;
DROP TABLE account_draw;
