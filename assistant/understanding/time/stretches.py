"""Stretches of so many units: up to now, from now on, and beside another period."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.catalog.calendar import Calendar
from assistant.resolve.periods import add_months
from assistant.understanding.time.expr import Adjacent, Rolling, Unit
from assistant.understanding.time.moment import Moment
from assistant.understanding.time.parts import Days
from assistant.understanding.time.units import MONTHS, end_of, shift, start_of

_DAY = timedelta(days=1)
_WEEKEND = timedelta(days=2)


def rolling(expr: Rolling, moment: Moment) -> Days:
    unit, n, calendar = expr.unit, expr.n, moment.calendar
    if expr.ahead:
        return _ahead(unit, n, moment)
    if expr.up_to_today:
        end = moment.tomorrow
        return Days(shift(unit, end, -n) - _DAY * expr.with_first, end)
    if unit == "weekend":
        start = complete(unit, 1, moment.today, calendar).start
        return Days(start - 7 * _DAY * (n - 1), start + 2 * _DAY)
    if unit in ("day", "workday"):
        counts = moment.day_is_over if expr.complete else expr.include_current
        end = moment.tomorrow if counts else moment.today
        return Days(shift(unit, end, -n), end)
    if unit in ("year", "fiscal_year", "half") and expr.include_current:
        unit, n = "month", n * MONTHS[unit]
    elif n == 1 and unit in ("week", "month") and expr.include_current:
        back = moment.tomorrow - 7 * _DAY if unit == "week" else add_months(moment.tomorrow, -1)
        return Days(back, moment.tomorrow)
    if not expr.include_current:
        end = start_of(unit, moment.today, calendar)
        return Days(shift(unit, end, -n), end)
    return complete(unit, n, moment.today, calendar)


def _ahead(unit: Unit, n: int, moment: Moment) -> Days:
    if unit in ("day", "workday", "hour"):
        return Days(moment.tomorrow, shift(unit, moment.tomorrow, n))
    if unit in ("year", "half", "fiscal_year"):
        unit, n = "month", n * MONTHS[unit]
    start = shift(unit, start_of(unit, moment.today, moment.calendar), 1)
    return Days(start, shift(unit, start, n))


def complete(unit: Unit, n: int, today: date, calendar: Calendar) -> Days:
    """The `n` units up to the last complete one; a unit that ends today is complete."""
    start = start_of(unit, today, calendar)
    end = end_of(unit, start)
    if unit == "weekend":
        start = start if end <= today + _DAY else shift(unit, start, -1)
        return Days(shift(unit, start, 1 - n), end_of(unit, start))
    last = end if end <= today + _DAY else start
    return Days(shift(unit, last, -n), last)


def beside(expr: Adjacent, span: Days) -> Days:
    """The days of `expr`, whose period has the days `span`."""
    unit, n = expr.unit, expr.n
    if unit == "weekend":
        return _weekend_beside(expr.side, span)
    if expr.side == "before":
        return Days(shift(unit, span.start, -n), span.start)
    if expr.side == "through":
        return Days(shift(unit, span.end, -n), span.end)
    if expr.side == "from":
        return Days(span.start, shift(unit, span.start, n))
    if expr.side == "after":
        return Days(span.end, shift(unit, span.end, n))
    return Days(shift(unit, span.start, -n), shift(unit, span.end, n))


def _weekend_beside(side: str, span: Days) -> Days:
    if side == "after":
        saturday = span.end + timedelta(days=(5 - span.end.weekday()) % 7)
    else:
        latest = span.start - _WEEKEND
        saturday = latest - timedelta(days=(latest.weekday() - 5) % 7)
    return Days(saturday, saturday + _WEEKEND)
