-- Support tickets. Counts per month and category are fixed; breaches, answers and scores are quotas of a cell.
-- Reads users, accounts, features, employees, size.

CREATE OR REPLACE TEMP TABLE ticket_slot AS
WITH category(category_no, category, share) AS (VALUES
    (1, 'how_to', 0.22), (2, 'bug', 0.16), (3, 'report', 0.17), (4, 'login', 0.14), (5, 'integration', 0.12),
    (6, 'billing', 0.10), (7, 'performance', 0.09)
), month AS (
    SELECT month_no::INT AS month_no, (DATE '2023-01-01' + to_months(month_no::INT))::DATE AS starts,
        pow(1.25, month_no / 12.0) AS level
    FROM range(36) AS m(month_no)
), planned AS (
    SELECT *, category = 'integration' AND starts BETWEEN DATE '2025-08-01' AND DATE '2025-10-01' AS in_surge,
        (SELECT tickets FROM size) * share * level / sum(level) OVER (PARTITION BY category) AS base
    FROM month CROSS JOIN category
), slot AS (
    SELECT month_no, starts, category, in_surge, category_no,
        unnest(range(round(base * CASE WHEN in_surge THEN 1.8 ELSE 1 END)::BIGINT)) AS k
    FROM planned
), drawn AS (
    SELECT *, (month_no * 10 + category_no) * 10000000::BIGINT + k AS draw FROM slot
), dated AS (
    SELECT *, starts + uniform_int(draw, 'ticket.day', 0, (last_day(starts) - starts)::BIGINT)::INT AS drawn_on FROM drawn
)
SELECT draw, month_no, category, in_surge,
    -- most weekend tickets wait for a working day of the same month
    CASE WHEN isodow(drawn_on) >= 6 AND u(draw, 'ticket.weekend') < 0.65
        THEN drawn_on + CASE WHEN day(drawn_on) > 15 THEN -2 ELSE 2 END ELSE drawn_on END
        + to_seconds(28800 + floor(21600 * (u(draw, 'ticket.tod1') + u(draw, 'ticket.tod2')))::BIGINT) AS created_at
FROM dated;

CREATE OR REPLACE TEMP TABLE ticket_who AS
WITH newest AS (
    -- users are numbered in the order of their sign-up
    SELECT t.*, us.user_id AS n_users FROM ticket_slot t ASOF JOIN users us ON t.created_at > us.signup_at
), asked AS (
    SELECT *, 1 + floor(u(draw, 'ticket.user') * n_users)::BIGINT AS user_id,
        CASE WHEN in_surge THEN 0 ELSE month_no // 3 + 1 END * 2 + (category = 'integration')::INT AS cell
    FROM newest
), featured AS (
    SELECT *, row_number() OVER (PARTITION BY cell, category ORDER BY u(draw, 'ticket.feature')) AS nth,
        count(*) OVER (PARTITION BY cell, category) AS n
    FROM asked
), keyed AS (
    SELECT *, CASE category
        WHEN 'integration' THEN CASE WHEN nth <= round(n * CASE WHEN in_surge THEN 0.70 ELSE 0.35 END) THEN 'api_sync'
            ELSE ['connect_source', 'data_prep'][nth % 2 + 1] END
        WHEN 'report' THEN ['create_report', 'build_dashboard', 'report_shared', 'schedule_export'][nth % 4 + 1]
        WHEN 'performance' THEN ['build_dashboard', 'data_prep', 'mobile_view', 'create_report'][nth % 4 + 1]
        WHEN 'bug' THEN ['create_report', 'alert_rule', 'comment', 'mobile_view', 'ai_insight', 'build_dashboard', 'schedule_export'][nth % 7 + 1]
        WHEN 'how_to' THEN ['create_report', 'connect_source', 'row_permission', 'alert_rule', 'build_dashboard', 'ai_insight', 'data_prep'][nth % 7 + 1]
        END AS feature_key
    FROM featured
)
SELECT k.draw, k.month_no, k.category, k.in_surge, k.created_at, k.user_id, k.cell, us.account_id, us.region, f.feature_id,
    k.feature_key = 'api_sync' AS on_sync,
    coalesce(f.product_id, CASE a.size_segment WHEN 'ent' THEN 3 WHEN 'mid' THEN 2 ELSE 1 END) AS product_id,
    CASE WHEN u(draw, 'ticket.priority') < 0.08 THEN 1 WHEN u(draw, 'ticket.priority') < 0.30 THEN 2
        WHEN u(draw, 'ticket.priority') < 0.75 THEN 3 ELSE 4 END AS priority_no,
    ['phone', 'phone', 'email', 'email', 'chat', 'chat', 'chat', 'wecom', 'wecom', 'portal'][uniform_int(draw, 'ticket.source', 1, 10)] AS source,
    CASE category WHEN 'integration' THEN CASE WHEN u(draw, 'ticket.team') < 0.85 THEN 'integration' ELSE 'support_l2' END
        WHEN 'billing' THEN 'billing' WHEN 'login' THEN 'support_l1' WHEN 'how_to' THEN 'support_l1'
        ELSE CASE WHEN u(draw, 'ticket.team') < 0.4 THEN 'support_l1' ELSE 'support_l2' END END AS team
FROM keyed k JOIN users us USING (user_id) JOIN accounts a ON a.account_id = us.account_id LEFT JOIN features f USING (feature_key);

CREATE OR REPLACE TEMP TABLE ticket_course AS
WITH rated AS (
    SELECT *, row_number() OVER (PARTITION BY cell ORDER BY u(draw, 'ticket.breach')) <= round(count(*) OVER (PARTITION BY cell)
            * CASE WHEN in_surge THEN 0.38 ELSE 0.09 END) AS is_breach,
        row_number() OVER (PARTITION BY cell ORDER BY u(draw, 'ticket.transfer')) <= round(count(*) OVER (PARTITION BY cell)
            * CASE WHEN in_surge THEN 0.34 ELSE 0.13 END) AS is_transferred,
        row_number() OVER (PARTITION BY cell ORDER BY u(draw, 'ticket.reopen')) <= round(count(*) OVER (PARTITION BY cell)
            * CASE WHEN in_surge THEN 0.22 ELSE 0.09 END) AS is_reopened,
        row_number() OVER (PARTITION BY cell ORDER BY u(draw, 'ticket.repeat') - CASE WHEN on_sync THEN 0.35 ELSE 0 END)
            <= round(count(*) OVER (PARTITION BY cell) * CASE WHEN in_surge THEN 0.46 ELSE 0.15 END) AS is_repeat_issue,
        [30, 120, 240, 480][priority_no] AS sla_response_min, [240, 960, 2160, 4320][priority_no] AS sla_resolve_min
    FROM ticket_who
), timed AS (
    SELECT *, sla_resolve_min * 60 * CASE WHEN is_breach THEN 1.06 + exponential(draw, 'ticket.over', 0.55)
            ELSE 0.04 + 0.92 * pow(u(draw, 'ticket.resolve'), 1.4) END AS resolve_sec,
        sla_response_min * 60 * CASE WHEN is_breach THEN 0.5 + u(draw, 'ticket.respond')
            ELSE 0.06 + 0.8 * pow(u(draw, 'ticket.respond'), 1.6) END AS respond_sec
    FROM rated
), placed AS (
    SELECT *, created_at + to_seconds(resolve_sec::BIGINT) AS would_resolve_at,
        created_at + to_seconds(least(respond_sec, 0.8 * resolve_sec)::BIGINT) AS would_respond_at
    FROM timed
), answered AS (
    SELECT *, would_resolve_at > TIMESTAMP '2025-12-31 23:59:59' AS is_open,
        row_number() OVER (PARTITION BY cell ORDER BY is_open, u(draw, 'ticket.answer'))
            <= round(0.38 * count(*) OVER (PARTITION BY cell)) AND NOT is_open AS has_answer
    FROM placed
)
SELECT *,
    -- place of the answer from worst to best: late tickets score lower
    (row_number() OVER (PARTITION BY cell, has_answer ORDER BY u(draw, 'ticket.score') - CASE WHEN is_breach THEN 0.6 ELSE 0 END) - 0.5)
        / count(*) OVER (PARTITION BY cell, has_answer) AS score_point
FROM answered;

INSERT INTO tickets
WITH agent AS (
    SELECT team, list(employee_id ORDER BY employee_id) AS everyone,
        list(employee_id ORDER BY employee_id) FILTER (WHERE left_on IS NULL) AS staying, min(left_on) AS first_left_on
    FROM employees WHERE dept = 'service' GROUP BY team
), assigned AS (
    SELECT t.*, CASE WHEN a.first_left_on IS NULL OR t.created_at::DATE <= a.first_left_on THEN a.everyone ELSE a.staying END AS candidates
    FROM ticket_course t JOIN agent a USING (team)
)
SELECT row_number() OVER (ORDER BY created_at, draw), created_at, account_id, user_id, region, category, source, 'p' || priority_no,
    candidates[uniform_int(draw, 'ticket.agent', 1, len(candidates))], feature_id, product_id,
    CASE WHEN would_respond_at <= TIMESTAMP '2025-12-31 23:59:59' THEN would_respond_at END,
    CASE WHEN NOT is_open THEN would_resolve_at END,
    CASE WHEN is_transferred THEN 1 + (u(draw, 'ticket.transfers') < 0.2)::INT ELSE 0 END,
    CASE WHEN is_reopened THEN 1 + (u(draw, 'ticket.reopens') < 0.15)::INT ELSE 0 END,
    is_repeat_issue, sla_response_min, sla_resolve_min,
    CASE WHEN NOT has_answer THEN NULL
        -- mean 3.3 in the surge, 4.4 for integration otherwise, 4.3 for the rest
        ELSE 1 + len(list_filter(CASE WHEN in_surge THEN [0.14, 0.29, 0.51, 0.76]
            WHEN category = 'integration' THEN [0.02, 0.05, 0.14, 0.40] ELSE [0.03, 0.07, 0.17, 0.43] END, lambda edge: score_point >= edge)) END
FROM assigned
ORDER BY created_at, draw;

DROP TABLE ticket_course;
DROP TABLE ticket_who;
DROP TABLE ticket_slot;
