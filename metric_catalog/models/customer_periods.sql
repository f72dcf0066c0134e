-- Every account that paid at the end of the month or so many months before: its start month stands against its
-- end month, so that customers at the start, at the end, new and kept ones can be counted side by side.
WITH months AS (
    SELECT
        account_id, product_id, region, month AS end_month,
        CAST(month + to_months($period_months) AS DATE) AS compared_month
    FROM subscription_months
    WHERE mrr > 0 AND month <= $as_of
)
SELECT
    coalesce(e.end_month, s.compared_month) AS period_month, coalesce(s.account_id, e.account_id) AS account_id,
    coalesce(s.product_id, e.product_id) AS product_id, coalesce(s.region, e.region) AS region,
    s.account_id IS NOT NULL AS at_start, e.account_id IS NOT NULL AS at_end
FROM months AS s
FULL JOIN months AS e ON e.account_id = s.account_id AND e.end_month = s.compared_month
WHERE coalesce(e.end_month, s.compared_month) <= (SELECT max(end_month) FROM months)
