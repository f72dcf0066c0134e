-- The path of every lead: 1 + Poisson touches, the last of which is the channel of the lead. Who comes first
-- differs from who comes last: mail and paid social open, organic search closes.
-- Reads leads, campaign_flight, size.

CREATE OR REPLACE TEMP TABLE first_mix AS
SELECT * FROM (VALUES
    -- share of all first touches, share of first touches where organic search is the last
    ('organic_search', 0.17, 0.15), ('email', 0.22, 0.40), ('paid_social', 0.24, 0.22), ('paid_search', 0.10, 0.07),
        ('display', 0.06, 0.05),
    ('organic_social', 0.05, 0.04), ('event', 0.06, 0.03), ('wecom', 0.04, 0.02), ('partner', 0.04, 0.01), ('direct', 0.02, 0.01)
) AS t(channel, overall, before_organic);

CREATE OR REPLACE TEMP TABLE lead_touches AS
WITH mean AS (
    SELECT touchpoints / leads::DOUBLE - 1 AS m FROM size
), cumulated AS (
    SELECT k, sum(exp(-m) * pow(m, k) / gamma(k + 1.0)) OVER (ORDER BY k) AS upto FROM mean, range(11) AS r(k)
), numbered AS (
    SELECT lead_id, created_at, person_id, channel, campaign_id, row_number() OVER (ORDER BY created_at, lead_id) AS seq
        FROM leads
)
SELECT n.*, (1 + (SELECT count(*) FROM cumulated WHERE upto < even_c(n.seq, 'touch.count')))::INT AS touches,
    n.channel = 'organic_search' AS ends_organic
FROM numbered n;

-- Paths of one touch begin as they end; the longer ones make up for it.
CREATE OR REPLACE TEMP TABLE first_share AS
WITH counted AS (
    SELECT count(*) AS n, count(*) FILTER (WHERE touches > 1) AS longer,
        count(*) FILTER (WHERE touches > 1 AND ends_organic) AS organic FROM lead_touches
), single AS (
    SELECT channel, count(*) AS n FROM lead_touches WHERE touches = 1 GROUP BY 1
), wanted AS (
    SELECT m.channel, greatest(0, m.overall * c.n - coalesce(s.n, 0) - m.before_organic * c.organic) AS other_n,
        m.before_organic * c.organic AS organic_n
    FROM first_mix m CROSS JOIN counted c LEFT JOIN single s USING (channel)
), shared AS (
    SELECT channel, true AS ends_organic, organic_n / sum(organic_n) OVER () AS share FROM wanted
    UNION ALL SELECT channel, false, other_n / sum(other_n) OVER () FROM wanted
)
SELECT *, sum(share) OVER w - share AS from_share, CASE WHEN row_number()
    OVER (PARTITION BY ends_organic ORDER BY channel DESC) = 1 THEN 1.01 ELSE sum(share) OVER w END AS to_share
FROM shared WINDOW w AS (PARTITION BY ends_organic ORDER BY channel);

INSERT INTO touchpoints
WITH placed AS (
    SELECT *, row_number() OVER (PARTITION BY touches > 1, ends_organic ORDER BY seq) AS first_seq FROM lead_touches
), opened AS (
    SELECT p.*, f.channel AS first_channel,
        least(CASE WHEN u(lead_id, 'touch.quick') < 0.72 THEN 0.1 + 2.8 * u(lead_id, 'touch.span')
            ELSE 3 + 22 * u(lead_id, 'touch.span') END,
            (epoch(created_at) - epoch(TIMESTAMP '2023-01-01')) / 86400 - 0.001) * 86400 AS span_sec
    FROM placed p LEFT JOIN first_share f ON p.touches > 1 AND f.ends_organic = p.ends_organic
        AND even(first_seq, 'touch.first.' || p.ends_organic::VARCHAR) >= f.from_share
            AND even(first_seq, 'touch.first.' || p.ends_organic::VARCHAR) < f.to_share
), unfolded AS (
    SELECT *, unnest(range(1, touches + 1))::INT AS k FROM opened
), touched AS (
    SELECT lead_id * 16 + CASE WHEN k = touches THEN 15 ELSE k END AS touch_id, person_id, k = touches AS is_last,
        campaign_id AS lead_campaign_id,
        CASE WHEN k = touches THEN channel WHEN k = 1 THEN first_channel
            WHEN ends_organic THEN ['paid_social','paid_social','paid_social','paid_social','paid_social','organic_search','email','organic_search','direct','display'][uniform_int(lead_id * 16 + k, 'touch.middle', 1, 10)]
            ELSE ['organic_search','paid_search','paid_social','email','organic_social','direct','wecom','display','organic_search','email'][uniform_int(lead_id * 16 + k, 'touch.middle', 1, 10)] END AS channel,
        CASE WHEN k = touches THEN created_at - to_seconds(200 + u(lead_id, 'touch.last') * 500)
            ELSE created_at - to_seconds(1000 + span_sec * (1 - (k - 1 + 0.7 * u(lead_id * 16 + k,
                'touch.at') * (k > 1)::INT) / (touches - 1))) END AS touched_at
    FROM unfolded
), typed AS (
    SELECT *, CASE WHEN channel IN ('paid_search', 'paid_social', 'display') THEN 'ad_click' WHEN channel = 'email' THEN CASE
        WHEN NOT is_last AND u(touch_id, 'touch.open') < 0.35 THEN 'email_open' ELSE 'email_click' END
        WHEN channel = 'event' THEN 'event_attend' WHEN channel = 'wecom' THEN 'wecom_click' ELSE 'visit' END AS touch_type
    FROM (SELECT * EXCLUDE (touched_at), greatest(touched_at, TIMESTAMP '2023-01-01 00:05:00') AS touched_at FROM touched)
)
SELECT t.touch_id, t.touched_at, t.person_id, t.channel, CASE WHEN t.is_last THEN t.lead_campaign_id ELSE f.campaign_id END,
    t.touch_type,
    CASE WHEN t.touch_type IN ('ad_click', 'visit', 'email_click') THEN t.touch_id * 4 + 3 END
FROM typed t CROSS JOIN size s
LEFT JOIN campaign_flight f ON f.channel = t.channel AND f.slot = uniform_int(t.touch_id, 'touch.slot', 0, s.campaign_slots - 1)
    AND f.period = ((year(t.touched_at) - 2023) * 12 + month(t.touched_at) - 1) // s.campaign_months
ORDER BY t.touched_at, t.touch_id;

DROP TABLE first_mix;
DROP TABLE lead_touches;
DROP TABLE first_share;
