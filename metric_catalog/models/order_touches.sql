-- A first order stands beside every touch of the person behind its lead within the window, with the share of
-- it that the attribution model gives to that touch. The shares of one order add up to 1; an order without a
-- touch stands here once, unattributed.
WITH touched AS (
    SELECT
        o.order_id, o.ordered_at, o.account_id, o.product_id, o.region,
        o.net_amount - o.refunded_amount AS revenue,
        t.channel, t.campaign_id, t.touch_type,
        date_diff('hour', t.touched_at, o.ordered_at) / 24.0 AS age_days,
        row_number() OVER (PARTITION BY o.order_id ORDER BY t.touched_at, t.touch_id) AS place,
        count(t.touch_id) OVER (PARTITION BY o.order_id) AS touches
    FROM orders AS o
    LEFT JOIN opportunities AS p ON p.opportunity_id = o.opportunity_id
    LEFT JOIN leads AS l ON l.lead_id = p.lead_id
    LEFT JOIN touchpoints AS t
        ON t.person_id = l.person_id
        AND t.touched_at <= o.ordered_at AND t.touched_at > o.ordered_at - to_days($window_days)
    WHERE o.status = 'signed' AND o.is_first_order
),
weighed AS (
    SELECT
        order_id, ordered_at, account_id, product_id, region, revenue, channel, campaign_id, touch_type, touches,
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
    order_id, ordered_at, account_id, product_id, region, revenue, coalesce(channel, 'unattributed') AS channel,
    campaign_id, touch_type, touches = 0 AS is_unattributed,
    raw / sum(raw) OVER (PARTITION BY order_id) AS weight
FROM weighed
