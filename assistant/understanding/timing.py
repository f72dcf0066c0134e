"""Periods, comparisons and grains of a question; what holds where it names none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.catalog.calendar import Calendar
from assistant.query import Comparison, QueryTime, RelativeTime, TimeRange
from assistant.resolve.periods import resolve_period
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.time_expr import AsOf, GrainWord, TimeComparison, Versus
from assistant.understanding.time_resolve import Resolved, base_of, resolve_comparison, resolve_time
from assistant.understanding.tokens import tokenize
from assistant.understanding.words import load_vocabulary

METRIC_TIME = "metric_time"
_OWN_WORDS = ("order.rank", "shape.compare", "shape.share")
"""Words that also ask for something of their own."""
_BEFORE = ("per.before", "per.which")
_GRAINS = ("minute", "hour", "day", "week", "month", "quarter", "year")
_AS_GRAIN = {"fiscal_quarter": "quarter", "fiscal_year": "year"}
_OF_REFRESH = {
    "real_time": "minute", "hourly": "hour", "daily": "day", "weekly": "week",
    "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip
_TREND_GRAINS = ((timedelta(days=1), "hour"), (timedelta(days=45), "day"), (timedelta(days=100), "week"),
                 (timedelta(days=1100), "month"))  # fmt: skip


def take_times(draft: Draft) -> None:
    """Read every time phrase: `time` and `grain` are set, `compare` where a comparison is named."""
    _take_grains(draft)
    _take_periods(draft)
    _take_comparisons(draft)


def _take_grains(draft: Draft) -> None:
    for at in range(len(draft.pieces)):
        grain = _grain_of(draft, at)
        if grain is None or not draft.free(at):
            continue
        draft.grain = grain
        draft.focus.setdefault(METRIC_TIME, at)
        draft.read(at, "grain", grain)
        for mark in (draft.left(at, *_BEFORE), draft.right(at, "per.after")):
            marked = draft.has(mark, *_BEFORE, "per.after") and draft.free(mark)
            if mark is not None and marked and not draft.has(mark, *_OWN_WORDS):
                draft.read(mark, "connective")


def _grain_of(draft: Draft, at: int) -> str | None:
    """The grain a phrase says, or a bare unit that is asked for: "which month", "top 3 months"."""
    piece = draft.pieces[at]
    if piece.time is not None and isinstance(piece.time.expr, GrainWord):
        grain = _AS_GRAIN.get(piece.time.expr.unit, piece.time.expr.unit)
        return grain if grain in _GRAINS else None
    if piece.concerns or piece.time is not None:
        return None
    unit = next((unit for unit in _GRAINS if piece.is_(f"grain.{unit}")), None)
    before = draft.left(at, *_BEFORE, skip=("order.counter",)) if unit else None
    counted = before is not None and draft.pieces[before].number is not None
    counted = (
        counted and bool({"order.top", "order.bottom"} & draft.pieces[before - 1].roles) if before else False
    )
    listed = before is not None and before != at - 1 and bool(draft.pieces[before].dimensions)
    return unit if draft.has(before, *_BEFORE) or counted or listed else None


def _take_periods(draft: Draft) -> None:
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    ranges: list[TimeRange] = []
    whole = False
    for at, piece in enumerate(draft.pieces):
        if piece.time is None or piece.time.kind not in ("period", "point") or not draft.free(at):
            continue
        if isinstance(piece.time.expr, Versus):
            continue
        if piece.time.expr == AsOf(None):
            draft.read(at, "time", "now")
            continue
        found = resolve_time(piece.time.expr, now, calendar)
        if found.missing:
            continue
        _note(draft, found)
        ranges = _within(ranges, found.ranges)
        whole = whole or found.unbounded
        draft.read(at, "time", " | ".join(_text(item) for item in found.ranges) or "all")
    if ranges:
        draft.time = ranges[0] if len(ranges) == 1 else tuple(ranges)
        if len(ranges) > 1:
            for at in draft.find("join.versus", "join.than", "join.each"):
                draft.read(at, "comparison")
    elif whole:
        draft.time = RelativeTime("all_time")


def _note(draft: Draft, found: Resolved) -> None:
    if found.partial:
        draft.assume("partial_period")
    draft.future = draft.future or found.future
    if found.assumed_year and found.ranges:
        draft.assume("assumed_year", str(found.ranges[0].start.year))


def _within(known: list[TimeRange], found: Sequence[TimeRange]) -> list[TimeRange]:
    """A period inside one that is already named says more exactly which part is meant."""
    out = list(known)
    for item in found:
        around = next((other for other in out if other.start <= item.start and item.end <= other.end), None)
        inside = next((other for other in out if item.start <= other.start and other.end <= item.end), None)
        if around is not None:
            out[out.index(around)] = item
        elif inside is None:
            out.append(item)
    return out


def _take_comparisons(draft: Draft) -> None:
    for at, piece in enumerate(draft.pieces):
        if (
            piece.time is None
            or not draft.free(at)
            or not isinstance(piece.time.expr, TimeComparison | Versus)
        ):
            continue
        _compare(draft, at, piece.time.expr)
    if draft.compare is not None:
        for at in draft.find("join.versus", "join.than", "shape.compare"):
            draft.read(at, "comparison")


def _compare(draft: Draft, at: int, said: TimeComparison | Versus) -> None:
    """Two periods set against each other show the later one; a comparison applies to what else is named."""
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    base = None
    if isinstance(said, TimeComparison) and said.period is not None and _opens(draft, at):
        found = resolve_time(said.period, now, calendar)
        draft.time = found.ranges[0] if len(found.ranges) == 1 else found.ranges or None
        draft.contrast = True
        draft.read(at, "comparison")
        return
    if isinstance(said, Versus):
        sides = resolve_time(said, now, calendar)
        if len(sides.ranges) != 2:
            return
        _note(draft, sides)
        draft.time = max(sides.ranges)
    else:
        base = _base_range(draft, said)
    try:
        draft.compare = resolve_comparison(said, base, now, calendar)
    except ValueError:
        return
    if base is not None and draft.compare.range == base:
        draft.compare = Comparison("prior_period")
    draft.read(at, "comparison", draft.compare.kind)


def _opens(draft: Draft, at: int) -> bool:
    """Whether the phrase is "compare" and a period, with what is compared still to come."""
    tokens = tokenize(draft.pieces[at].text)
    starts = any(
        not first and "shape.compare" in roles
        for first, _, roles in load_vocabulary().phrases.matches(tokens)
    )
    return starts and not any(piece.concerns for piece in draft.pieces[:at])


def _base_range(draft: Draft, said: TimeComparison) -> TimeRange | None:
    """What is compared. A "month over month" without a period is about the current month."""
    time = draft.time
    if time is None and draft.ground.base is not None:
        time = draft.ground.base.time
    if (
        time is None
        and draft.grain is None
        and (period := base_of(said)) is not None
        and said.kind != "same_period"
    ):
        found = resolve_time(period, draft.ground.now, draft.ground.catalog.calendar).ranges
        draft.time = time = found[0] if found else None
    return range_of(time or default_time(draft), draft.ground.now, draft.ground.catalog.calendar)


def range_of(time: QueryTime, now: datetime, calendar: Calendar) -> TimeRange | None:
    match time:
        case TimeRange():
            return time
        case RelativeTime():
            return resolve_period(time.period, now, calendar)
        case tuple() if time:
            return time[-1]
    return None


def default_time(draft: Draft) -> QueryTime:
    """The period of a question that names none: the metric's, else the calendar's, else all of the data."""
    catalog = draft.ground.catalog
    cards = [catalog.metrics[name].card.default_period for name in draft.metrics]
    period = next((card for card in cards if card), None) or catalog.calendar.default_period
    if period is None or period == "all_time":
        return None
    return resolve_period(period, draft.ground.now, catalog.calendar)


def settle_time(draft: Draft) -> None:
    """The default period, the grain of a trend, and the time to group by. Raises ImpossibleError."""
    if draft.time is None and draft.ground.base is None:
        draft.time = default_time(draft)
        draft.assume("default_period", _text(draft.time) if isinstance(draft.time, TimeRange) else "all_time")
    elif draft.time == RelativeTime("all_time"):
        draft.time = None
    if draft.trend and draft.grain is None and not _grouped_by_time(draft):
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


def _grouped_by_time(draft: Draft) -> bool:
    given = [*draft.group_by, *(draft.ground.base.group_by if draft.ground.base else ())]
    return any(name.rsplit("__", 1)[-1] in _GRAINS for name in given)


def _trend_grain(draft: Draft) -> str:
    time = draft.time or (draft.ground.base.time if draft.ground.base else None)
    span = range_of(time, draft.ground.now, draft.ground.catalog.calendar)
    wanted = "month" if span is None else "quarter"
    if span is not None:
        wanted = next((grain for most, grain in _TREND_GRAINS if span.end - span.start <= most), "quarter")
    return max(wanted, _finest(draft), key=_GRAINS.index)


def _finest(draft: Draft) -> str:
    """The finest grain that all metrics are refreshed at."""
    cards = [draft.ground.catalog.metrics[name].card.refresh for name in draft.metrics]
    grains = [_OF_REFRESH.get(card, "minute") for card in cards if card]
    return max(grains, key=_GRAINS.index, default="day")


def _check_grain(draft: Draft, grain: str) -> None:
    finest = _finest(draft)
    if _GRAINS.index(grain) < _GRAINS.index(finest):
        raise ImpossibleError("too_fine_grain", grain, finest=finest)


def _text(period: TimeRange) -> str:
    return f"{period.start.date()}/{period.end.date()}"
