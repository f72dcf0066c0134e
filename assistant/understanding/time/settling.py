"""What holds where a question does not say it: its period, its grain of time, the step of a comparison."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.catalog.calendar import Calendar
from assistant.catalog.metric import Cumulative, with_inputs
from assistant.query import Comparison, QueryTime, RelativeTime, TimeRange
from assistant.resolve.grains import REFRESH_GRAINS
from assistant.resolve.periods import resolve_period
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.linking import distance
from assistant.understanding.time.expr import Between, Rolling
from assistant.understanding.time.resolve import prior_period, shifted_by_months
from assistant.understanding.time.shapes import unit_of
from assistant.understanding.time.units import MONTHS, end_of, start_of

METRIC_TIME = "metric_time"
GRAINS = ("minute", "hour", "day", "week", "month", "quarter", "year")
_TREND_GRAINS = ((timedelta(days=1), "hour"), (timedelta(days=45), "day"), (timedelta(days=100), "week"),
                 (timedelta(days=1100), "month"))  # fmt: skip

_COURSE = (3, 60)
"""How many buckets show a course at least, and at most."""


def bucket_before(base: TimeRange, grain: str) -> TimeRange:
    """`base` one bucket of `grain` earlier."""
    if grain in MONTHS:
        return shifted_by_months(base, -MONTHS[grain])
    back = {"week": timedelta(weeks=1), "day": timedelta(days=1), "hour": timedelta(hours=1)}[grain]
    return TimeRange(base.start - back, base.end - back)


def stepped(base: TimeRange | None, grain: str | None) -> Comparison:
    """Each bucket against the one before it; the whole against the period before where it is not cut."""
    if base is None or grain not in (*MONTHS, "week", "day", "hour"):
        return Comparison("prior_period")
    before = bucket_before(base, grain)
    return Comparison("prior_period") if before == prior_period(base) else Comparison("range", before)


def range_of(time: QueryTime, now: datetime, calendar: Calendar) -> TimeRange | None:
    match time:
        case TimeRange():
            return time
        case RelativeTime():
            return resolve_period(time.period, now, calendar)
        case tuple() if time:
            return time[-1]
    return None


_COMPARED: Final = "this_year"


def default_time(draft: Draft, *, compared: bool = False) -> QueryTime:
    """The period of a question that names none: the metric's, else the calendar's, else all of the data;
    what is compared as a whole or looks back in time needs one, which then is this year."""
    catalog = draft.ground.catalog
    cards = [catalog.metrics[name].card.default_period for name in draft.metrics]
    period = next((card for card in cards if card), None) or catalog.calendar.default_period
    if period is None or period == "all_time":
        if draft.grain is not None or draft.trend or not (compared or draft.compare or _looks_back(draft)):
            return None
        period = _COMPARED
    return resolve_period(period, draft.ground.now, catalog.calendar)


def _looks_back(draft: Draft) -> bool:
    known = draft.ground.catalog.complete.metrics
    parts = (part for name in draft.metrics for part in with_inputs(known, name))
    return any(isinstance(part.kind, Cumulative) for part in parts)


def _worth_cutting(time: QueryTime, grain: str | None) -> QueryTime:
    """A default period that is a single bucket of the grain asked for ("which year") shows nothing: then
    all of the data."""
    if not isinstance(time, TimeRange) or grain not in MONTHS:
        return time
    return None if time.end <= shifted_by_months(time, MONTHS[grain]).start else time


def settle_time(draft: Draft) -> None:
    """The default period, the grain of a trend, and the time to group by. Raises ImpossibleError."""
    if draft.time is None and (draft.ground.base is None or _lacks_period(draft)):
        draft.time = _worth_cutting(default_time(draft), draft.grain)
        draft.assume(
            "default_period", dates_of(draft.time) if isinstance(draft.time, TimeRange) else "all_time"
        )
    elif draft.time == RelativeTime("all_time"):
        draft.time = None
    if draft.trend and (draft.compare is not None or _is_set_against(draft)) and _only_change(draft):
        draft.trend = False
    if draft.trend and draft.grain is None and not _grouped_by_time(draft, _dates_of_things(draft)):
        draft.grain = _trend_grain(draft)
    elif draft.grain is not None:
        _check_grain(draft, draft.grain)
    if draft.grain is not None:
        name = f"{METRIC_TIME}__{draft.grain}"
        if not any(option.name == METRIC_TIME for option in draft.ground.linker.options(draft.metrics)):
            raise ImpossibleError("incompatible_dimension", draft.grain)
        if name not in draft.group_by:
            draft.group_by.append(name)
        if METRIC_TIME in draft.focus:
            draft.focus[name] = draft.focus[METRIC_TIME]
    if draft.stepwise and draft.compare is not None:
        base = draft.ground.base
        time = draft.time or (base.time if base else None)
        groups = (*draft.group_by, *(base.group_by if base else ()))
        span = range_of(time, draft.ground.now, draft.ground.catalog.calendar)
        draft.compare = stepped(span, time_grain(groups))


def _lacks_period(draft: Draft) -> bool:
    """A follow-up that asks for a comparison of what had no period."""
    base = draft.ground.base
    return (
        base is not None and base.time is None and draft.compare is not None and not _grouped_by_time(draft)
    )


def _is_set_against(draft: Draft) -> bool:
    """Whether two periods are said with a word that compares them."""
    return isinstance(draft.time, tuple) and any(
        piece.is_("shape.compare", "join.versus") and not piece.concerns for piece in draft.pieces
    )


def _only_change(draft: Draft) -> bool:
    """Whether the words read as a trend can as well mean the change that the comparison gives, which for most of
    them takes one that was said.
    """
    words = [at for at, meaning in draft.meanings.items() if meaning == ("analysis", "trend")]
    said = all(item.code != "default_comparison" for item in draft.assumptions)
    return all(draft.has(at, "shape.change", *(("shape.moved",) if said else ())) for at in words)


def time_grain(groups: Sequence[str]) -> str | None:
    """The finest grain of time among the groups."""
    found = [name.rsplit("__", 1)[-1] for name in groups if name.startswith(METRIC_TIME)]
    return min((grain for grain in found if grain in GRAINS), key=GRAINS.index, default=None)


def _grouped_by_time(draft: Draft, but: Collection[str] = ()) -> bool:
    given = [*draft.group_by, *(draft.ground.base.group_by if draft.ground.base else ())]
    return any(name.rsplit("__", 1)[-1] in GRAINS for name in given if name not in but)


def _dates_of_things(draft: Draft) -> set[str]:
    """Groups by a date of what the numbers are of, listed among others: the course of "trends by region and opening
    date" is over the time of the numbers.
    """
    if len(draft.group_by) < 2:
        return set()
    options = draft.ground.linker.options(draft.metrics)
    return {
        name
        for name in draft.group_by
        for item in options
        if item.dimension is not None
        and item.name == name.rpartition("__")[0]
        and distance(item, options) > 0
    }


def _trend_grain(draft: Draft) -> str:
    time = draft.time or (draft.ground.base.time if draft.ground.base else None)
    counted = _counted_unit(draft)
    if counted is not None:
        return max(counted, _finest(draft), key=GRAINS.index)
    span = range_of(time, draft.ground.now, draft.ground.catalog.calendar)
    wanted = "month" if span is None else "quarter"
    if span is not None:
        wanted = next((grain for most, grain in _TREND_GRAINS if span.end - span.start <= most), "quarter")
    return max(wanted, _finest(draft), key=GRAINS.index)


def _counted_unit(draft: Draft) -> str | None:
    """The quarters of "trend over the past 8 quarters", where they are few enough and enough to see a course."""
    for piece in draft.pieces:
        expr = piece.time.expr if piece.time is not None else None
        if (
            isinstance(expr, Rolling)
            and _COURSE[0] <= expr.n <= _COURSE[1]
            and expr.unit in GRAINS
            and not expr.vague
        ):
            return expr.unit
        if isinstance(expr, Between) and unit_of(expr.first) == unit_of(expr.last) == "quarter":
            return "quarter"  # 一季度到四季度
    return None


def refreshed_by(refresh: str | None) -> str:
    """The finest grain of a metric that is refreshed so often."""
    return REFRESH_GRAINS.get(refresh or "", "minute")


def _finest(draft: Draft) -> str:
    """The finest grain that all metrics are refreshed at."""
    cards = [draft.ground.catalog.metrics[name].card.refresh for name in draft.metrics]
    grains = [refreshed_by(card) for card in cards if card]
    return max(grains, key=GRAINS.index, default="day")


def _check_grain(draft: Draft, grain: str) -> None:
    finest = _finest(draft)
    if GRAINS.index(grain) < GRAINS.index(finest):
        raise ImpossibleError("too_fine_grain", grain, finest=finest)


def is_one_bucket(draft: Draft) -> bool:
    """Whether all there is to see are the buckets of a time, and there is only one of them: it is all of the
    total, as a quarter is not of "annual revenue".
    """
    if draft.group_by != [f"{METRIC_TIME}__{draft.grain}"] or draft.grain not in MONTHS:
        return False
    if not isinstance(draft.time, TimeRange):
        return False
    first = start_of(draft.grain, draft.time.start.date(), draft.ground.catalog.calendar)  # type: ignore[arg-type]
    return draft.time.end.date() <= end_of(draft.grain, first)  # type: ignore[arg-type]


def dates_of(period: TimeRange) -> str:
    return f"{period.start.date()}/{period.end.date()}"
