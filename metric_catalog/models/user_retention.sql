-- External sign-ups old enough to be judged, and whether they were active exactly so many calendar days later.
WITH active AS (
    SELECT DISTINCT user_id, CAST(occurred_at AS DATE) AS active_on
    FROM product_events
    WHERE is_active_event
),
first_seen AS (
    SELECT user_id, arg_min(app_version, occurred_at) AS app_version
    FROM product_events
    GROUP BY user_id
)
SELECT
    u.user_id, u.account_id, u.signup_at, u.platform, u.region, v.app_version, a.user_id IS NOT NULL AS is_retained
FROM users AS u
LEFT JOIN active AS a
    ON a.user_id = u.user_id AND a.active_on = CAST(u.signup_at AS DATE) + $retention_day
LEFT JOIN first_seen AS v ON v.user_id = u.user_id
WHERE NOT u.is_internal AND CAST(u.signup_at AS DATE) + $retention_day <= CAST($as_of AS DATE)
