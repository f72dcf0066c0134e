"""How words of time combine into periods: each rule is a pattern of kinds and what it builds.

A pattern names kinds separated by spaces; `a/b` takes either, a trailing `?` makes a place optional.
The builder gets the values of the places that have one. It returns what it built, `(built, score)`
where the reading is less than certain, or None where the values do not fit together. Kinds that
periods have besides `p`: `year`, `part` (recurring), `month`, `dayed` (a day or holiday).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from assistant.understanding.time_dates_written import century
from assistant.understanding.time_expr import (
    Absolute, Adjacent, HolidayRef, Latest, Nth, Occurrence, PartOf, Period, Relative, Rolling, Third,
    Unit, UnitOf, Weekday, Window,
)  # fmt: skip

Built = Any
Builder = Callable[..., Built]


class Rule(NamedTuple):
    result: str
    pattern: str
    build: Builder
    guard: str | None = None
    """A named guard that the whole match must pass."""


VAGUE = {"day": 7, "week": 4, "month": 3, "quarter": 3, "year": 3, "hour": 24, "workday": 5}
_SIZE = {"hour": 0, "day": 1, "workday": 1, "weekend": 2, "week": 7, "month": 30, "quarter": 91, "half": 182, "year": 365}
_MONTHS = {"half": 6, "year": 12}


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
        case Weekday() | HolidayRef():
            return "day"
        case Occurrence(of=of):
            return unit_of(of)
        case PartOf(part=Absolute() | HolidayRef() | Weekday() as part):
            return unit_of(part)
        case PartOf(part=Third()):
            return "week"
    return None


def is_recurring(expr: object) -> bool:
    return isinstance(expr, (Absolute, HolidayRef)) and expr.year is None


def within_year(year: Period, part: Absolute | HolidayRef) -> Period | None:
    """2025年 + 3月, 去年 + Q3; None where the part names a year of its own or the whole is no year."""
    if not is_recurring(part) or unit_of(year) not in ("year", "fiscal_year"):
        return None
    if isinstance(year, Absolute):
        if isinstance(part, HolidayRef):
            return HolidayRef(part.name, year.year)
        if part.month is None and part.day is not None:
            return None
        return replace(part, year=year.year, fiscal=year.fiscal)
    if isinstance(part, Absolute) and part.month is None and part.day is not None:
        return None
    return PartOf(year, part)


def _year(number: int) -> Built:
    if number in range(1990, 2100):
        return Absolute(year=number)
    return (Absolute(year=century(number)), 0.8) if 15 <= number <= 49 else None


def _field(name: str, most: int) -> Builder:
    return lambda number: Absolute(**{name: number}) if 1 <= number <= most else None


def _day_of(month: Period, day: int) -> Built:
    """A day of a month that is known, in whichever way it was said."""
    if unit_of(month) != "month" or not 1 <= day <= 31:
        return None
    if isinstance(month, Absolute):
        return replace(month, day=day)
    if isinstance(month, PartOf) and isinstance(month.part, Absolute):
        return PartOf(month.whole, replace(month.part, day=day))
    return PartOf(month, Absolute(day=day))


def _day_unmarked(month: Period, day: int) -> Built:
    built = _day_of(month, day)
    return (built, 0.75) if built is not None and isinstance(month, Absolute) else None


def _named_month_day(month: int, day: int) -> Built:
    return Absolute(month=month, day=day) if 1 <= day <= 31 else None


def _day_first(day: int, month: Period) -> Built:
    return _day_of(month, day)


def _year_then_part(year: Period, part: Any) -> Built:
    return within_year(year, part)


def _part_then_year(part: Any, year: Period) -> Built:
    return within_year(year, part)


def _fiscal_part(part: Absolute) -> Built:
    return replace(part, fiscal=True) if part.quarter or part.half else None


def _relative(offset: int, unit: Unit) -> Built:
    return None if unit in ("hour", "day", "workday") else Relative(unit, offset)


def _shifted_window(offset: int, window: Window) -> Built:
    return PartOf(Relative(window.unit or "month", offset), replace(window, unit=None))


def _own_window(window: Window) -> Built:
    return PartOf(Relative(window.unit or "month", 0), replace(window, unit=None)), 0.85


def _windowed(whole: Period, window: Window) -> Built:
    fits = unit_of(whole) == window.unit or (window.unit == "month" and unit_of(whole) == "month")
    return PartOf(whole, replace(window, unit=None)) if fits else None


def _year_window(number: int, window: Window) -> Built:
    """2025年初: the mark of the year belongs to the window's word."""
    if window.unit == "month" and 1 <= number <= 12:
        return PartOf(Absolute(month=number), replace(window, unit=None))
    year = _year(number)
    return PartOf(year, replace(window, unit=None)) if window.unit == "year" and isinstance(year, Absolute) else None


def _edge(whole: Period, part: Any) -> Built:
    if unit_of(whole) is None or size(unit_of(whole) or "day") < 7:
        return None
    if part in ("first_half", "second_half") and unit_of(whole) not in ("month", "quarter", "year"):
        return None
    return PartOf(whole, Window(part))


def _edge_first(part: Any, whole: Period) -> Built:
    if part in ("first_half", "second_half") and unit_of(whole) == "year":
        return within_year(whole, Absolute(half=1 if part == "first_half" else 2))
    return _edge(whole, part)


def _third_of(month: Period, third: Third) -> Built:
    return PartOf(month, third) if unit_of(month) == "month" else None


def _count(n: int | str, unit: Unit) -> tuple[int, Unit, bool] | None:
    """A length: (3, month, is it a guess). Nothing longer than anyone asks for."""
    if isinstance(n, str):
        return VAGUE.get(unit, 3), unit, True
    return (n, unit, False) if 1 <= n <= 1000 else None


def _count_and_half(n: int, unit: Unit) -> Built:
    months = _MONTHS.get(unit)
    return (n * months + months // 2, "month", False) if months else None


def _rolling(manner: str, length: tuple[int, Unit, bool]) -> Built:
    n, unit, vague = length
    return Rolling(unit, n, include_current=manner != "strict", vague=vague)


def _rolling_strict_weak(manner: str, length: tuple[int, Unit, bool]) -> Built:
    built = _rolling(manner, length)
    return (built, 0.85) if manner == "strict" else built


def _rolling_one(manner: str, unit: Unit) -> Built:
    return Rolling(unit, 1) if manner == "past" else None


def _rolling_complete(manner: str, n: int, unit: Unit) -> Built:
    return Latest(unit) if n == 1 else Rolling(unit, n, include_current=False)


def _latest(first: Any, second: Any = None) -> Built:
    unit = first if second is None else second
    return Latest(unit) if second is None or first in (-1, 1) else None


def _ago(length: tuple[int, Unit, bool]) -> Built:
    n, unit, vague = length
    return None if vague or unit == "hour" else Relative(unit, -n)


def _first_of_year(n: int, unit: Unit) -> Built:
    """前三季度 is the first three of the year; 前三个月 may also be the last three."""
    most = {"month": 11, "quarter": 3}.get(unit, 0)
    score = 0.95 if unit == "quarter" else 0.8
    return (PartOf(Relative("year", 0), Nth(unit, n)), score) if 1 <= n <= most else None


def _nth(whole: Period, n: Any, unit: Unit, *, from_end: bool = False, single: bool = False) -> Built:
    around = unit_of(whole)
    if not isinstance(n, int) or around is None or size(unit) >= size(around):
        return None
    return PartOf(whole, Nth(unit, n, from_end, single))


def _nth_of(*, from_end: bool = False, single: bool = False) -> Builder:
    """The same with the period last, as in English; one is meant where no number is given."""

    def build(first: Any, second: Any, third: Any = None) -> Built:
        n, unit, whole = (1, first, second) if third is None else (first, second, third)
        return _nth(whole, n, unit, from_end=from_end, single=single)

    return build


def _last_of(offset: int, unit: Unit, whole: Period) -> Built:
    return _nth(whole, 1, unit, from_end=True) if offset == -1 else None


def _last_n_of(manner: str, length: tuple[int, Unit, bool], whole: Period) -> Built:
    return None if length[2] else _nth(whole, length[0], length[1], from_end=True)


def _single_nth(whole: Period, n: int, unit: Unit) -> Built:
    return _nth(whole, n, unit, single=True)


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
        n, unit, vague = (1, length, False) if isinstance(length, str) else length
        return None if vague or unit_of(period) != "day" else Adjacent(period, unit, n, side)  # type: ignore[arg-type]

    return build


def _around(period: Period) -> Built:
    return Adjacent(period, "day", 7, "around") if unit_of(period) == "day" else None


def _same(value: Any) -> Built:
    return value


def _weak(score: float) -> Builder:
    return lambda value: (value, score)


def _calendar_unit(period: Period) -> Built:
    return period if unit_of(period) is not None else None


PERIOD_RULES: tuple[Rule, ...] = (
    # What words and written forms are by themselves.
    *(Rule("p", kind, _same) for kind in ("period", "date", "part", "holiday", "rolling", "to_date", "whole_unit")),
    Rule("year", "bare_year", _same),
    Rule("p", "month_name", lambda number: Absolute(month=number)),
    Rule("p", "weekday_zh", lambda day: Weekday(day)),
    Rule("p", "weekday_en", lambda day: Weekday(day)),
    Rule("p", "window", _own_window),
    Rule("p", "third", lambda third: (PartOf(Relative("month", 0), third), 0.85)),
    # Calendar periods with numbers.
    Rule("year", "n mark_year", _year),
    Rule("p", "n mark_month", _field("month", 12)),
    Rule("p", "n mark_quarter", _field("quarter", 4)),
    Rule("p", "mark_nth n mark_quarter/mark_quarter_short", _field("quarter", 4)),
    Rule("p", "mark_nth n mark_week", _field("week", 53), "cohort.after"),
    Rule("p", "mark_week_word n", _field("week", 53), "cohort.after"),
    Rule("p", "mark_quarter_word n", _field("quarter", 4)),
    Rule("p", "n mark_fiscal", lambda n: Absolute(year=century(n), fiscal=True)),
    Rule("p", "mark_fiscal/mark_fiscal_year_word n", lambda n: Absolute(year=century(n), fiscal=True) if n > 14 else None),
    Rule("p", "mark_fiscal_word part", _fiscal_part),
    Rule("p", "month of? n mark_day", _day_of),
    Rule("p", "month n", _day_unmarked, "followed_by.counter"),
    Rule("p", "month_name n", _named_month_day, "followed_by.counter"),
    Rule("p", "month day_ordinal", _day_of),
    Rule("p", "n/day_ordinal of? month", _day_first),
    # Wholes and their parts.
    Rule("p", "year of? part", _year_then_part),
    Rule("p", "part of? year", _part_then_year),
    Rule("p", "part short_year", _part_then_year),
    Rule("p", "p of? window", _windowed),
    Rule("p", "n window", _year_window),
    Rule("p", "shift window", _shifted_window),
    Rule("p", "p of? edge_after", _edge),
    Rule("p", "edge_before of? p", _edge_first),
    Rule("p", "month of? third", _third_of),
    Rule("p", "p of? first n/number mark_piece? unit/moon", _nth),
    Rule("p", "p of? final n mark_piece? unit/moon", lambda p, n, u: _nth(p, n, u, from_end=True)),
    Rule("p", "p of? mark_nth n mark_piece? unit/moon", _single_nth),
    Rule("p", "first n/number unit/moon of p", _nth_of()),
    Rule("p", "ordinal unit/moon of p", _nth_of(single=True)),
    Rule("p", "final unit/moon of p", _nth_of(from_end=True)),
    Rule("p", "shift unit/moon of p", _last_of),
    Rule("p", "recent length of p", _last_n_of),
    Rule("p", "first n mark_piece? unit/moon", _first_of_year),
    Rule("p", "whole of? p", _calendar_unit),
    Rule("p", "p of? whole_tail", _calendar_unit),
    # Counted from now.
    Rule("p", "shift unit/moon", _relative),
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
    Rule("p", "unit/moon of p", _unit_first),
    Rule("p", "dayed unit/moon", _unit_holding),
    Rule("p", "p before_tail_weak/before_tail length", _beside("before")),
    Rule("p", "p after_tail_weak/after_tail length", _beside("after")),
    Rule("p", "unit/moon/length before p", _beside_first("before")),
    Rule("p", "unit/moon/length after p", _beside_first("after")),
    Rule("p", "dayed around_tail", _around),
    Rule("p", "around dayed", _around),
)
