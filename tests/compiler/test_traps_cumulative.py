"""Cumulative metrics: every day of the spine shows its own window over the rows, whatever is asked of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.window_world import APRIL_END, DAY, MONTH, OK, SALES, days
from tests.compiler.world import World

# ── windows ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("metric", ["last_7_days", "last_week"])
def test_a_window_of_seven_days_whatever_it_is_called(metric: str) -> None:
    # 5 April reaches back to 30 March, 6 April no longer does, whatever the time of day of the sale
    assert SALES.rows(metrics=[metric], **days("2025-04-04", "2025-04-07")) == [
        ("2025-04-04", 150),
        ("2025-04-05", 150),
        ("2025-04-06", 50),
    ]
    assert SALES.rows(metrics=[metric], **days("2025-04-30", "2025-05-01")) == [("2025-04-30", 30)]
    assert SALES.rows(metrics=[metric], **days("2025-03-30", "2025-04-01")) == [
        ("2025-03-30", 100),
        ("2025-03-31", 150),
    ]


def test_days_after_the_last_window_show_nothing() -> None:
    rows = SALES.rows(metrics=["last_7_days"], **days("2025-05-05", "2025-05-09"))
    assert [row for row in rows if row[1] is not None] == [("2025-05-05", 30), ("2025-05-06", 10)]


def test_a_window_of_a_month_goes_by_the_calendar_date() -> None:
    # 29 April: after 29 March, all of 30 and 31 March; 30 April: after 30 March
    assert SALES.rows(metrics=["last_month"], **APRIL_END) == [("2025-04-29", 170), ("2025-04-30", 80)]


def test_to_date_begins_anew() -> None:
    assert SALES.rows(metrics=["month_to_date"], **days("2025-03-30", "2025-04-01")) == [
        ("2025-03-30", 100),
        ("2025-03-31", 150),
    ]
    assert SALES.rows(metrics=["month_to_date"], **APRIL_END) == [("2025-04-29", 20), ("2025-04-30", 30)]
    # 30 March 2025 is a Sunday, 31 March a Monday
    assert SALES.rows(metrics=["week_to_date"], **days("2025-03-30", "2025-04-02")) == [
        ("2025-03-30", 100),
        ("2025-03-31", 50),
        ("2025-04-01", 50),
    ]


def test_weeks_to_date_begin_where_the_calendar_says() -> None:
    sunday = World(SALES.yaml + "calendar: {week_start: sunday}\n", SALES.sql)
    assert sunday.rows(metrics=["week_to_date"], **days("2025-03-30", "2025-04-02")) == [
        ("2025-03-30", 100),
        ("2025-03-31", 150),
        ("2025-04-01", 150),
    ]


def test_months_of_monthly_data() -> None:
    query = {"metrics": ["targets_2_months"], "group_by": MONTH}
    assert SALES.rows(**query, time={"start": "2025-01-01", "end": "2025-05-01"}) == [
        ("2025-01-01", 10),
        ("2025-02-01", 30),
        ("2025-03-01", 60),
        ("2025-04-01", 40),
    ]
    assert SALES.refusal(metrics=["targets_2_months"], group_by=DAY) == "too_fine_grain"


# ── what a query's time means ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "asked",
    [
        {"time": {"start": "2025-04-29", "end": "2025-05-01"}},
        {"where": [{"field": "metric_time", "op": "between", "values": ["2025-04-29", "2025-04-30"]}]},
        {"where": ["{{ TimeDimension('metric_time', 'day') }} >= '2025-04-29'",
                   "{{ TimeDimension('metric_time', 'day') }} <= '2025-04-30'"]},
        {"where": ["{{ TimeDimension('metric_time', 'day') }} = '2025-04-29' OR "
                   "{{ TimeDimension('metric_time', 'day') }} = '2025-04-30'"]},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("metric", "first", "second"),
    [
        ("so_far", 170, 180),
        ("last_7_days", 20, 30),
        ("last_month", 170, 80),
        ("month_to_date", 20, 30),
        ("buyers_so_far", 2, 2),
    ],
)
def test_a_range_limits_what_is_shown_and_not_the_window(
    asked: dict[str, Any], metric: str, first: int, second: int
) -> None:
    assert SALES.rows(metrics=[metric], group_by=DAY, **asked) == [
        ("2025-04-29", first),
        ("2025-04-30", second),
    ]


def test_a_range_that_begins_within_the_window() -> None:
    assert SALES.rows(metrics=["month_to_date"], **days("2025-04-30", "2025-05-01")) == [("2025-04-30", 30)]
    assert SALES.rows(metrics=["last_month"], **days("2025-04-30", "2025-05-01")) == [("2025-04-30", 80)]


def test_other_filters_do_limit_the_rows() -> None:
    ok = [{"field": "status", "values": ["ok"]}]
    assert SALES.rows(metrics=["so_far"], where=ok, **APRIL_END) == [("2025-04-29", 100), ("2025-04-30", 110)]
    rome = [{"field": "city", "values": ["Rome"]}]
    assert SALES.rows(metrics=["so_far"], where=rome, **APRIL_END) == [
        ("2025-04-29", 120),
        ("2025-04-30", 120),
    ]


def test_without_time_only_all_of_it_is_known() -> None:
    assert SALES.rows(metrics=["so_far"]) == [(180,)]
    assert SALES.rows(metrics=["so_far"], group_by=["status"]) == [("bad", 70), ("ok", 110)]
    for metric in ("last_7_days", "month_to_date", "buyers_7_days"):
        assert SALES.refusal(metrics=[metric]) == "impossible_query"
        assert SALES.refusal(metrics=[metric], group_by=["status"]) == "impossible_query"


def test_all_time_within_a_range_is_no_total_of_the_range() -> None:
    """Until the end of the range, 180, or refused; 30 would be the plain amount."""
    april = {"start": "2025-04-01", "end": "2025-05-01"}
    assert SALES.rows_or_refusal(metrics=["so_far"], time=april) in ([(180,)], "impossible_query")


@pytest.mark.parametrize(
    "where",
    [
        {"field": "metric_time", "op": ">=", "values": ["2025-04-30"]},
        "{{ TimeDimension('metric_time', 'day') }} = '2025-04-30'",
        "{{ TimeDimension('metric_time', 'month') }} = '2025-04-01'",
    ],
)
def test_all_time_where_it_is_late_is_still_all_time(where: Any) -> None:
    """Rows of before 30 April, or before April, belong to it: 180, or refused; never what is left of them."""
    assert SALES.rows_or_refusal(metrics=["so_far"], where=[where]) in ([(180,)], "impossible_query")


def test_a_condition_on_time_or_on_something_else() -> None:
    """Of 30 April everything counts, of the other days what is ok."""
    either = "{{ TimeDimension('metric_time', 'day') }} = '2025-04-30' OR " + OK
    assert SALES.rows(metrics=["so_far"], where=[either], **days("2025-04-29", "2025-05-02")) == [
        ("2025-04-29", 100),
        ("2025-04-30", 180),
        ("2025-05-01", 110),
    ]
