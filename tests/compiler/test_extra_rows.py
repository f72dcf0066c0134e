"""Totals, the rest, shares and limits per group: computed from rows, never from rounded parts."""

from __future__ import annotations

import pytest

from assistant.errors import QueryError
from tests.compiler.toy import run, statement


def test_a_total_of_distinct_values_is_counted_again() -> None:
    assert run(metrics=["visitors"], group_by=["metric_time__month"], totals=True) == [
        ("2025-01-01", 2),
        ("2025-02-01", 1),
        ("2025-03-01", 2),
        (None, 3),
    ]
    assert run(metrics=["average_order", "largest"], group_by=["status"], totals=True)[-1] == (
        None,
        16.428571,
        40.0,
    )


def test_the_rest_is_one_row() -> None:
    assert run(
        metrics=["visitors", "visit_count"], group_by=["channel"], limit=1, others=True, totals=True
    ) == [
        ("ads", 2, 3),
        (None, 3, 3),
        (None, 3, 6),
    ]
    assert run(metrics=["revenue"], group_by=["country"], limit=1, others=True, order_by=["revenue"]) == [
        (None, 15.0),
        (None, 100.0),
    ]
    assert run(metrics=["revenue"], group_by=["country"], limit=9, others=True) == [
        ("DE", 70.0),
        ("US", 30.0),
        (None, 15.0),
    ]


def test_the_rest_within_each_group() -> None:
    rows = run(
        metrics=["visitors", "visit_count"],
        group_by=["metric_time__month", "channel"],
        limit=1,
        limit_per="metric_time__month",
        others=True,
        order_by=["-visit_count"],
    )
    assert rows == [
        ("2025-01-01", "ads", 1, 2),
        ("2025-02-01", "mail", 1, 1),
        ("2025-03-01", "ads", 1, 1),
        ("2025-01-01", None, 1, 1),
        ("2025-03-01", None, 1, 1),
    ]
    same = run(
        metrics=["visit_count"],
        group_by=["metric_time__month", "channel"],
        limit=1,
        limit_per="metric_time__month",
        others=True,
        order_by=["-visit_count"],
    )
    assert same == [(row[0], row[1], row[3]) for row in rows]


def test_top_within_each_group() -> None:
    rows = run(metrics=["revenue"], group_by=["status", "country"], limit=1, limit_per="status")
    assert rows == [("done", "DE", 40.0), ("open", "DE", 30.0), (None, None, 3.0)]


def test_shares_of_everything_and_of_a_bucket() -> None:
    assert run(metrics=["revenue"], group_by=["country"], share_of_total=True, totals=True) == [
        ("DE", 70.0, 0.608696),
        ("US", 30.0, 0.26087),
        (None, 15.0, 0.130435),
        (None, 115.0, 1.0),
    ]
    by_month = run(metrics=["visit_count"], group_by=["metric_time__month", "channel"], share_of_total=True)
    assert [row[3] for row in by_month] == [0.666667, 0.333333, 1.0, 0.5, 0.5]
    assert run(metrics=["visitors"], group_by=["channel"], share_of_total=True, limit=1) == [
        ("ads", 2, 0.666667)
    ]
    assert run(metrics=["net_done"], group_by=["area_name"], share_of_total=True)[0] == (
        "East",
        10.0,
        0.263158,
    )


def test_shares_are_of_all_groups_whatever_is_shown() -> None:
    having = [{"field": "revenue", "op": "<", "values": [50]}]
    rows = run(
        metrics=["revenue"], group_by=["country"], share_of_total=True, having=having, order_by=["-revenue"]
    )
    assert rows == [("US", 30.0, 0.26087), (None, 15.0, 0.130435)]


def test_what_has_no_shares_or_cannot_be_combined() -> None:
    for query in (
        {"metrics": ["done_rate"], "group_by": ["country"], "share_of_total": True},
        {"metrics": ["average_order"], "group_by": ["country"], "share_of_total": True},
        {"metrics": ["revenue"], "group_by": ["country"], "others": True},
        {"metrics": ["revenue"], "group_by": ["country"], "limit_per": "country"},
        {"metrics": ["revenue"], "others": True, "limit": 3},
        {
            "metrics": ["revenue"],
            "group_by": ["country"],
            "others": True,
            "limit": 2,
            "having": [{"field": "revenue", "op": ">", "values": [1]}],
        },
    ):
        with pytest.raises(QueryError) as refused:
            statement(**query)
        assert refused.value.code == "impossible_query"


def test_extra_rows_of_a_comparison() -> None:
    rows = run(
        metrics=["customer_count"],
        group_by=["country"],
        limit=1,
        others=True,
        totals=True,
        time={"start": "2025-02-01", "end": "2025-03-01"},
        compare={"kind": "prior_period"},
    )
    assert rows == [("DE", 1, 0, 1, None), (None, 0, 1, -1, -1.0), (None, 1, 1, 0, 0.0)]


def test_windows_and_limits_together() -> None:
    rows = run(
        metrics=["revenue"],
        group_by=["metric_time__month"],
        running="all",
        totals=True,
        having=[{"field": "revenue__running", "op": ">", "values": [50]}],
    )
    assert rows == [("2025-02-01", 30.0, 60.0), ("2025-03-01", 55.0, 115.0), (None, 115.0, None)]


def test_totals_beside_snapshots_count_them_once() -> None:
    rows = run(metrics=["visit_count", "open_amount"], group_by=["metric_time__month"], totals=True)
    assert rows[-1] == (None, 6, 180.0)


def test_shares_within_the_groups_of_a_field() -> None:
    query = {"metrics": ["revenue"], "group_by": ["country", "status"], "share_of_total": True}
    rows = run(**query, share_within=["country"])
    for country in {row[0] for row in rows}:
        own = [row for row in rows if row[0] == country]
        whole = sum(row[2] for row in own)
        assert [round(row[2] / whole, 6) for row in own] == [row[3] for row in own]
    for wrong, code in (
        ({**query, "share_within": ["country", "status"]}, "impossible_query"),
        ({**query, "share_of_total": False, "share_within": ["country"]}, "impossible_query"),
        ({**query, "share_within": ["channel"]}, "unknown_field"),
    ):
        with pytest.raises(QueryError) as refused:
            statement(**wrong)
        assert refused.value.code == code
