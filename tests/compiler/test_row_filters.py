"""Row filters hold in every scan: of the base, of what is joined, and inside governed SQL."""

from __future__ import annotations

from typing import Any

from assistant.catalog.filters import parse_filter
from assistant.compiler import compile_resolved
from assistant.plan import GovernedQuery
from assistant.query import MetricQuery
from assistant.resolve import resolve_query
from tests.compiler.toy import NOW, catalog, warehouse


def _governed(filters: dict[str, str], **query: Any) -> tuple[str, list[tuple[Any, ...]]]:
    resolved = resolve_query(catalog(), MetricQuery.from_dict(query), NOW)
    parsed = {model: (parse_filter(text),) for model, text in filters.items()}
    sql = compile_resolved(GovernedQuery(resolved, parsed)).sql
    return sql, warehouse().cursor().execute(sql).fetchall()


def test_the_base_scan() -> None:
    _, rows = _governed({"orders": "{{ Dimension('order__status') }} = 'open'"}, metrics=["order_count"])
    assert rows == [(2,)]


def test_a_filter_by_a_dimension_that_is_a_join_away() -> None:
    _, rows = _governed(
        {"orders": "{{ Dimension('customer__area__area_name') }} = 'East'"}, metrics=["order_count"]
    )
    assert rows == [(2,)]


def test_what_is_joined_shows_only_permitted_rows() -> None:
    _, rows = _governed(
        {"customers": "{{ Dimension('customer__country') }} = 'US'"},
        metrics=["order_count"],
        group_by=["country"],
    )
    assert rows == [("US", 2), (None, 5)]


def test_inside_governed_sql_and_on_its_rows() -> None:
    query: dict[str, Any] = {"metrics": ["buyers"], "group_by": ["buyer_country"]}
    _, rows = _governed({"orders": "{{ Dimension('order__status') }} = 'open'"}, **query)
    assert rows == [("DE", 1)]
    _, rows = _governed({"customer_totals": "{{ Dimension('customer__buyer_country') }} = 'US'"}, **query)
    assert rows == [("US", 1)]


def test_every_fact_and_both_sides_of_a_comparison() -> None:
    filters = {
        "orders": "{{ Dimension('order__status') }} = 'done'",
        "visits": "{{ Dimension('visit__source') }} = 'ads'",
    }
    sql, rows = _governed(
        filters,
        metrics=["order_count", "visit_count"],
        compare={"kind": "prior_period"},
        time={"start": "2025-03-01", "end": "2025-04-01"},
    )
    assert rows == [(2, 0, 2, None, 1, 0, 1, None)]
    assert sql.count("status = 'done'") == sql.count("source = 'ads'") == 1  # both sides in one scan


def test_the_rest_and_the_total_are_filtered_too() -> None:
    _, rows = _governed(
        {"orders": "{{ Dimension('order__status') }} = 'done'"},
        metrics=["customer_count"],
        group_by=["country"],
        limit=1,
        others=True,
        totals=True,
    )
    assert rows == [("DE", 1), (None, 2), (None, 3)]


def test_without_filters_nothing_is_added() -> None:
    sql, _ = _governed({}, metrics=["revenue"])
    assert sql == "SELECT\n  SUM(orders.amount) AS revenue\nFROM toy.orders"
