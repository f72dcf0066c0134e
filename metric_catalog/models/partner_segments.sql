-- Where a partner stands in the year of the data's end: a star has at least twice the median of the signed amounts and
-- collects 95 % of what is due; one with potential has signed less than the median, 80 % of those invited come to its
-- trainings, and its deals of the last half year are worth more than those of the half year before.
WITH sales AS (
    SELECT partner_id, sum(net_amount) AS amount
    FROM orders
    WHERE status = 'signed' AND partner_id IS NOT NULL
        AND ordered_at >= date_trunc('year', CAST($as_of AS TIMESTAMP)) AND ordered_at <= $as_of
    GROUP BY 1
),
collected AS (
    SELECT partner_id, sum(coalesce(paid_amount, 0)) / nullif(sum(due_amount), 0) AS rate
    FROM payments
    WHERE partner_id IS NOT NULL AND due_on >= date_trunc('year', CAST($as_of AS TIMESTAMP)) AND due_on <= $as_of
    GROUP BY 1
),
training AS (
    SELECT partner_id, sum(attended_cnt) * 1.0 / nullif(sum(invited_cnt), 0) AS rate
    FROM partner_programs
    WHERE program_type = 'training'
        AND started_on >= date_trunc('year', CAST($as_of AS TIMESTAMP)) AND started_on <= $as_of
    GROUP BY 1
),
pipeline AS (
    SELECT
        partner_id,
        sum(CASE WHEN created_at > $as_of - INTERVAL 6 MONTH THEN amount ELSE 0 END) AS latest,
        sum(CASE WHEN created_at <= $as_of - INTERVAL 6 MONTH THEN amount ELSE 0 END) AS before
    FROM opportunities
    WHERE partner_id IS NOT NULL AND created_at > $as_of - INTERVAL 12 MONTH AND created_at <= $as_of
    GROUP BY 1
),
measured AS (
    SELECT
        p.partner_id, coalesce(s.amount, 0) AS amount, median(coalesce(s.amount, 0)) OVER () AS middle,
        c.rate AS collection, t.rate AS training, coalesce(l.latest, 0) > coalesce(l.before, 0) AS grows
    FROM partners AS p
    LEFT JOIN sales AS s ON s.partner_id = p.partner_id
    LEFT JOIN collected AS c ON c.partner_id = p.partner_id
    LEFT JOIN training AS t ON t.partner_id = p.partner_id
    LEFT JOIN pipeline AS l ON l.partner_id = p.partner_id
)
SELECT
    partner_id,
    CASE
        WHEN amount >= 2 * middle AND collection >= 0.95 THEN 'star'
        WHEN amount < middle AND training >= 0.8 AND grows THEN 'potential'
        ELSE 'regular_partner'
    END AS partner_segment
FROM measured
