"""Comparisons: of a period that is not over with as much of the other, and of leap years."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.compiler.world import World, at

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
"""

# ── periods that are not over ─────────────────────────────────────────────────────────────────────

# 1 a day in January, 2 in February, … 6 in June, of which ten days have passed; 10 a day a year before
STEPS = World(
    EVENTS,
    """
CREATE TABLE events AS
SELECT CAST(date_diff('day', DATE '2024-01-01', day) AS INT) AS event_id, day AS happened_at,
       CASE WHEN year(day) = 2024 THEN 10 ELSE month(day) END AS amount
FROM (SELECT CAST(range AS DATE) AS day FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2025-06-11', INTERVAL 1 DAY));
""",
    now=datetime(2025, 6, 10, 23, 59, 59),
)
PRIOR: dict[str, Any] = {"metrics": ["amount"], "compare": {"kind": "prior_period"}}
YEARLY: dict[str, Any] = {"metrics": ["amount"], "compare": {"kind": "same_period_last_year"}}
JUNE: dict[str, Any] = {"start": "2025-06-01", "end": "2025-07-01"}


@pytest.mark.parametrize("time", [{"relative": "this_month"}, {"relative": "month_to_date"}, JUNE])
def test_a_month_of_ten_days_is_compared_with_ten_days(time: dict[str, Any]) -> None:
    assert STEPS.rows(**PRIOR, time=time) == [(60, 50, 10, 0.2)]  # 10 of 6 against 10 of 5, not 155
    assert STEPS.rows(**YEARLY, time=time) == [(60, 100, -40, -0.4)]


@pytest.mark.parametrize(
    ("period", "current", "prior"),
    [
        # April 120, May 155, ten days of June 60; January 31, February 56, ten days of March 30
        ("this_quarter", 335, 117),
        ("quarter_to_date", 335, 117),
        # Monday 9 and Tuesday 10 June; Monday 2 and Tuesday 3 June
        ("this_week", 12, 12),
        ("last_month", 155, 120),
        # January to 10 June: 31 + 56 + 93 + 120 + 155 + 60; 162 days of 2024, a leap year
        ("this_year", 515, 1620),
        ("today", 6, 6),
    ],
)
def test_a_period_that_is_not_over_against_as_much_of_the_last(period: str, current: int, prior: int) -> None:
    assert STEPS.rows(**PRIOR, time={"relative": period})[0][:2] == (current, prior)


def test_the_last_bucket_of_a_quarter_is_cut_on_both_sides() -> None:
    query = {**PRIOR, "group_by": ["metric_time__month"], "time": {"relative": "this_quarter"}}
    assert [row[:3] for row in STEPS.rows(**query)] == [
        ("2025-04-01", 120, 31),
        ("2025-05-01", 155, 56),
        ("2025-06-01", 60, 30),
    ]


def test_the_last_bucket_without_a_range_is_cut_on_both_sides() -> None:
    """Each month stands beside the one before, and ten days beside ten days."""
    rows = STEPS.rows(**PRIOR, group_by=["metric_time__month"])
    assert [row[:3] for row in rows][-3:] == [
        ("2025-04-01", 120, 93),
        ("2025-05-01", 155, 120),
        ("2025-06-01", 60, 50),
    ]
    rows = STEPS.rows(**YEARLY, group_by=["metric_time__month"])
    assert [row[:3] for row in rows if row[1] is not None][-2:] == [
        ("2025-05-01", 155, 310),
        ("2025-06-01", 60, 100),
    ]


def test_what_is_cut_is_said() -> None:
    for query in (
        {"time": {"relative": "this_month"}},
        {"time": JUNE},
        {"group_by": ["metric_time__month"]},
    ):
        notes = STEPS.statement(**PRIOR, **query).notes
        assert "partial_period" in [code for code, _ in notes]


def test_a_period_that_is_over_is_compared_whole() -> None:
    end_of_may = at(datetime(2025, 5, 31, 12), STEPS)
    assert end_of_may.rows(**PRIOR, time={"relative": "this_month"})[0][:2] == (155, 120)
    end_of_february = at(datetime(2025, 2, 28, 12), STEPS)
    # 28 days of 2 against all 31 of January
    assert end_of_february.rows(**PRIOR, time={"relative": "this_month"})[0][:2] == (56, 31)
    assert end_of_february.rows(**YEARLY, time={"relative": "this_month"})[0][:2] == (56, 290)


def test_a_range_of_ones_own_beside_a_month_that_is_not_over() -> None:
    may = {"kind": "range", "start": "2025-05-01", "end": "2025-06-01"}
    assert STEPS.rows(metrics=["amount"], time=JUNE, compare=may)[0][:2] == (60, 50)


# ── leap years ────────────────────────────────────────────────────────────────────────────────────

LEAP = World(
    EVENTS,
    """
CREATE TABLE events (event_id INT, happened_at DATE, amount INT);
INSERT INTO events VALUES
    (1, '2023-02-28', 1), (2, '2024-02-28', 2), (3, '2024-02-29', 4), (4, '2024-03-01', 8),
    (5, '2025-02-28', 16), (6, '2025-03-01', 32);
""",
)


@pytest.mark.parametrize(
    ("start", "end", "current", "prior"),
    [
        ("2024-02-01", "2024-03-01", 6, 1),
        ("2025-02-01", "2025-03-01", 16, 6),
        ("2024-02-28", "2024-03-02", 14, 1),
        ("2025-02-28", "2025-03-02", 48, 14),  # 28 and 29 February and 1 March 2024
        ("2025-02-01", "2026-02-01", 48, 14),
    ],
)
def test_totals_of_leap_years_compared(start: str, end: str, current: int, prior: int) -> None:
    found = LEAP.rows(**YEARLY, time={"start": start, "end": end})
    assert [row[:3] for row in found] == [(current, prior, current - prior)]


def test_days_of_leap_years_compared() -> None:
    by_day = {**YEARLY, "group_by": ["metric_time__day"]}
    in_leap = LEAP.rows(**by_day, time={"start": "2024-02-28", "end": "2024-03-02"})
    assert [row[:3] for row in in_leap] == [
        ("2024-02-28", 2, 1),
        ("2024-02-29", 4, None),
        ("2024-03-01", 8, None),
    ]
    after_leap = LEAP.rows(**by_day, time={"start": "2025-02-28", "end": "2025-03-02"})
    assert [row[:3] for row in after_leap] == [("2025-02-28", 16, 2), ("2025-03-01", 32, 8)]
