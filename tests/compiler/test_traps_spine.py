"""Metrics that show every date of the time spine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.compiler.spine_world import DAY, ENDS, SALES, SPINE
from tests.compiler.world import World, at

# ── every date of the spine ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "asked",
    [
        {"time": ENDS},
        {"where": [{"field": "metric_time", "op": "between", "values": ["2025-04-29", "2025-05-01"]}]},
        {"where": ["{{ TimeDimension('metric_time', 'day') }} >= '2025-04-29'",
                   "{{ TimeDimension('metric_time', 'day') }} < '2025-05-02'"]},
    ],
)  # fmt: skip
def test_every_date_of_the_range_and_no_other(asked: dict[str, Any]) -> None:
    assert SALES.rows(metrics=["daily", "daily_or_none"], group_by=DAY, **asked) == [
        ("2025-04-29", 20, 20),
        ("2025-04-30", 10, 10),
        ("2025-05-01", 0, None),
    ]


def test_dates_without_any_row_of_the_metric() -> None:
    # Nothing ok on 29 April
    assert SALES.rows(metrics=["daily_ok"], group_by=DAY, time=ENDS) == [
        ("2025-04-29", 0),
        ("2025-04-30", 10),
        ("2025-05-01", 0),
    ]
    ok = [{"field": "status", "values": ["ok"]}]
    assert SALES.rows(metrics=["daily"], group_by=DAY, time=ENDS, where=ok) == [
        ("2025-04-29", 0),
        ("2025-04-30", 10),
        ("2025-05-01", 0),
    ]
    june = {"start": "2025-06-01", "end": "2025-06-03"}
    assert SALES.rows(metrics=["daily"], group_by=DAY, time=june) == [("2025-06-01", 0), ("2025-06-02", 0)]


def test_coarser_and_several_grains() -> None:
    quarter = {"start": "2025-04-01", "end": "2025-07-01"}
    assert SALES.rows(metrics=["daily"], group_by=["metric_time__month"], time=quarter) == [
        ("2025-04-01", 30),
        ("2025-05-01", 0),
        ("2025-06-01", 0),
    ]
    assert SALES.rows(
        metrics=["daily"], group_by=["metric_time__month", "metric_time__quarter"], time=quarter
    ) == [
        ("2025-04-01", "2025-04-01", 30),
        ("2025-05-01", "2025-04-01", 0),
        ("2025-06-01", "2025-04-01", 0),
    ]


def test_date_parts_of_the_spine() -> None:
    spring = {"start": "2025-03-01", "end": "2025-06-01"}
    assert SALES.rows(metrics=["daily"], group_by=["metric_time__extract_month"], time=spring) == [
        (3, 150),
        (4, 30),
        (5, 0),
    ]


def test_a_filter_on_time_that_is_not_shown() -> None:
    april = [{"field": "metric_time__month", "op": "=", "values": ["2025-04-01"]}]
    assert SALES.rows(metrics=["daily"], where=april) == [(30,)]
    assert SALES.rows(metrics=["daily"], time={"start": "2025-04-30", "end": "2025-06-01"}) == [(10,)]
    assert SALES.rows(metrics=["daily"], group_by=["metric_time__quarter"], where=april) == [
        ("2025-04-01", 30)
    ]
    assert SALES.rows(metrics=["daily"], group_by=["status"], where=april) == [("bad", 20), ("ok", 10)]


def test_a_filter_by_month_limits_the_days() -> None:
    april = [{"field": "metric_time__month", "op": "=", "values": ["2025-04-01"]}]
    rows = SALES.rows(metrics=["daily"], group_by=DAY, where=april)
    assert rows == [
        *((f"2025-04-{day:02}", 0) for day in range(1, 29)),
        ("2025-04-29", 20),
        ("2025-04-30", 10),
    ]


def test_each_date_has_every_member_and_no_member_is_made_up() -> None:
    rows = SALES.rows(metrics=["daily"], group_by=["metric_time__day", "status"], time=ENDS)
    assert rows == [
        ("2025-04-29", "bad", 20),
        ("2025-04-29", "ok", 0),
        ("2025-04-30", "bad", 0),
        ("2025-04-30", "ok", 10),
        ("2025-05-01", "bad", 0),
        ("2025-05-01", "ok", 0),
    ]


def test_a_member_without_a_value_is_one_where_there_is_one() -> None:
    # Sale 4 has no shop; Oslo sold nothing within the range
    rows = SALES.rows(metrics=["daily"], group_by=["metric_time__day", "city"], time=ENDS)
    assert rows == [
        ("2025-04-29", "Rome", 20),
        ("2025-04-29", None, 0),
        ("2025-04-30", "Rome", 0),
        ("2025-04-30", None, 10),
        ("2025-05-01", "Rome", 0),
        ("2025-05-01", None, 0),
    ]


def test_members_of_two_keys_are_the_pairs_that_there_are() -> None:
    # Of March: ok and bad, both on the web; no app
    march = {"start": "2025-03-30", "end": "2025-04-01"}
    rows = SALES.rows(metrics=["daily"], group_by=["metric_time__day", "status", "channel"], time=march)
    assert rows == [
        ("2025-03-30", "bad", "web", 0),
        ("2025-03-30", "ok", "web", 100),
        ("2025-03-31", "bad", "web", 50),
        ("2025-03-31", "ok", "web", 0),
    ]


def test_without_a_time_to_group_by_there_is_nothing_to_fill() -> None:
    assert SALES.rows(metrics=["daily"]) == [(180,)]
    assert SALES.rows(metrics=["daily", "amount"], group_by=["status"]) == [("bad", 70, 70), ("ok", 110, 110)]


def test_beside_a_metric_that_is_not_filled() -> None:
    assert SALES.rows(metrics=["daily", "amount"], group_by=DAY, time=ENDS) == [
        ("2025-04-29", 20, 20),
        ("2025-04-30", 10, 10),
        ("2025-05-01", 0, None),
    ]


def test_filling_alone_makes_no_dates() -> None:
    assert SALES.rows(metrics=["filled"], group_by=DAY, time=ENDS) == [("2025-04-29", 20), ("2025-04-30", 10)]
    # Where another fact has a group, the filled one has its value there too
    plans = SALES.rows(metrics=["filled", "amount", "planned"], group_by=["metric_time__month"])
    assert plans == [
        ("2025-03-01", 150, 150, 7),
        ("2025-04-01", 30, 30, None),
        ("2025-05-01", 0, None, 9),
    ]


def test_computed_with() -> None:
    assert SALES.rows(metrics=["more_than_ok"], group_by=DAY, time=ENDS) == [
        ("2025-04-29", 20),
        ("2025-04-30", 0),
        ("2025-05-01", 0),
    ]


def test_a_ratio_of_it_is_unknown_where_nothing_was_sold() -> None:
    assert SALES.rows(metrics=["ok_rate"], group_by=DAY, time=ENDS) == [
        ("2025-04-29", 0.0),
        ("2025-04-30", 1.0),
        ("2025-05-01", None),
    ]


def test_of_shops_that_sold_enough() -> None:
    where = ["{{ Metric('amount', ['shop']) }} > 60"]
    assert SALES.rows(metrics=["daily"], group_by=DAY, time=ENDS, where=where) == [
        ("2025-04-29", 20),
        ("2025-04-30", 0),
        ("2025-05-01", 0),
    ]


def test_compared_with_the_period_before() -> None:
    may = {"start": "2025-05-01", "end": "2025-06-01"}
    query = {"metrics": ["daily"], "group_by": ["metric_time__month"], "time": may}
    assert SALES.rows(**query, compare={"kind": "prior_period"}) == [("2025-05-01", 0, 30, -30, -1.0)]


def test_what_is_dated_after_now_is_not_lost() -> None:
    """Dates of the future are not made up, but a row that has one stays."""
    early = at(datetime(2025, 4, 29, 12), SALES)
    assert early.rows(metrics=["daily"], time=ENDS) == [(30,)]
    by_day = early.rows(metrics=["daily", "amount"], group_by=DAY, time=ENDS)
    assert [row for row in by_day if row[1]] == [("2025-04-29", 20, 20), ("2025-04-30", 10, 10)]


def test_an_offset_of_it() -> None:
    days = {"start": "2025-04-29", "end": "2025-05-03"}
    assert SALES.rows(metrics=["daily", "day_before"], group_by=DAY, time=days) == [
        ("2025-04-29", 20, 0),
        ("2025-04-30", 10, 20),
        ("2025-05-01", 0, 10),
        ("2025-05-02", 0, 0),
    ]


def test_totals_and_limits_of_filled_dates() -> None:
    assert SALES.rows(metrics=["daily"], group_by=DAY, time=ENDS, totals=True) == [
        ("2025-04-29", 20),
        ("2025-04-30", 10),
        ("2025-05-01", 0),
        (None, 30),
    ]
    lowest = SALES.rows(metrics=["daily"], group_by=DAY, time=ENDS, order_by=["daily"], limit=1)
    assert lowest == [("2025-05-01", 0)]


def test_a_catalog_without_a_time_spine_has_one_all_the_same() -> None:
    own = SALES.yaml.index("  - {name: fiscal_before") if "fiscal_before" in SALES.yaml else len(SALES.yaml)
    end = SALES.yaml.index("\n", own) + 1
    bare = World((SALES.yaml[:own] + SALES.yaml[end:]).replace(SPINE, ""), SALES.sql)
    assert bare.rows(metrics=["daily"], group_by=DAY, time=ENDS) == [
        ("2025-04-29", 20),
        ("2025-04-30", 10),
        ("2025-05-01", 0),
    ]
    # Without a range from the first bucket with rows to the last
    assert bare.rows(metrics=["daily"], group_by=["metric_time__week"])[:2] == [
        ("2025-03-24", 100),
        ("2025-03-31", 50),
    ]
    assert bare.rows(metrics=["daily"], group_by=["metric_time__month", "status"]) == [
        ("2025-03-01", "bad", 50),
        ("2025-03-01", "ok", 100),
        ("2025-04-01", "bad", 20),
        ("2025-04-01", "ok", 10),
    ]
