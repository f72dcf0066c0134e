"""Ranges, buckets, weeks, time zones, default grains and periods that are not over."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.compiler.world import Row, World, at

EVENTS = """\
models:
  - name: events
    semantic_model: true
    agg_time_dimension: happened_at
    columns:
      - {name: event_id, entity: {name: event, type: primary}}
      - {name: happened_at, granularity: day, dimension: time}
    metrics:
      - {name: amount, agg: sum, expr: amount}
      - {name: event_count, agg: count}
"""
HOURLY = EVENTS.replace("granularity: day", "granularity: second")


def events(*rows: tuple[str, int], yaml: str = EVENTS, kind: str = "TIMESTAMP") -> World:
    """A world of events, each a moment and an amount."""
    values = ", ".join(f"({i}, '{moment}', {amount})" for i, (moment, amount) in enumerate(rows, 1))
    table = f"CREATE TABLE events (event_id INT, happened_at {kind}, amount INT); INSERT INTO events VALUES {values};"
    return World(yaml, table, zoned=kind == "TIMESTAMPTZ")


# ── ranges and buckets ────────────────────────────────────────────────────────────────────────────

MARCH = events(
    ("2025-02-28 23:59:59.999999", 1),
    ("2025-03-01 00:00:00", 2),
    ("2025-03-31 23:59:30", 4),
    ("2025-03-31 23:59:59.999999", 8),
    ("2025-04-01 00:00:00", 16),
)


@pytest.mark.parametrize(
    "asked",
    [
        {"time": {"start": "2025-03-01", "end": "2025-04-01"}},
        {"time": {"start": "2025-03-01", "end": "2025-03-31", "end_inclusive": True}},
        {"where": [{"field": "metric_time", "op": "between", "values": ["2025-03-01", "2025-03-31"]}]},
        {"where": [{"field": "happened_at", "op": "between", "values": ["2025-03-01", "2025-03-31"]}]},
        {"where": [{"field": "metric_time", "op": ">", "values": ["2025-02-28"]},
                   {"field": "metric_time", "op": "<=", "values": ["2025-03-31"]}]},
        {"where": ["{{ TimeDimension('metric_time', 'day') }} >= '2025-03-01'",
                   "{{ TimeDimension('event__happened_at', 'day') }} <= '2025-03-31'"]},
        {"where": ["{{ Dimension('event__happened_at').grain('month') }} = '2025-03-01'"]},
    ],
)  # fmt: skip
def test_a_last_day_is_in_to_its_last_moment(asked: dict[str, Any]) -> None:
    assert MARCH.value(metrics=["amount"], **asked) == 14


def test_moments_of_a_day_are_that_day() -> None:
    days = [("2025-02-28", 1), ("2025-03-01", 2), ("2025-03-31", 12), ("2025-04-01", 16)]
    for key in ("metric_time", "metric_time__day", "happened_at", "event__happened_at__day"):
        assert MARCH.rows(metrics=["amount"], group_by=[key]) == days
    last = [{"field": "metric_time", "op": "=", "values": ["2025-03-31"]}]
    assert MARCH.value(metrics=["amount"], where=last) == 12


# ── weeks ─────────────────────────────────────────────────────────────────────────────────────────

# 27 December 2020 is a Sunday, 28 December the Monday of week 53, which 3 January 2021 ends
NEW_YEAR = (
    ("2020-12-27 12:00:00", 1),
    ("2020-12-28 12:00:00", 2),
    ("2020-12-31 12:00:00", 4),
    ("2021-01-01 12:00:00", 8),
    ("2021-01-03 12:00:00", 16),
    ("2021-01-04 12:00:00", 32),
)
MONDAY = events(*NEW_YEAR)
SUNDAY = events(*NEW_YEAR, yaml=EVENTS + "calendar: {week_start: sunday}\n")
SATURDAY = events(*NEW_YEAR, yaml=EVENTS + "calendar: {week_start: saturday}\n")


@pytest.mark.parametrize(
    ("world", "weeks"),
    [
        (MONDAY, [("2020-12-21", 1), ("2020-12-28", 30), ("2021-01-04", 32)]),
        (SUNDAY, [("2020-12-27", 15), ("2021-01-03", 48)]),
        (SATURDAY, [("2020-12-26", 15), ("2021-01-02", 48)]),
    ],
)
def test_a_week_goes_on_over_new_year(world: World, weeks: list[Row]) -> None:
    assert world.rows(metrics=["amount"], group_by=["metric_time__week"]) == weeks
    first = [{"field": "metric_time__week", "op": "=", "values": [weeks[0][0]]}]
    assert world.value(metrics=["amount"], where=first) == weeks[0][1]


def test_weeks_within_years() -> None:
    keys = ["metric_time__year", "metric_time__week"]
    assert MONDAY.rows(metrics=["amount"], group_by=keys) == [
        ("2020-01-01", "2020-12-21", 1),
        ("2020-01-01", "2020-12-28", 6),
        ("2021-01-01", "2020-12-28", 24),
        ("2021-01-01", "2021-01-04", 32),
    ]


@pytest.mark.parametrize(
    ("world", "weeks"),
    [
        (MONDAY, [("2020-12-28", 28), ("2021-01-04", 32)]),
        (SUNDAY, [("2020-12-27", 12), ("2021-01-03", 48)]),
        (SATURDAY, [("2020-12-26", 12), ("2021-01-02", 48)]),
    ],
)
def test_a_range_that_begins_within_a_week_keeps_its_part_of_it(world: World, weeks: list[Row]) -> None:
    since_thursday = {"start": "2020-12-31", "end": "2021-01-08"}
    assert world.rows(metrics=["amount"], group_by=["metric_time__week"], time=since_thursday) == weeks


def test_date_parts() -> None:
    """Monday is 1 and Sunday 7, wherever the week begins."""
    for world in (MONDAY, SUNDAY):
        assert world.rows(metrics=["amount"], group_by=["metric_time__extract_dow"]) == [
            (1, 34),
            (4, 4),
            (5, 8),
            (7, 17),
        ]
    assert MONDAY.rows(metrics=["amount"], group_by=["metric_time__extract_doy"]) == [
        (1, 8),
        (3, 16),
        (4, 32),
        (362, 1),  # 2020 is a leap year
        (363, 2),
        (366, 4),
    ]
    keys = ["metric_time__extract_year", "metric_time__extract_quarter", "metric_time__extract_month"]
    assert MONDAY.rows(metrics=["amount"], group_by=keys) == [(2020, 4, 12, 7), (2021, 1, 1, 56)]
    sunday = [{"field": "metric_time__extract_dow", "op": "=", "values": [7]}]
    assert MONDAY.value(metrics=["amount"], where=sunday) == 17


@pytest.mark.parametrize(
    ("world", "period", "amount"),
    [
        (MONDAY, "this_week", 30),
        (MONDAY, "last_week", 1),
        (MONDAY, "week_to_date", 14),
        (SUNDAY, "this_week", 15),
        (SUNDAY, "last_week", None),
        (SATURDAY, "this_week", 15),
    ],
)
def test_relative_weeks(world: World, period: str, amount: int | None) -> None:
    new_years_day = at(datetime(2021, 1, 1, 18), world)
    assert new_years_day.value(metrics=["amount"], time={"relative": period}) == amount


# ── time zones ────────────────────────────────────────────────────────────────────────────────────

ZONE = "calendar: {time_zone: America/Los_Angeles}\n"


def hours(first: str, count: int) -> str:
    """One event an hour, amounts of 1."""
    return (
        "CREATE TABLE events AS SELECT i AS event_id, 1 AS amount,"
        f" TIMESTAMPTZ '{first}' + INTERVAL 1 HOUR * i AS happened_at FROM range({count}) t(i)"
    )


@pytest.mark.parametrize(
    ("first", "days"),
    [
        # Clocks go forward on 9 March 2025: the day from 08:00 to 07:00 UTC has 23 hours
        ("2025-03-08 08:00:00+00", [("2025-03-08", 24), ("2025-03-09", 23), ("2025-03-10", 24), ("2025-03-11", 1)]),
        # and back on 2 November: 25 hours
        ("2025-11-01 07:00:00+00", [("2025-11-01", 24), ("2025-11-02", 25), ("2025-11-03", 23)]),
        ("2025-06-01 07:00:00+00", [("2025-06-01", 24), ("2025-06-02", 24), ("2025-06-03", 24)]),
    ],
)  # fmt: skip
def test_days_of_the_calendars_zone(first: str, days: list[Row]) -> None:
    world = World(HOURLY + ZONE, hours(first, 72), zoned=True)
    assert world.rows(metrics=["amount"], group_by=["metric_time__day"]) == days
    for (day, amount), (after, _) in pairwise(days):
        assert world.value(metrics=["amount"], time={"start": day, "end": after}) == amount
        on_day = [{"field": "metric_time__day", "op": "=", "values": [day]}]
        assert world.value(metrics=["amount"], where=on_day) == amount


def test_every_grain_and_part_is_that_of_the_calendars_zone() -> None:
    # The last hour of Sunday 2 November and of the week there is 08:00 UTC of Monday minus one hour
    world = events(
        ("2025-11-01 06:59:59+00", 1),  # 31 October, 23:59:59 in Los Angeles
        ("2025-11-01 07:00:00+00", 2),  # 1 November, 00:00
        ("2025-11-03 07:59:59+00", 4),  # Sunday 2 November, 23:59:59
        ("2025-11-03 08:00:00+00", 8),  # Monday 3 November, 00:00
        yaml=HOURLY + ZONE,
        kind="TIMESTAMPTZ",
    )
    assert world.rows(metrics=["amount"], group_by=["metric_time__month"]) == [
        ("2025-10-01", 1),
        ("2025-11-01", 14),
    ]
    assert world.rows(metrics=["amount"], group_by=["metric_time__week"]) == [
        ("2025-10-27", 7),
        ("2025-11-03", 8),
    ]
    assert world.rows(metrics=["amount"], group_by=["metric_time__extract_dow"]) == [
        (1, 8),
        (5, 1),
        (6, 2),
        (7, 4),
    ]
    assert world.value(metrics=["amount"], time={"start": "2025-11-01", "end": "2025-11-03"}) == 6
    assert world.rows(metrics=["amount"], group_by=["metric_time__hour"])[:2] == [
        ("2025-10-31T23:00:00", 1),
        ("2025-11-01T00:00:00", 2),
    ]


def test_weeks_from_sunday_in_another_zone() -> None:
    world = events(
        ("2025-11-02 06:59:59+00", 1),  # Saturday, 23:59:59 in Los Angeles
        ("2025-11-02 07:00:00+00", 2),  # Sunday, 00:00
        yaml=HOURLY + "calendar: {time_zone: America/Los_Angeles, week_start: sunday}\n",
        kind="TIMESTAMPTZ",
    )
    assert world.rows(metrics=["amount"], group_by=["metric_time__week"]) == [
        ("2025-10-26", 1),
        ("2025-11-02", 2),
    ]


def test_comparisons_in_another_zone() -> None:
    world = events(
        ("2025-10-01 06:59:59+00", 1),  # September
        ("2025-10-31 12:00:00+00", 2),  # October
        ("2025-12-01 07:59:59+00", 4),  # November, 23:59:59 of the 30th
        yaml=HOURLY + ZONE,
        kind="TIMESTAMPTZ",
    )
    november = {"start": "2025-11-01", "end": "2025-12-01"}
    rows = world.rows(metrics=["amount"], time=november, compare={"kind": "prior_period"})
    assert rows == [(4, 2, 2, 1.0)]


def test_local_times_stay_as_they_are() -> None:
    world = events(("2025-03-09 23:30:00", 1), ("2025-03-10 00:30:00", 2), yaml=HOURLY + ZONE)
    assert world.rows(metrics=["amount"], group_by=["metric_time__day"]) == [
        ("2025-03-09", 1),
        ("2025-03-10", 2),
    ]


# ── the grain of bare metric_time ─────────────────────────────────────────────────────────────────

GRAINS = World(
    yaml="""\
models:
  - name: events
    semantic_model: true
    agg_time_dimension: happened_at
    columns:
      - {name: event_id, entity: {name: event, type: primary}}
      - {name: happened_at, granularity: day, dimension: time}
    metrics:
      - {name: amount, agg: sum, expr: amount}
      - {name: monthly_amount, agg: sum, expr: amount, time_granularity: month}
      - {name: weekly_amount, agg: sum, expr: amount, time_granularity: week}
  - name: plans
    semantic_model: true
    primary_entity: plan
    agg_time_dimension: plan_month
    columns:
      - {name: month, granularity: month, dimension: {type: time, name: plan_month}}
    metrics:
      - {name: planned, agg: sum, expr: amount}
metrics:
  - {name: per_plan, type: ratio, numerator: amount, denominator: planned}
""",
    sql="""
CREATE TABLE events (event_id INT, happened_at DATE, amount INT);
INSERT INTO events VALUES (1, '2025-03-03', 1), (2, '2025-03-04', 2), (3, '2025-03-10', 4), (4, '2025-04-01', 8);
CREATE TABLE plans (month DATE, amount INT);
INSERT INTO plans VALUES ('2025-03-01', 10), ('2025-04-01', 20);
""",
)


@pytest.mark.parametrize(
    ("metrics", "rows"),
    [
        (["amount"], [("2025-03-03", 1), ("2025-03-04", 2), ("2025-03-10", 4), ("2025-04-01", 8)]),
        (["weekly_amount"], [("2025-03-03", 3), ("2025-03-10", 4), ("2025-03-31", 8)]),
        (["monthly_amount"], [("2025-03-01", 7), ("2025-04-01", 8)]),
        (["amount", "monthly_amount"], [("2025-03-01", 7, 7), ("2025-04-01", 8, 8)]),
        (["weekly_amount", "monthly_amount"], [("2025-03-01", 7, 7), ("2025-04-01", 8, 8)]),
        (["amount", "planned"], [("2025-03-01", 7, 10), ("2025-04-01", 8, 20)]),
        (["per_plan"], [("2025-03-01", 0.7), ("2025-04-01", 0.4)]),
    ],
)
def test_bare_metric_time_is_the_grain_that_all_metrics_can_have(metrics: list[str], rows: list[Row]) -> None:
    assert GRAINS.rows(metrics=metrics, group_by=["metric_time"]) == rows


def test_a_default_grain_is_no_finest_grain() -> None:
    rows = GRAINS.rows(metrics=["monthly_amount"], group_by=["metric_time__day"], limit=1)
    assert rows == [("2025-03-03", 1)]
    for metrics in (["planned"], ["planned", "amount"], ["per_plan"]):
        assert GRAINS.refusal(metrics=metrics, group_by=["metric_time__day"]) == "too_fine_grain"


def test_a_range_finer_than_the_data_is_refused() -> None:
    days = {"start": "2025-03-10", "end": "2025-03-20"}
    for metric in ("planned", "per_plan"):
        assert GRAINS.refusal(metrics=[metric], time=days) == "too_fine_grain"


# ── metrics with times of their own ───────────────────────────────────────────────────────────────

ORDERS = World(
    yaml="""\
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_on
    columns:
      - {name: order_id, entity: {name: order, type: primary}}
      - {name: ordered_on, granularity: day, dimension: time}
      - {name: shipped_on, granularity: day, dimension: time}
      - {name: kind, dimension: categorical}
    metrics:
      - {name: ordered, agg: sum, expr: amount}
      - {name: shipped, agg: sum, expr: amount, agg_time_dimension: shipped_on}
      - {name: shipped_share, type: ratio, numerator: shipped, denominator: ordered}
""",
    # Order 1 is shipped a month later, order 3 not yet
    sql="""
CREATE TABLE orders (order_id INT, ordered_on DATE, shipped_on DATE, kind VARCHAR, amount INT);
INSERT INTO orders VALUES
    (1, '2025-01-30', '2025-02-02', 'a', 10), (2, '2025-02-01', '2025-02-03', 'b', 20), (3, '2025-02-05', NULL, 'a', 40);
""",
)
FEBRUARY: dict[str, Any] = {"start": "2025-02-01", "end": "2025-03-01"}


def test_each_metric_is_placed_by_its_own_time() -> None:
    assert ORDERS.rows(metrics=["ordered", "shipped"]) == [(70, 70)]
    assert ORDERS.rows(metrics=["ordered", "shipped"], time=FEBRUARY) == [(60, 30)]
    assert ORDERS.rows(metrics=["ordered", "shipped", "shipped_share"], group_by=["metric_time__month"]) == [
        ("2025-01-01", 10, None, None),
        ("2025-02-01", 60, 30, 0.5),
        (None, None, 40, None),  # shipped at no time that is known
    ]
    assert ORDERS.rows(metrics=["ordered", "shipped"], group_by=["kind"], time=FEBRUARY) == [
        ("a", 40, 10),
        ("b", 20, 20),
    ]


def test_a_time_dimension_is_the_same_for_every_metric() -> None:
    assert ORDERS.rows(metrics=["ordered", "shipped"], group_by=["ordered_on__month"]) == [
        ("2025-01-01", 10, 10),
        ("2025-02-01", 60, 60),
    ]
    since = [{"field": "ordered_on", "op": ">=", "values": ["2025-02-01"]}]
    assert ORDERS.rows(metrics=["ordered", "shipped"], where=since) == [(60, 60)]
    assert ORDERS.rows(metrics=["shipped"], where=since, time=FEBRUARY) == [(20,)]
    both = {"group_by": ["metric_time__month", "ordered_on__month"], "time": FEBRUARY}
    assert ORDERS.rows(metrics=["shipped"], **both) == [
        ("2025-02-01", "2025-01-01", 10),
        ("2025-02-01", "2025-02-01", 20),
    ]
