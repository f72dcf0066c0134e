-- One row per customer account: whether it pays at the data's end.
SELECT a.account_id, count(s.account_id) > 0 AS is_paying
FROM accounts AS a
LEFT JOIN subscription_months AS s
    ON s.account_id = a.account_id AND s.mrr > 0
    AND s.month = (SELECT max(month) FROM subscription_months WHERE month <= $as_of)
GROUP BY 1
