"""Planted stories and invariants of product use, service, partners, community and delivery.

Every query is written by hand over the tables; none comes from the compiler that the demo exercises.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

SMALL = os.environ.get("DEMO_SIZE", "small") == "small"
AS_OF = "TIMESTAMP '2025-12-31 23:59:59'"
CLIFF = "signup_at >= TIMESTAMP '2025-09-15' AND signup_at < TIMESTAMP '2025-11-10'"
SURGE = "created_at >= TIMESTAMP '2025-08-01' AND created_at < TIMESTAMP '2025-11-01'"
BREACH = f"coalesce(resolved_at, {AS_OF}) > created_at + to_minutes(sla_resolve_min)"


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        yield connection


def row(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = con.execute(sql).fetchone()
    assert found is not None
    return found


def one(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return row(con, sql)[0]


def near(expected: float, small: float = 0.25) -> Any:
    """Within 10 % of the story's figure; the small size has few rows per cell and may be off by `small`."""
    return pytest.approx(expected, rel=small if SMALL else 0.10)


# product ------------------------------------------------------------------------------------------


def retention(con: duckdb.DuckDBPyConnection, day: int, cohort: str) -> float:
    return float(
        one(
            con,
            f"""
            WITH cohort AS (
                SELECT user_id, signup_at::DATE AS signup_on FROM users
                WHERE NOT is_internal AND ({cohort}) AND signup_at::DATE + {day} <= DATE '2025-12-31'
            ), back AS (
                SELECT DISTINCT c.user_id FROM cohort c JOIN product_events e USING (user_id)
                WHERE e.is_active_event AND e.occurred_at::DATE = c.signup_on + {day}
            )
            SELECT (SELECT count(*) FROM back) / (SELECT count(*) FROM cohort)
            """,
        )
    )


@pytest.mark.parametrize(("day", "expected"), [(1, 0.46), (7, 0.34), (30, 0.22)])
def test_retention_outside_the_cliff(demo: duckdb.DuckDBPyConnection, day: int, expected: float) -> None:
    assert retention(demo, day, f"NOT ({CLIFF})") == near(expected, 0.05)


@pytest.mark.parametrize("day", [1, 7, 30])
def test_retention_holds_in_every_year(demo: duckdb.DuckDBPyConnection, day: int) -> None:
    expected = {1: 0.46, 7: 0.34, 30: 0.22}[day]
    for year in (2023, 2024, 2025):
        assert retention(demo, day, f"NOT ({CLIFF}) AND year(signup_at) = {year}") == near(expected, 0.08)


def test_seven_day_cliff_is_on_web_only(demo: duckdb.DuckDBPyConnection) -> None:
    assert retention(demo, 7, f"{CLIFF} AND platform = 'web'") == near(0.19)
    assert retention(demo, 1, f"{CLIFF} AND platform = 'web'") == near(0.44)
    for platform in ("ios", "android"):
        assert retention(demo, 7, f"{CLIFF} AND platform = '{platform}'") == near(0.34)
    assert retention(demo, 7, "signup_at >= TIMESTAMP '2025-11-10' AND platform = 'web'") == near(0.34)


def test_first_day_reach_of_the_key_feature_falls_with_the_cliff(demo: duckdb.DuckDBPyConnection) -> None:
    reach = """SELECT count(*) FILTER (WHERE first_key_feature_at <= signup_at + INTERVAL 1 DAY) / count(*)
        FROM users WHERE NOT is_internal AND platform = 'web' AND """
    assert one(demo, reach + CLIFF) == near(0.31)
    assert one(demo, reach + f"NOT ({CLIFF})") == near(0.58, 0.08)


def test_cliff_cohort_signed_up_on_release_5_2(demo: duckdb.DuckDBPyConnection) -> None:
    versions = demo.execute(
        f"""SELECT DISTINCT e.app_version FROM users u JOIN product_events e
        ON e.user_id = u.user_id AND e.event_name = 'sign_up' WHERE {CLIFF}"""
    ).fetchall()
    assert versions == [("5.2.0",)]
    assert (
        one(demo, "SELECT min(app_version) FROM product_events WHERE occurred_at::DATE = DATE '2025-11-10'")
        == "5.3.1"
    )


def test_activation_is_near_sixty_per_cent(demo: duckdb.DuckDBPyConnection) -> None:
    rate = one(
        demo,
        f"""SELECT count(*) FILTER (WHERE activated_at <= signup_at + INTERVAL 7 DAY) / count(*)
        FROM users WHERE NOT is_internal AND NOT ({CLIFF}) AND signup_at < TIMESTAMP '2025-12-25'""",
    )
    assert rate == near(0.62, 0.08)


def test_key_feature_adoption_per_month(demo: duckdb.DuckDBPyConnection) -> None:
    rates = demo.execute(
        """SELECT count(DISTINCT user_id) FILTER (WHERE is_key) /
            count(DISTINCT user_id) FILTER (WHERE is_active_event)
        FROM product_events LEFT JOIN features USING (feature_id)
        WHERE occurred_at >= TIMESTAMP '2023-06-01' GROUP BY date_trunc('month', occurred_at)"""
    ).fetchall()
    assert len(rates) == 31
    assert sum(rate for (rate,) in rates) / len(rates) == near(0.71, 0.12)


def sharing(con: duckdb.DuckDBPyConnection, where: str) -> float:
    return float(
        one(
            con,
            f"""SELECT count(DISTINCT user_id) FILTER (WHERE event_name = 'report_shared')
                / count(DISTINCT user_id) FILTER (WHERE is_active_event)
            FROM product_events JOIN users USING (user_id) WHERE NOT is_internal AND {where}""",
        )
    )


def test_android_sent_no_report_shared_for_eleven_weeks(demo: duckdb.DuckDBPyConnection) -> None:
    gap = "occurred_at >= TIMESTAMP '2024-11-01' AND occurred_at < TIMESTAMP '2025-01-21'"
    android, others, version = row(
        demo,
        f"""SELECT count(*) FILTER (WHERE event_name = 'report_shared' AND platform = 'android'),
            count(*) FILTER (WHERE event_name = 'report_shared' AND platform <> 'android'),
                max(left(app_version, 3))
        FROM product_events WHERE {gap}""",
    )
    assert (android, version) == (0, "4.8")
    assert others > 20
    assert sharing(demo, "date_trunc('month', occurred_at) = DATE '2024-12-01'") == near(0.16)
    assert sharing(demo, "date_trunc('month', occurred_at) = DATE '2024-10-01'") == near(0.24, 0.1)
    assert sharing(demo, "date_trunc('month', occurred_at) = DATE '2025-03-01'") == near(0.24, 0.1)


def test_ios_lost_accounts_in_june_only(demo: duckdb.DuckDBPyConnection) -> None:
    june = "platform = 'ios' AND date_trunc('month', occurred_at) = DATE '2025-06-01'"
    lost = "count(*) FILTER (WHERE account_id IS NULL)"
    assert one(demo, f"SELECT {lost} / count(*) FROM product_events WHERE {june}") == near(0.12, 0.05)
    assert one(demo, f"SELECT {lost} FROM product_events WHERE NOT ({june})") == 0


def test_every_planned_event_carries_its_properties(demo: duckdb.DuckDBPyConnection) -> None:
    missing = one(
        demo,
        """SELECT count(*) FROM product_events e JOIN gov_tracking_plan t USING (event_name, platform)
        WHERE len(list_filter(t.required_props, lambda p: json_extract(e.props, '$.' || p) IS NULL)) > 0""",
    )
    assert missing == 0


def test_stickiness_is_that_of_a_work_tool(demo: duckdb.DuckDBPyConnection) -> None:
    daily, monthly = row(
        demo,
        """WITH active AS (SELECT user_id, occurred_at::DATE AS day FROM product_events
            WHERE is_active_event AND occurred_at >= TIMESTAMP '2025-07-01')
        SELECT (SELECT avg(n) FROM (SELECT count(DISTINCT user_id) AS n FROM active GROUP BY day)),
            (SELECT avg(n) FROM (SELECT count(DISTINCT user_id) AS n FROM active
                GROUP BY date_trunc('month', day)))""",
    )
    assert 0.06 < daily / monthly < 0.40


# service ------------------------------------------------------------------------------------------


def test_integration_tickets_surge_late_and_unhappy(demo: duckdb.DuckDBPyConnection) -> None:
    per_month, breach, score, sync = row(
        demo,
        f"""SELECT count(*) / 3.0, avg(({BREACH})::INT), avg(csat_score),
            count(*) FILTER (WHERE feature_key = 'api_sync') / count(*)
        FROM tickets LEFT JOIN features USING (feature_id) WHERE category = 'integration' AND {SURGE}""",
    )
    before, base_breach, base_score, base_sync = row(
        demo,
        f"""SELECT count(*) / 6.0, avg(({BREACH})::INT), avg(csat_score),
            count(*) FILTER (WHERE feature_key = 'api_sync') / count(*)
        FROM tickets LEFT JOIN features USING (feature_id)
        WHERE category = 'integration' AND created_at >= TIMESTAMP '2025-02-01'
            AND created_at < TIMESTAMP '2025-08-01'""",
    )
    assert per_month / before == near(1.8 * 1.25 ** (4.5 / 12))
    assert breach == near(0.38)
    assert base_breach < 0.16
    assert score == near(3.3, 0.1)
    assert base_score == near(4.4, 0.1)
    assert sync == near(0.70)
    assert base_sync < 0.5


def test_service_base_rates(demo: duckdb.DuckDBPyConnection) -> None:
    breach, score, answered = row(
        demo,
        f"""SELECT avg(({BREACH})::INT), avg(csat_score), count(csat_score) / count(*)
        FROM tickets WHERE category <> 'integration' AND created_at < TIMESTAMP '2025-12-20'""",
    )
    assert breach == near(0.09, 0.15)
    assert score == pytest.approx(4.3, abs=0.06)
    assert answered == near(0.38, 0.06)


def test_two_agents_left_and_take_no_more_tickets(demo: duckdb.DuckDBPyConnection) -> None:
    leavers = [
        agent
        for (agent,) in demo.execute(
            "SELECT employee_id FROM employees WHERE left_on = DATE '2025-07-31'"
        ).fetchall()
    ]
    assert len(leavers) == 2
    before, after = row(
        demo,
        f"""SELECT count(*) FILTER (WHERE created_at < TIMESTAMP '2025-08-01'),
            count(*) FILTER (WHERE created_at >= TIMESTAMP '2025-08-01')
        FROM tickets WHERE agent_id IN ({", ".join(map(str, leavers))})""",
    )
    assert before > 0
    assert after == 0


def test_api_sync_is_asked_about_again_and_again(demo: duckdb.DuckDBPyConnection) -> None:
    top = one(
        demo,
        """SELECT feature_key FROM tickets JOIN features USING (feature_id)
            WHERE created_at >= TIMESTAMP '2025-07-01'
        GROUP BY feature_key HAVING count(*) >= 10 ORDER BY avg(is_repeat_issue::INT) DESC LIMIT 1""",
    )
    assert top == "api_sync"


# partners -----------------------------------------------------------------------------------------


def test_inventory_identity(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_partner_17_runs_dry_for_seven_weeks(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_partner_17_leads_the_stock_outs_of_the_quarter(demo: duckdb.DuckDBPyConnection) -> None:
    first, second = demo.execute(
        """SELECT partner_id, sum(stockout_days) FROM partner_inventory WHERE week_start >= DATE '2025-10-06'
        GROUP BY partner_id ORDER BY 2 DESC LIMIT 2"""
    ).fetchall()
    assert first[0] == 17
    assert first[1] > 1.5 * second[1]


def test_partner_31_is_overstocked(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_four_partners_train_hard_and_partner_8_spends_the_funds(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_program_counts_are_ordered(demo: duckdb.DuckDBPyConnection) -> None:
    broken = one(
        demo,
        "SELECT count(*) FROM partner_programs WHERE attended_cnt > invited_cnt OR passed_cnt > attended_cnt",
    )
    assert broken == 0


# community ----------------------------------------------------------------------------------------


def test_group_12_keeps_480_members(demo: duckdb.DuckDBPyConnection) -> None:
    name, region, members = row(
        demo,
        """SELECT any_value(group_name), any_value(region), count(*) FROM community_groups
            JOIN community_members USING (group_id)
        WHERE group_id = 12 AND left_at IS NULL AND NOT is_staff""",
    )
    assert (name, region, members) == ("华北制造交流群", "north_cn", 480)


def test_group_12_falls_silent_in_april_2025(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_group_12_is_flooded_with_links_by_staff(demo: duckdb.DuckDBPyConnection) -> None:
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
def test_group_12_loses_members_weekly(
    demo: duckdb.DuckDBPyConnection, start: str, end: str, expected: float
) -> None:
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


def test_other_groups_talk(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_some_members_click_and_never_order(demo: duckdb.DuckDBPyConnection) -> None:
    hesitant = one(
        demo,
        """SELECT count(*) FROM (SELECT group_id, member_id FROM community_events
            WHERE content_type = 'product_link' AND occurred_at >= TIMESTAMP '2025-12-01'
                GROUP BY group_id, member_id
            HAVING count(*) FILTER (WHERE event_type = 'link_click') >= 3 AND count(order_id) = 0)""",
    )
    assert hesitant >= 6


def test_community_events_happen_while_a_member_is_in_the_group(demo: duckdb.DuckDBPyConnection) -> None:
    outside = one(
        demo,
        """SELECT count(*) FROM community_events e LEFT JOIN community_members m USING (group_id, member_id)
        WHERE m.member_id IS NULL OR e.occurred_at < m.joined_at OR e.occurred_at > m.left_at""",
    )
    assert outside == 0


# delivery -----------------------------------------------------------------------------------------


def test_project_42_is_over_cost_and_behind(demo: duckdb.DuckDBPyConnection) -> None:
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
def test_load_of_the_two_engineers(demo: duckdb.DuckDBPyConnection, employee: int, expected: float) -> None:
    for scope in ("project_id = 42", "year(work_date) = 2025", "work_date >= DATE '2025-10-01'"):
        load = one(
            demo,
            f"""SELECT sum(h) / sum(c) FROM (SELECT sum(hours) AS h, any_value(weekly_capacity_hours) AS c
            FROM timesheets JOIN employees USING (employee_id) WHERE employee_id = {employee} AND {scope}
            GROUP BY date_trunc('week', work_date))""",
        )
        assert load == pytest.approx(expected, rel=0.06)


def test_only_one_engineer_is_overloaded(demo: duckdb.DuckDBPyConnection) -> None:
    overloaded = demo.execute(
        """SELECT employee_id FROM (SELECT employee_id, sum(hours) AS h, any_value(weekly_capacity_hours) AS c
            FROM timesheets JOIN employees USING (employee_id) WHERE year(work_date) = 2025
            GROUP BY employee_id, date_trunc('week', work_date))
        GROUP BY employee_id HAVING sum(h) > 1.1 * sum(c)"""
    ).fetchall()
    assert overloaded == [(207,)]


def test_finished_projects(demo: duckdb.DuckDBPyConnection) -> None:
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


def test_overruns_cluster_in_late_2025(demo: duckdb.DuckDBPyConnection) -> None:
    over = """WITH spent AS (SELECT project_id, sum(cost_amount) AS cost FROM timesheets GROUP BY project_id)
        SELECT count(*) FILTER (WHERE cost > 1.2 * budget_cost) / count(*) FROM projects
            JOIN spent USING (project_id)
        WHERE project_type = 'software_impl' AND coalesce(actual_end_on, DATE '2025-12-31')"""
    late = one(demo, over + " >= DATE '2025-07-01'")
    early = one(demo, over + " < DATE '2025-07-01'")
    assert late > early


# integrity ----------------------------------------------------------------------------------------

REFERENCES = [
    ("users", "account_id", "accounts", "account_id"),
    ("product_events", "user_id", "users", "user_id"),
    ("product_events", "account_id", "accounts", "account_id"),
    ("product_events", "feature_id", "features", "feature_id"),
    ("tickets", "account_id", "accounts", "account_id"),
    ("tickets", "user_id", "users", "user_id"),
    ("tickets", "agent_id", "employees", "employee_id"),
    ("tickets", "feature_id", "features", "feature_id"),
    ("tickets", "product_id", "products", "product_id"),
    ("partner_inventory", "partner_id", "partners", "partner_id"),
    ("partner_inventory", "product_id", "products", "product_id"),
    ("partner_programs", "partner_id", "partners", "partner_id"),
    ("partner_programs", "campaign_id", "campaigns", "campaign_id"),
    ("community_groups", "owner_employee_id", "employees", "employee_id"),
    ("community_members", "group_id", "community_groups", "group_id"),
    ("community_members", "person_id", "leads", "person_id"),
    ("community_events", "order_id", "orders", "order_id"),
    ("projects", "account_id", "accounts", "account_id"),
    ("projects", "order_id", "orders", "order_id"),
    ("projects", "pm_employee_id", "employees", "employee_id"),
    ("project_tasks", "project_id", "projects", "project_id"),
    ("project_tasks", "assignee_id", "employees", "employee_id"),
    ("timesheets", "employee_id", "employees", "employee_id"),
    ("timesheets", "project_id", "projects", "project_id"),
    ("timesheets", "task_id", "project_tasks", "task_id"),
]
KEYS = [
    ("users", "user_id"),
    ("product_events", "event_id"),
    ("tickets", "ticket_id"),
    ("partner_inventory", "(week_start, partner_id, product_id)"),
    ("partner_programs", "program_id"),
    ("community_groups", "group_id"),
    ("community_members", "(group_id, member_id)"),
    ("community_events", "event_id"),
    ("projects", "project_id"),
    ("project_tasks", "task_id"),
]
TIMES = [
    ("users", "greatest(signup_at, first_key_feature_at, activated_at, core_action_at)"),
    ("product_events", "occurred_at"),
    ("tickets", "greatest(created_at, first_response_at, resolved_at)"),
    ("partner_programs", "started_on"),
    ("community_members", "greatest(joined_at, left_at)"),
    ("community_events", "occurred_at"),
    ("projects", "actual_end_on"),
    ("project_tasks", "completed_at"),
    ("timesheets", "work_date"),
]


@pytest.mark.parametrize(("table", "column", "target", "key"), REFERENCES)
def test_references_are_closed(
    demo: duckdb.DuckDBPyConnection, table: str, column: str, target: str, key: str
) -> None:
    lost = one(
        demo,
        f"""SELECT count(*) FROM {table} t ANTI JOIN {target} r ON t.{column} = r.{key}
        WHERE t.{column} IS NOT NULL""",
    )
    assert lost == 0
    assert one(demo, f"SELECT count({column}) FROM {table}") > 0


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_keys_are_unique(demo: duckdb.DuckDBPyConnection, table: str, key: str) -> None:
    assert one(demo, f"SELECT count(*) - count(DISTINCT {key}) FROM {table}") == 0


@pytest.mark.parametrize(("table", "time"), TIMES)
def test_nothing_happens_outside_the_three_years(
    demo: duckdb.DuckDBPyConnection, table: str, time: str
) -> None:
    first, last = row(
        demo, f"SELECT min({time}) >= DATE '2023-01-01', max({time}) < DATE '2026-01-01' FROM {table}"
    )
    assert (first, last) == (True, True)


def test_no_event_or_ticket_before_sign_up(demo: duckdb.DuckDBPyConnection) -> None:
    assert (
        one(
            demo,
            "SELECT count(*) FROM product_events JOIN users USING (user_id) WHERE occurred_at < signup_at",
        )
        == 0
    )
    assert (
        one(demo, "SELECT count(*) FROM tickets JOIN users USING (user_id) WHERE created_at < signup_at") == 0
    )
    assert (
        one(demo, "SELECT count(*) FROM users JOIN accounts USING (account_id) WHERE signup_at < created_at")
        == 0
    )


def test_user_milestones_follow_each_other_and_are_seen_as_events(demo: duckdb.DuckDBPyConnection) -> None:
    disordered = one(
        demo,
        """SELECT count(*) FROM users WHERE first_key_feature_at < signup_at
            OR activated_at < first_key_feature_at
            OR core_action_at < activated_at OR (activated_at IS NOT NULL
                AND first_key_feature_at IS NULL)""",
    )
    assert disordered == 0
    unseen = one(
        demo,
        """WITH seen AS (SELECT user_id, min(occurred_at) AS seen_at FROM product_events
            JOIN features USING (feature_id) WHERE is_key GROUP BY user_id)
        SELECT count(*) FROM users LEFT JOIN seen USING (user_id) WHERE first_key_feature_at IS DISTINCT
            FROM seen_at""",
    )
    assert unseen == 0


def test_tickets_are_answered_then_resolved_and_belong_to_their_user(demo: duckdb.DuckDBPyConnection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM tickets t JOIN users u USING (user_id)
            WHERE t.first_response_at < t.created_at
            OR t.resolved_at < t.first_response_at OR t.csat_score NOT BETWEEN 1 AND 5
                OR t.account_id <> u.account_id OR t.region <> u.region""",
    )
    assert broken == 0


def test_work_is_booked_within_the_project_and_on_its_tasks(demo: duckdb.DuckDBPyConnection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM timesheets s JOIN projects p USING (project_id)
            JOIN project_tasks k USING (task_id)
        WHERE k.project_id <> s.project_id OR s.work_date < p.planned_start_on
            OR s.work_date > p.actual_end_on OR s.hours <= 0""",
    )
    assert broken == 0


def test_done_projects_have_no_open_task(demo: duckdb.DuckDBPyConnection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM project_tasks k JOIN projects p USING (project_id)
        WHERE p.status = 'done' AND (k.completed_at IS NULL OR k.completed_at::DATE > p.actual_end_on)""",
    )
    assert broken == 0


def test_internal_users_are_few(demo: duckdb.DuckDBPyConnection) -> None:
    share = one(demo, "SELECT count(*) FILTER (WHERE is_internal) / count(*) FROM users")
    assert 0.01 < share < 0.06
