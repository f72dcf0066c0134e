"""Years that go unsaid: whether one did, and which one is meant next to another period."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import TimeRange
from assistant.understanding.time.dates import absolute_days, days_of, is_yearless
from assistant.understanding.time.expr import (
    Absolute,
    Adjacent,
    After,
    AsOf,
    Before,
    Between,
    HolidayRef,
    Listed,
    Occurrence,
    PartOf,
    Period,
    Since,
    UnitOf,
    Until,
    Versus,
)
from assistant.understanding.time.moment import Moment
from assistant.understanding.time.parts import Days


def assumes_year(expr: object) -> bool:
    """Whether the year of a recurring period went unsaid."""
    match expr:
        case Absolute() | HolidayRef():
            return expr.year is None
        case Occurrence():
            return True
        case PartOf(whole=whole):
            return assumes_year(whole)
        case UnitOf(period=period) | Adjacent(period=period):
            return assumes_year(period)
        case (
            Since(period=inner)
            | After(period=inner)
            | Before(period=inner)
            | Until(period=inner)
            | AsOf(period=inner)
        ):
            return inner is not None and assumes_year(inner)
        case Between(first=first, last=last):
            return assumes_year(first) or assumes_year(last)
        case Versus(first=first, second=second):
            return assumes_year(first) or assumes_year(second)
        case Listed(items=items):
            return any(assumes_year(item) for item in items)
    return False


def versus(expr: Versus, moment: Moment) -> tuple[Period, Period]:
    """Both sides with their years settled: Q1 vs Q4 is about the Q4 before."""
    if not is_yearless(expr.second):
        return expr.first, expr.second
    base = days_of(expr.first, moment)
    return expr.first, _beside_days(expr.second, base, moment)


def beside(period: Period, base: TimeRange | None, moment: Moment) -> Period:
    """`period` with the year settled that makes sense next to `base`."""
    if base is None or not is_yearless(period):
        return period
    return _beside_days(period, Days(base.start.date(), base.end.date()), moment)


def _beside_days(period: Period, base: Days, moment: Moment) -> Period:
    assert isinstance(period, Absolute)
    year = base.start.year
    if period.half is not None:
        return replace(period, year=year)
    for candidate in (replace(period, year=year), replace(period, year=year - 1)):
        span = absolute_days(candidate, moment)
        if span.end <= base.start and (candidate.year == year or span.end == base.start):
            return candidate
    same = replace(period, year=year)
    return same if absolute_days(same, moment).start <= moment.today else replace(period, year=year - 1)
