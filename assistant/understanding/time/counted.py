"""Rules for periods counted from now (last 8 weeks, 3个月前) or from another period (双十一前一周)."""

from __future__ import annotations

from typing import Any

from assistant.understanding.time.expr import (
    Adjacent,
    Between,
    Latest,
    Nth,
    Occurrence,
    PartOf,
    Period,
    Relative,
    Rolling,
    Unit,
    UnitOf,
    Weekday,
)
from assistant.understanding.time.shapes import Builder, Built, Rule, is_recurring, size, unit_of

VAGUE = {"day": 7, "week": 4, "month": 3, "quarter": 3, "year": 3, "hour": 24, "workday": 5}
_MONTHS = {"half": 6, "year": 12}


def _relative(offset: int, unit: Unit) -> Built:
    return None if unit in ("hour", "day", "workday") else Relative(unit, offset)


def _count(n: int | str, unit: Unit) -> tuple[int, Unit, bool] | None:
    """A length: (3, month, is it a guess). Nothing longer than anyone asks for."""
    if isinstance(n, str):
        return int(n) if n.isdigit() else VAGUE.get(unit, 3), unit, True
    return (n, unit, False) if 1 <= n <= 1000 else None


def _count_and_half(n: int, unit: Unit) -> Built:
    months = _MONTHS.get(unit)
    return (n * months + months // 2, "month", False) if months else None


def _rolling(manner: str, length: tuple[int, Unit, bool]) -> Built:
    n, unit, vague = length
    return Rolling(unit, n, include_current=manner != "strict", vague=vague)


def _rolling_strict_weak(manner: str, length: tuple[int, Unit, bool]) -> Built:
    built = _rolling(manner, length)
    return (built, 0.8) if manner == "strict" else built


def _rolling_one(manner: str, unit: Unit) -> Built:
    return Rolling(unit, 1) if manner == "past" else None


def _rolling_complete(manner: str, n: int, unit: Unit) -> Built:
    return Latest(unit) if n == 1 else Rolling(unit, n)


def _latest(first: Any, second: Any = None) -> Built:
    unit = first if second is None else second
    return Latest(unit) if second is None or first in (-1, 1) else None


def _ago(length: tuple[int, Unit, bool]) -> Built:
    n, unit, vague = length
    return None if vague or unit == "hour" else Relative(unit, -n)


def _these(offset: int, length: tuple[int, Unit, bool]) -> Built:
    """这两个月: the current one and those before it."""
    n, unit, vague = length
    if offset != 0 or n < 2 or unit == "hour":
        return None
    return Rolling(unit, n, vague=True) if vague else Between(Relative(unit, 1 - n), Relative(unit, 0))


def _first_of_year(n: int, unit: Unit) -> Built:
    """前三季度 is the first three of the year; 前三个月 may also be the last three."""
    most = {"month": 11, "quarter": 3}.get(unit, 0)
    score = 0.95 if unit == "quarter" else 0.8
    return (PartOf(Relative("year", 0), Nth(unit, n)), score) if 1 <= n <= most else None


def _weekday_in_week(offset: int, day: int) -> Built:
    return Weekday(day, offset)


def _named_weekday(offset: int, day: int) -> Built:
    return Weekday(day, before_today=True) if offset == -1 else Weekday(day, max(offset, 0))


def _weekday_of_week(day: int, week: Period) -> Built:
    return PartOf(week, Weekday(day)) if unit_of(week) == "week" else None


def _occurrence(offset: int, part: Any) -> Built:
    if not is_recurring(part) or offset not in (-1, 0, 1):
        return None
    return Occurrence(part, offset), 0.95


def _unit_holding(period: Period, unit: Unit) -> Built:
    around = unit_of(period)
    return UnitOf(unit, period) if around is not None and size(around) < size(unit) else None


def _unit_first(unit: Unit, period: Period) -> Built:
    if unit_of(period) == unit:
        return period
    return _unit_holding(period, unit) if unit in ("week", "month", "quarter") else None


def _beside(side: str) -> Builder:
    def build(period: Period, length: tuple[int, Unit, bool]) -> Built:
        n, unit, vague = length
        if vague:
            return None
        if size(unit_of(period) or "day") > size(unit):
            return PartOf(period, Nth(unit, n)) if side == "before" else None
        return Adjacent(period, unit, n, side) if unit_of(period) == "day" else None  # type: ignore[arg-type]

    return build


def _beside_first(side: str) -> Builder:
    def build(length: Any, period: Period) -> Built:
        n, unit, vague = _one_or(length)
        return None if vague or unit_of(period) != "day" else Adjacent(period, unit, n, side)  # type: ignore[arg-type]

    return build


_MOST_YEARS = 14
"""Of a length that ends with a year: greater numbers of two digits are years themselves."""


def _through(length: Any, period: Period) -> Built:
    """12 months ending June, week ending Dec 14; not 24年到25年, which are years by their numbers."""
    n, unit, vague = _one_or(length)
    around = unit_of(period)
    if unit == "year" and around == "year" and n > _MOST_YEARS:
        return None
    if vague or around is None or size(around) > size(unit):
        return None
    return Adjacent(period, unit, n, "through")


def _one_or(length: Unit | tuple[int, Unit, bool]) -> tuple[int, Unit, bool]:
    return (1, length, False) if isinstance(length, str) else length


def _around(period: Period) -> Built:
    return Adjacent(period, "day", 7, "around") if unit_of(period) == "day" else None


COUNTED_RULES: tuple[Rule, ...] = (
    # Counted from now.
    Rule("p", "shift unit/moon", _relative),
    Rule("p", "shift length", _these),
    Rule("p", "first n mark_piece? unit/moon", _first_of_year),
    Rule("p", "unit/moon before_last", lambda unit: Relative(unit, -2)),
    Rule("p", "shift weekday_zh", _weekday_in_week),
    Rule("p", "shift weekday_en", _named_weekday),
    Rule("p", "weekday_zh/weekday_en of? p", _weekday_of_week),
    Rule("p", "p of? weekday_en/weekday_zh", lambda week, day: _weekday_of_week(day, week)),
    Rule("p", "shift part", _occurrence),
    Rule("length", "n/number/few mark_piece? unit", _count),
    Rule("length", "n/few mark_piece moon", _count),
    Rule("length", "article unit", _count),
    Rule("length", "n mark_piece? unit mark_half_more", _count_and_half),
    Rule("length", "span", lambda span: (*span, False)),
    Rule("p", "recent length", _rolling_strict_weak),
    Rule("p", "recent n moon", lambda manner, n, unit: _rolling_strict_weak(manner, (n, unit, False))),
    Rule("p", "recent mark_piece? unit/moon", _rolling_one),
    Rule("p", "recent n/number mark_piece? complete unit/moon", _rolling_complete),
    Rule("p", "shift complete unit/moon", _latest),
    Rule("p", "latest complete? unit/moon", _latest),
    Rule("p", "latest n mark_piece? unit/moon", _latest),
    Rule("p", "ahead length", lambda length: Rolling(length[1], length[0], ahead=True, vague=length[2])),
    Rule("p", "length ago", _ago),
    # Beside or around something.
    Rule("p", "p of? that unit/moon", _unit_holding),
    Rule("p", "unit/moon of_word p", _unit_first),
    Rule("p", "unit year", lambda unit, year: (year, 0.9) if unit == "year" else None),
    Rule("p", "dayed unit/moon", _unit_holding),
    Rule("p", "p before_tail_weak/before_tail length", _beside("before")),
    Rule("p", "p after_tail_weak/after_tail length", _beside("after")),
    Rule("p", "unit/moon/length before p", _beside_first("before")),
    Rule("p", "unit/moon/length after p", _beside_first("after")),
    Rule("p", "length ending/to p", _through),
    Rule("p", "unit ending p", _through),
    Rule("p", "unit to p", lambda unit, period: _through(unit, period) if unit == "year" else None),
    Rule("p", "as_of p of length", lambda period, length: _through(length, period)),
    Rule("p", "week_from p", lambda period: UnitOf("week", period) if unit_of(period) == "day" else None),
    Rule("p", "dayed around_tail", _around),
    Rule("p", "around dayed", _around),
)
