"""The days each kind of period covers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from assistant.catalog.calendar import Calendar, Holiday
from assistant.query import BEGINNING
from assistant.resolve.periods import add_months
from assistant.understanding.time.expr import (
    Absolute,
    Adjacent,
    After,
    AllTime,
    AsOf,
    Before,
    Between,
    DayOfMonth,
    Earlier,
    HolidayRef,
    KindOfDay,
    Latest,
    Listed,
    Nth,
    NthWeekday,
    Occurrence,
    OnWeekday,
    PartOf,
    Period,
    Recent,
    Relative,
    Rest,
    Rolling,
    Since,
    Third,
    ToDate,
    Unit,
    UnitOf,
    Until,
    Weekday,
    Window,
)
from assistant.understanding.time.moment import Moment, NotInCalendar
from assistant.understanding.time.parts import (
    Days,
    day_in,
    nth_of,
    nth_weekday,
    third_of,
    whole_week,
    window_of,
)
from assistant.understanding.time.shapes import unit_of
from assistant.understanding.time.stretches import beside, complete, rolling
from assistant.understanding.time.units import (
    end_of,
    fiscal_year_start,
    iso_week,
    shift,
    start_of,
)

KINDS_OF_DAYS = ((Weekday(0), Weekday(4)), (Weekday(5), Weekday(6)))
"""Monday to Friday of no week that is named are working days, whichever."""
EARLIEST = BEGINNING
_DAY = timedelta(days=1)
_RECENT_DAYS = 30
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def days_of(expr: Period, moment: Moment) -> Days:
    """Raises NotInCalendar, or ValueError for a day or week that does not exist."""
    match expr:
        case Absolute():
            return absolute_days(expr, moment)
        case Relative(unit=unit, offset=offset):
            start = shift(unit, start_of(unit, moment.today, moment.calendar), offset)
            return Days(start, end_of(unit, start))
        case Weekday():
            return _weekday(expr, moment)
        case Rolling():
            return rolling(expr, moment)
        case Recent():
            return Days(moment.tomorrow - _DAY * _RECENT_DAYS, moment.tomorrow)
        case Latest(unit=unit):
            return complete(unit, 1, moment.today, moment.calendar)
        case ToDate(unit=unit):
            return Days(start_of(unit, moment.today, moment.calendar), moment.tomorrow)
        case HolidayRef():
            return _holiday(expr, moment)
        case PartOf(whole=whole, part=part):
            return _part(part, whole, moment)
        case Occurrence(of=of, direction=direction):
            return _occurrence(of, direction, moment)
        case Earlier(of=of, years=years):
            return days_of(replace(of, year=days_of(of, moment).start.year - years), moment)
        case DayOfMonth(day=day):
            return _day_of_month(day, moment.today)
        case OnWeekday():
            return _on_weekday(expr, moment)
        case KindOfDay():
            raise ValueError("kinds of days are no stretch of days")
        case Rest(period=period):
            return Days(moment.tomorrow, days_of(period, moment).end)
        case UnitOf(unit=unit, period=period):
            start = start_of(unit, days_of(period, moment).start, moment.calendar)
            return Days(start, end_of(unit, start))
        case Adjacent():
            return _adjacent(expr, moment)
        case Between(first=first, last=last):
            return _between(first, last, moment)
        case AllTime():
            return Days(EARLIEST, moment.tomorrow)
        case Listed(items=items):
            return Days(days_of(items[0], moment).start, days_of(items[-1], moment).end)
        case _:
            return _one_sided(expr, moment)


def is_yearless(period: Period) -> bool:
    return isinstance(period, Absolute) and period.year is None


def absolute_days(expr: Absolute, moment: Moment) -> Days:
    if expr.year is None:
        return _latest_begun(lambda year: absolute_days(replace(expr, year=year), moment), moment)
    calendar, year = moment.calendar, expr.year
    if expr.fiscal:
        return _fiscal(expr, fiscal_year_start(year, calendar))
    if expr.week is not None:
        start = iso_week(year, expr.week)
        return Days(start, start + 7 * _DAY)
    if expr.season is not None:
        start = date(year, _SEASON_STARTS[expr.season], 1)
        return Days(start, add_months(start, 3))
    if expr.day is not None:
        start = date(year, expr.month or moment.today.month, expr.day)
        return Days(start, start + _DAY)
    first, months = _months_in_year(expr)
    start = date(year, first, 1)
    return Days(start, add_months(start, months))


def _months_in_year(expr: Absolute) -> tuple[int, int]:
    if expr.month is not None:
        return expr.month, 1
    if expr.quarter is not None:
        return expr.quarter * 3 - 2, 3
    if expr.half is not None:
        return expr.half * 6 - 5, 6
    return 1, 12


def _fiscal(expr: Absolute, start: date) -> Days:
    """Quarters and halves of a fiscal year are its own; months keep their names, wherever in it they lie."""
    if expr.week is not None or expr.season is not None:
        raise ValueError("no part of a fiscal year")
    if expr.month is not None:
        month = date(start.year + (expr.month < start.month), expr.month, 1)
        span = Days(month, add_months(month, 1))
        return span if expr.day is None else day_in(span, expr.day)
    first, months = _months_in_year(expr)
    begin = add_months(start, first - 1)
    return Days(begin, add_months(begin, months))


def _latest_begun(of_year: Callable[[int], Days], moment: Moment) -> Days:
    """The latest one that has begun by today; a 29 February or week 53 may be years back."""
    for year in range(moment.today.year + 1, moment.today.year - 9, -1):
        try:
            span = of_year(year)
        except ValueError:
            continue
        if span.start <= moment.today:
            return span
    raise ValueError("no such date")


def _day_of_month(day: int, today: date) -> Days:
    """The latest one that has begun by today."""
    for back in range(13):
        first = add_months(today.replace(day=1), -back)
        try:
            start = first.replace(day=day)
        except ValueError:
            continue
        if start <= today:
            return Days(start, start + _DAY)
    raise ValueError("no such day")


def _on_weekday(expr: OnWeekday, moment: Moment) -> Days:
    """A date without a year is that of the latest year in which it falls on the day named."""
    span = days_of(expr.date, moment)
    if not is_yearless(expr.date) or span.start.weekday() == expr.day:
        if span.start.weekday() != expr.day:
            raise ValueError("the date falls on another day of the week")
        return span
    assert isinstance(expr.date, Absolute)
    for year in range(moment.today.year + 1, moment.today.year - 7, -1):
        try:
            found = absolute_days(replace(expr.date, year=year), moment)
        except ValueError:
            continue
        if found.start.weekday() == expr.day and found.start <= moment.tomorrow:
            return found
    raise ValueError("the date falls on another day of the week")


def _weekday(expr: Weekday, moment: Moment) -> Days:
    if expr.week is not None:
        first = start_of("week", moment.today, moment.calendar)
        start = first + timedelta(days=7 * expr.week + (expr.day - moment.calendar.week_start) % 7)
        return Days(start, start + _DAY)
    latest = moment.today - _DAY if expr.before_today else moment.today
    start = latest - timedelta(days=(latest.weekday() - expr.day) % 7)
    return Days(start, start + _DAY)


def _holiday(expr: HolidayRef, moment: Moment) -> Days:
    spans = _holiday_days(expr.name, moment.calendar)
    if expr.year is not None:
        found = [span for year, span in spans if year == expr.year]
    else:
        found = [span for _, span in spans if span.start <= moment.today][-1:]
    if not found:
        raise NotInCalendar(expr.name)
    return found[0]


def _holiday_within(name: str, whole: Period, span: Days, moment: Moment) -> Days:
    """That of the year named; of a fiscal year, which may hold the start of two years, the one inside."""
    fiscal = isinstance(whole, Absolute) and whole.fiscal
    if unit_of(whole) == "year" and not fiscal:
        return _holiday(HolidayRef(name, span.start.year), moment)
    found = [each for _, each in _holiday_days(name, moment.calendar) if span.start <= each.start < span.end]
    if not found:
        raise NotInCalendar(name)
    return found[0]


def _holiday_days(name: str, calendar: Calendar) -> list[tuple[int, Days]]:
    """The year each time of the holiday belongs to, in order; day zero decides around new year."""
    holiday = next((item for item in calendar.holidays if item.name == name), None)
    if holiday is None:
        raise NotInCalendar(name)
    return sorted(
        (_year_of(holiday, span.start, span.end), Days(span.start, span.end)) for span in holiday.ranges
    )


def _year_of(holiday: Holiday, start: date, end: date) -> int:
    return next((year for year, zero in holiday.day_zero.items() if start <= zero < end), start.year)


def _part(part: object, whole: Period, moment: Moment) -> Days:
    span = days_of(whole, moment)
    match part:
        case Absolute(month=None, day=int(day)):
            return day_in(span, day)
        case Absolute():
            return _within_year(part, whole, span, moment)
        case HolidayRef(name=name):
            return _holiday_within(name, whole, span, moment)
        case Third(index=index):
            return third_of(span.start, index)
        case Window(part=edge):
            return window_of(edge, span)
        case Nth(aligned=True):
            return whole_week(part, span, moment.calendar.week_start)
        case Nth():
            return nth_of(part, span)
        case NthWeekday():
            return nth_weekday(part, span)
        case ToDate():
            return _as_far(part.unit, span, moment)
        case Weekday(day=day):
            start = next(span.start + i * _DAY for i in range(7) if (span.start + i * _DAY).weekday() == day)
            return Days(start, start + _DAY)
    raise ValueError("no such part")


def _as_far(unit: Unit, span: Days, moment: Moment) -> Days:
    """As much of `span` as has passed of the current unit: to the same date, else as many days."""
    elapsed = moment.tomorrow - start_of(unit, moment.today, moment.calendar)
    end = span.start + elapsed
    if unit == "year":
        end = add_months(moment.tomorrow, 12 * (span.start.year - moment.today.year))
    return Days(span.start, span.end if moment.tomorrow == _end_of_now(unit, moment) else min(end, span.end))


def _end_of_now(unit: Unit, moment: Moment) -> date:
    return end_of(unit, start_of(unit, moment.today, moment.calendar))


def _within_year(part: Absolute, whole: Period, span: Days, moment: Moment) -> Days:
    fiscal = isinstance(whole, Relative) and whole.unit == "fiscal_year"
    if fiscal:
        return _fiscal(part, span.start)
    return absolute_days(replace(part, year=span.start.year), moment)


def _occurrence(of: Absolute | HolidayRef, direction: int, moment: Moment) -> Days:
    spans: list[Days] = []
    for year in range(moment.today.year - 5, moment.today.year + 3):
        try:
            spans.append(days_of(replace(of, year=year), moment))
        except (NotInCalendar, ValueError):
            continue
    if direction == 0:
        found = [span for span in spans if span.start.year == moment.today.year]
    elif direction < 0:
        found = [span for span in spans if span.end <= moment.today][direction:]
    else:
        found = [span for span in spans if span.start > moment.today][direction - 1 :]
    if not found:
        raise NotInCalendar(str(of))
    return found[0]


def _adjacent(expr: Adjacent, moment: Moment) -> Days:
    return beside(expr, days_of(expr.period, moment))


def _between(first: Period, last: Period, moment: Moment) -> Days:
    """Years left unsaid on both sides: the latest start that has begun, the end right after it; a
    stretch over new year is the one that is over."""
    if (first, last) in KINDS_OF_DAYS:
        raise ValueError("kinds of days are no stretch of days")
    start, end = days_of(first, moment), days_of(last, moment)
    if isinstance(first, Weekday) and end.start < start.start:
        return Days(start.start - 7 * _DAY, end.end)
    if not (is_yearless(first) and is_yearless(last)):
        return Days(start.start, end.end)
    assert isinstance(first, Absolute)
    assert isinstance(last, Absolute)
    year = start.start.year
    same = absolute_days(replace(last, year=year), moment)
    if same.start >= start.start:
        return Days(start.start, same.end)
    year = end.start.year
    return Days(absolute_days(replace(first, year=year - 1), moment).start, end.end)


def _one_sided(expr: object, moment: Moment) -> Days:
    match expr:
        case Since(period=period):
            span = days_of(period, moment)
            return _up_to_today(span.end if _edge(period) == "end" else span.start, moment)
        case After(period=period):
            span = days_of(period, moment)
            return _up_to_today(span.start if _edge(period) == "start" else span.end, moment)
        case Before(period=period):
            span = days_of(period, moment)
            return Days(_earliest(period, moment), span.end if _edge(period) == "end" else span.start)
        case Until(period=period):
            return Days(_earliest(period, moment), days_of(period, moment).end)
        case AsOf(period=period):
            return Days(EARLIEST, moment.tomorrow if period is None else days_of(period, moment).end)
    raise TypeError(f"{expr!r} is not a period")


def _earliest(period: Period, moment: Moment) -> date:
    """Where "up to May this year" begins: with the year that it names."""
    match period:
        case PartOf(whole=PartOf() as inner):
            return _earliest(inner, moment)
        case PartOf(whole=Relative(unit="year") as year, part=part) if not isinstance(part, Window):
            return days_of(year, moment).start
    return EARLIEST


def _edge(period: object) -> str | None:
    """Next to "since", "before" and "after" the start or end of a period is a moment, no stretch."""
    return period.part.part if isinstance(period, PartOf) and isinstance(period.part, Window) else None


def _up_to_today(start: date, moment: Moment) -> Days:
    """Up to today, or, for a start to come, up to the end of its year."""
    return Days(start, moment.tomorrow if start < moment.tomorrow else date(start.year + 1, 1, 1))
