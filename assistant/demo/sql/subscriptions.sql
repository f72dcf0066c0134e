-- Paying accounts month by month, with one row of zero in the month they leave.
-- Reads customer_life, accounts.

INSERT INTO subscription_months
WITH begun AS (
    SELECT l.account_id, l.region, l.start_no, l.churn_no, l.first_ordered_at IS NULL AS is_base, a.size_segment,
        even(row_number() OVER (PARTITION BY a.size_segment ORDER BY l.start_no, l.account_id), 'mrr.' || a.size_segment) AS place
    FROM customer_life l JOIN accounts a USING (account_id)
), priced AS (
    SELECT *, CASE size_segment WHEN 'smb' THEN 1100 WHEN 'mid' THEN 5100
        ELSE 25000 END * exp(0.4 * normal_quantile(place)) AS first_mrr FROM begun
), unfolded AS (
    SELECT *, unnest(range(start_no, least(churn_no, 35) + 1)) AS month_no FROM priced
), stepped AS (
    SELECT *, CASE WHEN month_no = start_no OR month_no = churn_no THEN 1
        WHEN even(row_number() OVER (ORDER BY month_no, account_id), 'mrr.step') < 0.020 THEN 1.15
        WHEN even(row_number() OVER (ORDER BY month_no, account_id), 'mrr.step') > 0.993 THEN 0.88 ELSE 1 END AS step
    FROM unfolded
), grown AS (
    SELECT *, first_mrr * exp(sum(ln(step)) OVER (PARTITION BY account_id ORDER BY month_no)) AS full_mrr FROM stepped
), paid AS (
    SELECT *, CASE WHEN month_no = churn_no THEN 0 ELSE round(full_mrr, 2) END AS mrr FROM grown
), compared AS (
    SELECT *, lag(mrr) OVER (PARTITION BY account_id ORDER BY month_no) AS before FROM paid
)
SELECT (DATE '2023-01-01' + to_months(month_no::INT))::DATE, account_id, CASE size_segment WHEN 'smb' THEN 1 WHEN 'mid' THEN 2
    ELSE 3 END, region, mrr,
    coalesce(before, CASE WHEN is_base THEN mrr ELSE 0 END),
    CASE WHEN mrr = 0 THEN 0 ELSE greatest(1, round(mrr / 180)) END,
    CASE WHEN month_no = churn_no THEN 'churned' WHEN month_no = start_no THEN CASE WHEN is_base THEN 'active' ELSE 'new' END
        WHEN step > 1 THEN 'expansion' WHEN step < 1 THEN 'contraction' ELSE 'active' END
FROM compared ORDER BY month_no, account_id;
