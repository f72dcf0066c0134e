"""Cumulative metrics: every day of the spine shows its own window over the rows, whatever is asked of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import Row, World

OK = "{{ Dimension('sale__status') }} = 'ok'"

SPINE = """\
  - name: days
    time_spine: {standard_granularity_column: date_day}
    columns:
      - {name: date_day, granularity: day}
"""
SALES = World(
    yaml=f"""\
models:
  - name: sales
    semantic_model: true
    agg_time_dimension: sold_at
    columns:
      - {{name: sale_id, entity: {{name: sale, type: primary}}}}
      - {{name: shop_id, entity: {{name: shop, type: foreign}}}}
      - {{name: sold_at, granularity: day, dimension: time}}
      - {{name: status, dimension: categorical}}
    metrics:
      - {{name: amount, agg: sum, expr: amount}}
      - {{name: buyers, agg: count_distinct, expr: buyer}}
      - {{name: average_sale, agg: average, expr: amount}}
      - {{name: largest, agg: max, expr: amount}}
      - {{name: ok_amount, agg: sum, expr: amount, filter: "{OK}"}}
  - name: shops
    semantic_model: true
    columns:
      - {{name: shop_id, entity: {{name: shop, type: primary}}}}
      - {{name: city, dimension: categorical}}
  - name: targets
    semantic_model: true
    primary_entity: target
    agg_time_dimension: target_month
    columns:
      - {{name: month, granularity: month, dimension: {{type: time, name: target_month}}}}
    metrics:
      - {{name: target, agg: sum, expr: amount}}
{SPINE}metrics:
  - {{name: last_7_days, type: cumulative, input_metric: amount, window: 7 days}}
  - {{name: last_week, type: cumulative, input_metric: amount, window: 1 week}}
  - {{name: last_month, type: cumulative, input_metric: amount, window: 1 month}}
  - {{name: month_to_date, type: cumulative, input_metric: amount, grain_to_date: month}}
  - {{name: week_to_date, type: cumulative, input_metric: amount, grain_to_date: week}}
  - {{name: so_far, type: cumulative, input_metric: amount}}
  - {{name: so_far_last, type: cumulative, input_metric: amount, period_agg: last}}
  - {{name: so_far_average, type: cumulative, input_metric: amount, period_agg: average}}
  - {{name: ok_so_far, type: cumulative, input_metric: amount, filter: "{OK}"}}
  - {{name: ok_input_so_far, type: cumulative, input_metric: {{name: amount, filter: "{OK}"}}}}
  - {{name: ok_metric_so_far, type: cumulative, input_metric: ok_amount}}
  - {{name: buyers_7_days, type: cumulative, input_metric: buyers, window: 7 days}}
  - {{name: buyers_so_far, type: cumulative, input_metric: buyers}}
  - {{name: average_so_far, type: cumulative, input_metric: average_sale}}
  - {{name: largest_7_days, type: cumulative, input_metric: largest, window: 7 days}}
  - {{name: targets_2_months, type: cumulative, input_metric: target, window: 2 months}}
  - {{name: before_this_month, type: derived, expr: so_far - month_to_date, input_metrics: [so_far, month_to_date]}}
  - {{name: week_per_all, type: ratio, numerator: last_7_days, denominator: so_far}}
  - {{name: average_month_before, type: derived, expr: before, input_metrics: [{{name: so_far_average, alias: before, offset_window: 1 month}}]}}
  - {{name: so_far_quarter_before, type: derived, expr: before, input_metrics: [{{name: so_far_last, alias: before, offset_window: 1 quarter}}]}}
  - {{name: seven_days_before, type: derived, expr: before, input_metrics: [{{name: last_7_days, alias: before, offset_window: 7 days}}]}}
  - {{name: so_far_month_before, type: derived, expr: before, input_metrics: [{{name: so_far_last, alias: before, offset_window: 1 month}}]}}
""",
    sql="""
CREATE TABLE sales (sale_id INT, shop_id INT, sold_at TIMESTAMP, status VARCHAR, buyer VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, 1, '2025-03-30 23:59:30', 'ok', 'a', 100), (2, 2, '2025-03-31 00:00:00', 'bad', 'b', 50),
    (3, 1, '2025-04-29 08:00:00', 'bad', 'a', 20), (4, NULL, '2025-04-30 23:59:59', 'ok', 'a', 10);
CREATE TABLE shops (shop_id INT, city VARCHAR);
INSERT INTO shops VALUES (1, 'Rome'), (2, 'Oslo');
CREATE TABLE targets (month DATE, amount INT);
INSERT INTO targets VALUES ('2025-01-01', 10), ('2025-02-01', 20), ('2025-03-01', 40);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2024-12-01', TIMESTAMP '2025-07-01', INTERVAL 1 DAY);
""",
)
DAY = ["metric_time__day"]
MONTH = ["metric_time__month"]


def days(start: str, end: str) -> dict[str, Any]:
    return {"group_by": DAY, "time": {"start": start, "end": end}}


APRIL_END = days("2025-04-29", "2025-05-01")


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
