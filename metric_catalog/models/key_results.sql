-- The key results of the OKR catalogue with where they started, where they are and where they should be. A rate starts
-- from its value in the period before, an amount from nothing. Every actual value is computed as the metric of its name
-- is; a key result of a metric that is not listed here has no actual value.
WITH targets AS (
    SELECT
        metric_key, period, value AS target,
        make_date(
            CAST(left(period, 4) AS INT),
            CASE WHEN length(period) = 6 THEN 3 * CAST(right(period, 1) AS INT) - 2 ELSE 1 END, 1
        ) AS starts_on,
        CASE WHEN length(period) = 6 THEN 3 ELSE 12 END AS months
    FROM gov_benchmarks
    WHERE kind = 'okr_target' AND scope_dim IS NULL
),
sides AS (
    SELECT
        metric_key, period, 'actual' AS side, starts_on AS from_day,
        CAST(starts_on + to_months(months) AS DATE) AS until_day
    FROM targets
    UNION ALL
    SELECT
        metric_key, period, 'start' AS side, CAST(starts_on - to_months(months) AS DATE) AS from_day,
        starts_on AS until_day
    FROM targets
),
spans AS (
    SELECT s.metric_key, s.period, s.side, c.date AS quarter
    FROM sides AS s
    JOIN calendar AS c ON c.year = year(s.from_day) AND c.date >= s.from_day AND c.date < s.until_day
    WHERE day(c.date) = 1 AND c.month_no IN (1, 4, 7, 10)
),
-- amounts, and parts and wholes of rates, by quarter
facts AS (
    SELECT
        'mql_count' AS metric_key, CAST(date_trunc('quarter', mql_at) AS DATE) AS quarter, count(*) AS amount,
        CAST(NULL AS DOUBLE) AS base
    FROM leads
    WHERE mql_at <= $as_of
    GROUP BY 2
    UNION ALL
    SELECT 'revenue', CAST(date_trunc('quarter', ordered_at) AS DATE), sum(net_amount - refunded_amount), NULL
    FROM orders
    WHERE status = 'signed' AND ordered_at <= $as_of
    GROUP BY 2
    UNION ALL
    SELECT 'csat', CAST(date_trunc('quarter', created_at) AS DATE), sum(csat_score), count(csat_score)
    FROM tickets
    WHERE created_at <= $as_of
    GROUP BY 2
    UNION ALL
    SELECT
        'on_time_delivery_rate', CAST(date_trunc('quarter', actual_end_on) AS DATE),
        count(CASE WHEN actual_end_on <= planned_end_on THEN 1 END), count(actual_end_on)
    FROM projects
    WHERE actual_end_on <= $as_of
    GROUP BY 2
    UNION ALL
    SELECT
        'retention_d30', CAST(date_trunc('quarter', u.signup_at) AS DATE), count(DISTINCT e.user_id),
        count(DISTINCT u.user_id)
    FROM users AS u
    LEFT JOIN product_events AS e
        ON e.user_id = u.user_id AND e.is_active_event
        AND CAST(e.occurred_at AS DATE) = CAST(u.signup_at AS DATE) + 30
    WHERE NOT u.is_internal AND CAST(u.signup_at AS DATE) + 30 <= CAST($as_of AS DATE)
    GROUP BY 2
    UNION ALL
    SELECT 'marketing_roi', CAST(date_trunc('quarter', ordered_at) AS DATE), sum(revenue * weight), 0
    FROM order_touches
    WHERE NOT is_unattributed AND ordered_at <= $as_of
    GROUP BY 2
    UNION ALL
    SELECT 'marketing_roi', CAST(date_trunc('quarter', month) AS DATE), -sum(amount), sum(amount)
    FROM cost_months
    WHERE dept = 'marketing' AND month <= $as_of
    GROUP BY 2
    UNION ALL
    SELECT 'partner_health_score', scored_quarter, sum(score), count(score)
    FROM partner_quarters
    GROUP BY 2
    UNION ALL
    SELECT 'community_health_score', CAST(date_trunc('quarter', scored_month) AS DATE), sum(score), count(score)
    FROM group_months
    GROUP BY 2
),
-- what lifetime value and acquisition cost are made of
economics AS (
    SELECT
        CAST(date_trunc('quarter', month) AS DATE) AS quarter, sum(mrr) AS mrr, count(CASE WHEN mrr > 0 THEN 1 END) AS paying,
        count(CASE WHEN prev_mrr > 0 THEN 1 END) AS carried, count(CASE WHEN status = 'churned' THEN 1 END) AS churned,
        CAST(NULL AS DOUBLE) AS cost, CAST(NULL AS BIGINT) AS customers
    FROM subscription_months
    WHERE month <= $as_of
    GROUP BY 1
    UNION ALL
    SELECT CAST(date_trunc('quarter', month) AS DATE), NULL, NULL, NULL, NULL, sum(amount), NULL
    FROM cost_months
    WHERE dept IN ('marketing', 'sales') AND month <= $as_of
    GROUP BY 1
    UNION ALL
    SELECT CAST(date_trunc('quarter', ordered_at) AS DATE), NULL, NULL, NULL, NULL, NULL, count(DISTINCT account_id)
    FROM orders
    WHERE status = 'signed' AND is_first_order AND ordered_at <= $as_of
    GROUP BY 1
),
kept AS (
    SELECT s.period, s.side, count(e.account_id) * 1.0 / count(*) AS value
    FROM sides AS s
    JOIN subscription_months AS b ON b.month = CAST(s.from_day - INTERVAL 1 MONTH AS DATE) AND b.mrr > 0
    LEFT JOIN subscription_months AS e
        ON e.account_id = b.account_id AND e.mrr > 0
        AND e.month = CAST(date_trunc('month', least(CAST(s.until_day - INTERVAL 1 MONTH AS TIMESTAMP), $as_of)) AS DATE)
    WHERE s.metric_key = 'crr'
    GROUP BY 1, 2
),
measured AS (
    SELECT
        s.metric_key, s.period, s.side, count(f.base) = 0 AS is_amount,
        CASE WHEN count(f.base) = 0 THEN sum(f.amount) ELSE sum(f.amount) / nullif(sum(f.base), 0) END AS value
    FROM spans AS s
    JOIN facts AS f ON f.metric_key = s.metric_key AND f.quarter = s.quarter
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT
        s.metric_key, s.period, s.side, FALSE,
        sum(e.mrr) / nullif(sum(e.paying), 0) * least(sum(e.carried) * 1.0 / nullif(sum(e.churned), 0), 120)
            / nullif(sum(e.cost) / nullif(sum(e.customers), 0), 0)
    FROM spans AS s
    JOIN economics AS e ON e.quarter = s.quarter
    WHERE s.metric_key = 'ltv_cac_ratio'
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'crr', period, side, FALSE, value FROM kept
),
progress AS (
    SELECT
        t.metric_key, t.period, t.starts_on, CAST(t.starts_on + to_months(t.months) AS DATE) AS ends_on, t.target,
        CASE WHEN a.is_amount THEN 0 ELSE b.value END AS start_value, a.value AS actual_value
    FROM targets AS t
    LEFT JOIN measured AS a ON a.metric_key = t.metric_key AND a.period = t.period AND a.side = 'actual'
    LEFT JOIN measured AS b ON b.metric_key = t.metric_key AND b.period = t.period AND b.side = 'start'
    WHERE t.starts_on <= $as_of
)
SELECT
    metric_key AS key_result, period AS kr_period,
    CAST(date_trunc('quarter', least(CAST(ends_on - INTERVAL 1 DAY AS TIMESTAMP), $as_of)) AS DATE) AS kr_quarter,
    CASE
        WHEN metric_key IN ('mql_count', 'marketing_roi') THEN 'marketing'
        WHEN metric_key IN ('revenue') THEN 'finance'
        WHEN metric_key IN ('retention_d30') THEN 'product'
        WHEN metric_key IN ('csat') THEN 'service'
        WHEN metric_key IN ('partner_health_score') THEN 'channel'
        WHEN metric_key IN ('community_health_score') THEN 'operations'
        WHEN metric_key IN ('on_time_delivery_rate') THEN 'delivery'
        ELSE 'executive'
    END AS kr_owner,
    start_value, actual_value, target AS target_value,
    -- where the start already meets the target, the goal is to hold it
    CASE WHEN start_value < target THEN (actual_value - start_value) / (target - start_value)
        ELSE actual_value / nullif(target, 0) END AS attainment,
    least(1.0, (date_diff('day', starts_on, CAST($as_of AS DATE)) + 1.0) / date_diff('day', starts_on, ends_on)) AS elapsed
FROM progress
