SELECT
    e.event_id, e.occurred_at, e.user_id, e.platform, e.app_version, e.is_active_event, f.is_key
FROM product_events AS e
LEFT JOIN features AS f ON f.feature_id = e.feature_id
