"""Arithmetic on calendar units: where the unit around a day starts, and the n-th one after it."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.catalog.calendar import Calendar
from assistant.resolve.periods import add_months
from assistant.understanding.time.expr import Unit

MONTHS = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "year": 12,
    "fiscal_quarter": 3,
    "fiscal_half": 6,
    "fiscal_year": 12,
}
DAYS = {"day": 1, "week": 7, "weekend": 7}


def start_of(unit: Unit, day: date, calendar: Calendar) -> date:
    """The first day of the unit that holds `day`. A weekend is the one of its week."""
    if unit in MONTHS:
        first = calendar.fiscal_year_start_month if unit.startswith("fiscal") else 1
        behind = (day.month - first) % MONTHS[unit]
        return add_months(day.replace(day=1), -behind)
    if unit == "week":
        return day - timedelta(days=(day.weekday() - calendar.week_start) % 7)
    if unit == "weekend":
        return day + timedelta(days=5 - day.weekday())
    return day


def shift(unit: Unit, start: date, by: int) -> date:
    """`start`, the start of a unit, moved by whole units."""
    if unit in MONTHS:
        return add_months(start, by * MONTHS[unit])
    if unit == "workday":
        return _shift_workdays(start, by)
    return start + timedelta(days=by * DAYS.get(unit, 1))


def end_of(unit: Unit, start: date) -> date:
    """The day after the unit that starts at `start`."""
    return start + timedelta(days=2) if unit == "weekend" else shift(unit, start, 1)


def days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def iso_week(year: int, week: int) -> date:
    """The Monday of an ISO week. Raises ValueError where the year has no such week."""
    return date.fromisocalendar(year, week, 1)


def fiscal_year_start(year: int, calendar: Calendar) -> date:
    """A fiscal year bears the number of the calendar year it ends in."""
    month = calendar.fiscal_year_start_month
    return date(year if month == 1 else year - 1, month, 1)


def _shift_workdays(day: date, by: int) -> date:
    step = timedelta(days=1 if by > 0 else -1)
    left = abs(by)
    while left:
        day += step
        left -= day.weekday() < 5
    return day
