"""Metrics that show every date of the time spine, and grains that a time spine defines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.compiler.world import World, at

SPINE = """\
  - name: days
    time_spine:
      standard_granularity_column: date_day
      custom_granularities:
        - {name: fiscal_month, column_name: fiscal_month_start}
        - {name: fiscal_year}
    columns:
      - {name: date_day, granularity: day}
"""
# The fiscal month begins on the 26th, the fiscal year 2026 on 26 April 2025
DAYS = """
CREATE TABLE days AS
SELECT date_day, fiscal_month_start, CASE WHEN date_day < DATE '2025-04-26' THEN 2025 ELSE 2026 END AS fiscal_year
FROM (SELECT CAST(range AS DATE) AS date_day,
             CAST(date_trunc('month', range - INTERVAL 25 DAY) + INTERVAL 25 DAY AS DATE) AS fiscal_month_start
      FROM range(TIMESTAMP '2014-01-01', TIMESTAMP '2025-09-01', INTERVAL 1 DAY));
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
      - {{name: channel, dimension: categorical}}
    metrics:
      - {{name: amount, agg: sum, expr: amount}}
      - {{name: daily, agg: sum, expr: amount, join_to_timespine: true, fill_nulls_with: 0}}
      - {{name: daily_or_none, agg: sum, expr: amount, join_to_timespine: true}}
      - {{name: daily_ok, agg: sum, expr: amount, join_to_timespine: true, fill_nulls_with: 0, filter: "{{{{ Dimension('sale__status') }}}} = 'ok'"}}
      - {{name: filled, agg: sum, expr: amount, fill_nulls_with: 0}}
  - name: shops
    semantic_model: true
    columns:
      - {{name: shop_id, entity: {{name: shop, type: primary}}}}
      - {{name: city, dimension: categorical}}
  - name: plans
    semantic_model: true
    primary_entity: plan
    agg_time_dimension: plan_month
    columns:
      - {{name: month, granularity: month, dimension: {{type: time, name: plan_month}}}}
    metrics:
      - {{name: planned, agg: sum, expr: amount}}
{SPINE}
metrics:
  - {{name: ok_rate, type: ratio, numerator: daily_ok, denominator: daily}}
  - {{name: more_than_ok, type: derived, expr: daily - daily_ok, input_metrics: [daily, daily_ok]}}
  - {{name: fiscal_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 fiscal_month}}]}}
  - {{name: day_before, type: derived, expr: before, input_metrics: [{{name: daily, alias: before, offset_window: 1 day}}]}}
""",
    sql=f"""
CREATE TABLE sales (sale_id INT, shop_id INT, sold_at TIMESTAMP, status VARCHAR, channel VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, 1, '2025-03-30 23:59:30', 'ok', 'web', 100), (2, 2, '2025-03-31 00:00:00', 'bad', 'web', 50),
    (3, 1, '2025-04-29 08:00:00', 'bad', 'app', 20), (4, NULL, '2025-04-30 23:59:59', 'ok', 'app', 10);
CREATE TABLE shops (shop_id INT, city VARCHAR);
INSERT INTO shops VALUES (1, 'Rome'), (2, 'Oslo');
CREATE TABLE plans (month DATE, amount INT);
INSERT INTO plans VALUES ('2025-03-01', 7), ('2025-05-01', 9);
{DAYS}
""",
)
DAY = ["metric_time__day"]
ENDS: dict[str, Any] = {"start": "2025-04-29", "end": "2025-05-02"}


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


# ── grains of the spine ───────────────────────────────────────────────────────────────────────────

FISCAL = ["metric_time__fiscal_month"]


def test_a_fiscal_month() -> None:
    # 26 March to 25 April: 150; 26 April to 25 May: 30
    assert SALES.rows(metrics=["amount"], group_by=FISCAL) == [("2025-03-26", 150), ("2025-04-26", 30)]
    assert SALES.rows(metrics=["amount"], group_by=["sold_at__fiscal_month"]) == [
        ("2025-03-26", 150),
        ("2025-04-26", 30),
    ]
    assert SALES.rows(metrics=["amount"], group_by=["metric_time__fiscal_year"]) == [(2025, 150), (2026, 30)]


def test_a_fiscal_month_beside_other_keys() -> None:
    assert SALES.rows(metrics=["amount"], group_by=["status", *FISCAL]) == [
        ("bad", "2025-03-26", 50),
        ("bad", "2025-04-26", 20),
        ("ok", "2025-03-26", 100),
        ("ok", "2025-04-26", 10),
    ]
    assert SALES.rows(metrics=["amount"], group_by=["metric_time__month", *FISCAL]) == [
        ("2025-03-01", "2025-03-26", 150),
        ("2025-04-01", "2025-04-26", 30),
    ]


def test_a_fiscal_month_as_a_filter() -> None:
    where = [{"field": "metric_time__fiscal_month", "op": "=", "values": ["2025-03-26"]}]
    assert SALES.value(metrics=["amount"], where=where) == 150
    where = ["{{ TimeDimension('metric_time', 'fiscal_month') }} > '2025-03-26'"]
    assert SALES.value(metrics=["amount"], where=where) == 30


def test_a_range_that_ends_within_a_fiscal_month_cuts_it() -> None:
    until_29 = {"start": "2025-03-31", "end": "2025-04-30"}
    assert SALES.rows(metrics=["amount"], group_by=FISCAL, time=until_29) == [
        ("2025-03-26", 50),
        ("2025-04-26", 20),
    ]


def test_an_offset_by_a_fiscal_month() -> None:
    """The fiscal month before, or refused: never the days before by their number."""
    found = SALES.rows_or_refusal(metrics=["amount", "fiscal_before"], group_by=FISCAL)
    right = [("2025-03-26", 150, None), ("2025-04-26", 30, 150), ("2025-05-26", None, 30)]
    assert found in (right, "custom_grain")


def test_every_fiscal_month_of_the_spine() -> None:
    time = {"start": "2025-03-26", "end": "2025-06-26"}
    assert SALES.rows(metrics=["daily"], group_by=FISCAL, time=time) == [
        ("2025-03-26", 150),
        ("2025-04-26", 30),
        ("2025-05-26", 0),
    ]


def test_monthly_data_has_no_fiscal_months() -> None:
    assert SALES.rows(metrics=["planned"], group_by=["metric_time__month"]) == [
        ("2025-03-01", 7),
        ("2025-05-01", 9),
    ]
    assert SALES.refusal(metrics=["planned"], group_by=FISCAL) == "too_fine_grain"
    assert SALES.refusal(metrics=["planned", "amount"], group_by=FISCAL) == "too_fine_grain"


@pytest.mark.parametrize(
    ("metric", "right"),
    [
        ("type: cumulative, input_metric: amount, grain_to_date: fiscal_month", [20, 30]),
        ("type: cumulative, input_metric: amount, window: 1 fiscal_month", None),
        (
            "type: derived, expr: b, input_metrics: [{name: amount, alias: b, offset_to_grain: fiscal_month}]",
            [None, None],  # nothing was sold on 26 April
        ),
    ],
)
def test_windows_of_fiscal_months_are_right_or_refused(metric: str, right: list[Any] | None) -> None:
    days = {"start": "2025-04-29", "end": "2025-05-01"}
    world = World(SALES.yaml + f"  - {{name: fiscal, {metric}}}\n", SALES.sql)
    found = world.rows_or_refusal(metrics=["fiscal"], group_by=DAY, time=days)
    assert found in (
        "custom_grain",
        [row for row in zip(("2025-04-29", "2025-04-30"), right or (), strict=False)],
    )


def test_running_totals_of_fiscal_months() -> None:
    assert SALES.rows(metrics=["amount"], group_by=FISCAL, running="all") == [
        ("2025-03-26", 150, 150),
        ("2025-04-26", 30, 180),
    ]
