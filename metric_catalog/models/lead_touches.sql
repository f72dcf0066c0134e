-- A lead stands beside every touch of the person behind it within the window, with the share of
-- it that the attribution model gives to that touch. The shares of one lead add up to 1; a lead without a
-- touch stands here once, unattributed.
WITH touched AS (
    SELECT
        l.lead_id, l.created_at, l.account_id, l.product_id, l.region,
        t.channel, t.campaign_id, t.touch_type,
        date_diff('hour', t.touched_at, l.created_at) / 24.0 AS age_days,
        row_number() OVER (PARTITION BY l.lead_id ORDER BY t.touched_at, t.touch_id) AS place,
        count(t.touch_id) OVER (PARTITION BY l.lead_id) AS touches
    FROM leads AS l
    LEFT JOIN touchpoints AS t
        ON t.person_id = l.person_id
        AND t.touched_at <= l.created_at AND t.touched_at > l.created_at - to_days($window_days)
),
weighed AS (
    SELECT
        lead_id, created_at, account_id, product_id, region, channel, campaign_id, touch_type, touches,
        CASE
            WHEN touches <= 1 THEN 1.0
            WHEN $attribution_model = 'first' THEN CASE WHEN place = 1 THEN 1.0 ELSE 0.0 END
            WHEN $attribution_model = 'last' THEN CASE WHEN place = touches THEN 1.0 ELSE 0.0 END
            WHEN $attribution_model = 'linear' THEN 1.0
            WHEN $attribution_model = 'time_decay' THEN pow(2.0, -age_days / $half_life_days)
            -- position: what is left of the weights goes to the touches in between; without any, the first and
            -- the last share everything in proportion
            WHEN touches = 2 AND $w_first + $w_last = 0.0 THEN 1.0
            WHEN place = 1 THEN $w_first
            WHEN place = touches THEN $w_last
            ELSE (1.0 - $w_first - $w_last) / (touches - 2)
        END AS raw
    FROM touched
)
SELECT
    lead_id, created_at, account_id, product_id, region, coalesce(channel, 'unattributed') AS channel,
    campaign_id, touch_type, touches = 0 AS is_unattributed,
    raw / sum(raw) OVER (PARTITION BY lead_id) AS weight
FROM weighed
