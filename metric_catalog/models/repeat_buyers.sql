-- Every account that bought in the twelve months up to a month, with its orders in them; renewals are no
-- purchases. The product is the first one bought in these months.
WITH months AS (
    -- a month looks back into its own year and the one before
    SELECT date AS month, year AS order_year FROM calendar WHERE day(date) = 1 AND date <= $as_of
    UNION ALL
    SELECT date AS month, year - 1 AS order_year FROM calendar WHERE day(date) = 1 AND date <= $as_of
),
purchases AS (
    SELECT
        order_id, account_id, product_id, region, ordered_at, year(ordered_at) AS order_year,
        CAST(date_trunc('month', ordered_at) AS DATE) AS order_month
    FROM orders
    WHERE status = 'signed' AND order_type <> 'renewal' AND ordered_at <= $as_of
)
SELECT
    m.month AS window_month, p.account_id, count(*) AS orders,
    arg_min(p.product_id, p.ordered_at) AS product_id, arg_min(p.region, p.ordered_at) AS region
FROM purchases AS p
JOIN months AS m
    ON m.order_year = p.order_year
    AND m.month >= p.order_month AND m.month < p.order_month + INTERVAL 12 MONTH
WHERE m.month >= (SELECT min(order_month) FROM purchases) + INTERVAL 11 MONTH
GROUP BY m.month, p.account_id
