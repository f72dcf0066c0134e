-- Opportunities and orders, with the amounts that the stories fix.
-- Reads lead_draft, lead_day, region_share, rep_seat, base_customer, prospect, user_plan, accounts, partners, size.
-- Leaves opp_draft, order_draft and customer_life (from when to when an account pays).

-- opportunities: where they come from ---------------------------------------------------------------
CREATE OR REPLACE TEMP TABLE opp_source AS
WITH wanted AS (
    SELECT greatest(opportunities - (SELECT count(opened_at) FROM lead_draft) - 14, 20) AS without_lead FROM size
), grown AS (
    -- partners with potential bring more every quarter
    SELECT p.partner_id, p.region, q.quarter_no, unnest(range(greatest(1, round(q.n * s.leads / 60000.0))::BIGINT)) AS i
    FROM partners p, size s, (VALUES (1, 1), (2, 2), (3, 3), (4, 5)) AS q(quarter_no, n)
    WHERE p.partner_id IN (1, 3, 5, 7)
), outbound AS (
    SELECT unnest(range(round(without_lead * (to_share - share))::BIGINT, round(without_lead * to_share)::BIGINT)) AS i, day
    FROM lead_day, wanted
)
SELECT 'lead' AS origin, lead_id AS source_no, lead_id, region, product_id, partner_id, lead_type, opened_at AS created_at,
    NULL::INT AS fixed_stage
FROM lead_draft WHERE opened_at IS NOT NULL
UNION ALL
SELECT CASE WHEN even_c(o.i, 'opp.origin') < 0.62 THEN 'outbound' ELSE 'customer' END, o.i, NULL, r.region,
    CASE WHEN even(o.i, 'opp.product') < 0.4 THEN 1 WHEN even(o.i, 'opp.product') < 0.8 THEN 2 ELSE 3 END, NULL, NULL,
    o.day + to_seconds(32400 + u(o.i, 'opp.tod') * 32400), NULL
FROM outbound o JOIN region_share r ON even_b(o.i, 'opp.region') >= r.from_share AND even_b(o.i, 'opp.region') < r.to_share
UNION ALL
SELECT 'partner', partner_id * 1000000 + quarter_no * 100000 + i, NULL, region, 2, partner_id, NULL,
    DATE '2025-01-06' + ((quarter_no - 1) * 92 + floor(80 * u(partner_id * 1000000 + quarter_no * 100000 + i,
        'opp.partner')))::INT + INTERVAL 10 HOUR, 0
FROM grown
UNION ALL
SELECT 'stalled', i, NULL,
    CASE WHEN i < 9 THEN 'north_cn' ELSE ['east_cn', 'apac', 'east_cn', 'emea', 'na'][(i - 8)::INT] END, 2 + (i % 2), NULL, NULL,
    DATE '2025-03-03' + (i * 11)::INT + INTERVAL 10 HOUR, 1
FROM range(14) AS r(i);

-- Stages follow each other on later days; what lies beyond the data is still open.
CREATE OR REPLACE TEMP TABLE opp_path AS
WITH numbered AS (
    SELECT row_number() OVER (ORDER BY created_at, origin, source_no) AS opp_id, * FROM opp_source
), timed AS (
    SELECT *, least(lognormal(opp_id, 'opp.cycle', CASE lead_type WHEN 'quote_request' THEN 35 WHEN 'newsletter' THEN 120
        WHEN 'whitepaper' THEN 85 ELSE 64 END, 0.4), 240) AS cycle_days
    FROM numbered
), dated AS (
    SELECT * EXCLUDE (cycle_days),
        created_at::DATE + greatest(1, round(cycle_days * 0.30))::INT + to_seconds(32400 + u(opp_id,
            'opp.t1') * 32000) AS contact_end,
        created_at::DATE + greatest(2, round(cycle_days * 0.78))::INT + to_seconds(32400 + u(opp_id,
            'opp.t2') * 32000) AS proposal_end,
        created_at::DATE + greatest(3, round(cycle_days))::INT + to_seconds(32400 + u(opp_id,
            'opp.t3') * 32000) AS negotiation_end
    FROM timed
), contacted AS (
    SELECT *, origin = 'stalled' OR (fixed_stage IS NULL AND contact_end <= TIMESTAMP '2025-12-31 23:59:59'
        AND even(row_number() OVER (PARTITION BY fixed_stage IS NULL ORDER BY contact_end, opp_id),
            'opp.contact') < 0.66) AS is_proposed
    FROM dated
), proposed AS (
    SELECT *, origin = 'stalled' OR (is_proposed AND proposal_end <= TIMESTAMP '2025-12-31 23:59:59'
        AND even(row_number() OVER (PARTITION BY is_proposed, fixed_stage IS NULL ORDER BY proposal_end, opp_id),
            'opp.proposal') < 0.612) AS is_negotiated
    FROM contacted
), decided AS (
    SELECT *, is_negotiated AND origin <> 'stalled' AND negotiation_end <= TIMESTAMP '2025-12-31 23:59:59' AS is_decided,
        CASE WHEN proposal_end < TIMESTAMP '2025-07-01' THEN 0 WHEN region = 'south_cn' THEN 1 ELSE 2 END AS win_cell
    FROM proposed
), placed AS (
    -- shares count all that entered, so those still open raise the share among the decided
    SELECT *, row_number() OVER (PARTITION BY win_cell, region = 'south_cn', is_decided ORDER BY proposal_end,
        opp_id) AS decided_place,
        count(*) FILTER (WHERE is_negotiated) OVER (PARTITION BY win_cell, region = 'south_cn') AS entered,
        count(*) FILTER (WHERE is_decided) OVER (PARTITION BY win_cell, region = 'south_cn') AS decided
    FROM decided
)
SELECT * EXCLUDE (decided_place, entered, decided, is_decided, win_cell),
    CASE WHEN is_negotiated THEN is_decided
        AND floor(decided_place * won_share + 0.5) > floor((decided_place - 1) * won_share + 0.5) ELSE false END AS is_won,
    CASE WHEN is_decided THEN negotiation_end WHEN is_negotiated THEN NULL
        WHEN is_proposed THEN CASE WHEN proposal_end <= TIMESTAMP '2025-12-31 23:59:59' THEN proposal_end END
        WHEN fixed_stage IS NULL AND contact_end <= TIMESTAMP '2025-12-31 23:59:59' THEN contact_end END AS closed_at
FROM (SELECT *, [0.392, 0.22, 0.38][win_cell + 1] * entered / greatest(decided, 1) AS won_share FROM placed);

-- paying accounts -----------------------------------------------------------------------------------
-- New ones take the prospects of their region in the order of creation.
CREATE OR REPLACE TEMP TABLE won_account AS
WITH won AS (
    SELECT opp_id, region, closed_at, row_number() OVER (PARTITION BY region ORDER BY created_at, opp_id) AS place
    FROM opp_path WHERE is_won AND origin <> 'customer'
), room AS (
    SELECT region, max(region_no) AS prospects FROM prospect GROUP BY region
), spread AS (
    SELECT w.*, least(1.4, r.prospects / max(w.place) OVER (PARTITION BY w.region)) AS stride FROM won w
        JOIN room r USING (region)
)
SELECT s.opp_id, s.closed_at, p.account_id, s.region
FROM spread s JOIN prospect p ON p.region = s.region AND p.region_no = greatest(1, floor(s.place * s.stride))::BIGINT;

-- Survival to the month where the summed hazard passes an evenly spread threshold: shares hold in every month.
-- Of accounts that began together, those whose users never came back on day 30 run three times the risk:
-- ordered by an exponential draw over the risk, they take the thresholds from the lowest up.
CREATE OR REPLACE TEMP TABLE customer_life AS
WITH joined AS (
    SELECT account_id, region, 0 AS start_no, NULL AS first_ordered_at FROM base_customer
    UNION ALL
    SELECT account_id, region, (year(closed_at) - 2023) * 12 + month(closed_at) - 1, closed_at FROM won_account
), used AS (
    SELECT account_id, bool_or(back_d30) AS comes_back FROM user_plan WHERE NOT is_internal AND age >= 30 GROUP BY account_id
), hazard AS (
    SELECT region, m AS month_no, sum(-ln(1 - CASE WHEN region = 'emea' AND m >= 29 THEN 0.031
        WHEN region IN ('emea', 'apac', 'na') THEN 0.014 ELSE 0.013 END)) OVER (PARTITION BY region ORDER BY m) AS summed
    FROM region_share, range(36) AS r(m)
), ordered AS (
    SELECT j.*, even(row_number() OVER (PARTITION BY j.region ORDER BY start_no, u(account_id, 'life.order')),
        'life.' || j.region) AS survival,
        row_number() OVER (PARTITION BY j.region, start_no
            ORDER BY exponential(account_id, 'life.risk', CASE WHEN coalesce(u.comes_back, true) THEN 1 ELSE 1 / 3.0 END),
            account_id) AS risk_place
    FROM joined j LEFT JOIN used u USING (account_id)
), threshold AS (
    SELECT o.* EXCLUDE (survival), coalesce(h.summed, 0) - ln(1 - t.survival) AS ends_at
    FROM ordered o
    JOIN (SELECT region, start_no, survival, row_number() OVER (PARTITION BY region, start_no ORDER BY survival) AS risk_place
        FROM ordered) t USING (region, start_no, risk_place)
    LEFT JOIN hazard h ON h.region = o.region AND h.month_no = o.start_no
)
-- churn_no: the first month without payment; 36 and more lie beyond the data
SELECT t.account_id, t.region, t.start_no, t.first_ordered_at,
    greatest(t.start_no + 1, (SELECT count(*) FROM hazard h WHERE h.region = t.region AND h.summed < t.ends_at)) AS churn_no
FROM threshold t;

CREATE OR REPLACE TEMP TABLE base_place AS
SELECT l.account_id, l.region, l.churn_no, a.size_segment, a.partner_id, row_number()
    OVER (PARTITION BY l.region ORDER BY l.churn_no DESC, u(l.account_id, 'life.place')) AS place
FROM customer_life l JOIN accounts a USING (account_id) WHERE l.first_ordered_at IS NULL;

-- how many of the long-lived first accounts of a region still pay in a month
CREATE OR REPLACE TEMP TABLE base_alive AS
SELECT p.region, m AS month_no, count(*) AS alive FROM base_place p, range(36) AS r(m) WHERE p.churn_no > m GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE opp_account AS
WITH open_prospect AS (
    SELECT o.opp_id, o.region, coalesce(p.region_no, 1) AS known
    FROM opp_path o ASOF LEFT JOIN prospect p ON p.region = o.region AND p.created_at <= o.created_at
    WHERE o.origin <> 'customer' AND NOT o.is_won
), customer AS (
    SELECT o.opp_id, o.region, b.alive FROM opp_path o
    JOIN base_alive b ON b.region = o.region AND b.month_no = (year(o.created_at) - 2023) * 12 + month(o.created_at) - 1
    WHERE o.origin = 'customer'
)
SELECT opp_id, account_id FROM won_account
UNION ALL
SELECT o.opp_id, p.account_id FROM open_prospect o
JOIN prospect p ON p.region = o.region AND p.region_no = uniform_int(o.opp_id, 'opp.account', 1, o.known)
UNION ALL
SELECT c.opp_id, b.account_id FROM customer c
JOIN base_place b ON b.region = c.region AND b.place = uniform_int(c.opp_id, 'opp.customer', 1, c.alive);

-- who sells -----------------------------------------------------------------------------------------
-- Seats in the order of skill: winners come from the front; E023 sits in front, E044 at the end.
CREATE OR REPLACE TEMP TABLE skill_seat AS
SELECT region, employee_id, seats, row_number() OVER (PARTITION BY region
    ORDER BY CASE employee_id WHEN 23 THEN 0 WHEN 44 THEN 2 ELSE 1 END, u(employee_id, 'rep.skill')) - 1 AS skill_no
FROM rep_seat;

CREATE OR REPLACE TEMP TABLE opp_owner AS
WITH room AS (
    SELECT region, max(seats) AS seats FROM rep_seat GROUP BY region
), drawn AS (
    SELECT o.opp_id, o.origin, o.source_no, o.region, r.seats, o.is_won, o.closed_at, CASE
        WHEN o.region = 'south_cn' AND o.closed_at IS NOT NULL AND NOT o.is_won AND u(o.opp_id, 'opp.e44') < 0.9 / r.seats
            THEN r.seats - 1
        ELSE floor(r.seats * pow(u(o.opp_id, 'opp.owner'), CASE WHEN o.is_won THEN 1.5 ELSE 1 END)) END AS skill_no
    FROM opp_path o JOIN room r USING (region)
)
SELECT d.opp_id, CASE WHEN d.origin = 'stalled' AND d.source_no < 9 THEN 31
    -- who has left keeps only what stalled
    WHEN s.employee_id = 31 AND coalesce(d.closed_at, TIMESTAMP '2025-12-31') >= TIMESTAMP '2025-11-15'
        THEN (SELECT min(employee_id) FROM rep_seat WHERE region = 'north_cn' AND employee_id <> 31)
    ELSE s.employee_id END AS owner_rep_id
FROM drawn d JOIN skill_seat s ON s.region = d.region AND s.skill_no = CASE
    WHEN d.region = 'south_cn' AND d.is_won AND d.skill_no = d.seats - 1 AND u(d.opp_id, 'opp.e44_won') < 0.85 THEN 0
        ELSE d.skill_no END;

-- what it is worth ----------------------------------------------------------------------------------
CREATE OR REPLACE TEMP TABLE opp_draft AS
WITH joined AS (
    SELECT o.*, a.account_id, w.owner_rep_id, c.size_segment,
        CASE WHEN o.region <> 'south_cn' THEN 0 WHEN coalesce(o.closed_at, TIMESTAMP '2025-12-31') >= TIMESTAMP '2025-07-01'
            THEN 2 ELSE 1 END AS discount_rule
    FROM opp_path o JOIN opp_account a USING (opp_id) JOIN opp_owner w USING (opp_id) JOIN accounts c USING (account_id)
), placed AS (
    SELECT *, even(row_number() OVER (PARTITION BY size_segment, is_won ORDER BY coalesce(closed_at, created_at), opp_id),
        'opp.amount.' || size_segment) AS amount_place,
        even_a(row_number() OVER (PARTITION BY discount_rule, is_won ORDER BY coalesce(closed_at, created_at), opp_id),
            'opp.discount') AS discount_place
    FROM joined
), priced AS (
    SELECT *, round(CASE discount_rule WHEN 0 THEN greatest(0, least(0.35, 0.15 + 0.06 * normal_quantile(discount_place)))
            WHEN 1 THEN greatest(0, least(0.38, 0.18 + 0.06 * normal_quantile(discount_place)))
            ELSE greatest(0.02, least(0.10, 0.083 + 0.02 * normal_quantile(discount_place))) END, 3) AS discount_rate,
        CASE size_segment WHEN 'smb' THEN 18000 WHEN 'mid' THEN 85000
            ELSE 420000 END * exp(0.45 * normal_quantile(amount_place)) AS net
    FROM placed
)
SELECT opp_id, origin, created_at, lead_id, account_id, region, product_id, owner_rep_id, partner_id, size_segment,
    is_proposed, is_negotiated, is_won, contact_end, proposal_end, closed_at, discount_rate,
    round(CASE origin WHEN 'stalled' THEN 9600000 * net / sum(net) OVER (PARTITION BY origin)
        WHEN 'partner' THEN 90000 * exp(0.3 * normal_quantile(amount_place)) ELSE net END, 2) AS amount,
    lead_type
FROM priced;

DROP TABLE opp_source;
DROP TABLE opp_path;
DROP TABLE opp_account;
DROP TABLE opp_owner;
