-- Every group on every day since its first year: customers in it when the day began, who joined, who left, and
-- who left of those that were there when the period asked for began.
WITH lives AS (
    -- one anniversary a year gives the years of a group
    SELECT g.group_id, a.year
    FROM community_groups AS g
    JOIN calendar AS a ON a.month_no = month(g.created_on) AND day(a.date) = 1
    WHERE a.year >= year(g.created_on)
),
days AS (
    SELECT l.group_id, c.date AS day
    FROM lives AS l
    JOIN calendar AS c ON c.year = l.year
    WHERE c.date <= $as_of
),
joined AS (
    SELECT group_id, CAST(joined_at AS DATE) AS day, count(*) AS joins
    FROM community_members
    WHERE NOT is_staff
    GROUP BY 1, 2
),
departed AS (
    SELECT
        group_id, CAST(left_at AS DATE) AS day, joined_at,
        greatest(
            $range_start,
            CAST(CASE $time_grain
                WHEN 'all' THEN $range_start
                WHEN 'year' THEN date_trunc('year', left_at)
                WHEN 'quarter' THEN date_trunc('quarter', left_at)
                WHEN 'month' THEN date_trunc('month', left_at)
                WHEN 'week' THEN date_trunc('week', left_at)
                ELSE date_trunc('day', left_at)
            END AS TIMESTAMP)
        ) AS period_start
    FROM community_members
    WHERE NOT is_staff AND left_at IS NOT NULL AND left_at <= $as_of
),
left_on AS (
    SELECT group_id, day, count(*) AS leaves, count(CASE WHEN joined_at < period_start THEN 1 END) AS leaves_of_start
    FROM departed
    GROUP BY 1, 2
),
flow AS (
    SELECT
        d.group_id, d.day, coalesce(j.joins, 0) AS joins, coalesce(l.leaves, 0) AS leaves,
        coalesce(l.leaves_of_start, 0) AS leaves_of_start
    FROM days AS d
    LEFT JOIN joined AS j ON j.group_id = d.group_id AND j.day = d.day
    LEFT JOIN left_on AS l ON l.group_id = d.group_id AND l.day = d.day
)
SELECT
    group_id, day, joins, leaves, leaves_of_start,
    coalesce(sum(joins - leaves) OVER (
        PARTITION BY group_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS members_at_start
FROM flow
