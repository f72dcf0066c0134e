"""What holds between the tables of the demo, in every size."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pytest

from assistant.demo.build import SQL_FOLDER
from assistant.demo.checks import checks, failed_checks
from assistant.demo.sizes import SIZES
from tests.demo.story import Connection, one

SIZE = SIZES[os.environ.get("DEMO_SIZE", "small")]
END = "TIMESTAMP '2025-12-31 23:59:59'"


@pytest.mark.parametrize("name", sorted(checks()))
def test_checks_of_the_build_hold(demo: Connection, name: str) -> None:
    assert one(demo, checks()[name]) == 0


REFERENCES = """
accounts.owner_rep_id employees.employee_id
accounts.partner_id partners.partner_id
users.account_id accounts.account_id
features.product_id products.product_id
campaigns.product_id products.product_id
campaigns.partner_id partners.partner_id
ad_spend_daily.campaign_id campaigns.campaign_id
web_sessions.campaign_id campaigns.campaign_id
form_views.session_id web_sessions.session_id
form_views.campaign_id campaigns.campaign_id
form_views.lead_id leads.lead_id
touchpoints.session_id web_sessions.session_id
touchpoints.campaign_id campaigns.campaign_id
leads.account_id accounts.account_id
leads.campaign_id campaigns.campaign_id
leads.product_id products.product_id
leads.owner_rep_id employees.employee_id
leads.partner_id partners.partner_id
opportunities.lead_id leads.lead_id
opportunities.account_id accounts.account_id
opportunities.product_id products.product_id
opportunities.owner_rep_id employees.employee_id
opportunities.partner_id partners.partner_id
opportunity_stages.opportunity_id opportunities.opportunity_id
orders.account_id accounts.account_id
orders.opportunity_id opportunities.opportunity_id
orders.product_id products.product_id
orders.partner_id partners.partner_id
orders.owner_rep_id employees.employee_id
payments.order_id orders.order_id
payments.partner_id partners.partner_id
subscription_months.account_id accounts.account_id
subscription_months.product_id products.product_id
rep_activities.employee_id employees.employee_id
rep_activities.account_id accounts.account_id
rep_activities.opportunity_id opportunities.opportunity_id
rep_activities.lead_id leads.lead_id
product_events.user_id users.user_id
product_events.account_id accounts.account_id
product_events.feature_id features.feature_id
tickets.account_id accounts.account_id
tickets.user_id users.user_id
tickets.agent_id employees.employee_id
tickets.feature_id features.feature_id
tickets.product_id products.product_id
partner_inventory.partner_id partners.partner_id
partner_inventory.product_id products.product_id
partner_programs.partner_id partners.partner_id
partner_programs.campaign_id campaigns.campaign_id
community_groups.owner_employee_id employees.employee_id
community_members.group_id community_groups.group_id
community_members.person_id leads.person_id
community_events.group_id community_groups.group_id
community_events.order_id orders.order_id
projects.account_id accounts.account_id
projects.order_id orders.order_id
projects.pm_employee_id employees.employee_id
project_tasks.project_id projects.project_id
project_tasks.assignee_id employees.employee_id
timesheets.employee_id employees.employee_id
timesheets.project_id projects.project_id
timesheets.task_id project_tasks.task_id
gov_tracking_plan.feature_id features.feature_id
"""


@pytest.mark.parametrize("reference", REFERENCES.strip().splitlines())
def test_references_are_closed(demo: Connection, reference: str) -> None:
    source, target = reference.split()
    table, column = source.split(".")
    owner, key = target.split(".")
    dangling = f"""
        SELECT count(*) FROM {table} s ANTI JOIN {owner} o ON o.{key} = s.{column}
            WHERE s.{column} IS NOT NULL
    """
    assert one(demo, dangling) == 0
    assert one(demo, f"SELECT count({column}) FROM {table}") > 0


def declared_keys() -> list[tuple[str, str]]:
    ddl = (SQL_FOLDER / "schema.sql").read_text(encoding="utf-8")
    keys = []
    for table, body in re.findall(r"CREATE TABLE (\w+)\((.*)\);", ddl):
        composite = re.search(r"PRIMARY KEY\(([^)]*)\)", body)
        single = re.search(r"(\w+) \w+ PRIMARY KEY", body)
        if composite or single:
            keys.append((table, composite.group(1) if composite else single.group(1)))  # type: ignore[union-attr]
    return keys


@pytest.mark.parametrize(("table", "key"), declared_keys())
def test_declared_keys_are_unique(demo: Connection, table: str, key: str) -> None:
    assert one(demo, f"SELECT count(*) - count(DISTINCT ({key})) FROM {table}") == 0
    assert one(demo, f"SELECT count(*) FROM {table} WHERE ({key}) IS NULL") == 0


def test_columns_are_those_of_the_schema(demo: Connection) -> None:
    columns = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE NOT internal AND schema_name = 'main' AND table_name NOT LIKE 'v_%' "
        "ORDER BY table_name, column_index"
    )
    with duckdb.connect() as declared:
        declared.execute((SQL_FOLDER / "schema.sql").read_text(encoding="utf-8"))
        assert demo.execute(columns).fetchall() == declared.execute(columns).fetchall()


PLANNED = {"due_on", "due_at", "planned_start_on", "planned_end_on", "expected_close_on", "effective_to"}


def test_nothing_lies_after_the_end(demo: Connection) -> None:
    moments = demo.execute(
        """
            SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal
                AND data_type IN ('DATE', 'TIMESTAMP')
        """
        "AND table_name NOT LIKE 'v_%' AND table_name <> 'calendar'"
    ).fetchall()
    assert len(moments) > 50
    late = [
        f"{table}.{column}"
        for table, column in moments
        if column not in PLANNED and one(demo, f"SELECT count(*) FROM {table} WHERE {column} > {END}")
    ]
    assert late == []


BEGINNINGS = [
    ("users", "signup_at"),
    ("product_events", "occurred_at"),
    ("tickets", "created_at"),
    ("leads", "created_at"),
    ("opportunities", "created_at"),
    ("orders", "ordered_at"),
    ("web_sessions", "started_at"),
    ("form_views", "viewed_at"),
    ("touchpoints", "touched_at"),
    ("rep_activities", "occurred_at"),
    ("partner_programs", "started_on"),
    ("community_members", "joined_at"),
    ("community_events", "occurred_at"),
    ("projects", "planned_start_on"),
    ("timesheets", "work_date"),
]


@pytest.mark.parametrize(("table", "column"), BEGINNINGS)
def test_nothing_lies_before_the_beginning(demo: Connection, table: str, column: str) -> None:
    assert one(demo, f"SELECT count(*) FROM {table} WHERE {column} < DATE '2023-01-01'") == 0


def test_time_tables_lie_in_the_order_of_time(demo: Connection) -> None:
    for table, column in [
        ("leads", "created_at"),
        ("orders", "ordered_at"),
        ("web_sessions", "started_at"),
        ("form_views", "viewed_at"),
        ("touchpoints", "touched_at"),
        ("ad_spend_daily", "spend_date"),
        ("rep_activities", "occurred_at"),
        ("subscription_months", "month"),
        ("opportunity_stages", "entered_at"),
        ("payments", "due_on"),
    ]:
        backwards = f"""
            SELECT count(*) FROM (SELECT {column} < lag({column}) OVER (ORDER BY rowid) AS back
                FROM {table}) WHERE back
        """
        assert one(demo, backwards) == 0, table


def test_first_orders_come_once_and_first(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM (SELECT account_id FROM orders WHERE is_first_order GROUP BY 1
            HAVING count(*) > 1)
    """,
        )
        == 0
    )
    earlier = (
        "SELECT count(*) FROM orders f JOIN orders o ON o.account_id = f.account_id "
        "AND o.ordered_at < f.ordered_at WHERE f.is_first_order"
    )
    assert one(demo, earlier) == 0


def test_customer_at_is_the_order_of_the_lead(demo: Connection) -> None:
    sql = (
        """
            SELECT count(*) FROM leads l LEFT JOIN opportunities p USING (lead_id)
                LEFT JOIN orders o USING (opportunity_id)
        """
        "WHERE l.customer_at IS DISTINCT FROM o.ordered_at"
    )
    assert one(demo, sql) == 0


def test_order_amounts_add_up(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM orders WHERE abs(gross_amount - discount_amount - net_amount) > 0.02
            OR net_amount <= 0
    """,
        )
        == 0
    )
    apart = (
        "SELECT count(*) FROM (SELECT o.order_id FROM orders o JOIN payments p USING (order_id) GROUP BY ALL "
        "HAVING abs(any_value(o.net_amount) - sum(p.due_amount)) > 0.05)"
    )
    assert one(demo, apart) == 0
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM opportunities p JOIN orders o USING (opportunity_id)
            WHERE p.amount <> o.net_amount
    """,
        )
        == 0
    )


def test_payments_are_not_more_than_due(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM payments WHERE paid_amount > due_amount
            OR (paid_amount > 0) <> (paid_at IS NOT NULL)
    """,
        )
        == 0
    )


def test_subscription_months_follow_each_other(demo: Connection) -> None:
    broken = """
        SELECT count(*) FROM (
            SELECT *, lag(mrr) OVER w AS before, lag(status) OVER w AS status_before, lag(month)
                OVER w AS month_before
            FROM subscription_months WINDOW w AS (PARTITION BY account_id ORDER BY month)
        ) WHERE status_before = 'churned' OR before <> prev_mrr
            OR month_before + INTERVAL 1 MONTH <> month
            OR (status = 'churned') <> (mrr = 0)
    """
    assert one(demo, broken) == 0


def test_costs_agree_with_their_sources_in_every_month_and_region(demo: Connection) -> None:
    for cost_type, source in [
        (
            "media",
            """
            SELECT date_trunc('month', spend_date) AS month, region, sum(spend) AS amount
                FROM ad_spend_daily GROUP BY ALL
        """,
        ),
        (
            "cogs",
            """
            SELECT date_trunc('month', ordered_at) AS month, region, sum(cogs_amount) AS amount
                FROM orders GROUP BY ALL
        """,
        ),
    ]:
        apart = f"""
            SELECT count(*) FROM (SELECT month, region, sum(amount) AS amount FROM cost_months
                WHERE cost_type = '{cost_type}' GROUP BY ALL) c
            FULL JOIN ({source}) s USING (month, region)
                WHERE abs(coalesce(c.amount, 0) - coalesce(s.amount, 0)) > 0.05
        """
        assert one(demo, apart) == 0


def test_named_entities_exist(demo: Connection) -> None:
    for sql, number in [
        ("SELECT count(*) FROM employees WHERE employee_id IN (23, 31, 44) AND dept = 'sales'", 3),
        ("SELECT count(*) FROM employees WHERE employee_id IN (207, 211) AND dept = 'delivery'", 2),
        ("SELECT count(*) FROM partners WHERE partner_id IN (8, 17, 31)", 3),
        ("SELECT count(*) FROM community_groups WHERE group_id = 12", 1),
        ("SELECT count(*) FROM projects WHERE project_id = 42", 1),
        ("SELECT count(*) FROM campaigns WHERE campaign_name IN ('SEM-通用词扩量', 'EM-2025-11-唤醒')", 2),
    ]:
        assert one(demo, sql) == number, sql


def test_synthetic_benchmarks_say_so(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM gov_benchmarks WHERE kind LIKE 'industry%'
            AND source <> 'default, not an industry figure'
    """,
        )
        == 0
    )
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM gov_benchmarks WHERE kind = 'threshold' AND source = 'company rule'
    """,
        )
        == 5
    )


@pytest.mark.parametrize(
    "table",
    [
        "accounts",
        "users",
        "ad_spend_daily",
        "web_sessions",
        "form_views",
        "touchpoints",
        "leads",
        "opportunities",
        "opportunity_stages",
        "orders",
        "payments",
        "subscription_months",
        "rep_activities",
        "product_events",
        "tickets",
        "partner_inventory",
        "partner_programs",
        "community_members",
        "community_events",
        "projects",
        "project_tasks",
        "timesheets",
    ],
)
def test_row_numbers_are_near_the_target(demo: Connection, table: str) -> None:
    target = int(SIZE.columns()[table])
    assert one(demo, f"SELECT count(*) FROM {table}") == pytest.approx(target, rel=0.30)


def test_stream_holds_every_kind_of_event(demo: Connection) -> None:
    kinds = {
        row[0]
        for row in demo.execute("""
        SELECT DISTINCT split_part(event_type, '_', 1) FROM v_event_stream
    """).fetchall()
    }
    assert {"touch", "form", "lead", "stage", "order", "ticket", "community"} <= kinds


def test_a_broken_row_is_noticed(demo_file: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{demo_file}' AS demo (READ_ONLY)")
        con.execute("COPY FROM DATABASE demo TO memory")
        assert failed_checks(con) == []
        con.execute("""
            UPDATE leads SET mql_at = created_at - INTERVAL 1 DAY
                WHERE lead_id = (SELECT min(lead_id) FROM leads)
        """)
        con.execute("""
            DELETE FROM orders WHERE order_id = (SELECT min(order_id) FROM orders
                WHERE opportunity_id IS NOT NULL)
        """)
        assert {"leads_move_forward", "won_opportunities_have_one_order"} <= set(failed_checks(con))
