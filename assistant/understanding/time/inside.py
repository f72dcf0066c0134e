"""Rules for days and stretches inside a period: the last Friday of October, the rest of the month."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.understanding.time.expr import (
    Absolute,
    AnyHoliday,
    Between,
    DayOfMonth,
    KindOfDay,
    Listed,
    Nth,
    NthWeekday,
    OnWeekday,
    PartOf,
    Period,
    Relative,
    Rest,
    Unit,
    Weekday,
    Window,
)
from assistant.understanding.time.shapes import Builder, Built, Rule, day_of_month, size, unit_of, within_year

_MOST_WEEKDAYS = 5
_MOST_DAYS = 31


def nth(whole: Period, n: Any, unit: Unit, *, from_end: bool = False, single: bool = False) -> Built:
    """The first (last) `n` units of a period, or one of them. The n-th week of a year is the ISO week."""
    around = unit_of(whole)
    if not isinstance(n, int) or n < 1 or around is None or size(unit) >= size(around):
        return None
    if single and unit == "week" and around == "year" and not from_end:
        return within_year(whole, Absolute(week=n))
    return PartOf(whole, Nth(unit, n, from_end, single))


def _nth_of(*, from_end: bool = False, single: bool = False) -> Builder:
    """The same with the period last, as in English; one is meant where no number is given."""

    def build(first: Any, second: Any, third: Any = None) -> Built:
        n, unit, whole = (1, first, second) if third is None else (first, second, third)
        return nth(whole, n, unit, from_end=from_end, single=single)

    return build


def _of_current(inner: Builder) -> Builder:
    """The same of "the month", which is the current one."""

    def build(*values: Any) -> Built:
        *before, unit = values
        return inner(*before, Relative(unit, 0)) if size(unit) > 1 else None

    return build


def _last_of(offset: int, unit: Unit, whole: Period) -> Built:
    return nth(whole, 1, unit, from_end=True) if offset == -1 else None


def _last_day_in(offset: int, unit: Unit, whole: Period) -> Built:
    """The last day in October; "last month in 2024" is another month."""
    return _last_of(offset, unit, whole) if unit == "day" else None


def _last_n_of(manner: str, length: tuple[int, Unit, bool], whole: Period) -> Built:
    return None if length[2] else nth(whole, length[0], length[1], from_end=True)


def _first_n_of(length: tuple[int, Unit, bool], whole: Period) -> Built:
    return None if length[2] else nth(whole, length[0], length[1])


def _single_nth(whole: Period, n: int, unit: Unit) -> Built:
    return nth(whole, n, unit, single=True)


def _weekday(whole: Period, n: Any, day: int, *, from_end: bool = False) -> Built:
    around = unit_of(whole)
    fits = around is not None and size(around) >= size("month")
    if not isinstance(n, int) or not fits or not 1 <= n <= (_MOST_WEEKDAYS if around == "month" else 60):
        return None
    return PartOf(whole, NthWeekday(day, n, from_end))


def _weekday_first(n: int, day: int, whole: Period) -> Built:
    return _weekday(whole, n, day)


def _last_weekday(*values: Any) -> Built:
    """The last Friday of October, with or without the word for "last" as an offset."""
    *offset, day, whole = values
    return _weekday(whole, 1, day, from_end=True) if not offset or offset[0] == -1 else None


def _days_of_week(week: Period, days: Any) -> Built:
    """Next week between Wednesday and Friday."""
    match days:
        case Between(first=Weekday(week=None) as first, last=Weekday(week=None) as last) if (
            unit_of(week) == "week" and first.day <= last.day
        ):
            return Between(PartOf(week, first), PartOf(week, last))
    return None


def _weekday_to(first: int, last: int) -> Built:
    """周一至五"""
    return Between(Weekday(first), Weekday(last - 1)) if first < last - 1 <= 5 else None


def _rest(period: Period) -> Built:
    return Rest(period) if isinstance(period, Relative) and period.offset == 0 else None


def _rest_of_unit(unit: Unit) -> Built:
    return Rest(Relative(unit, 0)) if size(unit) > 1 else None


def _on_weekday(day: int, date: Period) -> Built:
    dated = date.part if isinstance(date, PartOf) else date
    return OnWeekday(date, day) if isinstance(dated, Absolute) else None


def _day_alone(day: int) -> Built:
    return (DayOfMonth(day), 0.9) if 1 <= day <= 31 else None


def _days_listed(first: Period, numbers: tuple[int, ...]) -> Built:
    """9月10号、11号和12号"""
    if not all(1 <= day <= _MOST_DAYS for day in numbers):
        return None
    match first:
        case Absolute(day=int()):
            return Listed((first, *(replace(first, day=day) for day in numbers)))
        case PartOf(whole=whole, part=Absolute(day=int()) as part):
            return Listed((first, *(PartOf(whole, replace(part, day=day)) for day in numbers)))
    return None


def _more_days(first: tuple[int, ...], rest: tuple[int, ...]) -> Built:
    return (*first, *rest)


def _one_more_day(days: Period, day: int) -> Built:
    """Nov 3, 4 and 5"""
    if not isinstance(days, Listed) or unit_of(days.items[0]) != "day":
        return None
    more = _days_listed(days.items[-1], (day,))
    return Listed((*days.items[:-1], *more.items)) if isinstance(more, Listed) else None


def _window_to_day(start: Period, day: int) -> Built:
    """月初到15号"""
    match start:
        case PartOf(whole=whole, part=Window(part="start")) if unit_of(whole) == "month":
            first, last = day_of_month(whole, 1), day_of_month(whole, day)
            return Between(first, last) if first and last else None
    return None


def _window_first(window: Window, whole: Period) -> Built:
    """Year end 2024"""
    fits = unit_of(whole) == window.unit
    return PartOf(whole, replace(window, unit=None)) if fits else None


def _any_holiday(*values: Any) -> Built:
    year = next(value for value in values if not isinstance(value, str))
    return PartOf(year, AnyHoliday())


def _each_kind(*kind: str | int) -> Built:
    """ "By weekday" lists the days of the week, "every Monday" and "every weekend" name some."""
    said = str(kind[0]) if kind else ""
    return KindOfDay({"weekday": "week", "workday": ""}.get(said, said)), 0.6


INSIDE_RULES: tuple[Rule, ...] = (
    # The first or last few units.
    Rule("p", "p of? first n/number mark_piece? unit/moon", nth),
    Rule("p", "p of? leading unit/moon", lambda p, unit: nth(p, 1, unit)),
    Rule("p", "p of? final n mark_piece? unit/moon", lambda p, n, u: nth(p, n, u, from_end=True)),
    Rule("p", "p of? final mark_piece? unit", lambda p, u: nth(p, 1, u, from_end=True)),
    Rule("p", "p of? mark_nth n mark_piece? unit/moon", _single_nth),
    Rule("p", "first n/number unit/moon of p", _nth_of()),
    Rule("p", "first length of p", _first_n_of),
    Rule("p", "ordinal/day_ordinal unit/moon of? p", _nth_of(single=True)),
    Rule("p", "month mark_week_word n", lambda month, n: nth(month, n, "week", single=True)),
    Rule("p", "final unit/moon of p", _nth_of(from_end=True)),
    Rule("p", "shift unit/moon of_word p", _last_of),
    Rule("p", "shift unit of p", _last_day_in),
    Rule("p", "recent length of p", _last_n_of),
    # The same of "the month".
    Rule("p", "first n/number unit of_word unit", _of_current(_nth_of())),
    Rule("p", "ordinal/day_ordinal unit of_word unit", _of_current(_nth_of(single=True))),
    Rule("p", "final unit of_word unit", _of_current(_nth_of(from_end=True))),
    Rule("p", "shift unit of_word unit", _of_current(_last_of)),
    Rule("p", "recent length of_word unit", _of_current(_last_n_of)),
    # Days of the week.
    Rule("p", "ordinal/day_ordinal weekday_en of p", _weekday_first),
    Rule("p", "shift weekday_en of p", _last_weekday),
    Rule("p", "final weekday_en of p", _last_weekday),
    Rule("p", "p of? mark_nth n mark_piece? weekday_zh", _weekday),
    Rule("p", "p of? final n? mark_piece? weekday_zh", lambda *v: _last_weekday(v[-1], v[0])),
    Rule("p", "p of? p", _days_of_week),
    Rule("p", "p of? p", lambda days, week: _days_of_week(week, days)),
    Rule("p", "weekday_zh to n", _weekday_to, "followed_by.counter"),
    Rule("p", "weekday_en/weekday_zh and? dayed", _on_weekday),
    Rule("p", "dayed opening? weekday_zh closing?", lambda date, day: _on_weekday(day, date)),
    # Days of a month.
    Rule("p", "on_day day_ordinal", _day_alone, "day_alone"),
    Rule("p", "on_day ordinal", _day_alone, "day_alone"),
    Rule("p", "month_name ordinal", lambda month, day: Absolute(month=month, day=day), "day_alone"),
    Rule("days", "n mark_day", lambda day: (day,) if 1 <= day <= 31 else None),
    Rule("days", "days and days", _more_days),
    Rule("p", "dayed and days", _days_listed),
    Rule(
        "p", "dayed and n/day_ordinal", lambda first, day: _days_listed(first, (day,)), "followed_by.counter"
    ),
    Rule("p", "p and n/day_ordinal", _one_more_day, "followed_by.counter"),
    Rule("p", "from? p to n mark_day", _window_to_day),
    Rule("p", "kind_of_day", lambda *kind: (KindOfDay(*map(str, kind)), 0.6)),
    Rule("p", "per kind_of_day", _each_kind),
    # What is left, and what the words of a year name.
    Rule("p", "rest p", _rest),
    Rule("p", "rest unit", _rest_of_unit),
    Rule("p", "p of? rest_tail", _rest),
    Rule("p", "window of? year", _window_first),
    Rule("p", "year of? any_holiday", _any_holiday),
    Rule("p", "any_holiday of? year", _any_holiday),
)
