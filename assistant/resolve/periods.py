"""Relative periods as dates, in the calendar of the catalog."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assistant.catalog.calendar import Calendar
from assistant.query import RelativePeriod, TimeRange

_SECONDS = {"hour": 3600, "minute": 60, "second": 1}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def resolve_period(period: RelativePeriod, now: datetime, calendar: Calendar) -> TimeRange | None:
    """The half-open range that `period` means at `now`; None for all of the data.

    `this_…` reaches to the end of the unit, `…_to_date` to the end of today. `last_N_…` are the last N
    units that are complete when today ends: days end with today, a month counts on its last day.
    """
    today = now.date()
    match period.split("_"):
        case ["all", "time"]:
            return None
        case ["today"]:
            return TimeRange.of_dates(today, today + timedelta(days=1))
        case ["yesterday"]:
            return TimeRange.of_dates(today - timedelta(days=1), today)
        case ["this", unit]:
            return TimeRange.of_dates(start_of(unit, today, calendar), start_of(unit, today, calendar, 1))
        case ["last", unit]:
            return TimeRange.of_dates(start_of(unit, today, calendar, -1), start_of(unit, today, calendar))
        case ["last", count, units]:
            unit = units.removesuffix("s")
            end = start_of(unit, today + timedelta(days=1), calendar)
            return TimeRange.of_dates(start_of(unit, end, calendar, -int(count)), end)
        case [unit, "to", "date"]:
            return TimeRange.of_dates(start_of(unit, today, calendar), today + timedelta(days=1))
    raise ValueError(period)


def start_of(unit: str, day: date, calendar: Calendar, offset: int = 0) -> date:
    """First day of the day, week, month, quarter, half or year that holds `day`, `offset` units on."""
    if unit == "day":
        return day + timedelta(days=offset)
    if unit == "week":
        into = (day.weekday() - calendar.week_start) % 7
        return day - timedelta(days=into) + timedelta(weeks=offset)
    length = MONTHS[unit]
    return add_months(date(day.year, (day.month - 1) // length * length + 1, 1), offset * length)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def shift_months(moment: datetime, months: int) -> datetime:
    return datetime.combine(add_months(moment.date(), months), moment.time())


def months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def widened(asked: TimeRange, grain: str, calendar: Calendar) -> TimeRange:
    """The whole buckets of `grain` that `asked` touches."""
    if grain in _SECONDS:
        length = _SECONDS[grain]
        start = asked.start.replace(microsecond=0)
        start -= timedelta(seconds=(start.minute * 60 + start.second) % length)
        over = timedelta(seconds=(asked.end.minute * 60 + asked.end.second) % length)
        return TimeRange(start, asked.end - over + timedelta(seconds=length) if over else asked.end)
    if grain not in ("day", "week") and grain not in MONTHS:
        return TimeRange(asked.start, asked.end)
    last = (asked.end - timedelta(microseconds=1)).date()
    return TimeRange.of_dates(
        start_of(grain, asked.start.date(), calendar), start_of(grain, last, calendar, 1)
    )
