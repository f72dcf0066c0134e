"""Every aggregation of one model, with its filters, against rows counted by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.compiler.toy import run, statement


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("revenue", 115.0),
        ("order_count", 7),
        ("smallest", 3.0),
        ("largest", 40.0),
        ("average_order", 16.428571),
        ("median_order", 10.0),
        ("customer_count", 4),
        ("paid_count", 4),
        ("p50_hours", 4.0),
        ("p40_hours", 3),
        ("done_count", 4),
        ("done_rate", 0.571429),
        ("done_share", 0.652174),
        ("revenue_growth", 1.027027),
        ("nested", 194.0),
        ("net_done", 38.0),
        ("west_revenue", 72.0),
    ],
)
def test_total(metric: str, value: float) -> None:
    assert run(metrics=[metric]) == [(value,)]


def test_a_metric_is_the_same_alone_and_beside_others() -> None:
    names = [
        "revenue",
        "done_revenue",
        "open_revenue",
        "west_revenue",
        "done_count",
        "customer_count",
        "quantity",
    ]
    together = run(metrics=names, group_by=["area_name"], where=[{"field": "area_name", "values": ["West"]}])[
        0
    ]
    for name, value in zip(names, together[1:], strict=True):
        alone = run(
            metrics=[name], group_by=["area_name"], where=[{"field": "area_name", "values": ["West"]}]
        )
        assert alone in ([("West", value)], [] if value in (None, 0) else [("West", value)])


def test_filters_of_metrics_share_one_scan() -> None:
    sql = statement(metrics=["done_revenue", "open_revenue", "order_count"]).sql
    assert sql.count("FROM toy.orders") == 1


def test_groups_in_which_no_metric_has_rows_do_not_appear() -> None:
    rows = run(metrics=["done_revenue", "open_revenue"], group_by=["status"], order_by=["status"])
    assert rows == [("done", 75.0, None), ("open", None, 37.0)]


def test_counts_of_nothing_are_zero_and_sums_of_nothing_unknown() -> None:
    never = [{"field": "status", "values": ["void"]}]
    assert run(metrics=["order_count", "revenue", "filled_revenue"], where=never) == [(0, None, 0)]


def test_as_of_is_the_moment_of_the_question() -> None:
    first = [{"field": "order", "values": [1]}]
    assert run(metrics=["days_open"], where=first) == [(176,)]
    assert run(metrics=["days_open"], where=first, now=datetime(2025, 1, 6)) == [(1,)]


@pytest.mark.parametrize(
    ("where", "revenue"),
    [
        ([{"field": "status", "op": "=", "values": ["done"]}], 75.0),
        ([{"field": "status", "op": "!=", "values": ["done"]}], 37.0),
        ([{"field": "status", "op": "in", "values": ["done", "open"]}], 112.0),
        ([{"field": "status", "op": "not in", "values": ["open"]}], 75.0),
        ([{"field": "status", "op": "is null"}], 3.0),
        ([{"field": "status", "op": "is not null"}], 112.0),
        ([{"field": "status", "op": "contains", "values": ["on"]}], 75.0),
        ([{"field": "status", "op": "starts with", "values": ["op"]}], 37.0),
        ([{"field": "status", "op": "ends with", "values": ["ne"]}], 75.0),
        ([{"field": "status", "op": "contains", "values": ["%"]}], None),
        ([{"field": "hours", "op": "between", "values": [2, 4]}], 90.0),
        ([{"field": "hours", "op": "<", "values": [3]}], 30.0),
        ([{"field": "hours", "op": "<=", "values": [3]}], 60.0),
        ([{"field": "hours", "op": ">", "values": [5]}], 10.0),
        ([{"field": "hours", "op": ">=", "values": [5]}], 15.0),
        ([{"field": "paid", "op": "=", "values": [True]}], 73.0),
        ([{"field": "size", "op": "=", "values": ["large"]}], 90.0),
        ([{"field": "ordered_at", "op": ">=", "values": ["2025-03-20"]}], 10.0),
        ([{"field": "metric_time__month", "op": "=", "values": ["2025-03-01"]}], 55.0),
        ([{"field": "metric_time__extract_month", "op": "=", "values": [2]}], 30.0),
        (
            [
                {"any": [{"field": "status", "values": ["open"]}, {"field": "hours", "values": [1]}]},
                {"field": "hours", "op": "<", "values": [4]},
            ],
            40.0,
        ),
        (
            [{"not": {"any": [{"field": "status", "values": ["open"]}, {"field": "hours", "values": [1]}]}}],
            65.0,
        ),
        (["{{ Dimension('order__status') }} = 'open' OR {{ Dimension('order__hours') }} = 1", "1 = 1"], 47.0),
        (["{{ TimeDimension('metric_time', 'day') }} <= '2025-01-31'"], 30.0),
        ([{"field": "customer__country", "op": "=", "values": ["DE"]}], 70.0),
        ([{"field": "area_name", "op": "!=", "values": ["West"]}], 70.0),
        ([{"field": "status", "values": ["it's"]}], None),
    ],
)
def test_where(where: list[Any], revenue: float | None) -> None:
    assert run(metrics=["revenue"], where=where) == [(revenue,)]


def test_negative_filters_say_that_rows_without_a_value_are_left_out() -> None:
    notes = statement(metrics=["revenue"], where=[{"field": "country", "op": "!=", "values": ["US"]}]).notes
    assert ("null_excluded", "country") in notes
    kept = statement(metrics=["revenue"], where=[{"field": "country", "op": "=", "values": ["US"]}]).notes
    assert not [code for code, _ in kept if code == "null_excluded"]


def test_having_on_shown_hidden_and_derived_columns() -> None:
    by_country: dict[str, Any] = {"metrics": ["order_count"], "group_by": ["country"]}
    assert run(**by_country, having=[{"field": "order_count", "op": ">", "values": [2]}]) == [(None, 3)]
    assert run(**by_country, having=[{"field": "revenue", "op": ">", "values": [20]}]) == [
        ("DE", 2),
        ("US", 2),
    ]
    two = {
        "any": [
            {"field": "revenue", "op": ">", "values": [50]},
            {"field": "revenue", "op": "<", "values": [16]},
        ]
    }
    assert run(**by_country, having=[two, "{{ Metric('order_count') }} > 2"]) == [(None, 3)]


def test_order_by_what_is_not_shown_and_limit_with_a_steady_order_of_ties() -> None:
    assert run(metrics=["order_count"], group_by=["country"], order_by=["-revenue"], limit=2) == [
        ("DE", 2),
        ("US", 2),
    ]
    assert run(metrics=["order_count"], group_by=["country"], order_by=["order_count"], limit=2) == [
        ("DE", 2),
        ("US", 2),
    ]


def test_missing_values_come_last_in_either_direction() -> None:
    for direction in ("", "-"):
        rows = run(
            metrics=["done_revenue", "order_count"],
            group_by=["status"],
            order_by=[f"{direction}done_revenue"],
        )
        assert [row[1] for row in rows] == [75.0, None, None]


def test_names_are_found_in_any_case_and_come_back_as_given() -> None:
    made = statement(metrics=["REVENUE"], group_by=["Country"], order_by=["-Revenue"])
    assert [column.name for column in made.columns] == ["Country", "REVENUE"]
    assert [(c.role, c.source, c.unit) for c in made.columns] == [
        ("dimension", "customers.country", None),
        ("metric", "revenue", "currency:CNY"),
    ]


def test_a_governed_model_reads_its_select() -> None:
    assert run(metrics=["buyers", "bought"], group_by=["buyer_country"]) == [
        ("DE", 1, 70.0),
        ("US", 1, 30.0),
        (None, 1, 5.0),
    ]
    assert run(metrics=["oldest_order"], now=datetime(2025, 1, 8)) == [(3,)]


def test_saved_columns_tables_and_time() -> None:
    made = statement(metrics=["revenue"], group_by=["country"], time={"relative": "this_year"})
    assert made.tables == ("toy.customers", "toy.orders")
    assert made.time is not None
    assert made.time.to_dict() == {"start": "2025-01-01", "end": "2026-01-01"}
