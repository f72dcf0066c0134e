-- Six components of a partner's quarter, each ranked among its peers from 0 to 1, and their weighted mean from 0 to
-- 100. Equals share the middle of their ranks: where all are equal, each has 0.5. A component without data is left
-- out and the weights of the others grow.
WITH sales AS (
    SELECT partner_id, CAST(date_trunc('quarter', ordered_at) AS DATE) AS quarter, sum(net_amount) AS amount
    FROM orders
    WHERE status = 'signed' AND partner_id IS NOT NULL AND ordered_at <= $as_of
    GROUP BY 1, 2
),
sales_before AS (
    -- a quarter under way stands against as much of last year's
    SELECT
        partner_id, CAST(date_trunc('quarter', ordered_at + INTERVAL 1 YEAR) AS DATE) AS quarter,
        sum(net_amount) AS amount
    FROM orders
    WHERE status = 'signed' AND partner_id IS NOT NULL AND ordered_at + INTERVAL 1 YEAR <= $as_of
    GROUP BY 1, 2
),
collected AS (
    SELECT
        partner_id, CAST(date_trunc('quarter', due_on) AS DATE) AS quarter,
        sum(coalesce(paid_amount, 0)) / nullif(sum(due_amount), 0) AS rate
    FROM payments
    WHERE partner_id IS NOT NULL AND due_on <= $as_of
    GROUP BY 1, 2
),
stock AS (
    SELECT
        partner_id, CAST(date_trunc('quarter', week_start) AS DATE) AS quarter,
        sum(sell_out_qty) / nullif(sum((opening_qty + closing_qty) / 2.0) / count(DISTINCT week_start), 0) AS turnover,
        sum(stockout_days) AS stockout_days
    FROM partner_inventory
    WHERE week_start <= $as_of
    GROUP BY 1, 2
),
funds AS (
    SELECT partner_id, CAST(date_trunc('quarter', started_on) AS DATE) AS quarter, sum(amount) AS spend
    FROM partner_programs
    WHERE program_type = 'mdf' AND started_on <= $as_of
    GROUP BY 1, 2
),
funded AS (
    SELECT c.partner_id, CAST(date_trunc('quarter', o.ordered_at) AS DATE) AS quarter, sum(o.net_amount) AS amount
    FROM orders AS o
    JOIN opportunities AS p ON p.opportunity_id = o.opportunity_id
    JOIN leads AS l ON l.lead_id = p.lead_id
    JOIN campaigns AS c ON c.campaign_id = l.campaign_id
    WHERE o.status = 'signed' AND c.partner_id IS NOT NULL AND o.ordered_at <= $as_of
    GROUP BY 1, 2
),
training AS (
    SELECT
        partner_id, CAST(date_trunc('quarter', started_on) AS DATE) AS quarter,
        sum(attended_cnt) * 1.0 / nullif(sum(invited_cnt), 0) AS rate
    FROM partner_programs
    WHERE program_type = 'training' AND started_on <= $as_of
    GROUP BY 1, 2
),
converted AS (
    SELECT
        partner_id, CAST(date_trunc('quarter', created_at) AS DATE) AS quarter,
        count(customer_at) * 1.0 / count(*) AS rate
    FROM leads
    WHERE partner_id IS NOT NULL AND created_at <= $as_of
    GROUP BY 1, 2
),
known AS (
    SELECT partner_id, quarter FROM sales
    UNION SELECT partner_id, quarter FROM sales_before
    UNION SELECT partner_id, quarter FROM collected
    UNION SELECT partner_id, quarter FROM stock
    UNION SELECT partner_id, quarter FROM funds
    UNION SELECT partner_id, quarter FROM training
    UNION SELECT partner_id, quarter FROM converted
),
measured AS (
    SELECT
        k.partner_id, k.quarter, r.region,
        CASE $partner_peers WHEN 'tier' THEN r.tier WHEN 'partner_type' THEN r.partner_type ELSE 'all' END AS peers,
        (coalesce(s.amount, 0) - b.amount) / nullif(b.amount, 0) AS amount_growth,
        c.rate AS collection_rate, i.turnover, i.stockout_days,
        coalesce(m.amount, 0) / nullif(f.spend, 0) AS mdf_roi, t.rate AS training_rate, v.rate AS conversion_rate
    FROM known AS k
    JOIN partners AS r ON r.partner_id = k.partner_id
    LEFT JOIN sales AS s ON s.partner_id = k.partner_id AND s.quarter = k.quarter
    LEFT JOIN sales_before AS b ON b.partner_id = k.partner_id AND b.quarter = k.quarter
    LEFT JOIN collected AS c ON c.partner_id = k.partner_id AND c.quarter = k.quarter
    LEFT JOIN stock AS i ON i.partner_id = k.partner_id AND i.quarter = k.quarter
    LEFT JOIN funds AS f ON f.partner_id = k.partner_id AND f.quarter = k.quarter
    LEFT JOIN funded AS m ON m.partner_id = k.partner_id AND m.quarter = k.quarter
    LEFT JOIN training AS t ON t.partner_id = k.partner_id AND t.quarter = k.quarter
    LEFT JOIN converted AS v ON v.partner_id = k.partner_id AND v.quarter = k.quarter
    WHERE k.quarter <= $as_of
),
ranked AS (
    SELECT
        partner_id, quarter, region,
        CASE WHEN amount_growth IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, amount_growth IS NULL ORDER BY amount_growth) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, amount_growth IS NULL ORDER BY amount_growth DESC)
        ) / 2 END AS amount_growth,
        CASE WHEN collection_rate IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, collection_rate IS NULL ORDER BY collection_rate) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, collection_rate IS NULL ORDER BY collection_rate DESC)
        ) / 2 END AS collection,
        CASE WHEN turnover IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, turnover IS NULL ORDER BY turnover) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, turnover IS NULL ORDER BY turnover DESC)
        ) / 2 END AS turnover,
        CASE WHEN stockout_days IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, stockout_days IS NULL ORDER BY stockout_days DESC) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, stockout_days IS NULL ORDER BY stockout_days)
        ) / 2 END AS availability,
        CASE WHEN mdf_roi IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, mdf_roi IS NULL ORDER BY mdf_roi) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, mdf_roi IS NULL ORDER BY mdf_roi DESC)
        ) / 2 END AS mdf_roi,
        CASE WHEN training_rate IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, training_rate IS NULL ORDER BY training_rate) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, training_rate IS NULL ORDER BY training_rate DESC)
        ) / 2 END AS training,
        CASE WHEN conversion_rate IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY quarter, peers, conversion_rate IS NULL ORDER BY conversion_rate) + 1.0
            - percent_rank() OVER (PARTITION BY quarter, peers, conversion_rate IS NULL ORDER BY conversion_rate DESC)
        ) / 2 END AS conversion
    FROM measured
),
weighed AS (
    SELECT
        partner_id, quarter, region, amount_growth, collection,
        (coalesce(turnover, availability) + coalesce(availability, turnover)) / 2 AS stock, mdf_roi, training, conversion,
        CASE WHEN amount_growth IS NULL THEN 0 ELSE $weight_amount_growth END AS w1,
        CASE WHEN collection IS NULL THEN 0 ELSE $weight_collection END AS w2,
        CASE WHEN coalesce(turnover, availability) IS NULL THEN 0 ELSE $weight_stock END AS w3,
        CASE WHEN mdf_roi IS NULL THEN 0 ELSE $weight_mdf_roi END AS w4,
        CASE WHEN training IS NULL THEN 0 ELSE $weight_training END AS w5,
        CASE WHEN conversion IS NULL THEN 0 ELSE $weight_lead_conversion END AS w6,
        $weight_amount_growth + $weight_collection + $weight_stock + $weight_mdf_roi + $weight_training
            + $weight_lead_conversion AS all_weights
    FROM ranked
)
SELECT
    partner_id, quarter AS scored_quarter, region, 100 * amount_growth AS amount_growth_rank,
    100 * collection AS collection_rank, 100 * stock AS stock_rank, 100 * mdf_roi AS mdf_roi_rank,
    100 * training AS training_rank, 100 * conversion AS lead_conversion_rank,
    (w1 + w2 + w3 + w4 + w5 + w6) / all_weights AS coverage,
    100 * (
        w1 * coalesce(amount_growth, 0) + w2 * coalesce(collection, 0) + w3 * coalesce(stock, 0)
        + w4 * coalesce(mdf_roi, 0) + w5 * coalesce(training, 0) + w6 * coalesce(conversion, 0)
    ) / nullif(w1 + w2 + w3 + w4 + w5 + w6, 0) AS score
FROM weighed
