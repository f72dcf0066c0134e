"""Totals up to a moment: 年度累计收入到9月 is what came in from January to September."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.query import TimeRange
from assistant.understanding.draft import Draft
from assistant.understanding.time.dates import EARLIEST
from assistant.understanding.time.expr import Absolute, AsOf, GrainWord, PartOf, Period, Relative, Until
from assistant.understanding.time.resolve import Resolved
from assistant.understanding.time.units import start_of

_RUNNING = "shape.running"
_TO = "threshold.to"
_UNITS = ("year", "quarter", "month")


def up_to(draft: Draft, at: int, expr: Period) -> Period:
    """The 9月 of 累计收入到9月 is where the total ends."""
    before = at - 1
    if not isinstance(expr, Absolute | PartOf | Relative) or before < 0 or not draft.has(before, _TO):
        return expr
    summed = any(piece.is_(_RUNNING) for piece in draft.pieces)
    said_before = draft.pieces[before - 1].time if before else None
    return Until(expr) if summed and said_before is None else expr


def is_total_to_date(draft: Draft, at: int) -> bool:
    """Whether the grain beside 累计 says since when it is counted up to a period that is named."""
    piece = draft.pieces[at]
    if piece.time is None or not isinstance(piece.time.expr, GrainWord) or piece.time.expr.unit not in _UNITS:
        return False
    if not draft.has(at + 1 if at + 1 < len(draft.pieces) else None, _RUNNING):
        return False
    ends = (other.time.expr for place, other in enumerate(draft.pieces) if other.time and draft.free(place))
    unit = piece.time.expr.unit
    ended = any(
        (isinstance(expr, Until) and not _is_longer(expr.period, unit))
        or (isinstance(expr, AsOf) and expr.period)
        for expr in ends
    )
    return ended or any(
        other.time is not None and other.time.kind == "period" and place and draft.has(place - 1, _TO)
        for place, other in enumerate(draft.pieces)
    )


def _is_longer(period: Period, unit: str) -> bool:
    """Whether it is several of the units: no month's total ends with a year."""
    if not isinstance(period, Absolute) or period.day is not None or period.week is not None:
        return False
    if period.month is not None:
        return False
    return unit == "month" or (unit == "quarter" and period.quarter is None)


def since_unit(draft: Draft, found: Resolved) -> Resolved:
    """A total to date begins with the unit that it is said to be of."""
    units = [
        piece.time.expr.unit
        for at, piece in enumerate(draft.pieces)
        if piece.time is not None
        and isinstance(piece.time.expr, GrainWord)
        and draft.meanings.get(at, ("",))[0] == "time"
    ]
    if not units or len(found.ranges) != 1 or found.ranges[0].start.date() != EARLIEST:
        return found
    span = found.ranges[0]
    first = start_of(units[0], _last_day(span), draft.ground.catalog.calendar)
    return replace(found, ranges=(TimeRange.of_dates(first, span.end.date()),))


def _last_day(span: TimeRange) -> date:
    return (span.end - timedelta(microseconds=1)).date()
