"""Cumulative metrics by coarser grains and other keys, computed with and looked back to."""

from __future__ import annotations

import pytest

from tests.compiler.window_world import APRIL_END, DAY, MONTH, SALES, SPINE, days
from tests.compiler.world import Row, World

# ── coarser grains ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("metric", "april"),
    [
        ("so_far", 150),  # the 1st
        ("so_far_last", 180),  # the 30th
        ("so_far_average", 151.666667),  # 28 days of 150, then 170 and 180
    ],
)
def test_a_month_shows_the_first_last_or_average_day(metric: str, april: float) -> None:
    query = {"metrics": [metric], "group_by": MONTH, "time": {"start": "2025-04-01", "end": "2025-05-01"}}
    assert SALES.rows(**query) == [("2025-04-01", april)]


@pytest.mark.parametrize(
    ("metric", "rows"),
    [
        ("so_far_last", [("2025-01-01", 150), ("2025-04-01", 180)]),
        ("so_far", [("2025-01-01", 100), ("2025-04-01", 150)]),
    ],
)
def test_a_quarter_begins_with_its_first_known_day(metric: str, rows: list[Row]) -> None:
    query = {"metrics": [metric], "group_by": ["metric_time__quarter"]}
    assert SALES.rows(**query, time={"start": "2025-01-01", "end": "2025-07-01"}) == rows


def test_weeks_show_their_last_day() -> None:
    query = {"metrics": ["so_far_last"], "group_by": ["metric_time__week"]}
    assert SALES.rows(**query, time={"start": "2025-04-21", "end": "2025-05-05"}) == [
        ("2025-04-21", 150),
        ("2025-04-28", 180),
    ]


def test_by_month_and_another_key() -> None:
    query = {"metrics": ["so_far_last"], "group_by": ["metric_time__month", "status"]}
    assert SALES.rows(**query, time={"start": "2025-03-01", "end": "2025-05-01"}) == [
        ("2025-03-01", "bad", 50),
        ("2025-03-01", "ok", 100),
        ("2025-04-01", "bad", 70),
        ("2025-04-01", "ok", 110),
    ]


def test_days_and_their_month_in_one_query_are_days() -> None:
    query = {"metrics": ["so_far"], "group_by": ["metric_time__day", "metric_time__month"]}
    assert SALES.rows(**query, time={"start": "2025-04-29", "end": "2025-05-01"}) == [
        ("2025-04-29", "2025-04-01", 170),
        ("2025-04-30", "2025-04-01", 180),
    ]


# ── by other keys ─────────────────────────────────────────────────────────────────────────────────


def test_members_without_rows_on_a_day_keep_their_window() -> None:
    # Nothing ok was sold on 29 April, nothing bad on 30 April
    query = {"group_by": ["metric_time__day", "status"], "time": {"start": "2025-04-29", "end": "2025-05-01"}}
    assert SALES.rows(metrics=["so_far"], **query) == [
        ("2025-04-29", "bad", 70),
        ("2025-04-29", "ok", 100),
        ("2025-04-30", "bad", 70),
        ("2025-04-30", "ok", 110),
    ]
    assert SALES.rows(metrics=["last_7_days"], **query) == [
        ("2025-04-29", "bad", 20),
        ("2025-04-30", "bad", 20),
        ("2025-04-30", "ok", 10),
    ]


def test_members_of_a_joined_table_and_none() -> None:
    query = {"group_by": ["metric_time__day", "city"], "time": {"start": "2025-04-30", "end": "2025-05-02"}}
    assert SALES.rows(metrics=["so_far"], **query) == [
        ("2025-04-30", "Oslo", 50),
        ("2025-04-30", "Rome", 120),
        ("2025-04-30", None, 10),
        ("2025-05-01", "Oslo", 50),
        ("2025-05-01", "Rome", 120),
        ("2025-05-01", None, 10),
    ]


def test_members_add_up_to_the_whole_on_every_day() -> None:
    spring = {"start": "2025-03-30", "end": "2025-05-10"}
    whole = dict(SALES.rows(metrics=["so_far"], group_by=DAY, time=spring))
    parts = dict.fromkeys(whole, 0)
    for day, _, amount in SALES.rows(
        metrics=["so_far"], group_by=["metric_time__day", "status"], time=spring
    ):
        parts[day] += amount
    assert parts == whole
    assert len(whole) == 41


# ── what is aggregated ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("metric", ["ok_so_far", "ok_input_so_far", "ok_metric_so_far"])
def test_filters_of_the_metric_and_of_its_input(metric: str) -> None:
    assert SALES.rows(metrics=[metric], **APRIL_END) == [("2025-04-29", 100), ("2025-04-30", 110)]
    assert SALES.rows(metrics=[metric]) == [(110,)]


def test_windows_are_aggregated_from_the_rows_again() -> None:
    # Buyer a on both days of April; a and b in all; (100 + 50 + 20) / 3 and 180 / 4; the larger of 20 and 10
    metrics = ["buyers_7_days", "buyers_so_far", "average_so_far", "largest_7_days"]
    assert SALES.rows(metrics=metrics, **APRIL_END) == [
        ("2025-04-29", 1, 2, 56.666667, 20),
        ("2025-04-30", 1, 2, 45.0, 20),
    ]


def test_beside_the_plain_metric() -> None:
    assert SALES.rows(metrics=["amount", "so_far"], **days("2025-04-28", "2025-05-01")) == [
        ("2025-04-28", None, 150),
        ("2025-04-29", 20, 170),
        ("2025-04-30", 10, 180),
    ]


def test_computed_with() -> None:
    assert SALES.rows(metrics=["before_this_month", "week_per_all"], **APRIL_END) == [
        ("2025-04-29", 150, round(20 / 170, 6)),
        ("2025-04-30", 150, round(30 / 180, 6)),
    ]


@pytest.mark.parametrize(
    ("metric", "key", "rows"),
    [
        # March ends with 150, April and May with 180; whole months are looked back to, not the 30th of March
        ("so_far_month_before", "month", [("2025-04-01", 150), ("2025-05-01", 180), ("2025-06-01", 180)]),
        ("average_month_before", "month",
         [("2025-04-01", 125.0), ("2025-05-01", 151.666667), ("2025-06-01", 180.0)]),
        ("so_far_quarter_before", "quarter", [("2025-04-01", 150)]),
    ],
)  # fmt: skip
def test_a_month_or_quarter_before(metric: str, key: str, rows: list[Row]) -> None:
    query = {"metrics": [metric], "group_by": [f"metric_time__{key}"]}
    assert SALES.rows(**query, time={"start": "2025-04-01", "end": "2025-07-01"}) == rows


def test_seven_days_before() -> None:
    assert SALES.rows(metrics=["seven_days_before"], **days("2025-05-06", "2025-05-08")) == [
        ("2025-05-06", 20),
        ("2025-05-07", 30),
    ]


def test_compared_with_the_month_before() -> None:
    rows = SALES.rows(
        metrics=["so_far_last"],
        group_by=MONTH,
        time={"start": "2025-04-01", "end": "2025-05-01"},
        compare={"kind": "prior_period"},
    )
    assert [row[:4] for row in rows] == [("2025-04-01", 180, 150, 30)]


def test_nothing_to_accumulate() -> None:
    never = [{"field": "status", "values": ["void"]}]
    assert SALES.rows(metrics=["so_far", "buyers_so_far"], where=never) == [(None, 0)]
    before = SALES.rows(metrics=["so_far"], **days("2025-01-01", "2025-01-03"))
    assert [row for row in before if row[1] is not None] == []


def test_what_does_not_join_is_refused_here_too() -> None:
    assert SALES.refusal(metrics=["so_far"], group_by=["metric_time__hour"]) == "too_fine_grain"
    assert SALES.refusal(metrics=["so_far"], group_by=["target_month"]) == "incompatible_dimension"


def test_days_of_the_calendars_zone() -> None:
    """Every sale a few hours later by the world clock, on the same day in Los Angeles."""
    moved = SALES.sql.replace("sold_at TIMESTAMP", "sold_at TIMESTAMPTZ")
    for local, world in (
        ("2025-03-30 23:59:30", "2025-03-31 06:59:30+00"),
        ("2025-03-31 00:00:00", "2025-03-31 07:00:00+00"),
        ("2025-04-29 08:00:00", "2025-04-29 15:00:00+00"),
        ("2025-04-30 23:59:59", "2025-05-01 06:59:59+00"),
    ):
        moved = moved.replace(local, world)
    zoned = World(SALES.yaml + "calendar: {time_zone: America/Los_Angeles}\n", moved, zoned=True)
    assert zoned.rows(metrics=["so_far", "last_7_days", "month_to_date"], **APRIL_END) == [
        ("2025-04-29", 170, 20, 20),
        ("2025-04-30", 180, 30, 30),
    ]
    assert zoned.rows(metrics=["last_7_days"], **days("2025-04-05", "2025-04-07")) == [
        ("2025-04-05", 150),
        ("2025-04-06", 50),
    ]


def test_of_shops_that_sold_enough() -> None:
    # Shop 1 sold 120, shop 2 only 50
    where = ["{{ Metric('amount', ['shop']) }} > 60"]
    assert SALES.rows(metrics=["so_far"], where=where, **APRIL_END) == [
        ("2025-04-29", 120),
        ("2025-04-30", 120),
    ]


def test_totals_shares_and_the_rest() -> None:
    april = {"start": "2025-04-01", "end": "2025-05-01"}
    by_month = {
        "metrics": ["so_far_last"],
        "group_by": MONTH,
        "time": {"start": "2025-03-01", "end": "2025-05-01"},
    }
    # Not 150 + 180
    assert SALES.rows(**by_month, totals=True) == [("2025-03-01", 150), ("2025-04-01", 180), (None, 180)]
    by_status = {"metrics": ["so_far_last"], "group_by": ["metric_time__month", "status"], "time": april}
    assert SALES.rows(**by_status, share_of_total=True) == [
        ("2025-04-01", "bad", 70, 0.388889),
        ("2025-04-01", "ok", 110, 0.611111),
    ]
    rest = SALES.rows(metrics=["so_far"], group_by=["status"], limit=1, others=True, totals=True)
    assert rest == [("ok", 110), (None, 70), (None, 180)]
    assert SALES.refusal(metrics=["so_far"], running="all", **APRIL_END) == "impossible_query"


def test_a_catalog_without_a_time_spine_has_one_all_the_same() -> None:
    bare = World(SALES.yaml.replace(SPINE, ""), SALES.sql)
    assert bare.rows(metrics=["so_far", "last_7_days", "month_to_date"], **APRIL_END) == [
        ("2025-04-29", 170, 20, 20),
        ("2025-04-30", 180, 30, 30),
    ]
    april = {"start": "2025-04-01", "end": "2025-05-01"}
    assert bare.rows(metrics=["so_far", "so_far_last", "so_far_average"], group_by=MONTH, time=april) == [
        ("2025-04-01", 150, 180, 151.666667)
    ]
    by_status = {"metrics": ["so_far_last"], "group_by": ["metric_time__month", "status"], "time": april}
    assert bare.rows(**by_status) == [("2025-04-01", "bad", 70), ("2025-04-01", "ok", 110)]
    assert bare.rows(metrics=["so_far"]) == [(180,)]
