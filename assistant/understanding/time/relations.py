"""Rules for what is said with periods: ranges, lists, open ends, points in time, grains."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.understanding.time.dates_written import century
from assistant.understanding.time.expr import (
    Absolute,
    After,
    AllTime,
    AsOf,
    Before,
    Between,
    DayOfMonth,
    GrainWord,
    HolidayRef,
    Listed,
    Nth,
    Occurrence,
    OnWeekday,
    PartOf,
    Period,
    Recent,
    Relative,
    Since,
    ToDate,
    Until,
    Weekday,
    Window,
)
from assistant.understanding.time.shapes import Built, Rule, is_recurring, same_in_years, unit_of, within_year
from assistant.understanding.time.year_ends import month_of, to_part_of_year, year_later

_LISTABLE = (Absolute, Relative, PartOf, HolidayRef, Occurrence, DayOfMonth, OnWeekday)
_MOST_LISTED = 12
_SHORT_YEARS = range(15, 50)
_FIELDS = ("year", "half", "quarter", "month", "week", "day")


def with_year_of(other: Period, part: Period) -> Period:
    """A recurring period in the year that the other one names."""
    if not isinstance(part, (Absolute, HolidayRef)) or part.year is not None:
        return part
    match other:
        case Absolute(year=int(year)) if isinstance(part, Absolute):
            return replace(part, year=year, year_last=other.year_last)
        case Absolute(year=int(year)) | HolidayRef(year=int(year)):
            return replace(part, year=year)
        case PartOf(whole=whole, part=Absolute()) if unit_of(whole) == "year":
            return within_year(whole, part) or part
    return part


def _order(period: object) -> tuple[int, int]:
    """Where in a year a calendar period starts."""
    match period:
        case PartOf(part=part):
            return _order(part)
        case Absolute(week=int(week)):
            return week // 4, week
        case Absolute():
            first = period.month or (period.quarter or 0) * 3 or (period.half or 0) * 6
            return first, period.day or 0
    return 0, 0


def between(first: Period, last: Period) -> Built:
    """A range. A year said once holds for both ends; an end before its start is in the next year."""
    first, last = (end.date if isinstance(end, OnWeekday) else end for end in (first, last))
    if not is_endpoint(first) or not is_endpoint(last):
        return None
    if first == last:
        return None
    if isinstance(first, Weekday) and first.week is None and isinstance(last, PartOf):
        return _days_of_week(first, last)
    if isinstance(first, Weekday) and isinstance(last, Weekday) and last.week is None:
        return (
            Between(first, replace(last, week=first.week)) if first.week is not None else Between(first, last)
        )
    if isinstance(last, Absolute) and last.day is not None and last.month is None:
        return _day_range(first, last.day)
    if isinstance(last, PartOf) and last.whole == Relative("month", 0) and isinstance(last.part, Window):
        last = replace(last, whole=month_of(first) or last.whole)  # 上个月15日到月底
    if isinstance(last, PartOf) and last.whole == Relative("year", 0) and isinstance(last.part, Window):
        return to_part_of_year(first, last)
    if is_recurring(first) and not is_recurring(last):
        start = with_year_of(last, first)
        return Between(start, last) if _order(start) <= _order(last) else None
    if is_recurring(last) and not is_recurring(first):
        end = with_year_of(first, last)
        return Between(first, end if _order(first) <= _order(end) else year_later(end))
    if isinstance(first, Absolute) and isinstance(last, Absolute) and first.year and last.year:
        if first.fiscal and unit_of(first) == unit_of(last) == "year":
            last = replace(last, fiscal=True)
        return Between(first, last) if (first.year, _order(first)) <= (last.year, _order(last)) else None
    return Between(first, last)


def _days_of_week(first: Weekday, last: PartOf) -> Built:
    """Monday to Friday of last week."""
    if not isinstance(last.part, Weekday) or first.day >= last.part.day:
        return None
    return Between(PartOf(last.whole, first), last)


def is_endpoint(period: object) -> bool:
    """Whether a range can begin or end with it, or a comparison have it as a side."""
    return isinstance(period, (*_LISTABLE, Weekday))


def _day_range(first: Period, day: int) -> Built:
    match first:
        case Absolute(day=int(start)) if start < day:
            return Between(first, replace(first, day=day))
        case PartOf(whole=whole, part=Absolute(day=int(start)) as part) if start < day:
            return Between(first, PartOf(whole, replace(part, day=day)))
    return None


def _to_day(first: Period, day: int) -> Built:
    first = first.date if isinstance(first, OnWeekday) else first
    return _day_range(first, day) if 1 <= day <= 31 and unit_of(first) == "day" else None


def _days_of_month(month: Period, start: int, end: int) -> Built:
    if unit_of(month) != "month" or not 1 <= start < end <= 31:
        return None
    if isinstance(month, Absolute):
        return Between(replace(month, day=start), replace(month, day=end))
    return Between(PartOf(month, Absolute(day=start)), PartOf(month, Absolute(day=end)))


def _days_first(start: int, end: int, month: Period) -> Built:
    return _days_of_month(month, start, end) if isinstance(month, (Absolute, PartOf, Relative)) else None


def _number_to(number: int, last: Period) -> Built:
    """3到5月, 一到三季度, 2023到2025年: the number is of the same kind as what follows."""
    first = _same_kind(number, last)
    return between(first, last) if first is not None else None


def _same_kind(number: int, other: Period) -> Period | None:
    if not isinstance(other, Absolute):
        return None
    name = next((name for name in reversed(_FIELDS) if getattr(other, name) is not None), None)
    if name is None or name == "day":
        return None
    value = getattr(other, name)
    if name == "year" and number in _SHORT_YEARS:
        number = century(number)
    if number == value or (name == "year") != (number >= 1990):
        return None
    most = {"year": 2100, "half": 2, "quarter": 4, "month": 12, "week": 53}[name]
    return replace(other, **{name: number}) if 1 <= number <= most else None  # type: ignore[arg-type]


def _weeks(start: int, end: int) -> Built:
    return Between(Absolute(week=start), Absolute(week=end)) if 1 <= start < end <= 53 else None


def _year_range(year: Period, part: Any) -> Built:
    match part:
        case Between(first=first, last=last) if is_recurring(first) and is_recurring(last):
            start, end = within_year(year, first), within_year(year, last)  # type: ignore[arg-type]
            return between(start, end) if start and end else None
        case Listed(items=items) if all(is_recurring(item) for item in items):
            parts = tuple(within_year(year, item) for item in items)  # type: ignore[arg-type]
            return Listed(parts) if all(parts) else None  # type: ignore[arg-type]
    return None


def _range_year(part: Any, year: Period) -> Built:
    built = _year_range(year, part)
    if isinstance(built, Listed):
        return Listed(tuple(_marked(item) for item in built.items))
    return built


def _marked(period: Period) -> Period:
    return replace(period, year_last=True) if isinstance(period, (Absolute, PartOf)) else period


def says_year_for(other: Period, part: Period) -> bool:
    """Whether the year behind a later period holds for an earlier one: not in "Q3 and Q3 2024"."""
    if not isinstance(other, (Absolute, PartOf)) or not other.year_last:
        return False
    named = other.part if isinstance(other, PartOf) else replace(other, year=None)
    return named != part


def listed(first: Period, rest: Period) -> Built:
    """Periods of one kind side by side; a year said once holds for its neighbours."""
    items = rest.items if isinstance(rest, Listed) else (rest,)
    if len(items) >= _MOST_LISTED or not isinstance(first, _LISTABLE):
        return None
    if not all(isinstance(item, _LISTABLE) for item in items):
        return None
    if isinstance(first, Absolute) and unit_of(first) == "year":
        items = _years_shared(first, items)
        first = items[0]
        items = items[1:]
    if unit_of(first) is None or any(unit_of(item) != unit_of(first) for item in items):
        return None
    if is_recurring(first) and same_in_years(items):
        return None  # "Q1 and Q2 of 2024 and 2025": both of both years
    if says_year_for(items[0], first):
        first = with_year_of(items[0], first)
    return Listed((first, *(with_year_of(first, item) for item in items)))


def _years_shared(first: Absolute, items: tuple[Period, ...]) -> tuple[Period, ...]:
    """2024和2025年Q4: the quarter is meant of both years."""
    last = items[-1]
    if isinstance(last, Absolute) and last.year is not None and unit_of(last) != "year":
        return (replace(last, year=first.year), *items)
    return (first, *items)


def _number_list(number: int, rest: Period) -> Built:
    nearest = rest.items[0] if isinstance(rest, Listed) else rest
    first = _same_kind(number, nearest)
    years = number in _SHORT_YEARS or unit_of(nearest) != "year"
    return listed(first, rest) if first is not None and years else None


def _ordinal_list(number: int, rest: Period) -> Built:
    """The first and second half of 2025."""
    nearest = rest.items[0] if isinstance(rest, Listed) else rest
    if unit_of(nearest) == "month":
        return None  # months have names and no numbers: "fastest first, November 2025"
    first = nth_beside(number, nearest)
    return listed(first, rest) if first is not None else None


def nth_beside(number: int, other: Period) -> Period | None:
    """The period of the same kind and year as a numbered one: the first, beside the second half of 2025."""
    match other:
        case PartOf(part=Nth() as part) if part.n != number:
            return replace(other, part=replace(part, n=number))
        case PartOf(part=Absolute() as part):
            same = _same_kind(number, part)
            return replace(other, part=same) if isinstance(same, Absolute) else None
        case Absolute() if unit_of(other) != "year":
            return _same_kind(number, other)
    return None


def _all_named(named: Period, length: tuple[int, str, bool]) -> Built:
    """10月和11月两个月: how many were named is said once more."""
    number, unit, vague = length
    if not isinstance(named, Listed) or vague or number != len(named.items):
        return None
    return named if all(unit_of(item) == unit for item in named.items) else None


def in_year(year: Period, part: Period) -> Period | None:
    """A period without a year in the year named elsewhere; None where it has one or does not fit."""
    match part:
        case Between(first=first, last=last):
            start, end = in_year(year, first), in_year(year, last)
            return Between(start, end) if start and end and _order(first) <= _order(last) else None
        case Absolute() | HolidayRef():
            return within_year(year, part)
    return None


def _since(period: Period) -> Built:
    match period:
        case After():
            return period
        case Relative(unit=unit, offset=0) if unit not in ("day", "hour", "workday", "weekend"):
            return ToDate(unit)
        case PartOf(whole=Relative(unit=unit, offset=0), part=Window(part="start")):
            return ToDate(unit)
    return Since(period) if is_endpoint(period) else None


def _from_the_start(period: Period) -> Built:
    """ "From the beginning of the year", where nothing says until when."""
    starts = isinstance(period, PartOf) and isinstance(period.part, Window) and period.part.part == "start"
    return (_since(period), 0.6) if starts else None


def _one_sided(make: Any, score: float = 1.0) -> Any:
    def build(period: Period) -> Built:
        return (make(period), score) if is_endpoint(period) else None

    return build


def _to_date(period: Period) -> Built:
    """ "Last month to date" is as much of it as has passed of this month."""
    if (
        isinstance(period, Relative)
        and period.offset < 0
        and period.unit in ("week", "month", "quarter", "year")
    ):
        return PartOf(period, ToDate(period.unit))
    return _since(period)


def _by(period: Period) -> Built:
    """ "By the end of March" is a point in time, "by March" mostly, "by month" never."""
    if isinstance(period, PartOf) and isinstance(period.part, Window):
        return AsOf(period)
    return (AsOf(period), 0.6) if isinstance(period, Absolute) else None


def _grain(unit: Any) -> Built:
    if unit in ("workday", "weekend"):
        return None
    return GrainWord(unit)


_PARTS_OF_YEAR = {"quarter": 4, "month": 12, "half": 2}


def _all_parts(length: tuple[int, Any, bool]) -> Built:
    """今年四个季度, the 12 months of 2025: by quarter, by month."""
    number, unit, vague = length
    return GrainWord(unit) if not vague and _PARTS_OF_YEAR.get(unit) == number else None


def _last(*values: Any) -> Built:
    return values[-1]


RELATION_RULES: tuple[Rule, ...] = (
    # Ranges.
    Rule("p", "from? p to p", between),
    Rule("p", "from? range_end to range_end", between),
    Rule("p", "from? p to range_end/range_end_only", between),
    Rule("p", "between p and p", between),
    Rule("p", "p and p between_tail", between),
    Rule("p", "from? n to p", _number_to),
    Rule("p", "from? mark_nth n to n mark_week", _weeks),
    Rule("p", "mark_nth n to p", _number_to),
    Rule("p", "mark_week_word n to n", _weeks, "cohort.after"),
    Rule("p", "from? p to n mark_day", _to_day),
    Rule("p", "from? dayed to n/day_ordinal", _to_day, "followed_by.counter"),
    Rule("p", "month of? n to n mark_day?", _days_of_month, "followed_by.counter"),
    Rule("p", "from? n/day_ordinal to n/day_ordinal of? month", _days_first),
    Rule("p", "between n/day_ordinal to/and n/day_ordinal of? month", _days_first),
    Rule("p", "month between n/day_ordinal to/and n/day_ordinal", _days_of_month),
    Rule("p", "year of? p", _year_range),
    Rule("p", "p of? year", _range_year),
    # Side by side.
    Rule("p", "p and p", listed),
    Rule("p", "n and p", _number_list, "number_listed"),
    Rule("p", "ordinal and p", _ordinal_list),
    Rule("p", "p length", _all_named),
    Rule("p", "length p", lambda length, named: _all_named(named, length)),
    # Open at one end.
    Rule("p", "from? p until_now", _since),
    Rule("p", "p to_date_tail", _to_date),
    Rule("p", "from? p to now", _since),
    Rule("p", "from p onwards", _since),
    Rule("p", "p onwards", lambda p: (_since(p), 0.7) if is_endpoint(p) else None, "onwards_tail"),
    Rule("p", "p onwards_with", _since, "short_tail"),
    Rule("p", "since p", _since),
    Rule("p", "from p", _from_the_start),
    Rule("p", "after p", _one_sided(After)),
    Rule("p", "p after_tail", _one_sided(After)),
    Rule("p", "p after_tail_weak", _one_sided(After, 0.85), "short_tail"),
    Rule("p", "before p", _one_sided(Before)),
    Rule("p", "p before_tail", _one_sided(Before)),
    Rule("p", "p before_tail_weak", _one_sided(Before, 0.85), "short_tail"),
    Rule("p", "until p", _one_sided(Until)),
    Rule("p", "through p", _one_sided(lambda period: Until(period, through=True))),
    Rule("p", "p through_tail", _one_sided(Until)),
    Rule("p", "all_time", lambda: AllTime()),
    Rule("p", "recently", lambda: (Recent(), 0.6)),
    # Points in time.
    Rule("p", "now", lambda: (AsOf(None), 0.9)),
    Rule("p", "as_of p until_tail?", _one_sided(AsOf)),
    Rule("p", "to p until_tail", _one_sided(AsOf)),
    Rule("p", "p until_tail", _one_sided(AsOf, 0.8)),
    Rule("p", "by p", _by),
    # Grains.
    Rule("g", "grain", _last),
    Rule("g", "grain_of_trend", _last, "trend"),
    Rule("g", "per unit/moon/calendar_unit per_tail?", _grain, "scheduled"),
    Rule("g", "length", _all_parts, "of_a_year"),
    Rule("g", "the length", _all_parts, "of_a_year"),
    Rule("g", "grain_of_year", GrainWord, "of_a_year"),
    Rule("g", "whole length", _all_parts, "of_a_year"),
    Rule("g", "per span", lambda span: GrainWord("half") if span == (6, "month") else None),
    Rule("g", "per grain", _last),
    Rule("g", "unit_head unit/moon unit_tail", _grain),
    Rule("g", "grain_head grain grain_tail", _last),
)
