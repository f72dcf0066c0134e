"""Ranges, grains and comparisons."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb
import pytest

from assistant.catalog.calendar import Calendar
from assistant.compiler import compile_query
from assistant.errors import QueryError
from assistant.query import MetricQuery
from tests.compiler.toy import catalog, run, statement

DAYS: dict[str, Any] = {"metrics": ["daily_amount"]}


def test_ranges_are_half_open_and_hold_the_last_second() -> None:
    january = {"start": "2025-01-01", "end": "2025-02-01"}
    assert run(metrics=["revenue"], time=january) == [(30.0,)]
    inclusive = {"start": "2025-01-01", "end": "2025-01-31", "end_inclusive": True}
    assert run(metrics=["revenue"], time=inclusive) == [(30.0,)]


def test_no_function_stands_around_the_time_column() -> None:
    sql = statement(metrics=["revenue"], time={"relative": "this_month"}).sql
    assert "orders.ordered_at >= CAST('2025-06-01' AS DATE)" in sql


def test_grains_weeks_and_date_parts() -> None:
    keys = ["metric_time__quarter", "metric_time__month", "metric_time__week", "metric_time__extract_dow"]
    assert run(metrics=["revenue"], group_by=keys, time={"start": "2025-01-01", "end": "2025-03-01"}) == [
        ("2025-01-01", "2025-01-01", "2024-12-30", 7, 10.0),
        ("2025-01-01", "2025-01-01", "2025-01-27", 5, 20.0),
        ("2025-01-01", "2025-02-01", "2025-02-10", 1, 30.0),
    ]


def test_a_day_of_timestamps_is_a_day() -> None:
    assert run(metrics=["order_count"], group_by=["metric_time"], limit=2) == [
        ("2025-01-05", 1),
        ("2025-01-31", 1),
    ]
    assert run(metrics=["order_count"], group_by=["ordered_at__month"])[0] == ("2025-01-01", 2)


def test_bare_metric_time_is_the_finest_that_all_metrics_have() -> None:
    made = statement(metrics=["target", "visit_count"], group_by=["metric_time"])
    assert made.columns[0].grain == "month"
    assert statement(metrics=["weekly_revenue"], group_by=["metric_time"]).columns[0].grain == "week"


@pytest.mark.parametrize(
    ("query", "finest"),
    [
        ({"metrics": ["target"], "group_by": ["metric_time__day"]}, "month"),
        ({"metrics": ["target"], "group_by": ["metric_time__week"]}, "month"),
        ({"metrics": ["target", "visit_count"], "group_by": ["metric_time__day"]}, "month"),
        ({"metrics": ["target"], "time": {"start": "2025-01-10", "end": "2025-02-10"}}, "month"),
        ({"metrics": ["weekly_revenue"], "group_by": ["metric_time__day"]}, "week"),
        ({"metrics": ["weekly_revenue"], "time": {"relative": "yesterday"}}, "week"),
        ({"metrics": ["revenue"], "group_by": ["metric_time__hour"]}, "day"),
        ({"metrics": ["revenue"], "group_by": ["ordered_at__hour"]}, "day"),
    ],
)
def test_finer_than_the_data_is_refused(query: dict[str, Any], finest: str) -> None:
    with pytest.raises(QueryError) as refused:
        statement(**query)
    assert (refused.value.code, refused.value.choices) == ("too_fine_grain", (finest,))


def test_monthly_data_within_whole_months_and_to_date() -> None:
    assert run(metrics=["target"], time={"start": "2025-01-01", "end": "2025-03-01"}) == [(210,)]
    assert run(metrics=["target"], time={"relative": "year_to_date"}, now=datetime(2025, 2, 10)) == [(210,)]


@pytest.mark.parametrize(
    ("time", "kind", "current", "prior"),
    [
        ({"start": "2025-03-01", "end": "2025-04-01"}, "prior_period", 31, 28),
        ({"start": "2025-01-01", "end": "2025-04-01"}, "prior_period", 90, 92),
        ({"start": "2025-03-01", "end": "2025-05-01"}, "prior_period", 61, 59),
        ({"start": "2025-03-03", "end": "2025-03-10"}, "prior_period", 7, 7),
        ({"start": "2025-03-05", "end": "2025-03-15"}, "prior_period", 10, 10),
        ({"start": "2025-02-01", "end": "2025-03-01"}, "same_period_last_year", 28, 29),
        ({"start": "2024-01-01", "end": "2025-01-01"}, "same_period_last_year", 366, 365),
        ({"relative": "last_month"}, "prior_period", 31, 30),
        ({"relative": "last_quarter"}, "same_period_last_year", 90, 91),
    ],
)
def test_a_period_and_what_it_is_compared_with(time: Any, kind: str, current: int, prior: int) -> None:
    change, rate = current - prior, round((current - prior) / prior, 6)
    assert run(**DAYS, time=time, compare={"kind": kind}) == [(current, prior, change, rate)]


def test_months_meet_months_of_other_lengths() -> None:
    """Every day of both sides counts once, whatever the lengths of the months."""
    rows = run(
        **DAYS,
        group_by=["metric_time__month"],
        time={"start": "2025-02-01", "end": "2025-04-01"},
        compare={"kind": "prior_period"},
    )
    assert [row[:3] for row in rows] == [("2025-02-01", 28, 31), ("2025-03-01", 31, 31)]
    rows = run(
        **DAYS,
        group_by=["metric_time__quarter"],
        time={"start": "2024-01-01", "end": "2025-01-01"},
        compare={"kind": "same_period_last_year"},
    )
    assert [row[:3] for row in rows] == [
        ("2024-01-01", 91, 90),
        ("2024-04-01", 91, 91),
        ("2024-07-01", 92, 92),
        ("2024-10-01", 92, 92),
    ]


def test_days_meet_the_day_of_the_same_place_and_the_rest_has_no_counterpart() -> None:
    rows = run(
        **DAYS,
        group_by=["metric_time__day"],
        time={"start": "2025-02-01", "end": "2025-03-01"},
        compare={"kind": "prior_period"},
    )
    assert len(rows) == 28
    assert all(row[1:3] == (1, 1) for row in rows)
    rows = run(
        **DAYS,
        group_by=["metric_time__day"],
        time={"start": "2025-03-01", "end": "2025-04-01"},
        compare={"kind": "prior_period"},
    )
    assert [row[2] for row in rows] == [1] * 28 + [None] * 3


def test_a_leap_day_is_not_counted_into_another() -> None:
    query: dict[str, Any] = {
        "metrics": ["daily_amount"],
        "group_by": ["metric_time__day"],
        "compare": {"kind": "same_period_last_year"},
    }
    rows = run(**query, time={"start": "2025-02-27", "end": "2025-03-02"})
    assert [row[:3] for row in rows] == [("2025-02-27", 1, 1), ("2025-02-28", 1, 1), ("2025-03-01", 1, 1)]
    assert ("incomplete_comparison", "2024-02-27..2024-03-02") in statement(
        **query, time={"start": "2025-02-27", "end": "2025-03-02"}
    ).notes
    rows = run(**query, time={"start": "2024-02-28", "end": "2024-03-02"})
    assert [row[:3] for row in rows] == [("2024-02-28", 1, 1), ("2024-02-29", 1, None), ("2024-03-01", 1, 1)]


def test_weeks_meet_weeks() -> None:
    rows = run(
        **DAYS,
        group_by=["metric_time__week"],
        time={"start": "2025-03-03", "end": "2025-03-17"},
        compare={"kind": "same_period_last_year"},
    )
    assert [row[:3] for row in rows] == [("2025-03-03", 7, 7), ("2025-03-10", 7, 7)]


def test_a_period_that_is_not_over_is_compared_with_as_many_days() -> None:
    now = datetime(2025, 3, 10, 9)
    for time in ({"relative": "this_month"}, {"relative": "month_to_date"}):
        made = statement(now, **DAYS, time=time, compare={"kind": "prior_period"})
        assert made.prior_time is not None
        assert made.prior_time.to_dict() == {
            "start": "2025-02-01",
            "end": "2025-02-11",
        }
        assert run(now, **DAYS, time=time, compare={"kind": "prior_period"}) == [(10, 10, 0, 0.0)]
    assert statement(
        now, **DAYS, time={"relative": "this_month"}, compare={"kind": "prior_period"}
    ).notes == (("partial_period", "2025-03-01..2025-03-11"),)
    monday = datetime(2025, 12, 3, 9)
    made = statement(monday, **DAYS, time={"relative": "month_to_date"}, compare={"kind": "prior_period"})
    assert made.prior_time is not None
    assert made.prior_time.to_dict() == {
        "start": "2025-11-01",
        "end": "2025-11-04",
    }


def test_a_holiday_is_aligned_by_its_day_zero() -> None:
    made = statement(
        **DAYS, time={"start": "2025-01-29", "end": "2025-02-05"}, compare={"kind": "same_holiday_last_year"}
    )
    assert made.prior_time is not None
    assert made.prior_time.to_dict() == {
        "start": "2024-02-10",
        "end": "2024-02-17",
    }
    with pytest.raises(QueryError):
        statement(
            **DAYS,
            time={"start": "2025-05-01", "end": "2025-05-05"},
            compare={"kind": "same_holiday_last_year"},
        )


def test_a_range_of_ones_own() -> None:
    compare = {"kind": "range", "start": "2024-01-01", "end": "2024-01-11"}
    assert run(**DAYS, time={"start": "2025-01-01", "end": "2025-01-11"}, compare=compare) == [
        (10, 10, 0, 0.0)
    ]


def test_groups_of_either_side_survive_a_comparison() -> None:
    rows = run(
        metrics=["order_count", "revenue"],
        group_by=["country"],
        compare={"kind": "prior_period"},
        time={"start": "2025-02-01", "end": "2025-03-01"},
    )
    assert rows == [
        ("DE", 1, 0, 1, None, 30.0, None, None, None),
        ("US", 0, 2, -2, -1.0, None, 30.0, None, None),
    ]


def test_without_a_range_each_bucket_is_compared_with_the_one_before() -> None:
    rows = run(metrics=["revenue"], group_by=["metric_time__month"], compare={"kind": "prior_period"})
    assert [row[:3] for row in rows][:3] == [
        ("2025-01-01", 30.0, None),
        ("2025-02-01", 30.0, 30.0),
        ("2025-03-01", 55.0, 30.0),
    ]


def test_ratios_are_compared_after_aggregation() -> None:
    rows = run(
        metrics=["done_rate"],
        compare={"kind": "prior_period"},
        time={"start": "2025-02-01", "end": "2025-03-01"},
    )
    assert rows == [(0.0, 1.0, -1.0, -1.0)]


def test_several_ranges_side_by_side() -> None:
    january, march = (
        {"start": "2025-01-01", "end": "2025-02-01"},
        {"start": "2025-03-01", "end": "2025-04-01"},
    )
    made = statement(metrics=["visit_count"], group_by=["channel"], time=[january, march])
    assert [column.name for column in made.columns] == ["period", "channel", "visit_count"]
    assert run(metrics=["visit_count", "revenue"], time=[january, march]) == [
        ("2025-01-01..2025-02-01", 3, 30.0),
        ("2025-03-01..2025-04-01", 2, 55.0),
    ]
    top = run(
        metrics=["visit_count"], group_by=["channel"], time=[january, march], limit=1, limit_per="period"
    )
    assert top == [("2025-01-01..2025-02-01", "ads", 2), ("2025-03-01..2025-04-01", "ads", 1)]


def test_running_totals_and_moving_averages() -> None:
    rows = run(metrics=["revenue", "done_rate"], group_by=["metric_time__month"], running="year")
    assert [(row[0], row[2]) for row in rows] == [
        ("2025-01-01", 30.0),
        ("2025-02-01", 60.0),
        ("2025-03-01", 115.0),
    ]
    assert [row[4] for row in rows] == [1.0, 0.666667, 0.571429]
    rows = run(metrics=["revenue", "done_rate"], group_by=["metric_time__month"], moving={"periods": 2})
    assert [(row[2], row[4]) for row in rows] == [(30.0, 1.0), (30.0, 0.666667), (42.5, 0.4)]
    by_month = run(metrics=["revenue"], group_by=["metric_time__day"], running="month")
    assert by_month[1] == ("2025-01-31", 20.0, 30.0)
    assert by_month[2] == ("2025-02-10", 30.0, 30.0)
    with pytest.raises(QueryError):
        statement(metrics=["revenue"], running="all")
    with pytest.raises(QueryError):
        statement(metrics=["median_order"], group_by=["metric_time__month"], running="all")


def _rows_with(calendar: Calendar, types: dict[str, str], setup: str, **query: Any) -> list[tuple[Any, ...]]:
    """Rows of the toy catalog under another calendar and over other orders."""
    changed = replace(catalog(), calendar=calendar, column_types={"toy.orders": types})
    connection = duckdb.connect()
    connection.execute(f"SET TimeZone = 'UTC'; CREATE SCHEMA toy; {setup}")
    made = compile_query(changed, MetricQuery.from_dict(query), now=datetime(2025, 6, 30))
    return connection.execute(made.sql).fetchall()


def test_weeks_begin_where_the_calendar_says() -> None:
    setup = (
        "CREATE TABLE toy.orders AS"
        " SELECT DATE '2025-03-01' + CAST(i AS INT) AS ordered_at, 1 AS amount FROM range(9) t(i)"
    )
    query: dict[str, Any] = {"metrics": ["revenue"], "group_by": ["metric_time__week"]}
    monday = _rows_with(Calendar(), {"ordered_at": "DATE"}, setup, **query)
    assert [(str(day), n) for day, n in monday] == [("2025-02-24", 2), ("2025-03-03", 7)]
    sunday = _rows_with(Calendar(week_start=6), {"ordered_at": "DATE"}, setup, **query)
    assert [(str(day), n) for day, n in sunday] == [("2025-02-23", 1), ("2025-03-02", 7), ("2025-03-09", 1)]


def test_days_are_those_of_the_catalogs_time_zone() -> None:
    """23 hours of 9 March 2025 in Los Angeles, whatever the session's zone."""
    setup = (
        "CREATE TABLE toy.orders AS SELECT 1 AS amount,"
        " TIMESTAMPTZ '2025-03-09 00:30:00+00' + INTERVAL 1 HOUR * i AS ordered_at FROM range(48) t(i)"
    )
    types = {"ordered_at": "TIMESTAMP WITH TIME ZONE"}
    zone = Calendar(time_zone="America/Los_Angeles")
    day = {"start": "2025-03-09", "end": "2025-03-10"}
    assert _rows_with(zone, types, setup, metrics=["revenue"], time=day) == [(23,)]
    by_day = _rows_with(zone, types, setup, metrics=["revenue"], group_by=["metric_time__day"])
    assert [(str(found), n) for found, n in by_day] == [
        ("2025-03-08", 8),
        ("2025-03-09", 23),
        ("2025-03-10", 17),
    ]
