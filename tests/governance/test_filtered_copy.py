"""What a limited actor sees is what anybody would see of a warehouse that holds only their rows.

The copies are made with SQL written by hand, table by table, and queried without a policy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.compiler import compile_query
from assistant.errors import AssistantError
from assistant.query import MetricQuery
from assistant.resolve import fields_for, is_computable
from assistant.resolve.sources import sources_for

ROWS = {
    "sales_mgr_south": {
        **dict.fromkeys(
            [
                "accounts",
                "users",
                "community_groups",
                "projects",
                "ad_spend_daily",
                "web_sessions",
                "form_views",
                "leads",
                "opportunities",
                "orders",
                "payments",
                "subscription_months",
                "cost_months",
                "tickets",
                "partners",
                "partner_inventory",
            ],
            "region = 'south_cn'",
        ),
        **dict.fromkeys(
            ("community_members", "community_events"),
            "group_id IN (SELECT group_id FROM raw.community_groups WHERE region = 'south_cn')",
        ),
        **dict.fromkeys(
            ("project_tasks", "timesheets"),
            "project_id IN (SELECT project_id FROM raw.projects WHERE region = 'south_cn')",
        ),
        "touchpoints": "session_id IN (SELECT session_id FROM raw.web_sessions WHERE region = 'south_cn')",
        "partner_programs": "partner_id IN (SELECT partner_id FROM raw.partners WHERE region = 'south_cn')",
        "product_events": "user_id IN (SELECT user_id FROM raw.users WHERE region = 'south_cn')",
        "opportunity_stages": "opportunity_id IN (SELECT opportunity_id FROM raw.opportunities WHERE region = 'south_cn')",
        "rep_activities": "account_id IN (SELECT account_id FROM raw.accounts WHERE region = 'south_cn')",
    },
    "e023": {
        **dict.fromkeys(("accounts", "leads", "opportunities", "orders"), "owner_rep_id = 23"),
        "rep_activities": "employee_id = 23",
        "payments": "order_id IN (SELECT order_id FROM raw.orders WHERE owner_rep_id = 23)",
        "opportunity_stages": "opportunity_id IN (SELECT opportunity_id FROM raw.opportunities WHERE owner_rep_id = 23)",
        **dict.fromkeys(
            ("subscription_months", "tickets", "users"),
            "account_id IN (SELECT account_id FROM raw.accounts WHERE owner_rep_id = 23)",
        ),
        "product_events": "user_id IN (SELECT u.user_id FROM raw.users u JOIN raw.accounts a USING (account_id)"
        " WHERE a.owner_rep_id = 23)",
    },
}
OWN = {
    "sales_mgr_south": {"field": "region", "op": "=", "values": ["south_cn"]},
    "e023": {"field": "owner_rep", "op": "=", "values": [23]},
}
"""The rows of a governed model are no table of the copy, so they are filtered in the query."""


@pytest.fixture(scope="module")
def warehouses(demo_file: Path) -> Iterator[dict[str, Any]]:
    """By actor the copy with their rows; under the empty name everything."""
    found: dict[str, Any] = {"": duckdb.connect(str(demo_file), read_only=True)}
    tables = [name for (name,) in found[""].execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    for actor, rows in ROWS.items():
        copy = duckdb.connect()
        copy.execute(f"ATTACH '{demo_file}' AS source (READ_ONLY)")
        copy.execute("CREATE SCHEMA raw")
        for table in tables:
            copy.execute(f"CREATE VIEW raw.{table} AS SELECT * FROM source.main.{table}")
        for table in tables:
            copy.execute(
                f"CREATE TABLE main.{table} AS SELECT * FROM raw.{table} WHERE {rows.get(table, 'true')}"
            )
        found[actor] = copy
    yield found
    for connection in found.values():
        connection.close()


@st.composite
def queries(draw: st.DrawFn, catalog: Any) -> dict[str, Any]:
    names = sorted(name for name in catalog.metrics if is_computable(catalog, name))
    metrics = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    fields = [field.name for field in fields_for(catalog, metrics) if field.kind == "dimension"]
    group_by = draw(st.lists(st.sampled_from(fields), max_size=2, unique=True)) if fields else []
    if draw(st.booleans()):
        group_by.append(draw(st.sampled_from(["metric_time__month", "metric_time__quarter"])))
    query: dict[str, Any] = {"metrics": metrics, "group_by": group_by}
    sources = sources_for(catalog, metrics)
    by_time = len({source.model for source in sources}) < len(sources)
    year = draw(st.sampled_from([2024, 2025] if by_time else [None, 2024, 2025]))
    if year:
        query["time"] = {"start": f"{year}-01-01", "end": f"{year + 1}-01-01"}
    if year and draw(st.booleans()):
        query["compare"] = {"kind": "same_period_last_year"}
    if group_by and draw(st.booleans()):
        query |= {"limit": 3, "others": draw(st.booleans())}
    if draw(st.booleans()):
        query["totals"] = True
    if draw(st.booleans()):
        query["where"] = [{"field": "product_category", "op": "in", "values": ["plan", "service"]}]
    return query


@pytest.mark.parametrize("actor", ROWS)
@settings(max_examples=50)
@given(data=st.data())
def test_the_same_as_of_a_copy_with_the_actors_rows(
    demo_assistant: Any, warehouses: dict[str, Any], actor: str, data: st.DataObject
) -> None:
    catalog = demo_assistant.catalog
    query = data.draw(queries(demo_assistant.catalog_for(actor)))
    governed = any(
        catalog.models[source.model].governed for source in sources_for(catalog, tuple(query["metrics"]))
    )
    plain = dict(query)
    if governed:
        plain["where"] = [*query.get("where", []), OWN[actor]]
    try:
        mine = demo_assistant.compile(query, actor=actor)
        theirs = compile_query(catalog, MetricQuery.from_dict(plain), now=demo_assistant.now)
    except AssistantError:
        assume(False)
        raise
    got = warehouses[""].execute(mine.sql).fetchall()
    want = warehouses[actor].execute(theirs.sql).fetchall()
    assert len(got) == len(want), (query, mine.sql)
    keys = sum(column.role in ("dimension", "time") for column in mine.columns)
    for one, other in zip(sorted(got, key=_order(keys)), sorted(want, key=_order(keys)), strict=True):
        assert all(_same(a, b) for a, b in zip(one, other, strict=True)), (query, one, other, mine.sql)


def _order(keys: int) -> Any:
    return lambda row: tuple(str(cell) for cell in row[:keys]) + tuple(_rounded(cell) for cell in row[keys:])


def _rounded(cell: Any) -> str:
    return f"{float(cell):.4g}" if isinstance(cell, (int, float)) else str(cell)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-6)
    return bool(one == other)


def test_the_copies_differ_from_the_whole(demo_assistant: Any, warehouses: dict[str, Any]) -> None:
    """Otherwise the comparison would prove nothing."""
    made = compile_query(
        demo_assistant.catalog,
        MetricQuery.from_dict({"metrics": ["contract_amount"]}),
        now=demo_assistant.now,
    )
    amounts = {actor: found.execute(made.sql).fetchone()[0] for actor, found in warehouses.items()}
    assert 0 < amounts["e023"] < amounts[""]
    assert 0 < amounts["sales_mgr_south"] < amounts[""]
