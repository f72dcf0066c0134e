-- Orders: won opportunities, renewals, hardware through partners and other repeat business.
-- Reads opp_draft, customer_life, base_place, base_alive, lead_day, rep_seat, accounts, partners, size. Leaves order_draft.

CREATE OR REPLACE TEMP TABLE order_source AS
SELECT 'opportunity' AS origin, opp_id AS source_no, closed_at AS ordered_at, account_id, opp_id, product_id, partner_id,
    owner_rep_id,
    CASE WHEN origin <> 'customer' THEN 'new' WHEN u(opp_id, 'order.type') < 0.65 THEN 'upsell' ELSE 'renewal' END AS order_type,
    origin <> 'customer' AS is_first_order, amount AS net, discount_rate
FROM opp_draft WHERE is_won;

-- yearly contracts renew in the month in which they began
INSERT INTO order_source
WITH yearly AS (
    SELECT l.account_id, l.churn_no, l.start_no, l.first_ordered_at IS NULL AS is_base,
        CASE WHEN l.first_ordered_at IS NULL THEN floor(12 * pow(even_a(row_number() OVER (PARTITION BY a.size_segment
            ORDER BY u(l.account_id, 'order.month')), 'order.renewal' || a.size_segment), 0.85))::INT
            ELSE l.start_no + 12 END AS first_no
    FROM customer_life l JOIN accounts a USING (account_id) WHERE even_c(l.account_id, 'order.yearly') < 0.44
), due AS (
    SELECT *, unnest([first_no, first_no + 12, first_no + 24]) AS month_no FROM yearly
)
SELECT 'renewal', d.account_id * 100 + d.month_no,
    DATE '2023-01-01' + to_months(d.month_no::INT) + to_days(uniform_int(d.account_id * 100 + d.month_no, 'order.day', 0,
        27)::INT) + to_seconds(32400 + u(d.account_id * 100 + d.month_no, 'order.tod') * 32000),
    d.account_id, NULL, CASE a.size_segment WHEN 'smb' THEN 1 WHEN 'mid' THEN 2 ELSE 3 END, NULL, a.owner_rep_id, 'renewal',
        false, NULL, NULL
FROM due d JOIN accounts a USING (account_id) WHERE d.month_no < least(d.churn_no, 36);

-- hardware goes through partners, to customers of their region
INSERT INTO order_source
WITH wanted AS (
    SELECT p.partner_id, p.region, y.year_no, unnest(range(greatest(2,
        round(0.12 * s.orders / 3.0 / s.partners * p.factor))::BIGINT)) AS i
    FROM (SELECT *, CASE WHEN partner_id IN (2, 4, 6, 9, 10) THEN 1.8 WHEN partner_id IN (1, 3, 5, 7) THEN 0.7
        ELSE 1 END AS factor FROM partners) p,
        size s, range(3) AS y(year_no)
), numbered AS (
    SELECT *, partner_id * 1000000 + year_no * 100000 + i AS no FROM wanted
), dated AS (
    SELECT n.*, DATE '2023-01-01' + (n.year_no * 365 + floor(364 * pow(u(n.no, 'order.hw_day'), 0.85)))::INT AS day
        FROM numbered n
)
SELECT 'hardware', d.no, d.day + to_seconds(32400 + u(d.no, 'order.tod') * 32000), b.account_id, NULL,
    [11, 11, 12, 13, 14][uniform_int(d.no, 'order.hw', 1, 5)], d.partner_id, a.owner_rep_id, 'repeat', false, NULL, NULL
FROM dated d JOIN base_alive v ON v.region = d.region AND v.month_no = (year(d.day) - 2023) * 12 + month(d.day) - 1
JOIN base_place b ON b.region = d.region AND b.place = uniform_int(d.no, 'order.hw_account', 1, v.alive)
JOIN accounts a ON a.account_id = b.account_id;

-- what is missing to the wanted number: add-ons and services for customers, some of whom buy often
INSERT INTO order_source
WITH wanted AS (
    SELECT greatest(orders - (SELECT count(*) FROM order_source), 30) AS n FROM size
), dated AS (
    SELECT unnest(range(round(n * (to_share - share))::BIGINT, round(n * to_share)::BIGINT)) AS no, day FROM lead_day, wanted
), placed AS (
    SELECT d.no, d.day, r.region FROM dated d JOIN region_share r ON even_b(d.no, 'order.region') >= r.from_share
        AND even_b(d.no, 'order.region') < r.to_share
)
SELECT 'repeat', p.no, p.day + to_seconds(32400 + u(p.no, 'order.tod') * 32000), b.account_id, NULL,
    CASE WHEN even_a(p.no, 'order.product') < 0.55 THEN [21, 21, 22][uniform_int(p.no, 'order.service', 1, 3)]
        ELSE uniform_int(p.no, 'order.addon', 4, 6) END,
    CASE WHEN u(p.no, 'order.partner') < 0.5 THEN b.partner_id END, a.owner_rep_id,
    CASE WHEN even_c(p.no, 'order.type') < 0.6 THEN 'repeat' ELSE 'upsell' END, false, NULL, NULL
FROM placed p JOIN base_alive v ON v.region = p.region AND v.month_no = (year(p.day) - 2023) * 12 + month(p.day) - 1
JOIN base_place b ON b.region = p.region AND b.place = least(v.alive,
    1 + floor(v.alive * pow(u(p.no, 'order.account'), 1.8)))::BIGINT
JOIN accounts a ON a.account_id = b.account_id;

CREATE OR REPLACE TEMP TABLE order_priced AS
WITH joined AS (
    SELECT row_number() OVER (ORDER BY o.ordered_at, o.origin, o.source_no) AS order_id, o.*, a.region, a.size_segment,
        p.category,
        CASE WHEN a.region <> 'south_cn' THEN 0 WHEN o.ordered_at >= TIMESTAMP '2025-07-01' THEN 2 ELSE 1 END AS discount_rule,
        CASE WHEN o.ordered_at >= TIMESTAMP '2025-11-01' AND o.ordered_at < TIMESTAMP '2025-12-01' THEN 1
            ELSE 0 END AS in_november
    FROM order_source o JOIN accounts a USING (account_id) JOIN products p USING (product_id)
), placed AS (
    SELECT *, even(row_number() OVER (PARTITION BY size_segment, origin = 'opportunity' ORDER BY order_id),
        'order.amount.' || size_segment) AS amount_place,
        even_a(row_number() OVER (PARTITION BY discount_rule, origin = 'opportunity' ORDER BY order_id),
            'order.discount') AS discount_place,
        row_number() OVER (PARTITION BY in_november ORDER BY u(order_id, 'order.promo')) AS promo_place,
        count(*) OVER (PARTITION BY in_november) AS month_orders
    FROM joined
)
SELECT * EXCLUDE (amount_place, discount_place, promo_place, month_orders, net, discount_rate),
    CASE in_november WHEN 1 THEN promo_place <= round(0.45 * month_orders) ELSE u(order_id, 'order.promo') < 0.06 END AS is_promo,
    coalesce(net, CASE size_segment WHEN 'smb' THEN 18000 WHEN 'mid' THEN 85000
        ELSE 420000 END * exp(0.45 * normal_quantile(amount_place))) AS net,
    coalesce(discount_rate, round(CASE discount_rule WHEN 0
        THEN greatest(0, least(0.35, 0.15 + 0.06 * normal_quantile(discount_place)))
        WHEN 1 THEN greatest(0, least(0.38, 0.18 + 0.06 * normal_quantile(discount_place)))
        ELSE greatest(0.02, least(0.10, 0.083 + 0.02 * normal_quantile(discount_place))) END, 3)) AS discount_rate,
    origin NOT IN ('opportunity', 'hardware') AND u(order_id, 'order.cancelled') < 0.03 AS is_cancelled,
    CASE WHEN u(order_id, 'order.refunded') < 0.02 THEN 0.4 ELSE 0 END AS refund_share
FROM placed;

-- Partners, 2025: stars sell more than twice the median, those with potential less than it.
CREATE OR REPLACE TEMP TABLE partner_factor AS
WITH target AS (
    SELECT partner_id, CASE WHEN partner_id IN (2, 4, 6, 9, 10) THEN 2.3 + 0.15 * (partner_id % 5)
        WHEN partner_id IN (1, 3, 5, 7) THEN 0.55 + 0.04 * (partner_id % 5) WHEN partner_id IN (8, 17, 31)
            THEN 0.85 + 0.05 * (partner_id % 4)
        ELSE 0.85 + 0.35 * u(partner_id, 'partner.target') END AS weight
    FROM partners
), sold AS (
    SELECT partner_id, sum(net) AS net FROM order_priced WHERE partner_id IS NOT NULL AND NOT is_cancelled
        AND year(ordered_at) = 2025 GROUP BY 1
)
SELECT partner_id, weight / sum(weight) OVER () * sum(net) OVER () / net AS factor FROM target JOIN sold USING (partner_id);

-- The average order grows by 2 % a year and is otherwise steady, so that months can be compared.
-- Only orders that no partner brought are moved, here and below. Services keep their share of a half year's sales,
-- so that what they cost can be compared too.
CREATE OR REPLACE TEMP TABLE order_level AS
WITH sold AS (
    SELECT o.* EXCLUDE (net), o.net * coalesce(f.factor, 1) AS net, o.partner_id IS NULL AND NOT o.is_cancelled AS is_free,
        (1 - o.refund_share) * (NOT o.is_cancelled)::INT AS kept, year(o.ordered_at) * 10 + (month(o.ordered_at) > 6)::INT AS half
    FROM order_priced o LEFT JOIN partner_factor f ON f.partner_id = o.partner_id AND year(o.ordered_at) = 2025
), service AS (
    SELECT half, greatest(0.5, least(2, sum(sum(net * kept) FILTER (WHERE category = 'service')) OVER () / sum(sum(net * kept))
        OVER ()
        * sum(net * kept) / sum(net * kept) FILTER (WHERE category = 'service'))) AS factor FROM sold GROUP BY half
), by_partner AS (
    SELECT o.* EXCLUDE (net, half), o.net * CASE WHEN o.category = 'service' AND o.is_free THEN s.factor ELSE 1 END AS net
        FROM sold o JOIN service s USING (half)
), month AS (
    SELECT date_trunc('month', ordered_at) AS month, sum(net * kept) FILTER (WHERE is_free) AS free,
        coalesce(sum(net * kept) FILTER (WHERE NOT is_free), 0) AS fixed,
        count(*) FILTER (WHERE kept > 0) AS n
    FROM by_partner GROUP BY 1
), overall AS (
    SELECT sum(free + fixed) / sum(n) AS average FROM month
), factor AS (
    SELECT month, greatest(0.5, least(2, (average * pow(1.02,
        (month::DATE - DATE '2024-07-01') / 365.0) * (0.97 + 0.06 * u(month::DATE - DATE '2023-01-01',
        'order.level')) * n - fixed) / free)) AS factor
    FROM month, overall
)
SELECT o.* EXCLUDE (net), o.net * CASE WHEN o.is_free THEN f.factor ELSE 1 END AS net
FROM by_partner o JOIN factor f ON f.month = date_trunc('month', o.ordered_at);

-- South China from July 2025: smaller discounts, orders 9 % larger than in the first half.
CREATE OR REPLACE TEMP TABLE order_scaled AS
WITH half AS (
    SELECT 1.09 * sum(net * kept) FILTER (WHERE ordered_at < TIMESTAMP '2025-07-01') / count(*) FILTER (WHERE ordered_at < TIMESTAMP '2025-07-01' AND kept > 0)
            * count(*) FILTER (WHERE ordered_at >= TIMESTAMP '2025-07-01' AND kept > 0) AS wanted,
        sum(net * kept) FILTER (WHERE ordered_at >= TIMESTAMP '2025-07-01' AND NOT is_free) AS fixed,
        sum(net * kept) FILTER (WHERE ordered_at >= TIMESTAMP '2025-07-01' AND is_free) AS free
    FROM order_level WHERE region = 'south_cn' AND year(ordered_at) = 2025
)
SELECT o.* EXCLUDE (net), o.net * CASE WHEN o.region = 'south_cn' AND o.is_free AND o.ordered_at >= TIMESTAMP '2025-07-01'
    THEN (SELECT greatest(0.3, least(3, (wanted - coalesce(fixed, 0)) / free)) FROM half) ELSE 1 END AS net
FROM order_level o;

-- November 2025: promotions are 45 % of the orders, the average falls by 18 %, without promotions it is flat.
CREATE OR REPLACE TEMP TABLE order_draft AS
WITH november AS (
    SELECT sum(net * kept) FILTER (WHERE year(ordered_at) = 2024) / count(*) FILTER (WHERE year(ordered_at) = 2024
        AND kept > 0) AS average,
        sum(net * kept) FILTER (WHERE year(ordered_at) = 2024 AND NOT is_promo) / count(*) FILTER (WHERE year(ordered_at) = 2024
            AND kept > 0 AND NOT is_promo) AS plain_average,
        count(*) FILTER (WHERE year(ordered_at) = 2025 AND kept > 0) AS n,
        count(*) FILTER (WHERE year(ordered_at) = 2025 AND kept > 0 AND NOT is_promo) AS n_plain,
        sum(net * kept) FILTER (WHERE year(ordered_at) = 2025 AND NOT is_promo
            AND NOT (is_free AND region <> 'south_cn')) AS plain_fixed,
        sum(net * kept) FILTER (WHERE year(ordered_at) = 2025 AND NOT is_promo AND is_free
            AND region <> 'south_cn') AS plain_free,
        sum(net * kept) FILTER (WHERE year(ordered_at) = 2025 AND is_promo
            AND NOT (is_free AND region <> 'south_cn')) AS promo_fixed,
        sum(net * kept) FILTER (WHERE year(ordered_at) = 2025 AND is_promo AND is_free AND region <> 'south_cn') AS promo_free
    FROM order_scaled WHERE month(ordered_at) = 11 AND year(ordered_at) >= 2024
), factor AS (
    SELECT greatest(0.1, least(4, (plain_average * n_plain - coalesce(plain_fixed, 0)) / plain_free)) AS plain_factor,
        greatest(0.05, least(4, (0.82 * average * n - plain_average * n_plain - coalesce(promo_fixed,
            0)) / promo_free)) AS promo_factor
    FROM november
), scaled AS (
    SELECT o.* EXCLUDE (net), round(o.net * CASE WHEN o.in_november = 1 AND year(o.ordered_at) = 2025 AND o.is_free
        AND o.region <> 'south_cn'
        THEN (SELECT CASE WHEN o.is_promo THEN promo_factor ELSE plain_factor END FROM factor) ELSE 1 END, 2) AS net
    FROM order_scaled o
), rival AS (
    SELECT max(amount) AS best, max(amount) FILTER (WHERE owner_rep_id = 23) AS own
    FROM (SELECT owner_rep_id, sum(net) AS amount FROM scaled WHERE NOT is_cancelled AND year(ordered_at) = 2025 GROUP BY 1)
), largest AS (
    SELECT order_id, net, row_number() OVER w AS place, sum(net) OVER w - net AS before
    FROM scaled WHERE region = 'east_cn' AND partner_id IS NULL AND NOT is_cancelled AND year(ordered_at) = 2025
        AND owner_rep_id <> 23
    WINDOW w AS (ORDER BY net DESC, order_id)
), boosted AS (
    -- the best seller closed the largest orders of the year in her region: four, or as many as put her in front
    SELECT order_id FROM largest, rival WHERE place <= 4 OR before <= 1.1 * best - coalesce(own, 0)
)
SELECT s.* EXCLUDE (owner_rep_id, discount_rate), CASE WHEN b.order_id IS NOT NULL THEN 23
        WHEN s.owner_rep_id = 31 AND s.ordered_at >= TIMESTAMP '2025-11-15'
            THEN (SELECT min(employee_id) FROM rep_seat WHERE region = 'north_cn' AND employee_id <> 31)
        ELSE s.owner_rep_id END AS owner_rep_id,
    CASE WHEN s.is_promo AND s.region <> 'south_cn' THEN least(0.45, s.discount_rate + 0.12)
        ELSE s.discount_rate END AS discount_rate
FROM scaled s LEFT JOIN boosted b USING (order_id);

DROP TABLE order_source;
DROP TABLE order_priced;
DROP TABLE order_level;
DROP TABLE order_scaled;
DROP TABLE partner_factor;
DROP TABLE base_alive;
