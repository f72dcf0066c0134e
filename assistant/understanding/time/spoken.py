"""Periods that are said as part of what was spoken of before: "and in March?" after 2024."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.query import TimeRange
from assistant.understanding.time.expr import Absolute, Nth, PartOf, Period
from assistant.understanding.time.relations import in_year
from assistant.understanding.time.resolve import shifted_by_months

_MOMENT = timedelta(microseconds=1)
_WEEKS_OF_A_MONTH = 5


def placed(said: Period, base: TimeRange | None, now: datetime) -> Period:
    """A period without a year in the year of `base`, if that lies in one year and not in the current one;
    "the second week" after a week of a month in that month.
    """
    if base is None:
        return said
    last = base.end - _MOMENT
    week = said.week if isinstance(said, Absolute) and said == Absolute(week=said.week) else None
    if week is not None and week <= _WEEKS_OF_A_MONTH < base.start.isocalendar().week and _is_week(base):
        return PartOf(Absolute(year=base.start.year, month=base.start.month), Nth("week", week, single=True))
    if base.start.year != last.year or base.start.year == now.year:
        return said
    return in_year(Absolute(year=base.start.year), said) or said


def _is_week(base: TimeRange) -> bool:
    return base.end - base.start == timedelta(weeks=1) and base.start.month == (base.end - _MOMENT).month


def same_stretch(year: TimeRange, base: TimeRange) -> TimeRange | None:
    """The stretch `base` in another year; None where it is no part of a year, or of that year itself:
    "this year" after one of its quarters is the year.
    """
    shifted = shifted_by_months(base, 12 * (year.start.year - base.start.year))
    within = year.start <= shifted.start and shifted.end <= year.end
    return shifted if within and shifted not in (year, base) else None
