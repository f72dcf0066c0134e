SELECT
    u.user_id, u.account_id, u.signup_at, u.platform, u.region, v.app_version, u.activated_at,
    u.first_key_feature_at
FROM users AS u
LEFT JOIN (
    SELECT user_id, arg_min(app_version, occurred_at) AS app_version
    FROM product_events
    GROUP BY user_id
) AS v ON v.user_id = u.user_id
WHERE NOT u.is_internal
