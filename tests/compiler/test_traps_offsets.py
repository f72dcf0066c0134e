"""Offsets of time: whole months move as wholes, days as days, and nothing is lost or counted twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import Row, World

OK = "{{ Dimension('sale__status') }} = 'ok'"

SALES = World(
    yaml=f"""\
models:
  - name: sales
    semantic_model: true
    agg_time_dimension: sold_at
    columns:
      - {{name: sale_id, entity: {{name: sale, type: primary}}}}
      - {{name: sold_at, granularity: day, dimension: time}}
      - {{name: status, dimension: categorical}}
    metrics:
      - {{name: amount, agg: sum, expr: amount}}
      - {{name: ok_amount, agg: sum, expr: amount, filter: "{OK}"}}
      - {{name: filled_amount, agg: sum, expr: amount, fill_nulls_with: 0}}
      - {{name: buyers, agg: count_distinct, expr: buyer}}
      - {{name: largest, agg: max, expr: amount}}
      - {{name: ok_share, type: ratio, numerator: ok_amount, denominator: amount}}
  - name: days
    time_spine: {{standard_granularity_column: date_day}}
    columns:
      - {{name: date_day, granularity: day}}
metrics:
  - {{name: month_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 month}}]}}
  - {{name: month_change, type: derived, expr: amount - before, input_metrics: [amount, {{name: amount, alias: before, offset_window: 1 month}}]}}
  - {{name: filled_change, type: derived, expr: now - before, input_metrics: [{{name: filled_amount, alias: now}}, {{name: filled_amount, alias: before, offset_window: 1 month}}]}}
  - {{name: two_months_before, type: derived, expr: before, input_metrics: [{{name: month_before, alias: before, offset_window: 1 month}}]}}
  - {{name: change_before, type: derived, expr: before, input_metrics: [{{name: month_change, alias: before, offset_window: 1 month}}]}}
  - {{name: quarter_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 quarter}}]}}
  - {{name: year_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 year}}]}}
  - {{name: week_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 week}}]}}
  - {{name: seven_days_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 7 days}}]}}
  - {{name: day_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 day}}]}}
  - {{name: week_then_month_before, type: derived, expr: before, input_metrics: [{{name: week_before, alias: before, offset_window: 1 month}}]}}
  - {{name: month_then_week_before, type: derived, expr: before, input_metrics: [{{name: month_before, alias: before, offset_window: 1 week}}]}}
  - {{name: buyers_before, type: derived, expr: before, input_metrics: [{{name: buyers, alias: before, offset_window: 1 month}}]}}
  - {{name: largest_before, type: derived, expr: before, input_metrics: [{{name: largest, alias: before, offset_window: 1 month}}]}}
  - {{name: share_before, type: derived, expr: before, input_metrics: [{{name: ok_share, alias: before, offset_window: 1 month}}]}}
  - {{name: ok_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 month, filter: "{OK}"}}]}}
  - {{name: month_start, type: derived, expr: opening, input_metrics: [{{name: amount, alias: opening, offset_to_grain: month}}]}}
  - {{name: since_month_start, type: derived, expr: amount - opening, input_metrics: [amount, {{name: amount, alias: opening, offset_to_grain: month}}]}}
""",
    # March 150, April 30; the last days of March have no counterpart in April, nor the 31st of May in April
    sql="""
CREATE TABLE sales (sale_id INT, sold_at TIMESTAMP, status VARCHAR, buyer VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, '2025-03-30 23:59:30', 'ok', 'a', 100), (2, '2025-03-31 00:00:00', 'bad', 'b', 50),
    (3, '2025-04-29 08:00:00', 'bad', 'a', 20), (4, '2025-04-30 23:59:59', 'ok', 'c', 10);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2027-01-01', INTERVAL 1 DAY);
""",
)
APRIL: dict[str, Any] = {"start": "2025-04-01", "end": "2025-05-01"}


@pytest.mark.parametrize(
    ("metric", "key", "rows"),
    [
        ("month_before", "month", [("2025-04-01", 150), ("2025-05-01", 30)]),
        # April shows March and May shows April: 150 + 30, the 31st of March included and nothing twice
        ("month_before", "quarter", [("2025-04-01", 180)]),
        ("month_before", "year", [("2025-01-01", 180)]),
        ("quarter_before", "month", [("2025-06-01", 150), ("2025-07-01", 30)]),
        ("quarter_before", "quarter", [("2025-04-01", 150), ("2025-07-01", 30)]),
        ("year_before", "month", [("2026-03-01", 150), ("2026-04-01", 30)]),
        ("year_before", "quarter", [("2026-01-01", 150), ("2026-04-01", 30)]),
        ("year_before", "year", [("2026-01-01", 180)]),
        # Days move by days: 30 and 31 March to 6 and 7 April, 29 and 30 April to 6 and 7 May
        ("week_before", "month", [("2025-04-01", 150), ("2025-05-01", 30)]),
        ("seven_days_before", "week", [("2025-03-31", 100), ("2025-04-07", 50), ("2025-05-05", 30)]),
        (
            "week_before",
            "day",
            [("2025-04-06", 100), ("2025-04-07", 50), ("2025-05-06", 20), ("2025-05-07", 10)],
        ),
        (
            "day_before",
            "day",
            [("2025-03-31", 100), ("2025-04-01", 50), ("2025-04-30", 20), ("2025-05-01", 10)],
        ),
        ("day_before", "month", [("2025-03-01", 100), ("2025-04-01", 70), ("2025-05-01", 10)]),
        ("largest_before", "quarter", [("2025-04-01", 100)]),
        # a and b of March, a and c of April: three, not two and two
        ("buyers_before", "quarter", [("2025-04-01", 3)]),
        ("buyers_before", "month", [("2025-04-01", 2), ("2025-05-01", 2)]),
        ("ok_before", "month", [("2025-04-01", 100), ("2025-05-01", 10)]),
        ("share_before", "month", [("2025-04-01", 0.666667), ("2025-05-01", 0.333333)]),
        ("share_before", "quarter", [("2025-04-01", 0.611111)]),  # 110 of 180
        ("two_months_before", "month", [("2025-05-01", 150), ("2025-06-01", 30)]),
        ("two_months_before", "quarter", [("2025-04-01", 180)]),
    ],
)
def test_offset(metric: str, key: str, rows: list[Row]) -> None:
    assert SALES.rows(metrics=[metric], group_by=[f"metric_time__{key}"]) == rows


@pytest.mark.parametrize(
    "metric", ["month_before", "quarter_before", "year_before", "month_change", "share_before"]
)
@pytest.mark.parametrize("key", ["day", "week"])
def test_months_are_not_moved_by_days_or_weeks(metric: str, key: str) -> None:
    """The 31st of March would vanish, or the 30th of April appear twice."""
    assert SALES.refusal(metrics=[metric], group_by=[f"metric_time__{key}"]) == "too_fine_grain"


def test_a_month_without_rows_has_no_change() -> None:
    metrics = ["amount", "month_before", "month_change"]
    assert SALES.rows(metrics=metrics, group_by=["metric_time__month"]) == [
        ("2025-03-01", 150, None, None),
        ("2025-04-01", 30, 150, -120),
        ("2025-05-01", None, 30, None),
    ]
    assert SALES.rows(metrics=metrics, group_by=["metric_time__quarter"]) == [
        ("2025-01-01", 150, None, None),
        ("2025-04-01", 30, 180, -150),
    ]


def test_unless_it_is_filled() -> None:
    rows = SALES.rows(metrics=["filled_change"], group_by=["metric_time__month"])
    assert rows == [("2025-03-01", 150), ("2025-04-01", -120), ("2025-05-01", -30)]


def test_by_another_key_each_member_has_its_own_past() -> None:
    # ok: 100, then 10; bad: 50, then 20
    assert SALES.rows(metrics=["month_change"], group_by=["metric_time__month", "status"], time=APRIL) == [
        ("2025-04-01", "bad", -30),
        ("2025-04-01", "ok", -90),
    ]
    assert SALES.rows(metrics=["month_before"], group_by=["status"], time=APRIL) == [("bad", 50), ("ok", 100)]


@pytest.mark.parametrize(
    "asked",
    [
        {"time": APRIL},
        {"time": {"start": "2025-04-01", "end": "2025-04-30", "end_inclusive": True}},
        {"where": ["{{ TimeDimension('metric_time', 'month') }} = '2025-04-01'"]},
        {"where": [{"field": "metric_time__month", "op": "=", "values": ["2025-04-01"]}]},
        {
            "where": [
                {"field": "metric_time", "op": ">=", "values": ["2025-04-01"]},
                {"field": "metric_time", "op": "<", "values": ["2025-05-01"]},
            ]
        },
        {"where": [{"field": "metric_time__extract_month", "op": "=", "values": [4]}]},
    ],
)
def test_time_filters_are_about_the_month_that_is_shown(asked: dict[str, Any]) -> None:
    metrics = ["amount", "month_before", "month_change"]
    rows = SALES.rows(metrics=metrics, group_by=["metric_time__month"], **asked)
    assert rows == [("2025-04-01", 30, 150, -120)]


def test_a_filter_by_another_grain_than_the_groups() -> None:
    april = ["{{ TimeDimension('metric_time', 'month') }} = '2025-04-01'"]
    by_quarter = {"metrics": ["amount", "month_before"], "group_by": ["metric_time__quarter"]}
    assert SALES.rows(**by_quarter, where=april) == [("2025-04-01", 30, 150)]
    second = ["{{ TimeDimension('metric_time', 'quarter') }} = '2025-04-01'"]
    by_month = {"metrics": ["month_before"], "group_by": ["metric_time__month"]}
    assert SALES.rows(**by_month, where=second) == [("2025-04-01", 150), ("2025-05-01", 30)]


def test_two_grains_in_one_query_move_together() -> None:
    keys = ["metric_time__month", "metric_time__quarter", "metric_time__year"]
    assert SALES.rows(metrics=["quarter_before"], group_by=keys) == [
        ("2025-06-01", "2025-04-01", "2025-01-01", 150),
        ("2025-07-01", "2025-07-01", "2025-01-01", 30),
    ]
    assert SALES.rows(metrics=["week_before"], group_by=["metric_time__day", "metric_time__week"]) == [
        ("2025-04-06", "2025-03-31", 100),
        ("2025-04-07", "2025-04-07", 50),
        ("2025-05-06", "2025-05-05", 20),
        ("2025-05-07", "2025-05-05", 10),
    ]


def test_the_change_of_the_month_before() -> None:
    # May shows April's -120; June would show May's, which has none
    rows = SALES.rows(metrics=["change_before"], group_by=["metric_time__month"])
    assert [row for row in rows if row[1] is not None] == [("2025-05-01", -120)]


def test_a_week_and_then_a_month_before() -> None:
    # A week first: 6, 7 April and 6, 7 May; then whole months
    rows = SALES.rows(metrics=["week_then_month_before"], group_by=["metric_time__month"])
    assert rows == [("2025-05-01", 150), ("2025-06-01", 30)]


def test_a_month_and_then_a_week_before_has_no_days_to_move() -> None:
    """Whole months have no days that a week could be added to."""
    for key in ("metric_time__month", "metric_time__day"):
        assert SALES.refusal(metrics=["month_then_week_before"], group_by=[key]) == "too_fine_grain"


def test_an_offset_needs_time() -> None:
    for metric in ("month_before", "week_before", "month_change"):
        assert SALES.refusal(metrics=[metric]) == "impossible_query"
        assert SALES.refusal(metrics=[metric], group_by=["status"]) == "impossible_query"


def test_an_offset_within_a_range() -> None:
    assert SALES.rows(metrics=["month_before", "month_change"], time=APRIL) == [(150, -120)]
    second_quarter = {"start": "2025-04-01", "end": "2025-07-01"}
    assert SALES.rows(metrics=["month_before", "amount"], time=second_quarter) == [(180, 30)]


def test_hours_do_not_move_days() -> None:
    """The times of day of a day's dimension do not count: the days as they are, or refused."""
    hours = SALES.yaml + (
        "  - {name: hours_before, type: derived, expr: before,"
        " input_metrics: [{name: amount, alias: before, offset_window: 5 hours}]}\n"
    )
    found = World(hours, SALES.sql).rows_or_refusal(metrics=["hours_before"], group_by=["metric_time__day"])
    days = [("2025-03-30", 100), ("2025-03-31", 50), ("2025-04-29", 20), ("2025-04-30", 10)]
    assert found in (days, "too_fine_grain")


def test_of_sales_that_were_large_enough() -> None:
    where = ["{{ Metric('amount', ['sale']) }} > 60"]
    assert SALES.rows(metrics=["month_before"], group_by=["metric_time__month"], where=where) == [
        ("2025-04-01", 100)
    ]


def test_empty_months_before() -> None:
    january = {"start": "2025-01-01", "end": "2025-02-01"}
    assert SALES.rows(metrics=["month_before", "buyers_before"], time=january) == [(None, 0)]


# ── to the start of a period ──────────────────────────────────────────────────────────────────────

OPENING = World(
    yaml=SALES.yaml,
    sql="""
CREATE TABLE sales (sale_id INT, sold_at TIMESTAMP, status VARCHAR, buyer VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, '2025-03-01 09:00:00', 'ok', 'a', 7), (2, '2025-03-30 23:59:30', 'ok', 'a', 100),
    (3, '2025-04-01 08:00:00', 'bad', 'a', 20), (4, '2025-04-01 23:59:59', 'ok', 'c', 10),
    (5, '2025-04-03 12:00:00', 'ok', 'c', 4), (6, '2025-05-02 12:00:00', 'ok', 'c', 1);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2025-01-01', TIMESTAMP '2026-01-01', INTERVAL 1 DAY);
""",
)


def test_each_day_beside_the_first_of_its_month() -> None:
    days = {"start": "2025-04-01", "end": "2025-04-04"}
    assert OPENING.rows(metrics=["month_start"], group_by=["metric_time__day"], time=days) == [
        ("2025-04-01", 30),
        ("2025-04-02", 30),
        ("2025-04-03", 30),
    ]
    assert OPENING.rows(
        metrics=["amount", "since_month_start"], group_by=["metric_time__day"], time=days
    ) == [
        ("2025-04-01", 30, 0),
        ("2025-04-02", None, None),
        ("2025-04-03", 4, -26),
    ]


@pytest.mark.parametrize(
    ("start", "end", "rows"),
    [
        ("2025-04-01", "2025-04-04", [(34, 7)]),  # 1 to 3 April, 1 to 3 March
        ("2025-04-02", "2025-05-01", [(4, 100)]),  # 2 to 30 April, 2 to 31 March
        ("2025-05-01", "2025-05-03", [(1, 30)]),
    ],
)
def test_part_of_a_month_is_set_against_the_same_part(start: str, end: str, rows: list[Row]) -> None:
    """By the calendar date, as in a comparison, or refused: never part of a month against a whole one."""
    query: dict[str, Any] = {"metrics": ["amount", "month_before"], "time": {"start": start, "end": end}}
    assert OPENING.rows_or_refusal(**query) in (rows, "too_fine_grain")
    by_month = [(f"{start[:7]}-01", *rows[0])]
    assert OPENING.rows_or_refusal(**query, group_by=["metric_time__month"]) in (by_month, "too_fine_grain")


def test_a_month_without_a_first_day_has_nothing_to_stand_beside() -> None:
    may = {"start": "2025-05-01", "end": "2025-05-04"}
    rows = OPENING.rows(metrics=["amount", "month_start"], group_by=["metric_time__day"], time=may)
    assert [row for row in rows if row[1] or row[2]] == [("2025-05-02", 1, None)]


def test_the_start_of_a_period_needs_days() -> None:
    assert OPENING.refusal(metrics=["month_start"]) == "impossible_query"


# ── leap years ────────────────────────────────────────────────────────────────────────────────────

LEAP = World(
    yaml=SALES.yaml,
    sql="""
CREATE TABLE sales (sale_id INT, sold_at TIMESTAMP, status VARCHAR, buyer VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, '2023-02-28', 'ok', 'a', 1), (2, '2024-02-28', 'ok', 'a', 2), (3, '2024-02-29', 'ok', 'a', 4),
    (4, '2024-03-01', 'ok', 'a', 8), (5, '2025-02-28', 'ok', 'a', 16), (6, '2025-03-01', 'ok', 'a', 32);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2023-01-01', TIMESTAMP '2027-01-01', INTERVAL 1 DAY);
""",
)


def test_a_leap_day_moves_with_its_month() -> None:
    assert LEAP.rows(metrics=["year_before"], group_by=["metric_time__month"]) == [
        ("2024-02-01", 1),
        ("2025-02-01", 6),  # 28 and 29 February 2024
        ("2025-03-01", 8),
        ("2026-02-01", 16),
        ("2026-03-01", 32),
    ]
