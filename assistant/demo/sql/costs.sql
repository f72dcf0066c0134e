-- Monthly costs. Media, partner funds and cost of goods are sums of other tables. Sales and marketing are set so
-- that lifetime value to acquisition cost comes out as wanted; the rest so that the margin does.
-- Reads orders, ad_spend_daily, partner_programs, partners, subscription_months, region_share.

CREATE OR REPLACE TEMP TABLE cost_period AS
SELECT m AS month, region, is_cn, CASE WHEN is_cn THEN 'cn' ELSE region END AS market, year(m) AS year,
    CASE WHEN year(m) < 2025 THEN year(m) * 10 ELSE 20250 + (month(m) > 6)::INT END AS period,
        year(m) * 10 + quarter(m) AS quarter
FROM (SELECT (DATE '2023-01-01' + to_months(i::INT))::DATE AS m FROM range(36) AS r(i)) CROSS JOIN region_share;

CREATE OR REPLACE TEMP TABLE cost_fixed AS
SELECT date_trunc('month', spend_date)::DATE AS month, 'marketing' AS dept, 'media' AS cost_type, region, sum(spend) AS amount
    FROM ad_spend_daily GROUP BY ALL
UNION ALL
SELECT date_trunc('month', p.started_on)::DATE, 'marketing', 'mdf', q.region, sum(p.amount) FROM partner_programs p
    JOIN partners q USING (partner_id) WHERE p.program_type = 'mdf' GROUP BY ALL
UNION ALL
SELECT date_trunc('month', ordered_at)::DATE, 'cogs', 'cogs', region, sum(cogs_amount) FROM orders GROUP BY ALL;

-- Value of a customer over a span: revenue per paying month divided by the share that leaves.
CREATE OR REPLACE TEMP TABLE customer_value AS
WITH span AS (
    SELECT c.market, c.month, c.region, unnest([c.period, c.year * 100]) AS span FROM cost_period c
), lived AS (
    SELECT s.market, s.span, sum(m.mrr) / count(*) FILTER (WHERE m.mrr > 0) AS arpu,
        greatest(count(*) FILTER (WHERE m.status = 'churned') / count(*) FILTER (WHERE m.prev_mrr > 0)::DOUBLE,
            1 / 120.0) AS churn
    FROM span s JOIN subscription_months m ON m.month = s.month AND m.region = s.region GROUP BY ALL
), won AS (
    SELECT s.market, s.span, count(DISTINCT o.account_id) AS customers
    FROM span s JOIN orders o ON date_trunc('month', o.ordered_at) = s.month AND o.region = s.region AND o.is_first_order
        AND o.status = 'signed' GROUP BY ALL
)
SELECT market, span, arpu / churn AS ltv, customers, customers * arpu / churn
    / CASE WHEN market = 'cn' THEN 4.2 WHEN market = 'emea' THEN CASE WHEN span IN (20250, 20251, 202500) THEN 1.6 ELSE 3.9 END
        ELSE 3.7 END AS budget
FROM lived JOIN won USING (market, span);

CREATE OR REPLACE TEMP TABLE acquisition AS
WITH period_budget AS (
    -- the first half of 2025 takes what the second leaves of the year
    SELECT p.market, p.period, CASE p.period WHEN 20251 THEN v.budget WHEN 20250
        THEN greatest(y.budget - coalesce(h.budget, 0), 0.15 * y.budget) ELSE v.budget END AS budget
    FROM (SELECT DISTINCT market, period, year FROM cost_period) p
    LEFT JOIN customer_value v ON v.market = p.market AND v.span = p.period
    LEFT JOIN customer_value y ON y.market = p.market AND y.span = p.year * 100
    LEFT JOIN customer_value h ON h.market = p.market AND h.span = 20251
), fixed AS (
    SELECT c.market, c.period, sum(f.amount) AS amount FROM cost_fixed f JOIN cost_period c USING (month, region)
        WHERE f.dept = 'marketing' GROUP BY ALL
), weighted AS (
    SELECT c.*, r.share / sum(r.share) OVER (PARTITION BY c.market, c.period) AS share FROM cost_period c
        JOIN region_share r USING (region)
)
SELECT w.month, w.region, w.share * greatest(coalesce(b.budget, 0) - coalesce(f.amount, 0), 0.2 * coalesce(f.amount, 0)) AS amount
FROM weighted w LEFT JOIN period_budget b USING (market, period) LEFT JOIN fixed f USING (market, period);

CREATE OR REPLACE TEMP TABLE cost_known AS
SELECT * FROM cost_fixed WHERE amount > 0
UNION ALL
SELECT a.month, s.dept, s.cost_type, a.region, a.amount * s.share FROM acquisition a
CROSS JOIN (VALUES ('marketing', 'salary', 0.20), ('marketing', 'tools', 0.07), ('sales', 'salary', 0.62),
    ('sales', 'other', 0.11)) AS s(dept, cost_type, share);

-- Operating margin by quarter: 21 % in every half year, 14 % in the second half of 2025.
CREATE OR REPLACE TEMP TABLE margin_quarter AS
WITH earned AS (
    SELECT year(ordered_at) * 10 + quarter(ordered_at) AS quarter, year(ordered_at) * 10 + (month(ordered_at) > 6)::INT AS half,
        sum(net_amount - refunded_amount) AS revenue FROM orders WHERE status = 'signed' GROUP BY ALL
), shaped AS (
    SELECT *, CASE half WHEN 20251 THEN 0.14 ELSE 0.21 END + CASE quarter % 10 WHEN 1 THEN -0.006 WHEN 3 THEN 0.004
        ELSE 0 END AS first_margin,
        CASE half WHEN 20251 THEN 0.14 ELSE 0.21 END AS half_margin
    FROM earned
), settled AS (
    SELECT *, CASE WHEN quarter % 2 = 1 THEN first_margin
        ELSE (half_margin * sum(revenue) OVER (PARTITION BY half) - sum(first_margin * revenue) FILTER (WHERE quarter % 2 = 1)
            OVER (PARTITION BY half)) / revenue END AS margin
    FROM shaped
)
SELECT s.quarter, s.half, s.revenue, s.revenue * (1 - s.margin) - k.amount AS rest
FROM settled s JOIN (SELECT year(month) * 10 + quarter(month) AS quarter, sum(amount) AS amount FROM cost_known
    GROUP BY 1) k USING (quarter);

INSERT INTO cost_months
WITH plain AS (
    SELECT sum(rest) / sum(revenue) AS share FROM margin_quarter WHERE half = 20250
), department AS (
    -- delivery takes what the others leave: that is where the overruns of late 2025 show
    SELECT q.quarter, d.dept, d.cost_type, CASE WHEN d.dept <> 'delivery' THEN q.rest * d.share
        ELSE d.share / 0.24 * (q.rest - 0.76 * CASE WHEN q.half = 20251 THEN least(q.rest, p.share * q.revenue)
            ELSE q.rest END) END
        * CASE WHEN d.dept <> 'delivery' AND q.half = 20251 THEN least(1, p.share * q.revenue / q.rest) ELSE 1 END AS amount
    FROM margin_quarter q CROSS JOIN plain p
    CROSS JOIN (VALUES ('service', 'salary', 0.15), ('service', 'tools', 0.02), ('delivery', 'salary', 0.20),
        ('delivery', 'other', 0.04),
        ('rnd', 'salary', 0.33), ('rnd', 'tools', 0.05), ('ga', 'salary', 0.13), ('ga', 'other', 0.08)) AS d(dept, cost_type,
            share)
), earned AS (
    SELECT c.month, c.quarter, c.region, 0.3 * r.share / 3 AS flat, coalesce(sum(o.net_amount - o.refunded_amount), 0) AS revenue
    FROM cost_period c JOIN region_share r USING (region)
    LEFT JOIN orders o ON date_trunc('month', o.ordered_at) = c.month AND o.region = c.region AND o.status = 'signed' GROUP BY ALL
), weighted AS (
    SELECT month, quarter, region, flat + 0.7 * revenue / sum(revenue) OVER (PARTITION BY quarter) AS share FROM earned
)
SELECT month, dept, cost_type, region, round(amount, 2) FROM (
    SELECT month, dept, cost_type, region, amount FROM cost_known
    UNION ALL
    SELECT w.month, d.dept, d.cost_type, w.region, d.amount * w.share FROM department d JOIN weighted w USING (quarter)
) WHERE amount > 0 ORDER BY month, dept, cost_type, region;

DROP TABLE cost_period;
DROP TABLE cost_fixed;
DROP TABLE customer_value;
DROP TABLE acquisition;
DROP TABLE cost_known;
DROP TABLE margin_quarter;
