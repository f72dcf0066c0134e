"""Which period a phrase means in its question: beside a year named elsewhere, after an earlier question,
for balances, inside another period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.catalog.model import Cumulative, Simple
from assistant.query import TimeRange
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.time.dates import EARLIEST, KINDS_OF_DAYS
from assistant.understanding.time.expr import (
    Absolute,
    AnyHoliday,
    Between,
    GrainWord,
    HolidayRef,
    KindOfDay,
    Listed,
    Nth,
    PartOf,
    Period,
    Relative,
    Rolling,
    TimeComparison,
    Until,
    Versus,
    Window,
)
from assistant.understanding.time.relations import in_year
from assistant.understanding.time.resolve import Resolved, holiday_of, resolve_time, right_before
from assistant.understanding.time.settling import GRAINS, dates_of, range_of, refreshed_by
from assistant.understanding.time.shapes import unit_of
from assistant.understanding.time.spoken import same_stretch
from assistant.understanding.time.words import time_vocabulary
from assistant.understanding.words import load_vocabulary

_WHOLE = ("whole", "whole_tail", "whole_unit")


def years_of(expr: Period) -> tuple[Period, ...]:
    """The years that a phrase names and nothing else."""
    items = expr.items if isinstance(expr, Listed) else (expr,)
    named = all(unit_of(item) == "year" and isinstance(item, Absolute | Relative) for item in items)
    return items if named else ()


def without_repeated_year(draft: Draft, said: dict[int, Period]) -> dict[int, Period]:
    """ "2024 revenue, full year": beside a year that is named, a word for all of a year says no other one."""
    bare = [at for at in said if _is_bare_whole(draft.pieces[at].text)]
    named = [at for at, expr in said.items() if at not in bare and years_of(expr)]
    if not bare or len(named) != 1 or len(said) != len(bare) + 1:
        return said
    for at in bare:
        draft.read(at, "time")
    return {at: expr for at, expr in said.items() if at not in bare}


def is_included(draft: Draft, at: int, known: Sequence[TimeRange], found: Sequence[TimeRange]) -> bool:
    """Whether a period is said to be in another one, in which it is: "the last three months, including December"."""
    held = found and all(any(o.start <= each.start and each.end <= o.end for o in known) for each in found)
    if not held or not at or not draft.has(at - 1, "join.including") or draft.pieces[at - 1].concerns:
        return False
    draft.read(at - 1, "connective")
    draft.read(at, "time", dates_of(found[0]))
    return True


def _is_bare_whole(text: str) -> bool:
    """Whether it is a word for all of a year that says of which one only by being said now."""
    text = text.casefold()
    found = [word for word in time_vocabulary().in_text(text) if word.kind == "whole_unit"]
    return any(word.start == 0 and word.end == len(text) for word in found)


def in_years(expr: Period, years: Sequence[Period]) -> Period:
    """A month or stretch without a year, in each of the years that are named elsewhere."""
    placed = [in_year(year, expr) for year in years]
    found = tuple(period for period in placed if period is not None)
    if not found or len(found) < len(placed):
        return expr
    return found[0] if len(found) == 1 else Listed(found)


def base_time(draft: Draft) -> TimeRange | None:
    """The period that a follow-up goes on from; None where it asks for something else in its place."""
    base = draft.ground.base.time if draft.ground.base and not draft.ground.anew else None
    found = range_of(base, draft.ground.now, draft.ground.catalog.calendar)
    return None if isinstance(base, tuple) else found


def in_same_stretch(draft: Draft, at: int, found: Resolved, base: TimeRange | None) -> Resolved:
    """A follow-up that names a year alone means the stretch of it that was spoken of before."""
    if base is None or len(found.ranges) != 1:
        return found
    if any(word.kind in _WHOLE for word in time_vocabulary().in_text(draft.pieces[at].text)):
        return found
    year = found.ranges[0]
    calendar = draft.ground.catalog.calendar
    holiday = holiday_of(base, calendar)
    if holiday is not None:
        return resolve_time(HolidayRef(holiday, year.start.year), draft.ground.now, calendar)
    stretch = same_stretch(year, base)
    if stretch is None:
        return found
    draft.assume("same_stretch", dates_of(stretch))
    return replace(found, ranges=(stretch,), partial=False)


def named_before(draft: Draft, expr: Period) -> Period:
    """ "Last year's holiday" is that time of the holiday that was spoken of before."""
    base = draft.ground.base.time if draft.ground.base else None
    if not (isinstance(expr, PartOf) and isinstance(expr.part, AnyHoliday) and isinstance(base, TimeRange)):
        return expr
    holiday = holiday_of(base, draft.ground.catalog.calendar)
    return expr if holiday is None else PartOf(expr.whole, HolidayRef(holiday))


def beside_rolling(draft: Draft, found: Resolved, expr: Period, said: Mapping[int, Period]) -> Resolved:
    """The 之前30天 beside 最近30天 is what comes right before it, rather than before today."""
    rolling = [item for item in said.values() if isinstance(item, Rolling) and item.include_current]
    if len(rolling) != 1 or expr == rolling[0]:
        return found
    latest = resolve_time(rolling[0], draft.ground.now, draft.ground.catalog.calendar).ranges
    before = right_before(expr, latest[0]) if len(latest) == 1 else None
    return found if before is None else replace(found, ranges=(before,), partial=False)


def all_through(draft: Draft, expr: Period) -> Period:
    """ "Through 2025" is that year where its course is asked for, and everything until its end elsewhere."""
    if not (isinstance(expr, Until) and expr.through and unit_of(expr.period) == "year"):
        return expr
    course = draft.trend or draft.grain is not None or draft.find("shape.running", "shape.trend")
    return expr.period if course else expr


def unread_code(draft: Draft) -> str:
    """Why what is left unread cannot be left out: a date that there is not, some kinds of days, or words
    that say nothing."""
    said = [piece.time.expr for piece in draft.unread() if piece.time is not None]
    for expr in said:
        match expr:
            case KindOfDay():
                return "kind_of_day"
            case Between(first=first, last=last) if (first, last) in KINDS_OF_DAYS:
                return "kind_of_day"
            case PartOf(part=AnyHoliday()):
                return "which_holiday"
    if draft.lacks_number:
        return "no_such_number"
    named = [expr for expr in said if not isinstance(expr, TimeComparison)]
    return "no_such_period" if named else "unread_condition"


def whole_of(draft: Draft, at: int, expr: Period, count: int) -> Period | None:
    """The end of a month is that month where what is counted is only known at its end, or by month.

    None for month ends as such, which are a grain: 今年月末余额走势, "at each month end". Raises ImpossibleError
    for a part of each month in all else: 每月上旬的订单数 are those of no one stretch.
    """
    each = _is_of_each(draft, at, expr)
    told = _tells_of_which(draft.pieces[at].text)
    found = _whole(draft, expr, 1 if told else count + each, told)
    if (
        told
        and count > 1
        and found is not expr
        and isinstance(expr, PartOf)
        and unit_of(expr.whole) != "month"
    ):
        return PartOf(expr.whole, Nth("month", 1, from_end=True))  # beside 6月底, which the year would hold
    if each and found is expr:
        raise ImpossibleError("unread_condition", draft.pieces[at].text)
    return found


def whole_sides(draft: Draft, said: TimeComparison | Versus) -> TimeComparison | Versus:
    """The same of what is set against each other: the customers at the end of June and at the end of December."""
    if isinstance(said, Versus):
        first, second = (_whole(draft, side, 1) or side for side in (said.first, said.second))
        return Versus(first, second)
    return said if said.period is None else replace(said, period=_whole(draft, said.period, 1) or said.period)


def _is_of_each(draft: Draft, at: int, expr: Period) -> bool:
    """Whether a word for "each", or the buckets themselves, stand right before a part of the unit that holds."""
    dateless = isinstance(expr, Absolute) and expr.year is None
    if not at or not (isinstance(expr, PartOf) or dateless):
        return False
    before = draft.pieces[at - 1]
    if draft.between(at - 1, at).strip() or before.concerns:
        return False
    bucket = before.time.expr if before.time is not None else None
    window = dateless or (isinstance(expr, PartOf) and isinstance(expr.part, Window))
    if isinstance(bucket, GrainWord) and isinstance(expr, PartOf) and expr.whole == Relative(bucket.unit, 0):
        return True
    if isinstance(bucket, GrainWord) and dateless:
        return bucket.unit == ("month" if expr.week or expr.day else "year")  # type: ignore[union-attr]
    each = before.is_("per.each") or (isinstance(bucket, GrainWord) and _opens_with_each(before.text))
    return window and each


def _opens_with_each(text: str) -> bool:
    found = load_vocabulary().phrases.matches(tokenize(text))
    return any(first == 0 and "per.each" in roles for first, _, roles in found)


def _tells_of_which(text: str) -> bool:
    """Whether it is the end of a year or month that is named: 今年年底, 本月末, "the end of this year", and not 年底."""
    return not any(word.kind == "window" and word.start == 0 for word in time_vocabulary().in_text(text))


def _whole(draft: Draft, expr: Period, count: int, told: bool = False) -> Period | None:
    if not (isinstance(expr, PartOf) and isinstance(expr.part, Window) and expr.part.part == "end"):
        return expr
    unit = unit_of(expr.whole)
    if unit not in ("month", "quarter", "year") or not at_period_ends(draft, unit):
        return expr
    series = count > 1 or draft.grain is not None or bool(draft.find("shape.trend"))
    if series and expr.whole == Relative(unit, 0) and not told:
        draft.grain = draft.grain or unit
        return None
    return expr.whole


def at_period_ends(draft: Draft, unit: str) -> bool:
    """Whether all metrics are balances, totals up to each moment, or refreshed no finer than `unit`."""
    catalog = draft.ground.catalog
    if any(piece.is_("shape.running") and not piece.concerns for piece in draft.pieces):
        return bool(draft.metrics)
    for name in draft.metrics:
        metric = catalog.metrics[name]
        balance = isinstance(metric.kind, Simple) and metric.kind.non_additive is not None
        balance = balance or (isinstance(metric.kind, Cumulative) and metric.kind.period_agg == "last")
        finest = refreshed_by(metric.card.refresh)
        if not balance and GRAINS.index(finest) < GRAINS.index("month"):
            return False
    return bool(draft.metrics)


def within(known: list[TimeRange], found: Sequence[TimeRange]) -> list[TimeRange]:
    """A period inside one that is already named says more exactly which part is meant."""
    out = list(known)
    for item in found:
        around = next((other for other in out if other.start <= item.start and item.end <= other.end), None)
        inside = next((other for other in out if item.start <= other.start and other.end <= item.end), None)
        cut = next((other for other in out if _cuts(item, other) or _cuts(other, item)), None)
        if around is None and inside is None and cut is not None:
            out[out.index(cut)] = TimeRange(max(item.start, cut.start), min(item.end, cut.end))
        elif around is not None:
            out[out.index(around)] = item
        elif inside is None:
            out.append(item)
    return out


def check_open_around(draft: Draft, at: int, told: Iterable[Sequence[TimeRange]]) -> None:
    """Everything up to a moment of the past says nothing of a period that ended before it, unless it is of another event:
    "leads from October that were MQLs by the end of November". Raises ImpossibleError.
    """
    ranges = [item for found in told for item in found]
    ends = [item.end for item in ranges if item.start.date() == EARLIEST and item.end <= draft.ground.now]
    inside = [
        item for item in ranges if item.start.date() != EARLIEST and any(item.end < end for end in ends)
    ]
    if inside:
        raise ImpossibleError("unread_condition", draft.pieces[at].text)


def _cuts(item: TimeRange, other: TimeRange) -> bool:
    """Whether everything up to a moment ends inside the other period: 截至9月底,今年."""
    return item.start.date() == EARLIEST and other.start < item.end < other.end
