"""What the rules of the time grammar share: a rule, and what kind of period an expression is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from assistant.understanding.time.expr import (
    Absolute,
    DayOfMonth,
    Earlier,
    HolidayRef,
    Latest,
    NthWeekday,
    Occurrence,
    OnWeekday,
    PartOf,
    Period,
    Relative,
    Third,
    Unit,
    UnitOf,
    Weekday,
)

Built = Any
Builder = Callable[..., Built]

_SIZE = {
    "hour": 0,
    "day": 1,
    "workday": 1,
    "weekend": 2,
    "week": 7,
    "month": 30,
    "quarter": 91,
    "half": 182,
    "year": 365,
}


class Rule(NamedTuple):
    result: str
    pattern: str
    build: Builder
    guard: str | None = None
    """A named guard that the whole match must pass."""


def size(unit: str) -> int:
    """A rough length in days, for telling which of two units is the larger."""
    return _SIZE.get(unit.removeprefix("fiscal_"), 0)


def unit_of(expr: object) -> Unit | None:
    """The calendar unit a period is one of; None where it is no single unit."""
    match expr:
        case Absolute():
            for name in ("day", "week", "month", "quarter", "half", "season"):
                if getattr(expr, name) is not None:
                    return "quarter" if name == "season" else name  # type: ignore[return-value]
            return "year"
        case Relative(unit=unit) | Latest(unit=unit) | UnitOf(unit=unit):
            return unit
        case Weekday() | NthWeekday() | HolidayRef():
            return "day"
        case Occurrence(of=of) | Earlier(of=of):
            return unit_of(of)
        case PartOf(part=Absolute() | HolidayRef() | Weekday() | NthWeekday() as part):
            return unit_of(part)
        case PartOf(part=Third()):
            return "week"
        case DayOfMonth() | OnWeekday():
            return "day"
    return None


def is_recurring(expr: object) -> bool:
    return isinstance(expr, (Absolute, HolidayRef)) and expr.year is None


def same_in_years(items: tuple[Period, ...]) -> bool:
    """Whether they are one part of several years."""
    parts = {replace(item, year=None, year_last=False) for item in items if isinstance(item, Absolute)}
    parts |= {item.part for item in items if isinstance(item, PartOf) and isinstance(item.part, Absolute)}
    return len(items) > 1 and len(parts) == 1


def within_year(year: Period, part: Absolute | HolidayRef) -> Period | None:
    """2025年 + 3月, 去年 + Q3; None where the part names a year of its own or the whole is no year."""
    if not is_recurring(part) or unit_of(year) not in ("year", "fiscal_year"):
        return None
    if isinstance(year, Absolute):
        if isinstance(part, HolidayRef):
            return PartOf(year, part) if year.fiscal else HolidayRef(part.name, year.year)
        if part.month is None and part.day is not None:
            return None
        return replace(part, year=year.year, fiscal=year.fiscal)
    if isinstance(part, Absolute) and part.month is None and part.day is not None:
        return None
    return PartOf(year, part)


def day_of_month(month: Period, day: int) -> Built:
    """A day of a month that is known, in whichever way it was said; it may be one that does not exist."""
    if unit_of(month) != "month" or not 1 <= day <= 99:
        return None
    if isinstance(month, Absolute):
        return replace(month, day=day)
    if isinstance(month, PartOf) and isinstance(month.part, Absolute):
        return PartOf(month.whole, replace(month.part, day=day))
    return PartOf(month, Absolute(day=day))
