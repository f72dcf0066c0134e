"""Semi-additive metrics and offsets."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import QueryError
from tests.compiler.toy import run, statement

QUARTER: dict[str, Any] = {"start": "2025-01-01", "end": "2025-04-01"}


def test_the_last_day_of_all_counts() -> None:
    assert run(metrics=["balance", "first_balance", "movements"]) == [(110, 10, 7)]
    assert run(metrics=["balance"], time={"start": "2025-02-01", "end": "2025-03-01"}) == [(45,)]


def test_the_last_day_of_each_bucket_counts() -> None:
    rows = run(metrics=["balance", "movements"], group_by=["metric_time__month"])
    assert rows == [("2025-02-01", 45, 3), ("2025-03-01", 110, 4)]
    assert run(metrics=["balance"], group_by=["metric_time__quarter"]) == [("2025-01-01", 110)]


def test_the_last_day_of_each_account_counts_where_the_metric_says_so() -> None:
    assert run(metrics=["account_balance"]) == [(210,)]
    assert run(metrics=["account_balance"], group_by=["metric_time__month"]) == [
        ("2025-02-01", 55),
        ("2025-03-01", 210),
    ]


def test_filters_come_before_the_last_day_is_found_and_keys_do_not() -> None:
    assert run(metrics=["balance"], where=[{"field": "branch", "values": ["S"]}]) == [(50,)]
    assert run(metrics=["balance"], group_by=["branch"]) == [("N", 110)]
    assert run(metrics=["account_balance"], group_by=["branch"]) == [("N", 160), ("S", 50)]


def test_totals_of_balances_are_not_added_up_over_time() -> None:
    rows = run(metrics=["balance"], group_by=["metric_time__month"], totals=True)
    assert rows[-1] == (None, 110)
    with pytest.raises(QueryError):
        statement(metrics=["balance"], group_by=["metric_time__month"], running="all")


def test_balances_compared() -> None:
    rows = run(
        metrics=["balance"],
        compare={"kind": "prior_period"},
        time={"start": "2025-03-01", "end": "2025-04-01"},
    )
    assert [row[:3] for row in rows] == [(110, 45, 65)]


def test_an_offset_by_month() -> None:
    rows = run(metrics=["revenue", "revenue_before", "growth"], group_by=["metric_time__month"], time=QUARTER)
    assert rows == [
        ("2025-01-01", 30.0, None, None),
        ("2025-02-01", 30.0, 30.0, 0.0),
        ("2025-03-01", 55.0, 30.0, 25.0),
    ]
    assert run(metrics=["growth_rate"], group_by=["metric_time__month"], time=QUARTER)[2] == (
        "2025-03-01",
        0.833333,
    )


def test_an_offset_by_quarter_moves_months_and_loses_none() -> None:
    rows = run(metrics=["revenue_before"], group_by=["metric_time__quarter"])
    assert rows == [("2025-01-01", 60.0), ("2025-04-01", 55.0)]


def test_an_offset_in_a_range_without_a_bucket() -> None:
    march = {"start": "2025-03-01", "end": "2025-04-01"}
    assert run(metrics=["revenue", "revenue_before"], time=march) == [(55.0, 30.0)]
    with pytest.raises(QueryError) as refused:
        statement(metrics=["revenue_before"])
    assert refused.value.code == "impossible_query"


def test_a_filter_on_time_means_when_the_value_counts() -> None:
    for where in (
        [{"field": "metric_time__month", "op": "=", "values": ["2025-03-01"]}],
        [
            {"field": "metric_time", "op": ">=", "values": ["2025-03-01"]},
            {"field": "metric_time", "op": "<", "values": ["2025-04-01"]},
        ],
    ):
        rows = run(metrics=["revenue", "revenue_before"], group_by=["metric_time__month"], where=where)
        assert rows == [("2025-03-01", 55.0, 30.0)]


def test_offsets_of_offsets_and_of_ratios() -> None:
    assert run(metrics=["two_before"], group_by=["metric_time__month"], time=QUARTER) == [
        ("2025-03-01", 30.0)
    ]
    rows = run(metrics=["rate_before", "done_rate"], group_by=["metric_time__month"], time=QUARTER)
    assert [row[1] for row in rows] == [None, 1.0, 0.0]


def test_months_are_not_moved_by_the_day() -> None:
    with pytest.raises(QueryError) as refused:
        statement(metrics=["revenue_before"], group_by=["metric_time__day"])
    assert (refused.value.code, refused.value.choices) == ("too_fine_grain", ("month",))
    rows = run(metrics=["week_before"], group_by=["metric_time__day"])
    assert rows[:2] == [("2025-01-08", 1), ("2025-01-09", 2)]


def test_two_grains_move_together() -> None:
    rows = run(metrics=["revenue_before"], group_by=["metric_time__month", "metric_time__quarter"])
    assert rows == [
        ("2025-02-01", "2025-01-01", 30.0),
        ("2025-03-01", "2025-01-01", 30.0),
        ("2025-04-01", "2025-04-01", 55.0),
    ]
