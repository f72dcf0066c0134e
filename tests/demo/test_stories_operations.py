"""Planted stories of partners, community and delivery, and how their rows fit together.

Every query is written by hand over the tables; none comes from the compiler that the demo exercises.
"""

from __future__ import annotations

import pytest

from tests.demo.story import AS_OF, Connection, near, one, row

# partners ------------------------------------------------------------------------------------------


def test_inventory_identity(demo: Connection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM (
            SELECT *, lag(closing_qty) OVER stock AS carried, lag(week_start) OVER stock AS last_week
                FROM partner_inventory
            WINDOW stock AS (PARTITION BY partner_id, product_id ORDER BY week_start))
        WHERE closing_qty <> opening_qty + sell_in_qty - sell_out_qty OR closing_qty < 0
            OR sell_in_qty < 0 OR sell_out_qty < 0
            OR stockout_days NOT BETWEEN 0 AND 7 OR opening_qty <> coalesce(carried, opening_qty)
            OR week_start <> coalesce(last_week + 7, week_start)""",
    )
    assert broken == 0


def test_partner_17_runs_dry_for_seven_weeks(demo: Connection) -> None:
    gateway = (
        "partner_id = 17 AND product_id = (SELECT min(product_id) FROM products WHERE category = 'hardware')"
    )
    weeks, closing, sold, least_days = row(
        demo,
        f"""SELECT count(*), max(closing_qty), sum(sell_out_qty), min(stockout_days) FROM partner_inventory
        WHERE {gateway} AND week_start BETWEEN DATE '2025-10-06' AND DATE '2025-11-17'""",
    )
    assert (weeks, closing, sold) == (7, 0, 0)
    assert least_days >= 5
    around = "week_start IN (DATE '2025-09-22', DATE '2025-11-24')"
    assert one(demo, f"SELECT min(closing_qty) FROM partner_inventory WHERE {gateway} AND {around}") > 0


def test_partner_17_leads_the_stock_outs_of_the_quarter(demo: Connection) -> None:
    first, second = demo.execute(
        """SELECT partner_id, sum(stockout_days) FROM partner_inventory WHERE week_start >= DATE '2025-10-06'
        GROUP BY partner_id ORDER BY 2 DESC LIMIT 2"""
    ).fetchall()
    assert first[0] == 17
    assert first[1] > 1.5 * second[1]


def test_partner_31_is_overstocked(demo: Connection) -> None:
    turnover = """SELECT partner_id, sum(sell_out_qty) / (sum((opening_qty + closing_qty) / 2.0) /
        count(DISTINCT week_start)) AS turns
        FROM partner_inventory WHERE week_start >= DATE '2025-10-06' GROUP BY partner_id
            ORDER BY turns LIMIT 2"""
    lowest, next_lowest = demo.execute(turnover).fetchall()
    assert lowest == (31, pytest.approx(0.2, rel=0.1))
    assert next_lowest[1] > 1
    cover = one(
        demo,
        """SELECT avg(stock) / avg(sold) FROM (
            SELECT week_start, sum(sell_out_qty) AS sold, CASE WHEN week_start >= DATE '2025-10-06' THEN
                sum(closing_qty) END AS stock
            FROM partner_inventory WHERE partner_id = 31 AND week_start >= DATE '2025-01-06'
                GROUP BY week_start)""",
    )
    assert cover == pytest.approx(26, rel=0.1)


def test_four_partners_train_hard_and_partner_8_spends_the_funds(demo: Connection) -> None:
    trained = demo.execute(
        """SELECT partner_id FROM partner_programs WHERE program_type = 'training' AND year(started_on) = 2025
        GROUP BY partner_id HAVING sum(attended_cnt) >= 0.8 * sum(invited_cnt) ORDER BY partner_id"""
    ).fetchall()
    assert trained == [(1,), (3,), (5,), (7,)]
    share = one(
        demo,
        """SELECT sum(amount) FILTER (WHERE partner_id = 8) / sum(amount) FROM partner_programs
        WHERE program_type = 'mdf' AND year(started_on) = 2025""",
    )
    assert share == pytest.approx(0.22, abs=0.001)


def test_program_counts_are_ordered(demo: Connection) -> None:
    broken = one(
        demo,
        "SELECT count(*) FROM partner_programs WHERE attended_cnt > invited_cnt OR passed_cnt > attended_cnt",
    )
    assert broken == 0


# community -----------------------------------------------------------------------------------------


def test_group_12_keeps_480_members(demo: Connection) -> None:
    name, region, members = row(
        demo,
        """SELECT any_value(group_name), any_value(region), count(*) FROM community_groups
            JOIN community_members USING (group_id)
        WHERE group_id = 12 AND left_at IS NULL AND NOT is_staff""",
    )
    assert (name, region, members) == ("华北制造交流群", "north_cn", 480)


def test_group_12_falls_silent_in_april_2025(demo: Connection) -> None:
    months = dict(
        demo.execute(
            """SELECT strftime(occurred_at, '%Y-%m'), count(DISTINCT member_id) / 480.0
            FROM community_events JOIN community_members USING (group_id, member_id)
            WHERE group_id = 12 AND event_type = 'message' AND NOT is_staff GROUP BY 1"""
        ).fetchall()
    )
    assert months["2025-03"] == pytest.approx(0.18, rel=0.1)
    late = [share for month, share in months.items() if month >= "2025-04"]
    assert 0 < max(late) < 0.01


def test_group_12_is_flooded_with_links_by_staff(demo: Connection) -> None:
    share = one(
        demo,
        """SELECT count(content_id) / count(*) FROM community_events
            JOIN community_members USING (group_id, member_id)
        WHERE group_id = 12 AND is_staff AND event_type = 'message'
            AND occurred_at >= TIMESTAMP '2025-04-01'""",
    )
    assert share == pytest.approx(0.92, abs=0.01)


@pytest.mark.parametrize(
    ("start", "end", "expected"), [("2024-04-01", "2025-03-24", 0.003), ("2025-03-31", "2025-12-29", 0.012)]
)
def test_group_12_loses_members_weekly(demo: Connection, start: str, end: str, expected: float) -> None:
    rate = one(
        demo,
        f"""WITH week AS (SELECT unnest(range(DATE '{start}', DATE '{end}', INTERVAL 7 DAY)) AS starts),
        flow AS (SELECT starts, count(*) FILTER (WHERE left_at >= starts
            AND left_at < starts + INTERVAL 7 DAY) / count(*) AS churn
            FROM week JOIN community_members ON joined_at < starts AND (left_at IS NULL OR left_at >= starts)
            WHERE group_id = 12 AND NOT is_staff GROUP BY starts)
        SELECT avg(churn) FROM flow""",
    )
    assert rate == pytest.approx(expected, rel=0.1)


def test_other_groups_talk(demo: Connection) -> None:
    low, mean, high = row(
        demo,
        """WITH spoke AS (SELECT group_id, count(DISTINCT member_id) AS n FROM community_events
            JOIN community_members USING (group_id, member_id)
            WHERE event_type = 'message' AND NOT is_staff AND date_trunc('month',
                occurred_at) = DATE '2025-11-01' GROUP BY group_id),
        present AS (SELECT group_id, count(*) AS n FROM community_members
            WHERE NOT is_staff AND joined_at < TIMESTAMP '2025-12-01' AND (left_at IS NULL
                OR left_at >= TIMESTAMP '2025-12-01') GROUP BY group_id)
        SELECT min(s.n / p.n), avg(s.n / p.n), max(s.n / p.n) FROM spoke s JOIN present p USING (group_id)
            WHERE group_id <> 12""",
    )
    assert low > 0.08
    assert 0.12 <= mean <= 0.20
    assert high < 0.25


def test_some_members_click_and_never_order(demo: Connection) -> None:
    hesitant = one(
        demo,
        """SELECT count(*) FROM (SELECT group_id, member_id FROM community_events
            WHERE content_type = 'product_link' AND occurred_at >= TIMESTAMP '2025-12-01'
                GROUP BY group_id, member_id
            HAVING count(*) FILTER (WHERE event_type = 'link_click') >= 3 AND count(order_id) = 0)""",
    )
    assert hesitant >= 6


def test_community_events_happen_while_a_member_is_in_the_group(demo: Connection) -> None:
    outside = one(
        demo,
        """SELECT count(*) FROM community_events e LEFT JOIN community_members m USING (group_id, member_id)
        WHERE m.member_id IS NULL OR e.occurred_at < m.joined_at OR e.occurred_at > m.left_at""",
    )
    assert outside == 0


# delivery ------------------------------------------------------------------------------------------


def test_project_42_is_over_cost_and_behind(demo: Connection) -> None:
    kind, status, cost, hours = row(
        demo,
        """SELECT any_value(p.project_type), any_value(p.status),
            sum(t.cost_amount) / any_value(p.budget_cost),
            sum(t.hours) / any_value(p.budget_hours) - 1
        FROM projects p JOIN timesheets t USING (project_id) WHERE project_id = 42""",
    )
    assert (kind, status) == ("software_impl", "open")
    assert cost == pytest.approx(1.34, abs=0.01)
    assert hours == pytest.approx(0.41, abs=0.01)
    met, late = row(
        demo,
        f"""SELECT count(*) FILTER (WHERE is_milestone
            AND completed_at <= due_at) / count(*) FILTER (WHERE is_milestone AND due_at <= {AS_OF}),
            count(*) FILTER (WHERE is_critical AND coalesce(completed_at,
                {AS_OF}) > due_at + INTERVAL 24 HOUR)
        FROM project_tasks WHERE project_id = 42""",
    )
    assert met == pytest.approx(0.61, abs=0.01)
    assert late == 3


@pytest.mark.parametrize(("employee", "expected"), [(207, 1.38), (211, 0.35)])
def test_load_of_the_two_engineers(demo: Connection, employee: int, expected: float) -> None:
    for scope in ("project_id = 42", "year(work_date) = 2025", "work_date >= DATE '2025-10-01'"):
        load = one(
            demo,
            f"""SELECT sum(h) / sum(c) FROM (SELECT sum(hours) AS h, any_value(weekly_capacity_hours) AS c
            FROM timesheets JOIN employees USING (employee_id) WHERE employee_id = {employee} AND {scope}
            GROUP BY date_trunc('week', work_date))""",
        )
        assert load == pytest.approx(expected, rel=0.06)


def test_only_one_engineer_is_overloaded(demo: Connection) -> None:
    overloaded = demo.execute(
        """SELECT employee_id FROM (SELECT employee_id, sum(hours) AS h, any_value(weekly_capacity_hours) AS c
            FROM timesheets JOIN employees USING (employee_id) WHERE year(work_date) = 2025
            GROUP BY employee_id, date_trunc('week', work_date))
        GROUP BY employee_id HAVING sum(h) > 1.1 * sum(c)"""
    ).fetchall()
    assert overloaded == [(207,)]


def test_finished_projects(demo: Connection) -> None:
    on_time, mean, spread = row(
        demo,
        """WITH spent AS (SELECT project_id, sum(hours) AS hours FROM timesheets GROUP BY project_id)
        SELECT avg((actual_end_on <= planned_end_on)::INT), avg(hours / budget_hours - 1),
            stddev(hours / budget_hours - 1)
        FROM projects JOIN spent USING (project_id) WHERE status = 'done'""",
    )
    assert on_time == near(0.82, 0.12)
    assert mean == pytest.approx(0.045, abs=0.025)
    assert spread == pytest.approx(0.10, abs=0.03)


def test_overruns_cluster_in_late_2025(demo: Connection) -> None:
    over = """WITH spent AS (SELECT project_id, sum(cost_amount) AS cost FROM timesheets GROUP BY project_id)
        SELECT count(*) FILTER (WHERE cost > 1.2 * budget_cost) / count(*) FROM projects
            JOIN spent USING (project_id)
        WHERE project_type = 'software_impl' AND coalesce(actual_end_on, DATE '2025-12-31')"""
    late = one(demo, over + " >= DATE '2025-07-01'")
    early = one(demo, over + " < DATE '2025-07-01'")
    assert late > early


def test_work_is_booked_within_the_project_and_on_its_tasks(demo: Connection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM timesheets s JOIN projects p USING (project_id)
            JOIN project_tasks k USING (task_id)
        WHERE k.project_id <> s.project_id OR s.work_date < p.planned_start_on
            OR s.work_date > p.actual_end_on OR s.hours <= 0""",
    )
    assert broken == 0


def test_done_projects_have_no_open_task(demo: Connection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM project_tasks k JOIN projects p USING (project_id)
        WHERE p.status = 'done' AND (k.completed_at IS NULL OR k.completed_at::DATE > p.actual_end_on)""",
    )
    assert broken == 0
