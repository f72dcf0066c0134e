"""Rules for periods counted from now (last 8 weeks, 3个月前) or from another period (双十一前一周)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.understanding.time.expr import (
    Absolute,
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
    Window,
)
from assistant.understanding.time.shapes import Builder, Built, Rule, is_recurring, size, unit_of, within_year

VAGUE = {"day": 7, "week": 4, "month": 3, "quarter": 3, "year": 3, "hour": 24, "workday": 5}
_MONTHS = {"half": 6, "year": 12}
_LONGEST = 1000


_PAIR = 2
_QUARTERS = 4


def _relative(offset: int, unit: Unit) -> Built:
    return None if unit in ("hour", "day", "workday") else Relative(unit, offset)


def _count(n: int | str, unit: Unit) -> tuple[int, Unit, bool] | None:
    """A length: (3, month, is it a guess). Nothing longer than anyone asks for."""
    if isinstance(n, str):
        return int(n) if n.isdigit() else VAGUE.get(unit, 3), unit, True
    return (n, unit, False) if 1 <= n <= _LONGEST else None


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
    if unit == "day":
        return Rolling(unit, n, complete=True)
    return Latest(unit) if n == 1 else Rolling(unit, n)


def _today_counts(counts: bool) -> Builder:
    """最近7天(不含今天). Whole weeks and months do not depend on it unless today is to be in them, as in 近三个月(含今天)."""

    def build(period: Period) -> Built:
        if not isinstance(period, Rolling) or period.ahead or period.unit == "hour":
            return None
        if period.unit in ("day", "workday"):
            return replace(period, include_current=counts)
        return replace(period, up_to_today=True) if counts and period.unit != "weekend" else period

    return build


def _back(length: tuple[int, Unit, bool]) -> Built:
    """三年来"""
    n, unit, vague = length
    if n == 1 and unit == "day":
        return None
    return Rolling(unit, n, vague=vague)


def _months_and_half(n: int, unit: Unit) -> Built:
    return (n * 30 + 15, "day", False) if unit == "month" and n <= 24 else None


def _weekend_past(unit: Unit) -> Built:
    return Latest(unit) if unit == "weekend" else None


def _latest(first: Any, second: Any = None) -> Built:
    unit = first if second is None else second
    return Latest(unit) if second is None or first in (-1, 1) else None


def _ago(length: tuple[int, Unit, bool]) -> Built:
    n, unit, vague = length
    if vague or unit == "hour":
        return None
    if unit == "quarter" and n <= _QUARTERS:
        return Relative(unit, -n), 0.7  # 三季度前 is before Q3; 3个季度前 can be read in one way only
    return Relative(unit, -n)


def _these(offset: int, length: tuple[int, Unit, bool]) -> Built:
    """这两个月: the current one and those before it."""
    n, unit, vague = length
    if offset != 0 or n < 2 or unit == "hour":
        return None
    return Rolling(unit, n, vague=True) if vague else Between(Relative(unit, 1 - n), Relative(unit, 0))


_LAST_OF_YEAR = {"quarter": Absolute(quarter=4), "half": Absolute(half=2), "month": Absolute(month=12)}


def _last_of(offset: int, unit: Unit, year: Period) -> Built:
    """The last quarter of 2025, which is no quarter before this one."""
    part = _LAST_OF_YEAR.get(unit)
    return within_year(year, part) if offset == -1 and part is not None else None


def _next_n(offset: int, n: int, unit: Unit) -> Built:
    """下三周"""
    return Rolling(unit, n, ahead=True) if offset == 1 and 2 <= n <= _LONGEST else None


def _first_of_year(n: int, unit: Unit) -> Built:
    """前三季度 is the first three of the year; 前三个月 may also be the last three, 前两个月 mostly is."""
    most = {"month": 11, "quarter": 3}.get(unit, 0)
    score = 0.95 if unit == "quarter" else 0.8 if n > _PAIR else 0.6
    return (PartOf(Relative("year", 0), Nth(unit, n)), score) if 1 <= n <= most else None


def _weekday_in_week(offset: int, day: int) -> Built:
    return Weekday(day, offset)


def _named_weekday(offset: int, day: int) -> Built:
    return Weekday(day, before_today=True) if offset == -1 else Weekday(day, max(offset, 0))


def _weekday_of_week(day: int, week: Period) -> Built:
    return PartOf(week, Weekday(day)) if unit_of(week) == "week" else None


def _occurrence(offset: int, part: Any) -> Built:
    if not is_recurring(part) or offset not in (-1, 0, 1, 2):
        return None
    return Occurrence(part, offset), 0.95


def _unit_holding(period: Period, unit: Unit) -> Built:
    around = unit_of(period)
    return UnitOf(unit, period) if around is not None and size(around) < size(unit) else None


def _that_unit(period: Period, unit: Unit) -> Built:
    """双十一当月, and 3月当月, which says it twice."""
    return period if unit_of(period) == unit else _unit_holding(period, unit)


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
            part = Nth(unit, n, from_end=side == "after")
            return (PartOf(period, part), 0.95) if unit_of(period) else None
        return Adjacent(period, unit, n, side) if unit_of(period) == "day" else None  # type: ignore[arg-type]

    return build


def _beside_first(side: str) -> Builder:
    def build(length: Any, period: Period) -> Built:
        n, unit, vague = _one_or(length)
        return None if vague or unit_of(period) != "day" else Adjacent(period, unit, n, side)  # type: ignore[arg-type]

    return build


def _nth_beside(side: str) -> Builder:
    """春节后第一周, the second week after Double 11: counted from the holiday, seven days a week."""

    def build(period: Period, n: int, unit: Unit) -> Built:
        if unit_of(period) != "day" or not 1 <= n <= _LONGEST or unit == "weekend":
            return None
        near = period if n == 1 else Adjacent(period, unit, n - 1, side)  # type: ignore[arg-type]
        return Adjacent(near, unit, 1, side)  # type: ignore[arg-type]

    return build


_MOST_YEARS = 14
"""Of a length that ends with a year: greater numbers of two digits are years themselves."""


def _through(length: Any, period: Period) -> Built:
    """12 months ending June, week ending Dec 14; not 24年到25年, which are years by their numbers."""
    n, unit, vague = _one_or(length)
    if isinstance(period, PartOf) and isinstance(period.part, Window) and period.part.part == "end":
        period = period.whole
    around = unit_of(period)
    if unit == "year" and around == "year" and n > _MOST_YEARS:
        return None
    if vague or around is None or size(around) > size(unit):
        return None
    return Adjacent(period, unit, n, "through")


def _through_to(length: Any, period: Period) -> Built:
    """12 months to June; 三季度到四季度 is rather a range of quarters."""
    built = _through(length, period)
    alike = _one_or(length)[1] == "quarter" and unit_of(period) == "quarter"
    return (built, 0.7) if built is not None and alike else built


def _one_or(length: Unit | tuple[int, Unit, bool]) -> tuple[int, Unit, bool]:
    return (1, length, False) if isinstance(length, str) else length


_DAYS_AROUND: tuple[int, Unit, bool] = (7, "day", False)


def _around(period: Period, length: tuple[int, Unit, bool] = _DAYS_AROUND) -> Built:
    n, unit, vague = length
    return Adjacent(period, unit, n, "around") if unit_of(period) == "day" and not vague else None


def _days_up_to(period: Period, days: Period) -> Built:
    """截至昨天的近7天"""
    if not isinstance(days, Rolling) or days.ahead or days.vague:
        return None
    return _through((days.n, days.unit, False), period)


COUNTED_RULES: tuple[Rule, ...] = (
    # Counted from now.
    Rule("p", "shift unit/moon", _relative),
    Rule("p", "shift unit of_word year", _last_of),
    Rule("p", "shift length", _these),
    Rule("p", "shift n mark_piece? unit", _next_n),
    Rule("p", "shift n mark_piece moon", _next_n),
    Rule("p", "first n mark_piece? unit/moon", _first_of_year),
    Rule("p", "unit/moon before_last", lambda unit: Relative(unit, -2)),
    Rule("p", "unit after_next", lambda unit: Relative(unit, 2)),
    Rule("p", "month_name after_next", lambda month: Occurrence(Absolute(month=month), 2)),
    Rule("p", "over_the unit", _weekend_past),
    Rule("p", "over_the part", lambda part: _occurrence(-1, part)),
    Rule("p", "shift weekday_zh", _weekday_in_week),
    Rule("p", "shift weekday_en", _named_weekday),
    Rule("p", "weekday_zh/weekday_en of? p", _weekday_of_week),
    Rule("p", "p of? weekday_en/weekday_zh", lambda week, day: _weekday_of_week(day, week)),
    Rule("p", "shift part", _occurrence),
    Rule("length", "n/number/few mark_piece? unit", _count),
    Rule("length", "n/few mark_piece moon", _count),
    Rule("length", "article unit", _count),
    Rule("length", "n mark_piece? unit mark_half_more", _count_and_half),
    Rule("length", "n mark_piece? mark_half_more unit/moon", _months_and_half),
    Rule("length", "span", lambda span: (*span, False)),
    Rule("p", "recent length", _rolling_strict_weak),
    Rule("p", "recent n moon", lambda manner, n, unit: _rolling_strict_weak(manner, (n, unit, False))),
    Rule("p", "recent mark_piece? unit/moon", _rolling_one),
    Rule("p", "recent n/number mark_piece? complete unit/moon", _rolling_complete),
    Rule("p", "shift complete unit/moon", _latest),
    Rule("p", "shift calendar_unit", _relative),
    Rule(
        "p",
        "n/number latest complete? unit/calendar_unit",
        lambda n, unit: _rolling_complete("past", n, unit),
    ),
    Rule("p", "recent length to/ending p", lambda _, length, period: _through(length, period)),
    Rule("length", "n/number/few mark_piece? calendar_unit", _count),
    Rule("p", "recent n/number mark_piece? calendar_unit", _rolling_complete),
    Rule(
        "p",
        "recent mark_piece? calendar_unit",
        lambda manner, unit: None if manner == "strict" else Latest(unit),
    ),
    Rule("p", "latest complete? unit/moon", _latest),
    Rule("p", "latest n mark_piece? unit/moon", _latest),
    Rule("p", "ahead length", lambda length: Rolling(length[1], length[0], ahead=True, vague=length[2])),
    Rule("p", "length ago", _ago),
    Rule("p", "recent? length back_tail", lambda *values: _back(values[-1])),
    Rule("p", "p opening? without_today closing?", _today_counts(counts=False)),
    Rule("p", "p opening? with_today closing?", _today_counts(counts=True)),
    # Beside or around something.
    Rule("p", "p of? that unit/moon", _that_unit),
    Rule("p", "unit of_word p", _unit_first),
    Rule("p", "unit year", lambda unit, year: (year, 0.9) if unit == "year" else None),
    Rule("p", "dayed unit/moon", _unit_holding),
    Rule("p", "p before_tail_weak/before_tail length", _beside("before")),
    Rule("p", "p after_tail_weak/after_tail length", _beside("after")),
    Rule("p", "p after_tail_weak n moon", lambda p, n, unit: _beside("after")(p, (n, unit, False))),
    Rule("p", "dayed next_day", lambda period: Adjacent(period, "day", 1, "after")),
    Rule("p", "p after_tail_weak/after_tail mark_nth n mark_piece? unit", _nth_beside("after")),
    Rule("p", "p before_tail_weak/before_tail mark_nth n mark_piece? unit", _nth_beside("before")),
    Rule("p", "ordinal/day_ordinal unit after p", lambda n, unit, p: _nth_beside("after")(p, n, unit)),
    Rule("p", "ordinal/day_ordinal unit before p", lambda n, unit, p: _nth_beside("before")(p, n, unit)),
    Rule("p", "unit/moon/length before p", _beside_first("before")),
    Rule("p", "unit/moon/length after p", _beside_first("after")),
    Rule("p", "length ending p", _through),
    Rule("p", "length to p", _through_to),
    Rule("p", "unit ending p", _through),
    Rule("p", "unit to p", lambda unit, period: _through(unit, period) if unit == "year" else None),
    Rule("p", "as_of p of? p", _days_up_to),
    Rule("p", "as_of p of length", lambda period, length: _through(length, period)),
    Rule("p", "week_from p", lambda day: Adjacent(day, "week", 1, "from") if unit_of(day) == "day" else None),
    Rule("p", "dayed around_tail", _around),
    Rule("p", "dayed around_tail length", _around),
    Rule("p", "around dayed", _around),
)
