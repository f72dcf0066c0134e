-- Each active user day stands beside every feature that anyone used in that year: the denominator of a
-- feature is all active users, not only those who used it.
WITH active AS (
    SELECT DISTINCT
        user_id, CAST(occurred_at AS DATE) AS active_on, year(occurred_at) AS active_year, platform, app_version
    FROM product_events
    WHERE is_active_event AND user_id IS NOT NULL
),
in_use AS (
    SELECT DISTINCT year(occurred_at) AS active_year, feature_id
    FROM product_events
    WHERE feature_id IS NOT NULL
)
SELECT a.user_id, a.active_on, f.feature_id, a.platform, a.app_version
FROM active AS a
JOIN in_use AS f ON f.active_year = a.active_year
