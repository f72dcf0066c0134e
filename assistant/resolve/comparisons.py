"""What a query is compared with: the prior range, and how its buckets line up with the current ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assistant.catalog.calendar import Calendar, Holiday
from assistant.errors import QueryError
from assistant.plan import Prior, Shift
from assistant.query import Comparison, TimeRange
from assistant.resolve.periods import MONTHS, add_months, months_between, shift_months, start_of

DAY = timedelta(days=1)
UNITS = ("month", "quarter", "half", "year", "week")
LONGEST_HISTORY = 40
"""Years of history in which days without a counterpart are looked for."""
MONTH_GRAINS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Compared:
    """`current` is cut at `now` where its period is not over, so that both sides are equally long."""

    current: TimeRange | None
    prior: Prior
    notes: tuple[tuple[str, str], ...] = ()


def compare(
    comparison: Comparison,
    current: TimeRange | None,
    grains: Sequence[str],
    now: datetime,
    calendar: Calendar,
    unit: str | None = None,
) -> Compared:
    """`grains` are those of the time keys of the query; `unit` is the week, month, … that `current`
    was asked as, where that is known. Raises QueryError where nothing is comparable.
    """
    if current is None:
        return _bucket_before(comparison, grains, now, calendar)
    whole, current = current, _elapsed(current, now)
    notes = [("partial_period", f"{_iso(current.start)}..{_iso(current.end)}")] if current != whole else []
    prior = _prior_range(comparison, whole, current, grains, unit or _unit(whole, now, calendar), calendar)
    yearly = comparison.kind == "same_period_last_year"
    shifts = {grain: _shift(grain, prior, current, calendar) for grain in grains}
    clipped, without = _matched(prior, current, shifts, yearly, calendar)
    if clipped != prior or without:
        notes.append(("incomplete_comparison", f"{_iso(clipped.start)}..{_iso(clipped.end)}"))
    return Compared(current, Prior(clipped, shifts, without), tuple(notes))


def _elapsed(current: TimeRange, now: datetime) -> TimeRange:
    """`current` up to the end of today where today lies within it."""
    today_ends = datetime.combine(now.date() + DAY, time())
    return TimeRange(current.start, today_ends) if current.start < today_ends < current.end else current


def _prior_range(
    comparison: Comparison,
    whole: TimeRange,
    current: TimeRange,
    grains: Sequence[str],
    unit: str | None,
    calendar: Calendar,
) -> TimeRange:
    match comparison.kind:
        case "range":
            if comparison.range is None:
                raise QueryError("a comparison of kind 'range' needs start and end")
            return _as_long(comparison.range, whole, current)
        case "same_period_last_year":
            return _year_before(current, grains, calendar)
        case "same_holiday_last_year":
            return _holiday_before(current, calendar)
        case "prior_period":
            return _period_before(whole, current, unit, calendar)


def _as_long(prior: TimeRange, whole: TimeRange, current: TimeRange) -> TimeRange:
    """As much of `prior` as has passed of `current`, where the two are apart and were equally long."""
    months = _whole_months(whole)
    alike = _whole_months(prior) == months if months else prior.end - prior.start == whole.end - whole.start
    if current == whole or prior.end > current.start or not alike:
        return prior
    if months:
        back = months_between(prior.start.date(), whole.start.date())
        return TimeRange(prior.start, min(_months_before(current.end, back), prior.end))
    return TimeRange(prior.start, prior.start + (current.end - current.start))


def _period_before(whole: TimeRange, current: TimeRange, unit: str | None, calendar: Calendar) -> TimeRange:
    if unit is not None:
        start = datetime.combine(start_of(unit, whole.start.date(), calendar, -1), time())
        over = current.end.date() == start_of(unit, current.start.date(), calendar, 1)
        passed = start + (current.end - current.start)
        if unit in MONTHS:
            passed = _months_before(current.end, MONTHS[unit])
        return TimeRange(start, whole.start if over else min(passed, whole.start))
    months = _whole_months(whole)
    if months:
        start = shift_months(whole.start, -months)
        return TimeRange(start, whole.start if current == whole else _months_before(current.end, months))
    length = whole.end - whole.start
    return TimeRange(whole.start - length, current.end - length)


def _unit(whole: TimeRange, now: datetime, calendar: Calendar) -> str | None:
    """The calendar unit that `whole` is, or is the elapsed part of at `now`; None for another stretch."""
    if whole.start.time() != time() or whole.end.time() != time():
        return None
    start, end = whole.start.date(), whole.end.date()
    begun = [unit for unit in UNITS if start == start_of(unit, start, calendar)]
    ends = {unit: start_of(unit, start, calendar, 1) for unit in begun}
    exact = [unit for unit in begun if end == ends[unit]]
    to_date = [unit for unit in begun if end == now.date() + DAY and end < ends[unit]]
    return next(iter(exact + to_date), None)


def _whole_months(whole: TimeRange) -> int:
    start, end = whole.start, whole.end
    whole_days = start.time() == end.time() == time()
    return months_between(start.date(), end.date()) if whole_days and start.day == end.day == 1 else 0


def _months_before(end: datetime, months: int) -> datetime:
    """The end of a stretch by the calendar date of its last day, whatever the months' lengths."""
    if end.day == 1 or end.time() != time():
        return shift_months(end, -months)
    return shift_months(end - DAY, -months) + DAY


def _year_before(current: TimeRange, grains: Sequence[str], calendar: Calendar) -> TimeRange:
    """Twelve months before; whole weeks, and whatever is grouped by week, 52 weeks before."""
    if "week" in grains or _whole_weeks(current, calendar):
        return TimeRange(current.start - timedelta(weeks=52), current.end - timedelta(weeks=52))
    return TimeRange(shift_months(current.start, -12), _months_before(current.end, 12))


def _whole_weeks(current: TimeRange, calendar: Calendar) -> bool:
    aligned = all(
        moment.time() == time() and moment.weekday() == calendar.week_start
        for moment in (current.start, current.end)
    )
    return aligned and not _whole_months(current)


def _holiday_before(current: TimeRange, calendar: Calendar) -> TimeRange:
    holiday, year = _holiday_of(current, calendar)
    before = holiday.day_zero.get(year - 1)
    if before is None:
        raise QueryError(
            f"the calendar does not say when {holiday.name} was in {year - 1}", "impossible_query"
        )
    shift = holiday.day_zero[year] - before
    return TimeRange(current.start - shift, current.end - shift)


def _holiday_of(current: TimeRange, calendar: Calendar) -> tuple[Holiday, int]:
    """The holiday within or around `current`, with the year of its day zero there."""
    near = [
        (abs((datetime.combine(zero, time()) - current.start).days), holiday.name, holiday, year)
        for holiday in calendar.holidays
        for year, zero in holiday.day_zero.items()
        if _touches(holiday, year, zero, current)
    ]
    if not near:
        names = tuple(holiday.name for holiday in calendar.holidays)
        raise QueryError("no holiday of the calendar lies in the period asked for", "impossible_query", names)
    return min(near)[2:]


def _touches(holiday: Holiday, year: int, zero: date, current: TimeRange) -> bool:
    first, last = current.start.date(), current.end.date()
    spans = [(span.start, span.end) for span in holiday.ranges if abs((span.start - zero).days) < 183]
    return any(start < last and first < end for start, end in [*spans, (zero, zero + DAY)])


def _shift(grain: str, prior: TimeRange, current: TimeRange, calendar: Calendar) -> Shift:
    """From the first bucket of `prior` to the first of `current`."""
    first, second = prior.start.date(), current.start.date()
    if grain in MONTH_GRAINS:
        months = months_between(_month_bucket(grain, first, calendar), _month_bucket(grain, second, calendar))
        return Shift(months=months)
    if grain == "week":
        return Shift(days=(start_of("week", second, calendar) - start_of("week", first, calendar)).days)
    if grain == "day":
        by_date = add_months(first, 12) == second and (second - first).days in (365, 366)
        return Shift(months=12) if by_date else Shift(days=(second - first).days)
    return Shift(seconds=int((current.start - prior.start).total_seconds()))


def _month_bucket(grain: str, day: date, calendar: Calendar) -> date:
    return start_of(grain, day, calendar) if grain in MONTHS else day


def _matched(
    prior: TimeRange, current: TimeRange, shifts: dict[str, Shift], yearly: bool, calendar: Calendar
) -> tuple[TimeRange, tuple[TimeRange, ...]]:
    """The part of `prior` whose buckets have a counterpart, and the stretches within that have none."""
    end = prior.end
    for grain, shift in shifts.items():
        if shift.days or shift.seconds:
            end = min(end, current.end - timedelta(days=shift.days, seconds=shift.seconds))
        elif shift.months and not yearly:
            end = min(end, _months_back(grain, current.end, shift.months, calendar))
    end = max(end, prior.start + timedelta(seconds=1))
    by_day = any(grain == "day" and shift.months for grain, shift in shifts.items())
    return TimeRange(prior.start, end), tuple(_leap_days(prior)) if by_day else ()


def _months_back(grain: str, end: datetime, months: int, calendar: Calendar) -> datetime:
    """The end of the last bucket: months are compared as wholes, whatever day they are cut at."""
    last = (end - timedelta(microseconds=1)).date()
    return shift_months(datetime.combine(start_of(grain, last, calendar, 1), time()), -months)


def _leap_days(prior: TimeRange) -> list[TimeRange]:
    found = []
    for year in range(prior.start.year, prior.end.year + 1):
        if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
            day = datetime(year, 2, 29)
            if prior.start <= day < prior.end:
                found.append(TimeRange(day, day + DAY))
    return found


def _bucket_before(
    comparison: Comparison, grains: Sequence[str], now: datetime, calendar: Calendar
) -> Compared:
    """Without a range each bucket is compared with the one before it, or that of a year before."""
    if not grains or comparison.kind not in ("prior_period", "same_period_last_year"):
        raise QueryError("a comparison needs a time range or a time grain to group by", "impossible_query")
    yearly = comparison.kind == "same_period_last_year"
    finest = min(grains, key=lambda grain: ("hour", "day", "week", "month", "quarter", "year").index(grain))
    shift = _year_shift(finest) if yearly else _unit_shift(finest)
    ends = datetime.combine(
        start_of(finest, now.date(), calendar, 1) if finest != "hour" else now.date() + DAY, time()
    )
    elapsed = min(ends, datetime.combine(now.date() + DAY, time()))
    # What lies behind the cut would only stand against days of the last bucket that are still to come.
    last = _months_before(elapsed, shift.months) if shift.months else elapsed
    last -= timedelta(days=shift.days, seconds=shift.seconds)
    leaps = (
        tuple(_leap_days(TimeRange(shift_months(last, -12 * LONGEST_HISTORY), last)))
        if finest == "day" and shift.months
        else ()
    )
    prior = Prior(TimeRange(datetime.min, last), dict.fromkeys(grains, shift), leaps)
    started = start_of(finest, now.date(), calendar) if finest != "hour" else now.date()
    partial = (("partial_period", f"{started.isoformat()}..{_iso(elapsed)}"),) if elapsed < ends else ()
    return Compared(None, prior, partial)


def _year_shift(grain: str) -> Shift:
    return Shift(days=364) if grain == "week" else Shift(months=12)


def _unit_shift(grain: str) -> Shift:
    if grain in MONTH_GRAINS:
        return Shift(months=MONTH_GRAINS[grain])
    return Shift(seconds=3600) if grain == "hour" else Shift(days=7 if grain == "week" else 1)


def _iso(moment: datetime) -> str:
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()
