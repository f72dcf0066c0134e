"""Relative periods at fixed moments."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

import pytest

from assistant.catalog.calendar import Calendar
from assistant.query import RelativePeriod
from assistant.resolve.periods import add_months, resolve_period

NOW = datetime(2025, 3, 12, 15)  # a Wednesday


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("today", "2025-03-12", "2025-03-13"),
        ("yesterday", "2025-03-11", "2025-03-12"),
        ("this_week", "2025-03-10", "2025-03-17"),
        ("last_week", "2025-03-03", "2025-03-10"),
        ("week_to_date", "2025-03-10", "2025-03-13"),
        ("this_month", "2025-03-01", "2025-04-01"),
        ("last_month", "2025-02-01", "2025-03-01"),
        ("month_to_date", "2025-03-01", "2025-03-13"),
        ("this_quarter", "2025-01-01", "2025-04-01"),
        ("last_quarter", "2024-10-01", "2025-01-01"),
        ("quarter_to_date", "2025-01-01", "2025-03-13"),
        ("this_half", "2025-01-01", "2025-07-01"),
        ("last_half", "2024-07-01", "2025-01-01"),
        ("this_year", "2025-01-01", "2026-01-01"),
        ("last_year", "2024-01-01", "2025-01-01"),
        ("year_to_date", "2025-01-01", "2025-03-13"),
        ("last_7_days", "2025-03-06", "2025-03-13"),
        ("last_30_days", "2025-02-11", "2025-03-13"),
        ("last_90_days", "2024-12-13", "2025-03-13"),
        ("last_3_months", "2024-12-01", "2025-03-01"),
        ("last_6_months", "2024-09-01", "2025-03-01"),
        ("last_12_months", "2024-03-01", "2025-03-01"),
        ("last_4_weeks", "2025-02-10", "2025-03-10"),
        ("last_8_weeks", "2025-01-13", "2025-03-10"),
        ("last_12_weeks", "2024-12-16", "2025-03-10"),
    ],
)
def test_period(period: RelativePeriod, start: str, end: str) -> None:
    found = resolve_period(period, NOW, Calendar())
    assert found is not None
    assert found.to_dict() == {"start": start, "end": end}


def test_all_of_time_has_no_range_and_every_period_is_known() -> None:
    for period in get_args(RelativePeriod):
        assert (resolve_period(period, NOW, Calendar()) is None) == (period == "all_time")


def test_weeks_may_begin_on_another_day() -> None:
    found = resolve_period("this_week", datetime(2025, 3, 9), Calendar(week_start=6))
    assert found is not None
    assert found.to_dict() == {"start": "2025-03-09", "end": "2025-03-16"}


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2025-03-31", -1, "2025-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-01-15", -1, "2024-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-05-31", -12, "2024-05-31"),
        ("2025-11-30", 13, "2026-12-30"),
    ],
)
def test_add_months(day: str, months: int, result: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == result


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("last_3_months", "2025-10-01", "2026-01-01"),
        ("last_12_months", "2025-01-01", "2026-01-01"),
        ("last_8_weeks", "2025-11-03", "2025-12-29"),
        ("last_7_days", "2025-12-25", "2026-01-01"),
        ("last_month", "2025-11-01", "2025-12-01"),
    ],
)
def test_a_unit_that_ends_today_is_complete(period: RelativePeriod, start: str, end: str) -> None:
    found = resolve_period(period, datetime(2025, 12, 31, 23, 59, 59), Calendar())
    assert found is not None
    assert found.to_dict() == {"start": start, "end": end}
