-- Five components of a group's month, each ranked among its peers from 0 to 1, and their weighted mean from 0 to 100.
-- Equals share the middle of their ranks: where all are equal, each has 0.5. A component without data is left out and
-- the weights of the others grow.
WITH lives AS (
    -- one anniversary a year gives the years of a group
    SELECT g.group_id, a.year
    FROM community_groups AS g
    JOIN calendar AS a ON a.month_no = month(g.created_on) AND day(a.date) = 1
    WHERE a.year >= year(g.created_on)
),
months AS (
    SELECT l.group_id, c.date AS month
    FROM lives AS l
    JOIN calendar AS c ON c.year = l.year
    WHERE day(c.date) = 1 AND c.date <= $as_of
),
joined AS (
    SELECT
        group_id, CAST(date_trunc('month', joined_at) AS DATE) AS month, count(*) AS members,
        count(CASE WHEN is_koc THEN 1 END) AS kocs
    FROM community_members
    WHERE NOT is_staff AND joined_at <= $as_of
    GROUP BY 1, 2
),
departed AS (
    SELECT
        group_id, CAST(date_trunc('month', left_at) AS DATE) AS month, count(*) AS members,
        count(CASE WHEN is_koc THEN 1 END) AS kocs,
        count(CASE WHEN joined_at < date_trunc('month', left_at) THEN 1 END) AS members_of_start
    FROM community_members
    WHERE NOT is_staff AND left_at <= $as_of
    GROUP BY 1, 2
),
acts AS (
    SELECT
        e.group_id, CAST(date_trunc('month', e.occurred_at) AS DATE) AS month,
        count(DISTINCT CASE WHEN e.event_type = 'message' THEN e.member_id END) AS speakers,
        count(CASE WHEN e.event_type = 'link_exposed' THEN 1 END) AS exposures,
        count(CASE WHEN e.event_type = 'link_click' THEN 1 END) AS clicks,
        count(CASE WHEN e.event_type = 'convert' THEN 1 END) AS conversions
    FROM community_events AS e
    JOIN community_members AS m ON m.group_id = e.group_id AND m.member_id = e.member_id
    WHERE NOT m.is_staff AND e.occurred_at <= $as_of
    GROUP BY 1, 2
),
counted AS (
    SELECT
        t.group_id, t.month, coalesce(j.members, 0) AS joins, coalesce(d.members_of_start, 0) AS leaves_of_start,
        sum(coalesce(j.members, 0) - coalesce(d.members, 0)) OVER (
            PARTITION BY t.group_id ORDER BY t.month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS members_at_end,
        sum(coalesce(j.members, 0) - coalesce(d.members, 0)) OVER (
            PARTITION BY t.group_id ORDER BY t.month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS members_at_start,
        sum(coalesce(j.kocs, 0) - coalesce(d.kocs, 0)) OVER (
            PARTITION BY t.group_id ORDER BY t.month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS kocs,
        coalesce(a.speakers, 0) AS speakers, a.exposures, a.clicks, a.conversions
    FROM months AS t
    LEFT JOIN joined AS j ON j.group_id = t.group_id AND j.month = t.month
    LEFT JOIN departed AS d ON d.group_id = t.group_id AND d.month = t.month
    LEFT JOIN acts AS a ON a.group_id = t.group_id AND a.month = t.month
),
measured AS (
    -- a group exists while it has members
    SELECT
        c.group_id, c.month, g.region,
        CASE $group_peers WHEN 'purpose' THEN g.purpose WHEN 'region' THEN g.region ELSE 'all' END AS peers,
        (c.joins - c.leaves_of_start) * 1.0 / nullif(c.members_at_start, 0) AS net_growth,
        c.speakers * 1.0 / nullif(c.members_at_end, 0) AS speaker_ratio,
        c.clicks * 1.0 / nullif(c.exposures, 0) AS link_ctr, c.kocs, c.conversions * 1.0 / nullif(c.clicks, 0) AS conversion_rate
    FROM counted AS c
    JOIN community_groups AS g ON g.group_id = c.group_id
    WHERE c.members_at_end > 0 OR c.members_at_start > 0
),
ranked AS (
    SELECT
        group_id, month, region,
        CASE WHEN net_growth IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY month, peers, net_growth IS NULL ORDER BY net_growth) + 1.0
            - percent_rank() OVER (PARTITION BY month, peers, net_growth IS NULL ORDER BY net_growth DESC)
        ) / 2 END AS net_growth,
        CASE WHEN speaker_ratio IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY month, peers, speaker_ratio IS NULL ORDER BY speaker_ratio) + 1.0
            - percent_rank() OVER (PARTITION BY month, peers, speaker_ratio IS NULL ORDER BY speaker_ratio DESC)
        ) / 2 END AS speakers,
        CASE WHEN link_ctr IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY month, peers, link_ctr IS NULL ORDER BY link_ctr) + 1.0
            - percent_rank() OVER (PARTITION BY month, peers, link_ctr IS NULL ORDER BY link_ctr DESC)
        ) / 2 END AS link_ctr,
        CASE WHEN kocs IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY month, peers, kocs IS NULL ORDER BY kocs) + 1.0
            - percent_rank() OVER (PARTITION BY month, peers, kocs IS NULL ORDER BY kocs DESC)
        ) / 2 END AS kocs,
        CASE WHEN conversion_rate IS NOT NULL THEN (
            percent_rank() OVER (PARTITION BY month, peers, conversion_rate IS NULL ORDER BY conversion_rate) + 1.0
            - percent_rank() OVER (PARTITION BY month, peers, conversion_rate IS NULL ORDER BY conversion_rate DESC)
        ) / 2 END AS conversion
    FROM measured
),
weighed AS (
    SELECT
        group_id, month, region, net_growth, speakers, link_ctr, kocs, conversion,
        CASE WHEN net_growth IS NULL THEN 0 ELSE $weight_net_growth END AS w1,
        CASE WHEN speakers IS NULL THEN 0 ELSE $weight_speakers END AS w2,
        CASE WHEN link_ctr IS NULL THEN 0 ELSE $weight_link_ctr END AS w3,
        CASE WHEN kocs IS NULL THEN 0 ELSE $weight_koc END AS w4,
        CASE WHEN conversion IS NULL THEN 0 ELSE $weight_conversion END AS w5,
        $weight_net_growth + $weight_speakers + $weight_link_ctr + $weight_koc + $weight_conversion AS all_weights
    FROM ranked
)
SELECT
    group_id, month AS scored_month, region, 100 * net_growth AS net_growth_rank, 100 * speakers AS speaker_rank,
    100 * link_ctr AS link_ctr_rank, 100 * kocs AS koc_rank, 100 * conversion AS conversion_rank,
    (w1 + w2 + w3 + w4 + w5) / all_weights AS coverage,
    100 * (
        w1 * coalesce(net_growth, 0) + w2 * coalesce(speakers, 0) + w3 * coalesce(link_ctr, 0) + w4 * coalesce(kocs, 0)
        + w5 * coalesce(conversion, 0)
    ) / nullif(w1 + w2 + w3 + w4 + w5, 0) AS score
FROM weighed
