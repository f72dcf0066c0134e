-- Weekly stock at partners and partner programmes (market development funds, training).
-- Reads partners, products, campaigns, size.

CREATE OR REPLACE TEMP TABLE stock_pair AS
WITH hardware AS (
    SELECT product_id, list_price, row_number() OVER (ORDER BY product_id) AS hardware_no
    FROM products WHERE category = 'hardware'
), paired AS (
    SELECT p.partner_id, p.region, p.tier, p.joined_on, h.product_id, h.hardware_no, h.list_price,
        row_number() OVER (ORDER BY h.hardware_no, p.partner_id) AS pair_id
    FROM partners p CROSS JOIN hardware h
), wanted AS (
    -- every partner carries the first hardware product; others while the size allows
    SELECT * FROM paired
    WHERE hardware_no = 1 OR pair_id <= (SELECT ceil(partner_inventory / 157.0) FROM size)
)
SELECT pair_id, partner_id, product_id, region,
    greatest(0, ceil((joined_on - DATE '2023-01-02') / 7.0))::INT AS first_week,
    CASE WHEN partner_id = 31 THEN 30
        ELSE greatest(4, round(lognormal(pair_id, 'stock.base',
            CASE tier WHEN 'gold' THEN 26 WHEN 'silver' THEN 15 ELSE 8 END, 0.35)))::INT END AS base_qty,
    round(list_price * 0.62, 2) AS unit_cost,
    partner_id = 17 AND hardware_no = 1 AS runs_dry,
    partner_id = 31 AS is_overstocked
FROM wanted;

CREATE OR REPLACE TEMP TABLE stock_demand AS
WITH week AS (
    SELECT week_no, DATE '2023-01-02' + (7 * week_no)::INT AS week_start FROM range(157) AS w(week_no)
), level AS (
    SELECT p.*, w.week_no::INT AS week_no, w.week_start, p.pair_id * 1000 + w.week_no AS draw,
        pow(1.18, week_no / 52.0) * CASE quarter(week_start) WHEN 4 THEN 1.25 WHEN 1 THEN 0.8 ELSE 1 END AS trend
    FROM stock_pair p JOIN week w ON w.week_no >= p.first_week
)
SELECT pair_id, week_no, week_start,
    CASE WHEN is_overstocked AND week_start >= DATE '2025-10-06' THEN [11, 10, 11][week_no % 3 + 1]
        WHEN is_overstocked AND week_start >= DATE '2025-01-01' THEN base_qty
        WHEN runs_dry AND week_start = DATE '2025-09-22' THEN round(base_qty * trend)::INT
        ELSE round(base_qty * trend * lognormal(draw, 'stock.demand', 1, 0.28))::INT END AS demand_qty,
    round(base_qty * trend * 2.1)::INT AS reorder_point,
    CASE WHEN runs_dry AND week_start BETWEEN DATE '2025-09-29' AND DATE '2025-11-17' THEN 0
        WHEN is_overstocked AND week_start >= DATE '2025-09-29' THEN 0
        -- a lot may come a week late, never two
        WHEN (pair_id + week_no) % 2 = 0 AND u(draw, 'stock.late') < 0.4 THEN 0
        ELSE round(base_qty * trend * uniform_int(draw, 'stock.lot', 4, 6))::INT END AS lot_qty,
    CASE WHEN is_overstocked AND week_start = DATE '2025-09-22' THEN round(base_qty * 27.3)::INT
        WHEN runs_dry AND week_start = DATE '2025-09-22' THEN round(base_qty * trend * 2.5)::INT
        WHEN runs_dry AND week_start = DATE '2025-11-24' THEN round(base_qty * trend * 6)::INT END AS fill_to,
    runs_dry AND week_start = DATE '2025-09-29' AS sells_everything
FROM level;

-- one step per week: receive a lot when stock is at the reorder point, then sell what is there
CREATE OR REPLACE TEMP TABLE stock_path AS
WITH RECURSIVE path AS (
    SELECT pair_id, first_week - 1 AS week_no, 0 AS opening_qty, 0 AS sell_in_qty, 0 AS sell_out_qty,
        base_qty * 5 AS closing_qty, 0 AS stockout_days
    FROM stock_pair
    UNION ALL
    SELECT pair_id, week_no, on_hand - received, received, sold, on_hand - sold,
        CASE WHEN demand_qty > on_hand THEN ceil(7.0 * (demand_qty - on_hand) / demand_qty)::INT ELSE 0 END
    FROM (
        SELECT *, CASE WHEN sells_everything THEN on_hand ELSE least(demand_qty, on_hand) END AS sold
        FROM (
            SELECT d.*, CASE WHEN d.fill_to IS NOT NULL THEN greatest(d.fill_to - p.closing_qty, 0)
                    WHEN p.closing_qty <= d.reorder_point THEN d.lot_qty ELSE 0 END AS received,
                p.closing_qty + received AS on_hand
            FROM path p JOIN stock_demand d ON d.pair_id = p.pair_id AND d.week_no = p.week_no + 1
        )
    )
)
SELECT * FROM path;

INSERT INTO partner_inventory
SELECT DATE '2023-01-02' + 7 * s.week_no, p.partner_id, p.product_id, p.region, s.opening_qty, s.sell_in_qty,
    s.sell_out_qty, s.closing_qty, s.stockout_days, p.unit_cost
FROM stock_path s JOIN stock_pair p ON p.pair_id = s.pair_id AND s.week_no >= p.first_week
ORDER BY 1, 2, 3;

DROP TABLE stock_path;
DROP TABLE stock_demand;
DROP TABLE stock_pair;

CREATE OR REPLACE TEMP TABLE program AS
WITH per_partner AS (
    SELECT (SELECT ceil(partner_programs * 1.0 / (SELECT count(*) FROM partners))::INT FROM size) AS n
), slot AS (
    SELECT p.partner_id, p.tier, p.joined_on, n, unnest(range(n)) AS slot_no FROM partners p, per_partner
), dated AS (
    SELECT *, partner_id * 1000 + slot_no AS draw,
        DATE '2023-01-01' + floor((slot_no + u(partner_id * 1000 + slot_no, 'program.day')) / n * 1096)::INT AS started_on,
        CASE WHEN slot_no % 5 IN (1, 3) THEN 'mdf' ELSE 'training' END AS program_type
    FROM slot
)
SELECT *, year(started_on) AS started_year,
    CASE WHEN program_type = 'mdf' THEN round(lognormal(draw, 'program.amount',
        CASE tier WHEN 'gold' THEN 46000 WHEN 'silver' THEN 26000 ELSE 14000 END, 0.4) / 100)::BIGINT * 100 END AS drawn_amount,
    CASE WHEN program_type = 'training' THEN uniform_int(draw, 'program.invited', 10, 40) END AS invited_cnt
FROM dated
WHERE started_on >= joined_on;

CREATE OR REPLACE TEMP TABLE program_sum AS
WITH favoured AS (
    -- partner 8 takes 22 % of the 2025 development funds
    SELECT 0.22 / 0.78 * sum(drawn_amount) FILTER (WHERE partner_id <> 8) / sum(drawn_amount) FILTER (WHERE partner_id = 8) AS factor
    FROM program WHERE program_type = 'mdf' AND started_year = 2025
), attended AS (
    SELECT program.*, CASE WHEN partner_id = 8 AND started_year = 2025 THEN round(drawn_amount * factor) ELSE drawn_amount END AS amount,
        -- the four small partners with a growing pipeline train hard
        round(invited_cnt * CASE WHEN partner_id IN (1, 3, 5, 7) AND started_year = 2025
            THEN 0.84 + 0.08 * u(draw, 'program.keen')
            ELSE 0.48 + 0.24 * u(partner_id, 'program.habit') + 0.06 * (u(draw, 'program.turnout') - 0.5) END)::INT AS attended_cnt
    FROM program CROSS JOIN favoured
)
SELECT *, floor(attended_cnt * (0.75 + 0.22 * u(draw, 'program.passed')))::INT AS passed_cnt FROM attended;

INSERT INTO partner_programs
WITH linked AS (
    SELECT p.draw, min_by(c.campaign_id, abs(c.start_on - p.started_on) * 100000 + c.campaign_id) AS campaign_id
    FROM program_sum p JOIN campaigns c ON c.partner_id = p.partner_id
    WHERE p.program_type = 'mdf'
    GROUP BY p.draw
)
SELECT row_number() OVER (ORDER BY p.started_on, p.draw), p.program_type,
    CASE WHEN p.program_type = 'mdf'
        THEN ['区域推广会', '行业展会联合参展', '联合线上投放', '客户答谢活动'][uniform_int(p.draw, 'program.name', 1, 4)]
        ELSE ['产品认证培训', '销售技能培训', '边缘网关安装培训', '交付工程师培训'][uniform_int(p.draw, 'program.name', 1, 4)] END
        || ' ' || strftime(p.started_on, '%Y-%m'),
    p.partner_id, l.campaign_id, p.started_on, p.amount, p.invited_cnt, p.attended_cnt, p.passed_cnt
FROM program_sum p LEFT JOIN linked l USING (draw)
ORDER BY p.started_on, p.draw;

DROP TABLE program_sum;
DROP TABLE program;
