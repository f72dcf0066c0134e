-- What sales people do. Each has the same number of activities and minutes on the phone a year; what differs is
-- how many of them move something: in 2025 the best quarter by signed amount has 2.3 times the others' share.
-- Reads opportunities, orders, employees, rep_seat, accounts, leads, size.

CREATE OR REPLACE TEMP TABLE rep_year AS
WITH sold AS (
    SELECT r.employee_id, r.region, coalesce(sum(o.net_amount) FILTER (WHERE o.status = 'signed'), 0) AS amount
    FROM rep_seat r LEFT JOIN orders o ON o.owner_rep_id = r.employee_id AND year(o.ordered_at) = 2025 GROUP BY ALL
), ranked AS (
    SELECT *, ntile(4) OVER (ORDER BY amount DESC, employee_id) = 1 AS is_top FROM sold
), rated AS (
    SELECT *, CASE WHEN employee_id = 23 AND is_top THEN 2.7 WHEN NOT is_top THEN 1
        ELSE (2.3 * count(*) FILTER (WHERE is_top) OVER () - 2.7) / greatest(count(*) FILTER (WHERE is_top) OVER () - 1, 1) END AS factor
    FROM ranked
)
SELECT r.employee_id, r.region, y.year, round(s.rep_activities / 3.0 / s.reps)::BIGINT AS wanted,
    CASE WHEN y.year = 2025 THEN round(0.22 * r.factor * s.rep_activities / 3.0 / s.reps) ELSE round(0.30 * s.rep_activities / 3.0 / s.reps) END AS effective,
    s.rep_activities / 3.0 / s.reps * 5.5 * CASE WHEN r.employee_id = 44 THEN 2.1 ELSE 0.93 + 0.14 * even(row_number() OVER (PARTITION BY y.year, r.is_top ORDER BY r.employee_id), 'act.minutes') END AS minutes
FROM rated r CROSS JOIN size s CROSS JOIN (VALUES (2023), (2024), (2025)) AS y(year);

CREATE OR REPLACE TEMP TABLE activity_draft AS
WITH counted AS (
    SELECT opportunity_id, owner_rep_id AS employee_id, account_id, lead_id, created_at, last_activity_at, is_won,
        unnest(range(CASE WHEN is_won THEN uniform_int(opportunity_id, 'act.count', 4, 7) WHEN is_won IS NULL THEN uniform_int(opportunity_id, 'act.count', 2, 3)
            ELSE uniform_int(opportunity_id, 'act.count', 1, 3) END)) AS i
    FROM opportunities
), pursued AS (
    SELECT employee_id, account_id, opportunity_id, lead_id, opportunity_id * 16 + i AS draw, CASE WHEN is_won THEN 0 ELSE 1 END AS rank,
        -- the latest activity of an open deal is the one its record shows
        CASE WHEN i = 0 THEN last_activity_at ELSE created_at + (last_activity_at - created_at) * u(opportunity_id * 16 + i, 'act.at') END AS occurred_at
    FROM counted
), filled AS (
    SELECT y.employee_id, y.region, y.year, y.employee_id * 1000000 + (y.year - 2023) * 100000 + unnest(range(y.wanted - coalesce(p.n, 0))) AS draw
    FROM rep_year y LEFT JOIN (SELECT employee_id, year(occurred_at) AS year, count(*) AS n FROM pursued GROUP BY ALL) p USING (employee_id, year)
    WHERE y.wanted > coalesce(p.n, 0)
), region_account AS (
    SELECT account_id, region, row_number() OVER (PARTITION BY region ORDER BY created_at, account_id) AS place, count(*) FILTER (WHERE created_at < TIMESTAMP '2023-01-01') OVER (PARTITION BY region) AS early
    FROM accounts
), dated AS (
    SELECT *, make_date(year, 1, 1) + floor(u(draw, 'act.day') * CASE WHEN employee_id = 31 AND year = 2025 THEN 317 ELSE 364 END)::INT AS day FROM filled
)
SELECT employee_id, account_id, opportunity_id, lead_id, occurred_at, draw, rank FROM pursued
UNION ALL
SELECT d.employee_id, a.account_id, NULL, NULL, CASE WHEN isodow(day) >= 6 THEN day - 2 ELSE day END + to_seconds(32400 + u(draw, 'act.tod') * 32000), draw, 2
FROM dated d JOIN (SELECT DISTINCT region, early FROM region_account) e USING (region)
JOIN region_account a ON a.region = d.region AND a.place = uniform_int(d.draw, 'act.account', 1, e.early);

INSERT INTO rep_activities
WITH placed AS (
    SELECT a.*, y.effective, y.minutes,
        row_number() OVER (PARTITION BY a.employee_id, y.year ORDER BY u(a.draw, 'act.type'), a.draw, a.rank) AS type_place,
        row_number() OVER (PARTITION BY a.employee_id, y.year ORDER BY u(a.draw, 'act.effective') + 0.45 * a.rank, a.draw) AS effective_place,
        count(*) OVER (PARTITION BY a.employee_id, y.year) AS n
    FROM activity_draft a JOIN rep_year y ON y.employee_id = a.employee_id AND y.year = greatest(2023, year(a.occurred_at))
), typed AS (
    SELECT *, CASE WHEN type_place <= round(0.5 * n) THEN 'call' WHEN type_place <= round(0.7 * n) THEN 'visit' WHEN type_place <= round(0.88 * n) THEN 'email' ELSE 'demo' END AS activity_type
    FROM placed
), lasting AS (
    SELECT *, CASE activity_type WHEN 'call' THEN 2 + exponential(draw, 'act.minutes', 9) WHEN 'visit' THEN 40 + 70 * u(draw, 'act.minutes')
        WHEN 'demo' THEN 30 + 45 * u(draw, 'act.minutes') ELSE 5 END AS raw_min
    FROM typed
)
SELECT row_number() OVER (ORDER BY occurred_at, employee_id, draw, rank), occurred_at, employee_id, account_id, opportunity_id, lead_id, activity_type,
    round(CASE activity_type WHEN 'call' THEN raw_min * minutes / sum(raw_min) FILTER (WHERE activity_type = 'call') OVER (PARTITION BY employee_id, year(occurred_at)) ELSE raw_min END, 1),
    effective_place <= effective
FROM lasting ORDER BY occurred_at, employee_id, draw, rank;

DROP TABLE rep_year;
DROP TABLE activity_draft;
