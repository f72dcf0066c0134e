"""Ranges up to a part of the year that they begin in: 七月到年底, "from March 2024 to the end of the year"."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.time.expr import Absolute, Between, HolidayRef, PartOf, Period, Relative
from assistant.understanding.time.shapes import Built, is_recurring, unit_of, within_year

_YEAR = Relative("year", 0)


def to_part_of_year(first: Period, last: PartOf) -> Built:
    """The range from `first` to a part of the year of `first`: of this year, where it names none."""
    whole = _year_of(first)
    if whole is not None:
        return Between(first, replace(last, whole=whole))
    if is_recurring(first) and isinstance(first, (Absolute, HolidayRef)):
        start = within_year(_YEAR, first)
        return Between(start, last) if start is not None else None
    return Between(first, last)


def _year_of(period: Period) -> Period | None:
    match period:
        case PartOf(whole=whole) if unit_of(whole) == "year":
            return whole
        case Absolute(year=int(year)) if unit_of(period) != "year":
            return Absolute(year=year)
        case HolidayRef(year=int(year)):
            return Absolute(year=year)
    return None


def year_later(period: Period) -> Period:
    """The same period of the year after."""
    match period:
        case Absolute(year=int(year)):
            return replace(period, year=year + 1)
        case PartOf(whole=Relative("year", offset), part=part):
            return PartOf(Relative("year", offset + 1), part)
    return period


def month_of(day: Period) -> Period | None:
    """The month of a day."""
    match day:
        case Absolute(month=int(), day=int()):
            return replace(day, day=None)
        case PartOf(whole=whole, part=Absolute(month=None, day=int())):
            return whole
        case PartOf(whole=whole, part=Absolute(month=int(), day=int()) as part):
            return PartOf(whole, replace(part, day=None))
    return None
