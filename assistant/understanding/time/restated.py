"""Rules for words that say once more what a stretch is: how long, that its ends are in it, that it is whole.

"The eleven days from 10 to 20 November", 11月3日至9日这周, "(20th included)": what they say has to hold.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from assistant.understanding.time.dates_written import century
from assistant.understanding.time.expr import (
    Absolute,
    Adjacent,
    Between,
    Latest,
    Nth,
    OnWeekday,
    PartOf,
    Period,
    Relative,
    Rolling,
    Since,
    Unit,
    UnitOf,
    Window,
)
from assistant.understanding.time.relations import between, is_endpoint, with_year_of
from assistant.understanding.time.shapes import Built, Rule, size, unit_of

_ANY_YEAR = 2001
_WEEK = 7
_MOST_WEEKS = 53
_SHORT_YEARS = range(20, 30)
_PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}


def _length_of(period: Period) -> tuple[int, Unit] | None:
    """How many of its own units a stretch between two calendar periods has."""
    if not isinstance(period, Between):
        return None
    first, last = period.first, period.last
    if not (isinstance(first, Absolute) and isinstance(last, Absolute)) or first.fiscal != last.fiscal:
        return None
    unit = unit_of(first)
    if unit is None or unit_of(last) != unit:
        return None
    if unit == "day":
        days = _days_between(first, last)
        return None if days is None else (days, unit)
    per_year = _PER_YEAR.get(unit)
    if per_year is None or (first.year is None) != (last.year is None):
        return None
    places = [
        (end.year or 0) * per_year + (getattr(end, unit) if unit != "year" else 0) for end in (first, last)
    ]
    return places[1] - places[0] + 1, unit


def _days_between(first: Absolute, last: Absolute) -> int | None:
    try:
        start, end = (date(day.year or _ANY_YEAR, day.month or 0, day.day or 0) for day in (first, last))
    except ValueError:
        return None
    return (end - start).days + 1


def _as_long(period: Period, length: tuple[int, Unit, bool]) -> Built:
    """10日到20日这11天, 3月到5月这三个月, "the one day, 12 November"."""
    n, unit, vague = length
    if n == 1 and not vague and unit_of(period) == unit:
        return period
    found = _length_of(period)
    if vague or found is None:
        return None
    weeks = unit == "week" and found == (n * _WEEK, "day")
    return period if weeks or found == (n, unit) else None


def _in_units(period: Period, unit: Unit) -> Built:
    """ "The days from 10 to 20 November", "the week from 3 to 9 November"."""
    found = _length_of(period)
    if found is None:
        return None
    return (
        period
        if (found[1] == unit and found[0] > 1) or (unit == "week" and found == (_WEEK, "day"))
        else None
    )


def _in_brackets(period: Period) -> Built:
    """The dates of what is named before them, and what they are: 国庆(10.1-10.8)那几天."""
    return period if isinstance(period, Between) else None


def _this_very(period: Period, unit: Unit) -> Built:
    """2024年这一年, 3日至9日这周; 11月3日这周 is the week around the day."""
    if unit_of(period) == unit:
        return period
    if isinstance(period, Absolute) and period.day is not None and unit in ("week", "month"):
        return UnitOf(unit, period)
    return _in_units(period, unit)


def with_end(period: Period, end: Period) -> Built:
    """Says of an end of the stretch that it is in it, which it is; or of one that is counted from now that it is to be."""
    if isinstance(period, Rolling):
        return _counted_with(period, end)
    if not isinstance(period, Between):
        return None
    ends = (period.first, period.last)
    return period if any(with_year_of(side, end) == side for side in ends) else None


def _counted_with(period: Rolling, end: Period) -> Built:
    """ "The past 30 days, including the day 30 days ago", 近三个月(含本月)."""
    if period.ahead or period.vague or not isinstance(end, Relative):
        return None
    if end == Relative("day", 0) and period.unit not in ("day", "workday", "weekend", "hour"):
        return replace(period, up_to_today=True)
    if end.unit != period.unit:
        return None
    if end.offset == -period.n:
        return replace(period, up_to_today=True, with_first=True)
    return Between(Relative(end.unit, 1 - period.n), end) if end.offset == 0 else None


def without_current(period: Period, current: Period) -> Built:
    """ "The last 8 weeks, excluding the current week", 近三个月(不含本月); of last week it says nothing new."""
    if not isinstance(current, Relative) or current.offset != 0:
        return None
    match period:
        case Rolling(unit=current.unit, ahead=False, up_to_today=False):
            return replace(period, include_current=False)
        case Relative(unit=current.unit, offset=-1) | Latest(unit=current.unit):
            return period
    return None


def _without_ongoing(period: Period) -> Built:
    """ "The last 8 weeks, excluding the current one"."""
    unit = period.unit if isinstance(period, Rolling | Latest) else unit_of(period)
    return None if unit is None else without_current(period, Relative(unit, 0))


def _with_day(period: Period, day: int) -> Built:
    if not isinstance(period, Between):
        return None
    ends = (period.first, period.last)
    return period if any(isinstance(side, Absolute) and side.day == day for side in ends) else None


def _whole_units(period: Period) -> Built:
    """近三个月(完整月): several units are whole ones."""
    whole = isinstance(period, Rolling) and not period.ahead and period.unit in ("week", "month", "quarter")
    return period if whole and (period.n > 1 or not period.include_current) else None  # type: ignore[union-attr]


def _stretch(period: Period) -> Built:
    return period if isinstance(period, Between) else None


def _from_to(first: Period, last: Period) -> Built:
    """ "From the beginning of March up to May": the first day of one, the last of the other."""
    start, end = _without_edge(first, "start"), _without_edge(last, "end")
    return None if (start, end) == (first, last) else between(start, end)


def _without_edge(period: Period, edge: str) -> Period:
    match period:
        case PartOf(whole=Absolute() as whole, part=Window(part=part)) if part == edge:
            return whole if unit_of(whole) in ("month", "quarter") else period
    return period


def _closing_weekday(period: Period, day: int) -> Built:
    """11月3日到9日(周日)"""
    if not isinstance(period, Between) or unit_of(period.last) != "day" or isinstance(period.last, OnWeekday):
        return None
    last = period.last
    return replace(period, last=OnWeekday(last, day)) if isinstance(last, Absolute) and last.year else None


def _counted_on(length: tuple[int, Unit, bool], period: Period) -> Built:
    """ "The three months starting July 2025", 11月3日起的一周."""
    n, unit, vague = length
    around = unit_of(period)
    if vague or around is None or not is_endpoint(period) or size(around) > size(unit) or unit == "weekend":
        return None
    return Adjacent(period, unit, n, "from")


def _next_to(side: int) -> Any:
    """ "The month before November 2025", 本月的前一个月."""

    def build(period: Period, unit: Unit) -> Built:
        if unit_of(period) != unit or unit in ("day", "weekend"):
            return None
        return Adjacent(period, unit, 1, "before" if side < 0 else "after")

    return build


def _shifted_from(period: Period, offset: int, unit: Unit) -> Built:
    return _next_to(offset)(period, unit) if offset in (-1, 1) else None


def _before_this_one(unit: Unit) -> Built:
    return Relative(unit, -1)


def _said_again(period: Period) -> Built:
    """ "The last calendar month before this one"."""
    return period if isinstance(period, Relative) and period.offset == -1 else None


def _until_today(period: Period) -> Built:
    return Since(period) if is_endpoint(period) else None


def _all_of_year(*values: Any) -> Built:
    """ "Over the twelve months of 2024"."""
    *only, (n, unit, vague), year = values
    fits = not vague and _PER_YEAR.get(unit) == n and unit != "year" and only in ([], [unit])
    return year if fits else None


def _whole_week(n: int, unit: Unit, period: Period, *, from_end: bool = False) -> Built:
    """The first full week of November, 11月第一个完整周."""
    around = unit_of(period)
    if unit != "week" or around is None or not size("week") < size(around) or not 1 <= n <= _MOST_WEEKS:
        return None
    return PartOf(period, Nth(unit, n, from_end, single=True, aligned=True))


def _last_whole_week(offset: int, unit: Unit, period: Period) -> Built:
    return _whole_week(1, unit, period, from_end=True) if offset == -1 else None


def _short_year(part: Period, year: int) -> Built:
    """ "Q3 25" at the end of what is said."""
    if (
        not isinstance(part, Absolute)
        or part.year is not None
        or part.day is not None
        or year not in _SHORT_YEARS
    ):
        return None
    return (replace(part, year=century(year)), 0.9) if part.quarter or part.half else None


RESTATED_RULES: tuple[Rule, ...] = (
    Rule("p", "length comma? p", lambda length, period: _as_long(period, length)),
    Rule("p", "the unit/moon p", lambda unit, period: _in_units(period, unit)),
    Rule("p", "the? unit/moon of_word p", lambda unit, period: _in_units(period, unit)),
    Rule("p", "the? unit/moon opening p closing", lambda unit, period: _in_units(period, unit)),
    Rule("p", "opening p closing tail", _in_brackets),
    Rule("p", "opening p closing restating length", lambda *said: _in_brackets(_as_long(*said))),
    Rule("p", "opening p closing restating unit/moon", lambda *said: _in_brackets(_this_very(*said))),
    Rule("p", "p restating? length", _as_long),
    Rule("p", "p restating n moon", lambda period, n, unit: _as_long(period, (n, unit, False))),
    Rule("p", "p restating unit/moon", _this_very),
    Rule("p", "p opening? including p closing?", with_end),
    Rule("p", "p opening? including n mark_day closing?", _with_day),
    Rule("p", "p opening? excluding p left_out_tail? closing?", lambda *said: without_current(*said[:2])),
    Rule("p", "p opening? excluding this_one closing?", lambda period, *_: _without_ongoing(period)),
    Rule("p", "p opening? both_ends closing?", _stretch),
    Rule("p", "p until_tail", _stretch),
    Rule("p", "p opening? only_whole closing?", _whole_units),
    Rule("p", "from? p to p", _from_to),
    Rule("p", "p opening? weekday_zh/weekday_en closing?", _closing_weekday),
    Rule("p", "length counted_from p", _counted_on),
    Rule("p", "the length from p", _counted_on),
    Rule(
        "p", "from? p counted_tail length", lambda period, length: _counted_on(length, period), "counted_once"
    ),
    Rule(
        "p",
        "from? p counted_tail n moon",
        lambda period, n, unit: _counted_on((n, unit, False), period),
        "counted_once",
    ),
    Rule("p", "the unit/moon before p", lambda unit, period: _next_to(-1)(period, unit)),
    Rule("p", "the unit/moon after p", lambda unit, period: _next_to(1)(period, unit)),
    Rule("p", "p of_word shift unit/moon", _shifted_from),
    Rule("p", "unit before this_one", _before_this_one),
    Rule("p", "p before this_one", _said_again),
    Rule("p", "from p with_today", _until_today),
    Rule("p", "from? p onwards opening until_now", _until_today),
    Rule("p", "since p begun", _until_today),
    Rule("p", "year calendar_unit", lambda year, unit: year if unit == "year" else None),
    Rule("p", "calendar_unit year", lambda unit, year: year if unit == "year" else None),
    Rule("p", "calendar_word year", lambda year: year if isinstance(year, Absolute) else None),
    Rule("p", "over_length length of? year", _all_of_year),
    Rule("p", "ordinal/day_ordinal complete unit of? p", _whole_week),
    Rule("p", "final complete unit of? p", lambda unit, p: _whole_week(1, unit, p, from_end=True)),
    Rule("p", "shift complete unit of? p", _last_whole_week),
    Rule(
        "p",
        "p of? mark_nth n mark_piece? calendar_unit",
        lambda period, n, unit: _whole_week(n, unit, period),
    ),
    Rule(
        "p",
        "p of? final n? mark_piece? calendar_unit",
        lambda period, *more: (
            _whole_week(1, more[-1], period, from_end=True) if more[:-1] in ((), (1,)) else None
        ),
    ),
    Rule("p", "part n", _short_year, "closing"),
    Rule("p", "new_year", lambda: Absolute(month=1, day=1)),
)
