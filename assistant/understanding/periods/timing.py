"""Periods, comparisons and grains that a question names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assistant.query import Comparison, RelativeTime, TimeRange
from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, UndecidedError, soft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.periods.bare_units import is_unit_by_itself
from assistant.understanding.periods.date_words import before_date
from assistant.understanding.periods.in_each_year import check_each_year, sides_meant
from assistant.understanding.periods.named_before import names_one_before
from assistant.understanding.periods.own_bucket import take_own_bucket
from assistant.understanding.periods.side_by_side import (
    as_course,
    as_one,
    by_units,
    check_listed,
    is_of_values,
    set_against,
)
from assistant.understanding.periods.unsaid_step import month_before
from assistant.understanding.time.accrued import is_total_to_date, since_unit, up_to
from assistant.understanding.time.expr import (
    AsOf,
    GrainWord,
    Period,
    Relative,
    Rolling,
    TimeComparison,
    ToDate,
    Unit,
    Versus,
)
from assistant.understanding.time.meant import (
    all_through,
    at_period_ends,
    base_time,
    beside_rolling,
    check_open_around,
    in_same_stretch,
    in_years,
    is_included,
    named_before,
    whole_of,
    whole_sides,
    within,
    without_repeated_year,
    years_of,
)
from assistant.understanding.time.resolve import (
    Resolved,
    base_of,
    resolve_comparison,
    resolve_time,
    shifted_by_months,
)
from assistant.understanding.time.settling import (
    GRAINS,
    METRIC_TIME,
    bucket_before,
    dates_of,
    default_time,
    range_of,
    time_grain,
)
from assistant.understanding.time.spoken import placed
from assistant.understanding.words import load_vocabulary

_OWN_WORDS = ("order.rank", "shape.compare", "shape.share")
"""Words that also ask for something of their own."""
_TWO_COMPARISONS = ("first", "second")
_BEFORE = ("per.before", "per.which")
_EACH = ("per.each",)
_COMMAS = (",", "、")


def take_times(draft: Draft) -> None:
    """Read every time phrase: `time` and `grain` are set, `compare` where a comparison is named."""
    _take_grains(draft)
    _take_periods(draft)
    as_one(draft)
    as_course(draft)
    _take_comparisons(draft)
    by_units(draft)


def _take_grains(draft: Draft) -> None:
    for at in range(len(draft.pieces)):
        grain = _grain_of(draft, at)
        if grain is None or not draft.free(at):
            continue
        if is_total_to_date(draft, at):
            draft.read(at, "time", grain)
            continue
        draft.grain = grain
        draft.focus.setdefault(METRIC_TIME, at)
        draft.read(at, "grain", grain)
        if draft.find(*EXTREMES):
            for asked in draft.find("per.when"):
                draft.read(asked, "connective")
        _read_ends(draft, at, grain)
        for mark in (draft.left(at, *_BEFORE), draft.right(at, "per.after")):
            marked = draft.has(mark, *_BEFORE, "per.after") and draft.free(mark)
            if mark is not None and marked and not draft.has(mark, *_OWN_WORDS):
                draft.read(mark, "connective")


def _read_ends(draft: Draft, at: int, grain: str) -> None:
    """The end of each month says nothing new about balances; of what accumulates it stays unread."""
    for place in (draft.left(at, "shape.at_end"), draft.right(at, "shape.at_end")):
        if draft.has(place, "shape.at_end") and draft.free(place) and at_period_ends(draft, grain):
            draft.read(place, "grain", grain)  # type: ignore[arg-type]


def _grain_of(draft: Draft, at: int) -> str | None:
    """The grain a phrase says, or a bare unit that is asked for: "which month", "top 3 months", "our best
    month".
    """
    piece = draft.pieces[at]
    if piece.time is not None and isinstance(piece.time.expr, GrainWord):
        return bucket(piece.time.expr.unit, draft.ground.catalog.calendar.fiscal_year_start_month)
    if piece.concerns or piece.time is not None:
        return None
    unit = next((unit for unit in GRAINS if piece.is_(f"grain.{unit}")), None)
    before = draft.left(at, *_BEFORE, skip=("order.counter",)) if unit else None
    before = before_date(draft, before) if before is not None else None
    number = before if before and draft.pieces[before].number is not None else None
    counted = number is not None and draft.has(number - 1, "order.top", "order.bottom")
    thing = before is not None and bool(draft.pieces[before].dimensions or draft.pieces[before].entities)
    listed = before is not None and thing and _is_listed(draft, before, at)
    best = at > 0 and draft.has(at - 1, *EXTREMES)
    # "In weeks" after an answer: nothing else is said.
    alone = draft.ground.base is not None and not any(p is not piece and not soft(p) for p in draft.pieces)
    said = draft.has(before, *_BEFORE) or counted or listed or best or alone
    return unit if said or (unit is not None and is_unit_by_itself(draft, at)) else None


def _is_listed(draft: Draft, first: int, second: int) -> bool:
    """Whether "and" or a comma joins the two: "by channel and month"."""
    joined = any(draft.has(at, "join.and") for at in range(first + 1, second))
    return joined or draft.between(second - 1, second).strip() in _COMMAS


def bucket(unit: Unit, fiscal_start: int) -> str | None:
    """The grain of a unit. Fiscal quarters and years are grains where they are those of the calendar."""
    if unit == "fiscal_quarter":
        return "quarter" if (fiscal_start - 1) % 3 == 0 else None
    if unit == "fiscal_year":
        return "year" if fiscal_start == 1 else None
    return unit if unit in GRAINS else None


def _take_periods(draft: Draft) -> None:
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    ranges: list[TimeRange] = []
    told: dict[int, Sequence[TimeRange]] = {}
    whole = False
    said = without_repeated_year(draft, _periods_said(draft))
    check_each_year(draft, said)
    years = [year for expr in said.values() for year in years_of(expr)]
    base = base_time(draft)
    for at, expr in said.items():
        if expr == AsOf(None):
            draft.read(at, "time", "now")
            continue
        _each_of(draft, at, expr)
        if take_own_bucket(draft, at, expr, said):
            draft.read(at, "grain", draft.grain or "")
            continue
        meant = whole_of(
            draft, at, all_through(draft, named_before(draft, up_to(draft, at, expr))), len(said)
        )
        if meant is None:
            draft.read(at, "grain", draft.grain or "")
            before = draft.left(at, *_BEFORE)
            if before is not None and draft.has(before, *_BEFORE) and draft.free(before):
                draft.read(before, "connective")
            continue
        found = resolve_time(in_years(meant, years) if years else placed(meant, base, now), now, calendar)
        found = beside_rolling(draft, found, meant, said)
        if len(said) == 1 and years:
            found = in_same_stretch(draft, at, found, base)
        if found.missing:
            continue
        found = since_unit(draft, found)
        if is_included(draft, at, ranges, found.ranges):
            continue
        _note(draft, found)
        ranges = within(ranges, found.ranges)
        told[at] = found.ranges
        check_open_around(draft, at, told.values())
        whole = whole or found.unbounded
        draft.read(at, "time", " | ".join(dates_of(item) for item in found.ranges) or "all")
    if ranges:
        draft.time = ranges[0] if len(ranges) == 1 else tuple(ranges)
        if len(ranges) > 1:
            check_listed(draft, [at for at, own in told.items() if set(own) & set(ranges)])
            for at in draft.find("join.versus", "join.than", "join.each"):
                if not is_of_values(draft, at):
                    draft.read(at, "comparison")
            set_against(draft)
    elif whole:
        draft.time = RelativeTime("all_time")


def _each_of(draft: Draft, at: int, expr: object) -> None:
    """ "For each of the last six months": by month."""
    before = draft.left(at, *_EACH)
    if isinstance(expr, Rolling) and at and draft.has(at - 1, "join.during") and draft.free(at - 1):
        draft.read(at - 1, "filler")
    if not isinstance(expr, Rolling) or expr.n < 2 or expr.unit not in GRAINS:
        return
    if before is not None and draft.has(before, *_EACH) and draft.free(before):
        draft.grain = draft.grain or expr.unit
        draft.read(before, "grain", draft.grain)


def _periods_said(draft: Draft) -> dict[int, Period]:
    """Periods and points by the place of their piece."""
    return {
        at: piece.time.expr
        for at, piece in enumerate(draft.pieces)
        if piece.time is not None
        and piece.time.kind in ("period", "point")
        and draft.free(at)
        and not isinstance(piece.time.expr, TimeComparison | Versus | GrainWord)
    }


def _note(draft: Draft, found: Resolved) -> None:
    if found.partial:
        draft.assume("partial_period")
    draft.future = draft.future or found.future
    if found.assumed_year and found.ranges:
        span = found.ranges[0]
        shown = span.end - timedelta(days=1) if found.open_start else span.start
        draft.assume("assumed_year", str(shown.year))


def _take_comparisons(draft: Draft) -> None:
    for at, piece in enumerate(draft.pieces):
        if (
            piece.time is None
            or not draft.free(at)
            or not isinstance(piece.time.expr, TimeComparison | Versus)
        ):
            continue
        before = draft.compare, draft.stepwise
        _compare(draft, at, piece.time.expr)
        _choose(draft, at, before)
    if draft.compare is not None:
        for at in draft.find("join.versus", "join.than", "shape.compare"):
            if not _limits_number(draft, at):
                draft.read(at, "comparison")


def _limits_number(draft: Draft, at: int) -> bool:
    """The "over" of "over 10% more" sets nothing against anything."""
    behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    return draft.has(at, *BEFORE) and behind is not None and behind.number is not None and behind.time is None


def _choose(draft: Draft, at: int, before: tuple[Comparison | None, bool]) -> None:
    """A query is compared once: of two comparisons, one is picked. Raises UndecidedError."""
    if before[0] is None or draft.compare == before[0]:
        return
    piece = draft.pieces[at]
    pick = draft.ground.picks.get(piece.start)
    if pick is None:
        raise UndecidedError("one_comparison", piece, _TWO_COMPARISONS)
    if pick == _TWO_COMPARISONS[0]:
        draft.compare, draft.stepwise = before
    else:
        draft.stepwise = draft.stepwise and draft.compare is not None and draft.compare.kind == "prior_period"


def _compare(draft: Draft, at: int, said: TimeComparison | Versus) -> None:
    """Two periods set against each other show the later one; a comparison applies to what else is named."""
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    said, base = whole_sides(draft, said), None
    if isinstance(said, TimeComparison) and said.of is not None and _stands_alone(draft, said):
        draft.time = _counterpart(draft, said, said.of)
        draft.read(at, "time")
        return
    if (
        isinstance(said, TimeComparison)
        and said.period is not None
        and draft.ground.base is None
        and _opens(draft, at)
    ):
        found = resolve_time(said.period, now, calendar)
        draft.time = found.ranges[0] if len(found.ranges) == 1 else found.ranges or None
        draft.contrast = True
        draft.read(at, "comparison")
        return
    if isinstance(said, Versus):
        within_both = sides_meant(draft, at, said)
        if within_both is None:
            return
        said = within_both
        sides = resolve_time(said, now, calendar)
        if len(sides.ranges) != 2:
            return
        _note(draft, sides)
        if names_one_before(draft.pieces[at], said):
            draft.time, draft.compare = sides.ranges[0], Comparison("prior_period")
            draft.read(at, "comparison", draft.compare.kind)
            return
        draft.time = max(sides.ranges)
    else:
        draft.time = draft.time or month_before(draft, at, said)
        base = _base_range(draft, said)
    try:
        draft.compare = resolve_comparison(said, base, now, calendar)
    except ValueError:
        return
    if base is not None and draft.compare.range == base:
        if draft.time is not None and _is_around(said, base, draft):
            draft.compare = None  # a month and the year that it is in are no two sides
            return
        draft.compare = Comparison("prior_period")
    if isinstance(said, TimeComparison):
        _step(draft, said)
    draft.read(at, "comparison", draft.compare.kind)


def _is_around(said: TimeComparison | Versus, base: TimeRange, draft: Draft) -> bool:
    """Whether what is compared with is a longer period that what is compared is part of."""
    if not isinstance(said, TimeComparison) or said.kind != "period" or said.period is None:
        return False
    found = resolve_time(said.period, draft.ground.now, draft.ground.catalog.calendar).ranges
    return len(found) == 1 and found[0] != base and found[0].start <= base.start and base.end <= found[0].end


def _step(draft: Draft, said: TimeComparison) -> None:
    """ "Month over month", or monthly and "vs last month": each month against the one before it."""
    grain = draft.grain or time_grain(draft.ground.base.group_by if draft.ground.base else ())
    beside = isinstance(said.period, Relative) and said.period.offset == -1 and said.period.unit == grain
    if (said.kind != "prior_period" and not beside) or (said.against and said.unit not in (None, grain)):
        return
    draft.stepwise = True
    base = range_of(draft.time, draft.ground.now, draft.ground.catalog.calendar)
    if draft.grain is None and said.unit in ("day", "week", "month", "quarter") and base is not None:
        before = bucket_before(base, said.unit)
        if before.end > base.start:
            draft.grain = said.unit


def _stands_alone(draft: Draft, said: TimeComparison) -> bool:
    """Whether "the same month last year" is the period itself: nothing is there to set against it."""
    named = draft.time is not None or draft.ground.base is not None or draft.grain is not None
    return not named and not said.against and not draft.find("shape.compare", "join.versus", "join.than")


def _counterpart(draft: Draft, said: TimeComparison, unit: Unit) -> TimeRange | None:
    """The unit that holds now, as many years or months back as is said."""
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    found = resolve_time(Relative(unit, 0), now, calendar).ranges
    compared = resolve_comparison(said, found[0], now, calendar) if found else None
    if compared is None or compared.kind not in ("range", "same_period_last_year"):
        return None
    return compared.range or shifted_by_months(found[0], -12)


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
    if time is None and said.of is not None:
        found = resolve_time(Relative(said.of, 0), draft.ground.now, draft.ground.catalog.calendar).ranges
        draft.time = time = found[0] if found else None
    if (
        time is None
        and draft.grain is None
        and (period := base_of(said)) is not None
        and (said.kind != "same_period" or isinstance(period, ToDate))
    ):
        found = resolve_time(period, draft.ground.now, draft.ground.catalog.calendar).ranges
        draft.time = time = found[0] if found else None
    return range_of(
        time or default_time(draft, compared=True), draft.ground.now, draft.ground.catalog.calendar
    )
