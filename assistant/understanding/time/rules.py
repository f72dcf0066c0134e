"""How words of time combine into periods: each rule is a pattern of kinds and what it builds.

A pattern names kinds separated by spaces; `a/b` takes either, a trailing `?` makes a place optional.
The builder gets the values of the places that have one. It returns what it built, `(built, score)`
where the reading is less than certain, or None where the values do not fit together. Kinds that
periods have besides `p`: `year`, `part` (recurring), `month`, `dayed` (a day or holiday).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.understanding.time.dates_written import century
from assistant.understanding.time.expr import (
    Absolute,
    Listed,
    PartOf,
    Period,
    Relative,
    Third,
    ToDate,
    Weekday,
    Window,
)
from assistant.understanding.time.shapes import Builder, Built, Rule, day_of_month, size, unit_of, within_year


def _year(number: int) -> Built:
    if number in range(1900, 2100):
        return Absolute(year=number)
    return (Absolute(year=century(number)), 0.8) if 15 <= number <= 49 else None


_MARGIN = {"month": 20, "quarter": 9, "week": 99}
"""Numbers up to which a month, quarter or week is said that does not exist: no date, but meant as one."""


def _field(name: str) -> Builder:
    return lambda number: replace(Absolute(), **{name: number}) if 0 <= number <= _MARGIN[name] else None


def _one_of(name: str, number: int, most: int) -> Absolute | None:
    return replace(Absolute(), **{name: number}) if 1 <= number <= most else None  # type: ignore[arg-type]


def _pair(name: str, most: int) -> Builder:
    """七八月, 一二季度: two neighbours said in one breath."""

    def build(pair: tuple[int, int]) -> Built:
        items = tuple(_one_of(name, n, most) for n in pair)
        return Listed(items) if all(items) else None  # type: ignore[arg-type]

    return build


_LONGEST_MONTH = 31


def _day_unmarked(month: Period, day: int) -> Built:
    built = day_of_month(month, day)
    return (built, 0.75) if built is not None and isinstance(month, Absolute) else None


def _named_month_day(month: int, day: int) -> Built:
    return Absolute(month=month, day=day) if 1 <= day <= 31 else None


def _day_first_unmarked(day: int, month: Period) -> Built:
    """ "31 Feb" is a date that there is not, "80 last month" is none."""
    return _day_first(day, month) if day <= _LONGEST_MONTH or isinstance(month, Absolute) else None


def _day_first(day: int, month: Period) -> Built:
    return day_of_month(month, day) if isinstance(month, (Absolute, PartOf, Relative)) else None


def _year_then_part(year: Period, part: Any) -> Built:
    return within_year(year, part)


def _part_then_year(part: Any, year: Period) -> Built:
    built = within_year(year, part)
    return replace(built, year_last=True) if isinstance(built, (Absolute, PartOf)) else built


def _short_year_half(year: int, part: Any) -> Built:
    """25上半年"""
    fits = isinstance(part, Absolute) and part.half and part.year is None and 20 <= year <= 35
    return (replace(part, year=century(year)), 0.9) if fits else None


def _as_far(year: Period, to_date: ToDate) -> Built:
    """YTD 2024: as much of that year as has passed of this one."""
    return PartOf(year, to_date) if to_date.unit == "year" and unit_of(year) == "year" else None


def _fiscal_part(part: Absolute) -> Built:
    return replace(part, fiscal=True) if part.quarter or part.half else None


def _shifted_window(offset: int, window: Window) -> Built:
    return PartOf(Relative(window.unit or "month", offset), replace(window, unit=None))


def _own_window(window: Window) -> Built:
    return PartOf(Relative(window.unit or "month", 0), replace(window, unit=None)), 0.9


def _windowed(whole: Period, window: Window) -> Built:
    fits = unit_of(whole) == window.unit or (window.unit == "month" and unit_of(whole) == "month")
    return PartOf(whole, replace(window, unit=None)) if fits else None


def _year_window(number: int, window: Window) -> Built:
    """2025年初: the mark of the year belongs to the window's word."""
    if window.unit == "month" and 1 <= number <= 12:
        return PartOf(Absolute(month=number), replace(window, unit=None))
    year = _year(number)
    return (
        PartOf(year, replace(window, unit=None))
        if window.unit == "year" and isinstance(year, Absolute)
        else None
    )


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


def _same(value: Any) -> Built:
    return value


def _calendar_unit(period: Period) -> Built:
    return period if unit_of(period) is not None else None


CALENDAR_RULES: tuple[Rule, ...] = (
    # What words and written forms are by themselves.
    *(
        Rule("p", kind, _same)
        for kind in ("period", "date", "part", "holiday", "rolling", "to_date", "whole_unit")
    ),
    Rule("year", "bare_year", _same),
    Rule("p", "month_name", lambda number: Absolute(month=number)),
    Rule("p", "weekday_zh", lambda day: Weekday(day)),
    Rule("p", "weekday_en", lambda day: Weekday(day)),
    Rule("p", "window", _own_window),
    Rule("p", "third", lambda third: (PartOf(Relative("month", 0), third), 0.85)),
    # Calendar periods with numbers.
    Rule("year", "n mark_year", _year),
    Rule(
        "year",
        "short_year/year_digits mark_year",
        lambda year: year if isinstance(year, Absolute) else _year(year),
    ),
    Rule("p", "pair mark_month", _pair("month", 12)),
    Rule("p", "pair mark_quarter", _pair("quarter", 4)),
    Rule("p", "n mark_month", _field("month")),
    Rule("p", "n mark_quarter", _field("quarter")),
    Rule("p", "mark_nth n mark_quarter/mark_quarter_short", _field("quarter")),
    Rule("p", "mark_nth n mark_week", _field("week"), "cohort.after"),
    Rule("p", "mark_week_word n", _field("week"), "cohort.after"),
    Rule("p", "mark_quarter_word n", _field("quarter")),
    Rule("p", "n mark_fiscal", lambda n: Absolute(year=century(n), fiscal=True)),
    Rule(
        "p",
        "mark_fiscal/mark_fiscal_year_word n",
        lambda n: Absolute(year=century(n), fiscal=True) if n > 14 else None,
    ),
    Rule("p", "mark_fiscal_word part", _fiscal_part),
    Rule("p", "month of? n mark_day", day_of_month),
    Rule("p", "month n", _day_unmarked, "followed_by.counter"),
    Rule("p", "month_name n", _named_month_day, "followed_by.counter"),
    Rule("p", "month day_ordinal", day_of_month),
    Rule("p", "n of? month", _day_first_unmarked, "preceded_by.amount"),
    Rule("p", "day_ordinal of? month", _day_first, "place_first"),
    # Wholes and their parts.
    Rule("p", "year of? part", _year_then_part),
    Rule("p", "part of? year", _part_then_year, "year_behind"),
    Rule("p", "part short_year", _part_then_year),
    Rule("p", "short_year part", _year_then_part),
    Rule("p", "n part", _short_year_half),
    Rule("p", "holiday holiday_tail", _same),
    Rule("p", "year of? to_date", _as_far),
    Rule("p", "to_date of? year", lambda to_date, year: _as_far(year, to_date)),
    Rule("p", "p of? window", _windowed),
    Rule("p", "n window", _year_window),
    Rule("p", "shift window", _shifted_window),
    Rule("p", "p of? edge_after", _edge),
    Rule("p", "edge_before of? p", _edge_first),
    Rule("p", "edge_before of unit", lambda part, unit: _edge_first(part, Relative(unit, 0))),
    Rule("p", "month of? third", _third_of),
    Rule("p", "ordinal of month", _day_first, "place_first"),
    Rule("p", "whole of? p", _calendar_unit),
    Rule("p", "p of? whole_tail", _calendar_unit),
)
