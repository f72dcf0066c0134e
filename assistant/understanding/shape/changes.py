"""Rise and fall: comparisons asked for by words of change, and what is ranked or limited by the change."""

from __future__ import annotations

from itertools import pairwise

from assistant.query import Comparison, Condition, Operator
from assistant.understanding.conditions.limits.limit_years import is_year_before
from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.groups.ordering import EXTREMES, near_metric
from assistant.understanding.shape.chosen import free_gains, is_chosen, is_seen, take_gained, take_signs
from assistant.understanding.shape.movers import (
    changes_ranked,
    is_by_change,
    ranks_by_change,
    take_gains,
    take_most_beside,
)
from assistant.understanding.time.expr import Between, Relative, Since, Unit
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.shapes import unit_of

_WORDS = ("shape.growth", "shape.rise", "shape.fall")
_OUTCOMES = ("shape.higher", "shape.lower", "shape.better", "shape.worse")
_CLAUSES = ("restrict.using", "restrict.only", "per.which")
"""Words between what is picked and what it is picked by: "branches with fewer loans than last year"."""
_SORTS = ("order.sort", "order.rank")
_LEAVES_OUT = ("restrict.exclude", "follow.remove")
_LIMITS: dict[str, Operator] = {
    "threshold.ge": ">=", "threshold.le": "<=", "threshold.gt": ">", "threshold.lt": "<",
    "threshold.ge_after": ">=", "threshold.le_after": "<=",
}  # fmt: skip
_LASTING: tuple[Unit, ...] = ("week", "month", "quarter", "half", "year")
"""Units that are long enough to be set against each other."""
_MIRRORED: dict[Operator, Operator] = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def take_changes(draft: Draft) -> None:
    """Words of change set a comparison; without another one it is with the same period a year before."""
    free_gains(draft)
    take_gains(draft)
    take_most_beside(draft)
    found = [at for at in draft.find(*_WORDS) if not _leaves_out(draft, at)]
    if not found and draft.find("join.outcome"):
        _from_one_to_another(draft)
    if not found and draft.find("shape.turned") and not _is_compared(draft):
        draft.compare = Comparison("same_period_last_year")
        draft.assume("default_comparison", "same_period_last_year")
    if draft.compare is not None and not any(draft.has(at, "shape.rise", "shape.fall") for at in found):
        _take_outcome(draft)
    take_gained(draft)
    if not found:
        take_signs(draft)
    if not found or isinstance(draft.time, tuple):
        return
    _from_one_to_another(draft)
    if any(draft.has(at, "shape.rise", "shape.fall", "join.outcome") for at in found):
        _since_then(draft)
    if draft.compare is None and draft.ground.base is None and _is_course(draft):
        draft.trend = True
        for at in found:
            draft.read(at, "analysis", "trend")
        return
    if not _is_compared(draft):
        draft.compare = Comparison("same_period_last_year")
        draft.assume("default_comparison", "same_period_last_year")
    pending: list[tuple[int, str]] = []
    for at in changes_ranked(draft, found):
        metric = _metric_of(draft, at)
        if metric is None or not draft.free(at):
            continue
        for amount in draft.find("shape.how_much_of"):
            draft.read(amount, "comparison", metric)
        ranked = is_by_change(draft) or ranks_by_change(draft, at, metric)
        draft.read(at, "comparison", metric)
        if not (ranked or _limited(draft, at, metric)):
            pending.append((at, metric))
    take_signs(draft)
    for at in draft.find("shape.percent"):
        draft.read(at, "comparison")  # "in percent, what is the change"
    if not is_by_change(draft):
        _select_all(draft, pending)


def _leaves_out(draft: Draft, at: int) -> bool:
    """The imperative of "drop the ones from direct", and not what "did leads drop" asks."""
    said = draft.compare is not None or at - 1 in draft.focus.values() or bool(draft.find("per.which"))
    return draft.has(at, *_LEAVES_OUT) and not said


def _metric_of(draft: Draft, at: int) -> str | None:
    """The metric of the clause that the word ends: "leads rose and cost fell", 线索同比下降、花费同比上升."""
    places = {draft.focus[name]: name for name in draft.metrics if name in draft.focus}
    before = max((place for place in places if place < at), default=None)
    beside = at + 1 in places and not draft.between(at, at + 1).strip()
    if len(places) < 2 or before is None or beside:
        return near_metric(draft, at)
    inside = range(before + 1, at)
    parted = bool(draft.between(before, before + 1).strip()) or any(
        draft.has(place, "join.and") for place in inside
    )
    timed = all(draft.pieces[place].time is not None or soft(draft.pieces[place]) for place in inside)
    return places[before] if timed and not parted else near_metric(draft, at)


def _select_all(draft: Draft, pending: list[tuple[int, str]]) -> None:
    """Where one of the changes picks groups, so does each that is said of another metric."""
    if draft.having or not any(_selects(draft, at) for at, _ in pending):
        return
    for at, metric in pending:
        field = f"{metric}__change"
        told = any(isinstance(each, Condition) and each.field == field for each in draft.having)
        moved = draft.has(at, "shape.rise", "shape.fall") and not draft.has(at, "shape.growth")
        if not told and (moved or is_seen(draft, at)):
            draft.having.append(Condition(field, "<" if draft.has(at, "shape.fall") else ">", (0,)))


def _is_compared(draft: Draft) -> bool:
    """Whether another side is said, listed or shown already."""
    base = draft.ground.base
    shown = base is not None and base.compare is not None
    return draft.compare is not None or isinstance(draft.time, tuple) or shown


def _is_course(draft: Draft) -> bool:
    """Whether a change "since" a time is asked for, which is the course of things from then on, where nothing
    is picked by it.
    """
    since = any(piece.time is not None and isinstance(piece.time.expr, Since) for piece in draft.pieces)
    picks = any(
        piece.is_("per.which", "shape.growth", *EXTREMES, *_SORTS, *_LIMITS) for piece in draft.pieces
    )
    return since and not picks and not draft.find("shape.how_much_of") and draft.limit is None


def _take_outcome(draft: Draft) -> None:
    """ "Which regions are lower than last year", 比去年差的网点: only those that are, where the words pick.

    Raises ImpossibleError for several of them, each of which may be about another metric.
    """
    found = draft.find(*_OUTCOMES)
    one = all(draft.right(first) == second for first, second in pairwise(found))  # "much" of 高得多
    one = one or _say_the_same(draft, found)
    if not one and any(_picks(draft, at) for at in found):
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in found))
    metric = near_metric(draft, found[0]) if found and one else None
    if metric is None or any(_is_in_clause(draft, found[0], place) for place in draft.find(*EXTREMES)):
        return
    at = found[0]
    falls = _is_less(draft, at, metric)
    if draft.followed(at, "shape.how_many", "shape.how_much_of", "intent.what_is"):
        return
    if _limited_by(draft, at, metric, falls):
        draft.read(at, "comparison", metric)
    elif _picks(draft, at):
        draft.having.append(Condition(f"{metric}__change", "<" if falls else ">", (0,)))
        for place in found:
            draft.read(place, "having", "<" if falls else ">")


def _say_the_same(draft: Draft, found: list[int]) -> bool:
    """Whether all say that the one metric is less, or more, than it was: 没赶上去年,比去年低."""
    metrics = {near_metric(draft, at) for at in found}
    ways = {draft.has(at, "shape.lower") for at in found if draft.has(at, "shape.higher", "shape.lower")}
    plain = all(draft.has(at, "shape.higher", "shape.lower") for at in found)
    return plain and len(draft.metrics) == len(metrics) == len(ways) == 1


def _is_in_clause(draft: Draft, at: int, extreme: int) -> bool:
    """Not what the ones that are picked are sorted by: "that sold more than last year, most revenue first"."""
    first, last = sorted((at, extreme))
    return "," not in draft.ground.text[draft.pieces[first].end : draft.pieces[last].start]


def _is_less(draft: Draft, at: int, metric: str) -> bool:
    """Whether the word says that the metric is lower; better and worse go by which way it should go."""
    if draft.has(at, "shape.higher", "shape.lower"):
        return draft.has(at, "shape.lower")
    good_is_less = draft.ground.catalog.metrics[metric].card.direction == "down"
    return draft.has(at, "shape.better") is good_is_less


def _picks(draft: Draft, at: int) -> bool:
    """Whether "which" asks for some of the groups, or the words describe them: "branches with fewer loans"."""
    if is_chosen(draft, at):
        return True
    behind = draft.right(at)
    if behind is not None and _is_other_side(draft, behind):  # 低于上月的渠道
        at, behind = behind, draft.right(behind)
    if behind is not None and behind > at + 1 and _is_group(draft, behind):
        return True
    if draft.preceded(at, "per.which") and not draft.find("join.each"):
        return any(_is_group(draft, place) for place in range(at))  # by region, which got better
    for place in range(len(draft.pieces)):
        if not _is_group(draft, place):
            continue
        if draft.preceded(place, "per.which") or draft.followed(place, "per.which"):
            return True
        opened = draft.right(place, *_CLAUSES)
        if place < at and draft.has(opened, *_CLAUSES) and place + 1 == opened:
            return True
    return False


def _is_other_side(draft: Draft, at: int) -> bool:
    time = draft.pieces[at].time
    return time is not None and time.kind == "comparison"


def _is_group(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    named = bool(piece.dimensions or piece.entities) and at not in draft.focus.values()
    return named or any(role.startswith("grain.") for role in piece.roles)


def _from_one_to_another(draft: Draft) -> None:
    """ "Changed from 2024 to 2025" sets the two years against each other, where nothing else is compared."""
    said = [piece.time.expr for piece in draft.pieces if piece.time is not None]
    stretch = next((expr for expr in said if isinstance(expr, Between)), None)
    if stretch is None or draft.compare is not None or draft.grain is not None or draft.trend:
        return
    if (
        any(not draft.has(at, "shape.moved") for at in draft.find("shape.trend"))
        or not unit_of(stretch.first)
        or unit_of(stretch.first) != unit_of(stretch.last)
    ):
        return
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    sides = [resolve_time(part, now, calendar).ranges for part in (stretch.first, stretch.last)]
    if all(len(side) == 1 for side in sides):
        (first,), (last,) = sides
        draft.time, draft.compare = last, Comparison("range", first)


def _since_then(draft: Draft) -> None:
    """ "Gone up since last year", 比…以来涨了: the unit that holds now against the one that is named."""
    said = [piece.time.expr for piece in draft.pieces if piece.time is not None]
    since = next((expr for expr in said if isinstance(expr, Since)), None)
    unit = unit_of(since.period) if since is not None else None
    if len(said) != 1 or since is None or unit not in _LASTING or draft.compare is not None or draft.trend:
        return
    calendar, now = draft.ground.catalog.calendar, draft.ground.now
    then = resolve_time(since.period, now, calendar).ranges
    current = resolve_time(Relative(unit, 0), now, calendar).ranges
    if len(then) == len(current) == 1 and then[0].end <= current[0].start:
        draft.time, draft.compare = current[0], Comparison("range", then[0])


def _limited(draft: Draft, at: int, metric: str) -> bool:
    return _limited_by(draft, at, metric, draft.has(at, "shape.fall"))


def _limited_by(draft: Draft, at: int, metric: str, falls: bool) -> bool:
    """ "Grew by more than 10 %", 下降超过两成, "over 10% more": a fall is a negative change."""
    if at > 1 and draft.free(at - 1) and draft.free(at - 2) and draft.pieces[at - 1].number is not None:
        ahead = next((role for role in _LIMITS if draft.has(at - 2, role)), None)
        if ahead in BEFORE and not is_year_before(draft, at - 1):
            return _limit_change(draft, (at - 2, at - 1), metric, falls)
    first = draft.right(at, *_LIMITS, skip=("per.before",))
    if first is None or not draft.free(first):
        return False
    second = draft.right(first, *_LIMITS)
    mark, number = (first, second) if draft.has(first, *_LIMITS) else (second, first)
    if mark is None or number is None or not draft.free(mark) or not draft.free(number):
        return False
    if is_year_before(draft, number):
        return False
    role = next((role for role in _LIMITS if draft.has(mark, role)), None)
    said = draft.pieces[number].number
    if role is None or said is None:
        return False
    for between in range(at + 1, mark):
        if draft.has(between, "per.before"):
            draft.read(between, "connective")  # "grew by more than 10 %"
    return _limit_change(draft, (mark, number), metric, falls)


def _limit_change(draft: Draft, places: tuple[int, int], metric: str, falls: bool) -> bool:
    mark, number = places
    role = next(role for role in _LIMITS if draft.has(mark, role))
    said = draft.pieces[number].number
    assert said is not None
    op, value = _LIMITS[role], int(said.value) if said.value.is_integer() else said.value
    if falls:
        op, value = _MIRRORED[op], -value
    column = "change_rate" if said.kind == "percent" else "change"
    draft.having.append(Condition(f"{metric}__{column}", op, (value,)))
    draft.read(mark, "having", op)
    draft.read(number, "number")
    return True


def _selects(draft: Draft, at: int) -> bool:
    """ "Which channels fell", 下降的渠道: only those that did."""
    if is_seen(draft, at):
        return True
    if draft.has(at, "shape.growth") or not draft.has(at, "shape.rise", "shape.fall"):
        return False
    behind = draft.right(at)
    described = behind is not None and behind > at + 1 and bool(draft.pieces[behind].dimensions)
    asked = bool(draft.find("per.which")) and any(piece.dimensions for piece in draft.pieces)
    return described or asked or is_chosen(draft, at)
