-- An account pays where its subscription of the event's month has a fee.
SELECT
    e.event_id, e.occurred_at, e.account_id, e.user_id, e.feature_id, s.product_id, s.region, e.platform
FROM product_events AS e
JOIN features AS f ON f.feature_id = e.feature_id
JOIN subscription_months AS s
    ON s.account_id = e.account_id AND s.month = CAST(date_trunc('month', e.occurred_at) AS DATE)
LEFT JOIN users AS u ON u.user_id = e.user_id
WHERE f.is_key AND s.mrr > 0 AND NOT coalesce(u.is_internal, FALSE)
