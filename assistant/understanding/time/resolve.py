"""What was said about time, as dates: expression, now and calendar in, half-open ranges out.

Rules that are choices:
- A unit said as such (this month, 本季度, Q4) is the whole unit; `partial` says that it is not over.
- "Last N days" ends with today. "Last N weeks, months, quarters, years" are complete units; one that
  ends today counts as complete, and years count as twelve months each. One week or month said without
  a number ("past month", 近一个月) reaches back from today.
- "To date", "since" and "after" reach up to and with today.
- A month, quarter or date without a year is the latest one that has begun.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from assistant.catalog.calendar import Calendar
from assistant.query import Comparison, TimeRange
from assistant.resolve.periods import shift_months
from assistant.understanding.time import dates as time_dates
from assistant.understanding.time import years as time_years
from assistant.understanding.time.expr import (
    Adjacent,
    After,
    AllTime,
    AsOf,
    Before,
    GrainWord,
    Listed,
    Nth,
    Occurrence,
    PartOf,
    Period,
    Recent,
    Relative,
    Rolling,
    Since,
    TimeComparison,
    TimeExpr,
    ToDate,
    Unit,
    Until,
    Versus,
    Weekday,
    Window,
)
from assistant.understanding.time.moment import Moment, NotInCalendar
from assistant.understanding.time.units import MONTHS

_MOST_WEEKENDS = 12
_WEEK = timedelta(weeks=1)
_OPEN_ENDED = (Rolling, Recent, Since, After, ToDate, Before, Until, AsOf, AllTime)


@dataclass(frozen=True, slots=True)
class Resolved:
    """`ranges` is empty for all of the time up to now (`unbounded`) and for a period that the calendar
    does not hold (`missing`, such as a holiday of a year without dates)."""

    ranges: tuple[TimeRange, ...]
    grain: Unit | None = None
    """The grain the words themselves imply."""
    partial: bool = False
    """A calendar unit that is not over at now."""
    future: bool = False
    """Begins after now."""
    assumed_year: bool = False
    """The year went unsaid."""
    approximate: bool = False
    """A length or edge went unsaid: "recently", 年底, "the last few weeks"."""
    open_start: bool = False
    """The start stands for the beginning of the data."""
    unbounded: bool = False
    missing: bool = False


def resolve_time(expr: TimeExpr, now: datetime, calendar: Calendar) -> Resolved:
    """The dates of a period, of each item of a list or of both sides of a comparison of periods.

    `now` is a moment within the last day that counts. Raises TypeError for what is no period.
    """
    moment = Moment(now, calendar)
    if isinstance(expr, (TimeComparison, GrainWord)):
        raise TypeError(f"{type(expr).__name__} is not a period")
    if isinstance(expr, AllTime) or expr == AsOf(None):
        return Resolved((), unbounded=True)
    try:
        ranges = _ranges(expr, moment)
    except (NotInCalendar, ValueError, OverflowError):
        return Resolved((), missing=True)
    return _described(expr, ranges, moment)


def resolve_comparison(
    expr: TimeComparison | Versus, base: TimeRange | None, now: datetime, calendar: Calendar
) -> Comparison:
    """What `base` is set against. Where the dates come to the prior period or to the same period last
    year, that kind is given rather than the dates. Without a base, a named period gives its dates.

    Raises ValueError where the calendar does not hold the period.
    """
    moment = Moment(now, calendar)
    if isinstance(expr, Versus):
        pair = _sides(expr, moment)
        base, other = (pair[0], pair[1]) if pair[0].start >= pair[1].start else (pair[1], pair[0])
        return _same_holiday(base, other, moment) or _named(base, other)
    if expr.kind == "same_period":
        return _same_period(expr, base, moment)
    if expr.kind == "period" and expr.period is not None:
        return _against(expr.period, base, moment)
    return Comparison("prior_period")


def prior_period(base: TimeRange) -> TimeRange:
    """The stretch of the same length right before `base`: whole months for whole months, else days."""
    months = _whole_months(base)
    if months:
        return TimeRange(shift_months(base.start, -months), base.start)
    return TimeRange(base.start - (base.end - base.start), base.start)


def shifted_by_months(base: TimeRange, months: int) -> TimeRange:
    """The same stretch `months` later, the end of a whole month staying the end of a month."""
    return TimeRange(shift_months(base.start, months), shift_months(base.end, months))


def base_of(expr: TimeComparison) -> Period | None:
    """The period that a comparison speaks of when it names none: "vs last quarter" is about this one,
    "the same days of last week" about what there is of this one."""
    match expr.period:
        case Relative(unit=unit, offset=offset) if offset < 0:
            return Relative(unit, offset + 1)
        case Rolling(include_current=False, ahead=False):
            return replace(expr.period, include_current=True)
    if expr.kind == "same_period" and expr.unit and expr.offset == -1:
        return None if expr.unit == "year" else ToDate(expr.unit)
    return Relative(expr.unit, 0) if expr.unit else None


def _ranges(expr: Period | Versus, moment: Moment) -> tuple[TimeRange, ...]:
    if isinstance(expr, Versus):
        return _sides(expr, moment)
    if isinstance(expr, Listed):
        return tuple(_single(item, moment) for item in expr.items)
    if isinstance(expr, Rolling) and expr.unit == "weekend" and expr.n > 1:
        return _weekends(expr, moment)
    return (_single(expr, moment),)


def _weekends(expr: Rolling, moment: Moment) -> tuple[TimeRange, ...]:
    """Several weekends are no stretch of days. Raises ValueError for more than can be set side by side."""
    if expr.n > _MOST_WEEKENDS:
        raise ValueError("too many weekends")
    days = time_dates.days_of(expr, moment)
    starts = [days.start + timedelta(weeks=week) for week in range(expr.n)]
    return tuple(TimeRange.of_dates(start, start + timedelta(days=2)) for start in starts)


def _sides(expr: Versus, moment: Moment) -> tuple[TimeRange, TimeRange]:
    """Both sides; "Q3 against the previous quarter", where that is Q3 itself, means the one before Q3."""
    first, second = (_single(item, moment) for item in time_years.versus(expr, moment))
    if first == second and isinstance(expr.second, Occurrence):
        return first, _occurrence_before(expr.second, first, moment)
    if first == second and isinstance(expr.second, Weekday):
        return first, TimeRange(first.start - _WEEK, first.end - _WEEK)  # Monday vs the previous Monday
    return first, prior_period(first) if first == second else second


def _single(expr: Period, moment: Moment) -> TimeRange:
    if isinstance(expr, Rolling) and expr.unit == "hour":
        return _hours(expr, moment.now)
    span = time_dates.days_of(expr, moment)
    if span.start >= span.end:
        raise ValueError("a period that ends before it starts")
    return TimeRange.of_dates(span.start, span.end)


def _hours(expr: Rolling, now: datetime) -> TimeRange:
    """Whole hours: the one that now is in counts."""
    edge = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    length = timedelta(hours=expr.n)
    return TimeRange(edge, edge + length) if expr.ahead else TimeRange(edge - length, edge)


def _described(expr: Period | Versus, ranges: tuple[TimeRange, ...], moment: Moment) -> Resolved:
    after_now = moment.now + timedelta(seconds=1)
    partial = not isinstance(expr, _OPEN_ENDED) and any(
        r.start <= moment.now and r.end > after_now for r in ranges
    )
    return Resolved(
        ranges,
        grain="week" if isinstance(expr, Rolling) and expr.unit == "week" and expr.n > 1 else None,
        partial=partial,
        future=all(r.start > moment.now for r in ranges),
        assumed_year=time_years.assumes_year(expr),
        approximate=_approximate(expr),
        open_start=isinstance(expr, (Before, Until, AsOf)),
    )


def _approximate(expr: object) -> bool:
    match expr:
        case Recent() | Window():
            return True
        case Rolling(vague=vague):
            return vague
        case Adjacent(side="around"):
            return True
        case PartOf(part=part):
            return _approximate(part)
        case Since() | Until() | Before() | After() | AsOf():
            # "To the end of March" is exact, although "the end of March" is not.
            return not isinstance(expr.period, PartOf) and _approximate(expr.period)
    return False


def _same_period(expr: TimeComparison, base: TimeRange | None, moment: Moment) -> Comparison:
    if (expr.unit or "year") == "year" and expr.offset == -1:
        is_holiday = base is not None and _aligned_holiday(base, moment.calendar)
        return Comparison("same_holiday_last_year" if is_holiday else "same_period_last_year")
    unit = expr.unit or "year"
    if base is None:
        return Comparison("range", _single(Relative(unit, expr.offset), moment))
    if unit in MONTHS:
        return _named(base, shifted_by_months(base, expr.offset * MONTHS[unit]))
    back = timedelta(days=7 if unit == "week" else 1) * expr.offset
    return _named(base, TimeRange(base.start + back, base.end + back))


def _against(period: Period, base: TimeRange | None, moment: Moment) -> Comparison:
    """A year named beside something shorter means the same stretch of that year."""
    before = None if base is None else right_before(period, base)
    other = before or _single(time_years.beside(period, base, moment), moment)
    if base is None:
        return Comparison("range", other)
    if other == base and isinstance(period, Occurrence):
        other = _occurrence_before(period, base, moment)
    if other == base:
        return Comparison("prior_period")
    years = _whole_months(other)
    if years == 12 and other.start.month == 1 and base.end - base.start < timedelta(days=360):
        return _named(base, shifted_by_months(base, 12 * (other.start.year - base.start.year)))
    holiday = holiday_of(base, moment.calendar)
    the_year_before = other.start.year == base.start.year - 1
    if holiday and the_year_before and holiday == holiday_of(other, moment.calendar):
        return _same_holiday(base, other, moment) or Comparison("range", other)
    return _named(base, other)


def right_before(period: Period, base: TimeRange) -> TimeRange | None:
    """The 前30天 that 最近30天 is set against: as many units before `base`, not before today. The first units
    of the year (前3个月) are these where `base` is as long. None for other periods."""
    match period:
        case Rolling(unit=unit, n=n, include_current=False, ahead=False):
            pass
        case PartOf(whole=Relative("year", 0), part=Nth(unit=unit, n=n, from_end=False, single=False)):
            if _whole_months(base) != n * MONTHS.get(unit, 0):
                return None
        case _:
            return None
    if unit in MONTHS:
        return TimeRange(shift_months(base.start, -n * MONTHS[unit]), base.start)
    length = {"day": timedelta(days=n), "week": timedelta(weeks=n)}.get(unit)
    return None if length is None else TimeRange(base.start - length, base.start)


def _occurrence_before(period: Occurrence, base: TimeRange, moment: Moment) -> TimeRange:
    """ "Last Spring Festival", set against the latest one, is that of the year before."""
    return _single(replace(period.of, year=base.start.year - 1), moment)


def _same_holiday(base: TimeRange, other: TimeRange, moment: Moment) -> Comparison | None:
    """Both are a holiday that is compared by itself, in two years in a row."""
    holiday = holiday_of(base, moment.calendar)
    if holiday is None or holiday != holiday_of(other, moment.calendar):
        return None
    in_a_row = other.start.year == base.start.year - 1
    return (
        Comparison("same_holiday_last_year") if in_a_row and _aligned_holiday(base, moment.calendar) else None
    )


def _named(base: TimeRange, other: TimeRange) -> Comparison:
    if other == prior_period(base):
        return Comparison("prior_period")
    if other == shifted_by_months(base, -12):
        return Comparison("same_period_last_year")
    return Comparison("range", other)


def holiday_of(base: TimeRange, calendar: Calendar) -> str | None:
    """The holiday whose days `base` is."""
    for holiday in calendar.holidays:
        for span in holiday.ranges:
            if TimeRange.of_dates(span.start, span.end) == base:
                return holiday.name
    return None


def _aligned_holiday(base: TimeRange, calendar: Calendar) -> bool:
    name = holiday_of(base, calendar)
    return any(holiday.name == name and holiday.compare == "align_day_zero" for holiday in calendar.holidays)


def _whole_months(span: TimeRange) -> int:
    """How many months a range is, 0 where it is not whole months."""
    edges = (span.start, span.end)
    if any(edge.day != 1 or edge.time() != time() for edge in edges):
        return 0
    return (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
