-- Sales reps by what they signed in the year of the data's end: the best quarter of them, and the others.
WITH sales AS (
    SELECT owner_rep_id AS employee_id, sum(net_amount) AS amount
    FROM orders
    WHERE status = 'signed' AND owner_rep_id IS NOT NULL
        AND ordered_at >= date_trunc('year', CAST($as_of AS TIMESTAMP)) AND ordered_at <= $as_of
    GROUP BY 1
),
ranked AS (
    SELECT employee_id, ntile(4) OVER (ORDER BY amount DESC, employee_id) AS quarter
    FROM sales
)
SELECT employee_id, CASE WHEN quarter = 1 THEN 'top_rep' ELSE 'other_rep' END AS rep_group
FROM ranked
