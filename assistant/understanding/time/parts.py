"""Stretches inside a period: thirds, edges, the first or last few units."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from assistant.resolve.periods import add_months
from assistant.understanding.time.expr import Nth, NthWeekday
from assistant.understanding.time.units import shift

_DAY = timedelta(days=1)
_MONTHS_OF = {
    # Months of a period, by its length in months: (first, how many), 0 the first.
    "start": {12: (0, 1), 6: (0, 1), 3: (0, 1)},
    "middle": {12: (5, 2), 6: (2, 2), 3: (1, 1)},
    "end": {12: (11, 1), 6: (5, 1), 3: (2, 1)},
    "early": {12: (0, 3), 6: (0, 2), 3: (0, 1)},
    "mid": {12: (3, 6), 6: (2, 2), 3: (1, 1)},
    "late": {12: (9, 3), 6: (4, 2), 3: (2, 1)},
}
_THIRDS = {"start": 1, "early": 1, "middle": 2, "mid": 2, "end": 3, "late": 3}


class Days(NamedTuple):
    """Half-open."""

    start: date
    end: date


def day_in(span: Days, day: int) -> Days:
    start = date(span.start.year, span.start.month, day)
    return Days(start, start + _DAY)


def third_of(first: date, index: int) -> Days:
    start = first.replace(day=10 * index - 9)
    return Days(start, add_months(first, 1) if index == 3 else start + 10 * _DAY)


def window_of(edge: str, span: Days) -> Days:
    months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
    if edge in ("first_half", "second_half"):
        middle = span.start + 15 * _DAY if months == 1 else add_months(span.start, months // 2)
        return Days(span.start, middle) if edge == "first_half" else Days(middle, span.end)
    if span.start.day == 1 and months in (3, 6, 12):
        first, count = _MONTHS_OF[edge][months]
        start = add_months(span.start, first)
        return Days(start, add_months(start, count))
    if span.start.day == 1 and months == 1:
        return third_of(span.start, _THIRDS[edge])
    return _day_third(_THIRDS[edge], span)


def _day_third(index: int, span: Days) -> Days:
    length = (span.end - span.start).days
    cuts = [span.start + timedelta(days=round(length * i / 3)) for i in range(4)]
    return Days(cuts[index - 1], max(cuts[index], cuts[index - 1] + _DAY))


def nth_of(part: Nth, span: Days) -> Days:
    """Weeks of a month or quarter are counted from its first (last) day, seven days each.

    Raises ValueError where the period has fewer units.
    """
    n = part.n
    if part.unit == "weekend":
        return _nth_weekend(part, span)
    if part.from_end:
        start, last = shift(part.unit, span.end, -n), shift(part.unit, span.end, 1 - n)
        found = Days(start, shift(part.unit, start, 1) if part.single else span.end)
        fits = span.start < last
        found = Days(max(found.start, span.start), found.end)
    else:
        last = shift(part.unit, span.start, n - 1)
        found = Days(last if part.single else span.start, shift(part.unit, span.start, n))
        fits = last < span.end
    if not fits:
        raise ValueError("more units than the period has")
    return Days(found.start, min(found.end, span.end))


def whole_week(part: Nth, span: Days, week_start: int) -> Days:
    """A calendar week that lies wholly in the period. Raises ValueError where it has fewer of them."""
    first = span.start + timedelta(days=(week_start - span.start.weekday()) % 7)
    count = (span.end - first).days // 7
    if part.n > count:
        raise ValueError("fewer whole weeks than that")
    start = first + 7 * _DAY * (count - part.n if part.from_end else part.n - 1)
    return Days(start, start + 7 * _DAY)


def _nth_weekend(part: Nth, span: Days) -> Days:
    if not part.single and part.n > 1:
        raise ValueError("several weekends are no stretch of days")
    saturday = nth_weekday(NthWeekday(5, part.n, part.from_end), span).start
    return Days(saturday, saturday + 2 * _DAY)


def nth_weekday(part: NthWeekday, span: Days) -> Days:
    """Raises ValueError where the period has fewer of them."""
    if part.from_end:
        last = span.end - _DAY
        day = last - timedelta(days=(last.weekday() - part.day) % 7 + 7 * (part.n - 1))
    else:
        day = span.start + timedelta(days=(part.day - span.start.weekday()) % 7 + 7 * (part.n - 1))
    if not span.start <= day < span.end:
        raise ValueError("fewer such days than that")
    return Days(day, day + _DAY)
