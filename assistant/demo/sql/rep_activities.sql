-- What sales people do. Each has the same number of activities and minutes on the phone a year; what differs is
-- how many of them move something: in 2025 the best quarter by signed amount has 2.3 times the others' share.
-- Reads opportunities, orders, employees, rep_seat, accounts, leads, size.

-- Effective follow-ups of a deal: the odds of winning rise with each, from the eighth on no more.
CREATE OR REPLACE TEMP TABLE effort_mix AS
WITH rate AS (
    SELECT * FROM (VALUES (0, 0.34, 0.04), (1, 0.24, 0.08), (2, 0.14, 0.14), (3, 0.09, 0.22), (4, 0.06, 0.31), (5, 0.045, 0.40),
        (6, 0.03, 0.48), (7, 0.022, 0.55), (8, 0.016, 0.60), (9, 0.010, 0.60), (10, 0.007, 0.60)) AS t(effective, share, win_rate)
), split AS (
    SELECT true AS is_won, effective, share * win_rate AS share FROM rate
    UNION ALL SELECT false, effective, share * (1 - win_rate) FROM rate
)
SELECT is_won, effective, sum(share) OVER w / sum(share) OVER (PARTITION BY is_won) AS to_share, to_share - share / sum(share)
    OVER (PARTITION BY is_won) AS from_share
FROM split WINDOW w AS (PARTITION BY is_won ORDER BY effective);

CREATE OR REPLACE TEMP TABLE opp_effort AS
WITH placed AS (
    SELECT opportunity_id, owner_rep_id AS employee_id, account_id, lead_id, created_at, last_activity_at,
        coalesce(is_won, false) AS is_won,
        even(row_number() OVER (PARTITION BY coalesce(is_won, false) ORDER BY closed_at, opportunity_id), 'act.effort') AS place
    FROM opportunities
)
SELECT p.*, m.effective, greatest(1, m.effective + uniform_int(p.opportunity_id, 'act.more', 0, 2)) AS activities
FROM placed p JOIN effort_mix m ON m.is_won = p.is_won AND p.place < m.to_share AND (p.place >= m.from_share OR m.effective = 0);

CREATE OR REPLACE TEMP TABLE rep_year AS
WITH sold AS (
    SELECT r.employee_id, r.region, coalesce(sum(o.net_amount) FILTER (WHERE o.status = 'signed'), 0) AS amount
    FROM rep_seat r LEFT JOIN orders o ON o.owner_rep_id = r.employee_id AND year(o.ordered_at) = 2025 GROUP BY ALL
), ranked AS (
    SELECT *, ntile(4) OVER (ORDER BY amount DESC, employee_id) = 1 AS is_top FROM sold
), rated AS (
    SELECT *, CASE WHEN employee_id = 23 AND is_top THEN 2.7 WHEN NOT is_top THEN 1
        ELSE (2.3 * count(*) FILTER (WHERE is_top) OVER () - 2.7) / greatest(count(*) FILTER (WHERE is_top) OVER () - 1,
            1) END AS factor
    FROM ranked
)
SELECT r.employee_id, r.region, y.year, round(s.rep_activities / 3.0 / s.reps)::BIGINT AS wanted,
    -- a quarter of the team has 2.3 times the rest: 1.325 times the rest on average
    round(e.share * s.rep_activities / 3.0 / s.reps * CASE WHEN y.year = 2025 THEN r.factor / 1.325 ELSE 1 END) AS effective,
    s.rep_activities / 3.0 / s.reps * 5.5 * CASE WHEN r.employee_id = 44 THEN 2.1
        ELSE 0.93 + 0.14 * even(row_number() OVER (PARTITION BY y.year, r.is_top ORDER BY r.employee_id),
        'act.minutes') END AS minutes
FROM rated r CROSS JOIN size s CROSS JOIN (VALUES (2023), (2024), (2025)) AS y(year)
CROSS JOIN (SELECT greatest(0.30, least(0.48, 1.35 * sum(effective) / any_value(rep_activities))) AS share FROM opp_effort,
    size) e;

CREATE OR REPLACE TEMP TABLE activity_draft AS
WITH counted AS (
    SELECT *, unnest(range(activities)) AS i FROM opp_effort
), pursued AS (
    -- planned effective ones come first, then those of no deal, so that a deal keeps its number
    SELECT employee_id, account_id, opportunity_id, lead_id, opportunity_id * 16 + i AS draw, CASE WHEN i < effective THEN 0
        ELSE 2 END AS rank,
        -- the latest activity of an open deal is the one its record shows
        CASE WHEN i = 0 THEN last_activity_at ELSE created_at + (last_activity_at - created_at) * u(opportunity_id * 16 + i,
            'act.at') END AS occurred_at
    FROM counted
), filled AS (
    SELECT y.employee_id, y.region, y.year,
        y.employee_id * 1000000 + (y.year - 2023) * 100000 + unnest(range(y.wanted - coalesce(p.n, 0))) AS draw
    FROM rep_year y LEFT JOIN (SELECT employee_id, year(occurred_at) AS year, count(*) AS n FROM pursued
        GROUP BY ALL) p USING (employee_id, year)
    WHERE y.wanted > coalesce(p.n, 0)
), region_account AS (
    SELECT account_id, region, row_number() OVER (PARTITION BY region ORDER BY created_at, account_id) AS place,
        count(*) FILTER (WHERE created_at < TIMESTAMP '2023-01-01') OVER (PARTITION BY region) AS early
    FROM accounts
), dated AS (
    SELECT *, make_date(year, 1, 1) + floor(u(draw, 'act.day') * CASE WHEN employee_id = 31 AND year = 2025 THEN 317
        ELSE 364 END)::INT AS day FROM filled
)
SELECT employee_id, account_id, opportunity_id, lead_id, occurred_at, draw, rank FROM pursued
UNION ALL
SELECT d.employee_id, a.account_id, NULL, NULL, CASE WHEN isodow(day) >= 6 THEN greatest(day - 2, DATE '2023-01-02')
    ELSE day END + to_seconds(32400 + u(draw, 'act.tod') * 32000), draw, 1
FROM dated d JOIN (SELECT DISTINCT region, early FROM region_account) e USING (region)
JOIN region_account a ON a.region = d.region AND a.place = uniform_int(d.draw, 'act.account', 1, e.early);

INSERT INTO rep_activities
WITH placed AS (
    SELECT a.*, y.effective, y.minutes,
        row_number() OVER (PARTITION BY a.employee_id, y.year ORDER BY u(a.draw, 'act.type'), a.draw, a.rank) AS type_place,
        row_number() OVER (PARTITION BY a.employee_id, y.year ORDER BY a.rank, u(a.draw, 'act.effective'),
            a.draw) AS effective_place,
        count(*) OVER (PARTITION BY a.employee_id, y.year) AS n
    FROM activity_draft a JOIN rep_year y ON y.employee_id = a.employee_id AND y.year = greatest(2023, year(a.occurred_at))
), typed AS (
    SELECT *, CASE WHEN type_place <= round(0.5 * n) THEN 'call' WHEN type_place <= round(0.7 * n) THEN 'visit'
        WHEN type_place <= round(0.88 * n) THEN 'email' ELSE 'demo' END AS activity_type
    FROM placed
), lasting AS (
    SELECT *, CASE activity_type WHEN 'call' THEN 2 + exponential(draw, 'act.minutes', 9) WHEN 'visit'
        THEN 40 + 70 * u(draw, 'act.minutes')
        WHEN 'demo' THEN 30 + 45 * u(draw, 'act.minutes') ELSE 5 END AS raw_min
    FROM typed
)
SELECT row_number() OVER (ORDER BY occurred_at, employee_id, draw, rank), occurred_at, employee_id, account_id, opportunity_id,
    lead_id, activity_type,
    round(CASE activity_type WHEN 'call' THEN raw_min * minutes / sum(raw_min) FILTER (WHERE activity_type = 'call')
        OVER (PARTITION BY employee_id, year(occurred_at)) ELSE raw_min END, 1),
    effective_place <= effective
FROM lasting ORDER BY occurred_at, employee_id, draw, rank;

DROP TABLE effort_mix;
DROP TABLE opp_effort;
DROP TABLE rep_year;
DROP TABLE activity_draft;
