-- Delivery projects, their tasks and timesheets. Hours come from the engineers' weeks; budgets are then set so
-- that the variance over all finished projects has the wanted distribution.
-- Reads orders, products, employees, calendar, size.

CREATE OR REPLACE TEMP TABLE engineer AS
SELECT employee_id, weekly_capacity_hours, row_number() OVER (ORDER BY employee_id) - 1 AS engineer_no, count(*) OVER () AS n,
    uniform_int(employee_id, 'engineer.rate', 150, 230) AS hourly_cost
FROM employees
-- 207 and 211 are kept for project 42
WHERE dept = 'delivery' AND employee_id NOT IN (207, 211)
UNION ALL
SELECT employee_id, weekly_capacity_hours, NULL, NULL, uniform_int(employee_id, 'engineer.rate', 150, 230)
FROM employees WHERE employee_id IN (207, 211);

CREATE OR REPLACE TEMP TABLE project_order AS
WITH candidate AS (
    SELECT o.order_id, o.account_id, o.region, o.net_amount, o.ordered_at,
        CASE p.category WHEN 'hardware' THEN 'equipment_install' ELSE 'software_impl' END AS project_type,
        -- training (22) is no project
        CASE WHEN p.product_id = 22 THEN 3 WHEN p.category IN ('service', 'hardware') THEN 1
            WHEN p.category = 'plan' THEN 2 ELSE 3 END AS preference
    FROM orders o JOIN products p USING (product_id)
    WHERE o.status = 'signed' AND o.ordered_at < TIMESTAMP '2025-11-20'
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY project_type ORDER BY preference, o_size DESC, u(order_id, 'project.order')) AS nth
    FROM (SELECT *, net_amount >= 20000 AS o_size FROM candidate)
), chosen AS (
    SELECT r.* FROM ranked r, size
    QUALIFY row_number() OVER (
        ORDER BY nth > projects * CASE project_type WHEN 'software_impl' THEN 0.65 ELSE 0.35 END, nth, project_type) <= projects
), numbered AS (
    SELECT *, row_number() OVER (ORDER BY ordered_at, order_id) AS place,
        row_number() OVER (ORDER BY project_type <> 'software_impl', ordered_at >= TIMESTAMP '2025-06-01',
            abs(date_diff('day', ordered_at, TIMESTAMP '2025-02-20')), order_id) = 1 AS is_42
    FROM chosen
), swapped AS (
    -- project 42 changes numbers with the project that would have it
    SELECT *, (CASE WHEN is_42 THEN 42 WHEN place = 42 THEN (SELECT place FROM numbered WHERE is_42) ELSE place END)::INT AS project_id
    FROM numbered
), dated AS (
    SELECT *, CASE WHEN is_42 THEN greatest(DATE '2025-03-10', ordered_at::DATE + 5)
            ELSE ordered_at::DATE + uniform_int(project_id, 'project.lag', 8, 35)::INT END AS starts_on,
        greatest(18, lognormal(project_id, 'project.days', CASE project_type WHEN 'software_impl' THEN 105 ELSE 45 END, 0.35))::INT AS days
    FROM swapped
)
SELECT project_id, order_id, account_id, region, net_amount, project_type, is_42, starts_on,
    CASE WHEN is_42 THEN DATE '2025-11-28' ELSE starts_on + days END AS planned_end_on
FROM dated;

CREATE OR REPLACE TEMP TABLE project_plan AS
WITH punctual AS (
    SELECT *, row_number() OVER (PARTITION BY is_42, year(planned_end_on) ORDER BY u(project_id, 'project.late'))
            > round(0.18 * count(*) OVER (PARTITION BY is_42, year(planned_end_on))) AS is_punctual
    FROM project_order
), ended AS (
    SELECT *, CASE WHEN is_42 THEN NULL
        WHEN is_punctual THEN planned_end_on - floor(0.05 * (planned_end_on - starts_on) * u(project_id, 'project.early'))::INT
        ELSE planned_end_on + uniform_int(project_id, 'project.delay', 3, 40)::INT END AS ends_on
    FROM punctual
), overrun AS (
    -- a few software projects of late 2025 go far over budget
    SELECT *, in_reach AND row_number() OVER (PARTITION BY in_reach ORDER BY is_punctual, u(project_id, 'project.over'))
            <= greatest(1, round(0.20 * count(*) OVER (PARTITION BY in_reach))) AS is_overrun
    FROM (
        SELECT *, project_type = 'software_impl' AND NOT is_42
            AND ends_on BETWEEN DATE '2025-07-01' AND DATE '2025-12-31' AS in_reach
        FROM ended
    )
)
SELECT project_id, order_id, account_id, region, net_amount, project_type, is_42, is_overrun, starts_on, planned_end_on,
    CASE WHEN ends_on <= DATE '2025-12-31' THEN ends_on END AS actual_end_on,
    coalesce(CASE WHEN ends_on <= DATE '2025-12-31' THEN ends_on END, DATE '2025-12-31') AS works_until,
    -- large projects get a place more, the row target decides the mean
    greatest(1, least(6, floor((SELECT timesheets / (projects * 62.0) FROM size)
        * CASE project_type WHEN 'software_impl' THEN 1.1 ELSE 0.9 END + u(project_id, 'project.team'))))::INT AS team_size
FROM overrun;

CREATE OR REPLACE TEMP TABLE project_team AS
WITH place AS (
    SELECT project_id, starts_on, works_until, unnest(range(team_size::BIGINT)) AS place FROM project_plan WHERE NOT is_42
    UNION ALL SELECT project_id, starts_on, works_until, unnest(range(2)) FROM project_plan WHERE is_42
)
SELECT p.project_id, p.starts_on, p.works_until, e.employee_id, p.place
FROM place p JOIN engineer e ON e.engineer_no = (uniform_int(p.project_id, 'team.first', 0, e.n - 1) + 5 * p.place) % e.n
UNION ALL
SELECT project_id, starts_on, works_until, unnest([207, 211]), unnest([2, 3]) FROM project_plan WHERE is_42;

-- one row per engineer, working day and project; the day is shared among the projects of the week
CREATE OR REPLACE TEMP TABLE work_day AS
WITH day AS (
    SELECT t.project_id, t.employee_id, c.date AS work_date, date_trunc('week', c.date)::DATE AS week_start
    FROM project_team t JOIN calendar c ON c.date BETWEEN t.starts_on AND t.works_until AND c.is_workday AND isodow(c.date) <= 5
), shared AS (
    SELECT *, count(*) OVER (PARTITION BY employee_id, work_date) AS n_projects,
        employee_id * 100000 + date_diff('day', DATE '2023-01-01', work_date) AS draw,
        employee_id * 1000 + date_diff('week', DATE '2023-01-02', work_date) AS week_draw
    FROM day
), loaded AS (
    SELECT s.*, e.hourly_cost, e.weekly_capacity_hours / 5
        * CASE employee_id WHEN 207 THEN 1.38 WHEN 211 THEN 0.35
            ELSE least(1.08, greatest(0.45, normal(week_draw, 'load.week', 0.84, 0.11))) END
        * (0.9 + 0.2 * u(draw, 'load.day')) / n_projects AS raw_hours
    FROM shared s JOIN engineer e USING (employee_id)
), exact AS (
    -- holidays shorten weeks; the two engineers keep 138 % and 35 % of their capacity over the project
    SELECT employee_id, CASE employee_id WHEN 207 THEN 1.38 WHEN 211 THEN 0.35 END
        * (SELECT any_value(weekly_capacity_hours) FROM engineer e WHERE e.employee_id = l.employee_id) * count(DISTINCT week_start)
        / sum(raw_hours) AS factor
    FROM loaded l WHERE employee_id IN (207, 211) GROUP BY employee_id
)
SELECT l.project_id, l.employee_id, l.work_date, greatest(0.1, round(raw_hours * coalesce(factor, 1), 1)) AS hours,
    round(hours * hourly_cost, 2) AS cost_amount
FROM loaded l LEFT JOIN exact USING (employee_id);

CREATE OR REPLACE TEMP TABLE project_budget AS
WITH spent AS (
    SELECT project_id, sum(hours) AS hours, sum(cost_amount) AS cost FROM work_day GROUP BY project_id
), ranked AS (
    SELECT p.*, coalesce(s.hours, 40) AS hours, coalesce(s.cost, 7600) AS cost,
        -- late projects tend to take more hours
        (row_number() OVER (PARTITION BY is_42 OR is_overrun
                ORDER BY u(project_id, 'budget.variance') + CASE WHEN planned_end_on < works_until THEN 0.25 ELSE 0 END) - 0.5)
            / count(*) OVER (PARTITION BY is_42 OR is_overrun) AS point,
        CASE WHEN actual_end_on IS NOT NULL OR is_42 THEN 1
            ELSE least(0.95, greatest(0.08, (works_until - starts_on) * 1.0 / (planned_end_on - starts_on))) END AS progress
    FROM project_plan p LEFT JOIN spent s USING (project_id)
), varied AS (
    SELECT *, CASE WHEN is_42 THEN 0.41 WHEN is_overrun THEN 0.22 + 0.10 * point
        ELSE 0.04 + 0.09 * normal_quantile(point) END AS variance
    FROM ranked
)
SELECT *, round(hours / progress / (1 + variance), 1) AS budget_hours,
    round(cost / progress / CASE WHEN is_42 THEN 1.34
        ELSE 1 + variance + normal(project_id, 'budget.rate', -0.01, 0.02) END, 2) AS budget_cost
FROM varied;

INSERT INTO projects
SELECT project_id, CASE project_type WHEN 'software_impl' THEN '软件实施项目 ' ELSE '设备安装项目 ' END
        || lpad(project_id::VARCHAR, greatest(3, length(project_id::VARCHAR))::INT, '0'),
    account_id, order_id, m.employee_id, region, project_type,
    -- the contract of a project covers more than the order that opened it
    greatest(net_amount, round(budget_cost * (1.3 + 0.4 * u(project_id, 'project.contract')), -2)),
    budget_hours, budget_cost, starts_on, planned_end_on, actual_end_on,
    CASE WHEN actual_end_on IS NULL THEN 'open' ELSE 'done' END
FROM project_budget b JOIN engineer m ON m.engineer_no = uniform_int(b.project_id, 'project.pm', 0, m.n - 1)
ORDER BY starts_on, project_id;

CREATE OR REPLACE TEMP TABLE task_plan AS
WITH counted AS (
    SELECT *, CASE WHEN is_42 THEN 30
        ELSE greatest(4, floor((SELECT project_tasks * 1.0 / projects FROM size) * (0.75 + 0.5 * u(project_id, 'tasks.n'))
            + u(project_id, 'tasks.round')))::INT END AS n
    FROM project_budget
), numbered AS (
    SELECT *, unnest(range(1, n + 1))::INT AS task_no FROM counted
), placed AS (
    SELECT *, project_id * 100::BIGINT + task_no AS draw, planned_end_on - starts_on AS days,
        CASE WHEN is_42 THEN task_no % 5 IN (0, 2, 4) ELSE task_no % 3 = 0 OR task_no = n END AS is_milestone,
        -- the milestones of project 42 in order: 1 to 18
        (task_no // 5) * 3 + [0, 0, 1, 1, 2][task_no % 5 + 1] AS milestone_no
    FROM numbered
), outcome AS (
    SELECT *, starts_on + floor(days * (task_no - 1) / n)::INT AS begins_on,
        CASE WHEN task_no = n THEN planned_end_on ELSE starts_on + ceil(days * (task_no - 0.3) / n)::INT END + INTERVAL 18 HOUR AS due_at,
        u(draw, 'task.critical') < CASE WHEN is_milestone THEN 0.5 ELSE 0.25 END AS drawn_critical
    FROM placed
), point AS (
    -- below 0.83 done in time, from 0.94 still open
    SELECT *, CASE WHEN is_42 AND is_milestone AND milestone_no >= 16 THEN 0.99
        WHEN is_42 AND is_milestone AND milestone_no IN (8, 10, 12, 14) THEN 0.85 WHEN is_42 THEN 0.1
        ELSE (row_number() OVER (PARTITION BY is_42, is_milestone, status_no ORDER BY u(draw, 'task.luck')) - 0.5)
            / count(*) OVER (PARTITION BY is_42, is_milestone, status_no) END AS luck
    FROM (SELECT *, CASE WHEN actual_end_on IS NOT NULL THEN 0 WHEN due_at <= TIMESTAMP '2025-12-31 23:59:59' THEN 1 ELSE 2 END AS status_no FROM outcome)
), completed AS (
    SELECT *, CASE
        WHEN task_no = n AND actual_end_on IS NOT NULL THEN actual_end_on + INTERVAL 17 HOUR
        WHEN due_at > TIMESTAMP '2025-12-31 23:59:59' THEN NULL
        WHEN luck < 0.83 THEN greatest(begins_on + INTERVAL 12 HOUR, due_at - to_seconds((86400 * 3 * u(draw, 'task.ahead'))::BIGINT))
        WHEN luck >= 0.94 AND actual_end_on IS NULL THEN NULL
        ELSE due_at + to_seconds((86400 * (0.2 + exponential(draw, 'task.behind', 3)))::BIGINT) END AS finished_at
    FROM point
)
SELECT *, least(finished_at, actual_end_on + INTERVAL 17 HOUR) AS done_at,
    -- in project 42 the three open milestones are the critical ones that are late
    CASE WHEN is_42 THEN luck = 0.99 OR luck = 0.1 AND drawn_critical ELSE drawn_critical END AS is_critical
FROM completed;

INSERT INTO project_tasks
WITH chosen AS (
    SELECT t.project_id, t.task_no, g.employee_id
    FROM task_plan t JOIN project_team g ON g.project_id = t.project_id
    QUALIFY row_number() OVER (PARTITION BY t.project_id, t.task_no
        ORDER BY NOT (t.luck = 0.99 AND t.is_42 AND g.employee_id = 207), u(t.draw * 10 + g.place, 'task.assignee')) = 1
)
SELECT row_number() OVER (ORDER BY t.begins_on, t.project_id, t.task_no), t.project_id,
    CASE WHEN t.is_milestone THEN '里程碑 ' ELSE '' END
        || CASE t.project_type WHEN 'software_impl' THEN ['需求调研', '方案设计', '环境部署', '数据接入', '报表开发', '权限配置', '联调测试', '用户培训', '上线验收'][(t.task_no - 1) * 9 // t.n + 1]
            ELSE ['现场勘查', '设备到货', '布线安装', '网络调试', '联机测试', '现场培训', '安装验收'][(t.task_no - 1) * 7 // t.n + 1] END
        || ' ' || t.task_no,
    t.is_milestone, t.is_critical, c.employee_id, t.begins_on, t.due_at,
    CASE WHEN t.done_at <= TIMESTAMP '2025-12-31 23:59:59' THEN t.done_at END, round(t.budget_hours / t.n, 1)
FROM task_plan t JOIN chosen c USING (project_id, task_no)
ORDER BY t.begins_on, t.project_id, t.task_no;

INSERT INTO timesheets
WITH task AS (
    SELECT project_id, planned_start_on, min(task_id) AS task_id FROM project_tasks GROUP BY ALL
)
SELECT w.work_date, w.employee_id, w.project_id, t.task_id, w.hours, w.cost_amount
FROM work_day w ASOF JOIN task t ON t.project_id = w.project_id AND w.work_date >= t.planned_start_on
ORDER BY w.work_date, w.employee_id, w.project_id;

DROP TABLE task_plan;
DROP TABLE project_budget;
DROP TABLE work_day;
DROP TABLE project_team;
DROP TABLE project_plan;
DROP TABLE project_order;
DROP TABLE engineer;
