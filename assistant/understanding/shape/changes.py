"""Rise and fall: comparisons asked for by words of change, and what is ranked or limited by the change."""

from __future__ import annotations

from itertools import pairwise

from assistant.query import Comparison, Condition, Operator, Order
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES, near_metric
from assistant.understanding.time.expr import Between, Relative, Since, Unit
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.shapes import unit_of

_WORDS = ("shape.growth", "shape.rise", "shape.fall")
_OUTCOMES = ("shape.higher", "shape.lower", "shape.better", "shape.worse")
_CLAUSES = ("restrict.using", "restrict.only", "per.which")
"""Words between what is picked and what it is picked by: "branches with fewer loans than last year"."""
_SORTS = ("order.sort", "order.rank")
_LIMITS: dict[str, Operator] = {
    "threshold.ge": ">=", "threshold.le": "<=", "threshold.gt": ">", "threshold.lt": "<",
    "threshold.ge_after": ">=", "threshold.le_after": "<=",
}  # fmt: skip
_LASTING: tuple[Unit, ...] = ("week", "month", "quarter", "half", "year")
"""Units that are long enough to be set against each other."""
_MIRRORED: dict[Operator, Operator] = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def take_changes(draft: Draft) -> None:
    """Words of change set a comparison; without another one it is with the same period a year before."""
    found = draft.find(*_WORDS)
    if not found and draft.find("join.outcome"):
        _from_one_to_another(draft)
    if not found and draft.find("shape.turned") and not _is_compared(draft):
        draft.compare = Comparison("same_period_last_year")
        draft.assume("default_comparison", "same_period_last_year")
    if not found and draft.compare is not None:
        _take_outcome(draft)
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
    for at in found:
        metric = near_metric(draft, at)
        if metric is None or not draft.free(at):
            continue
        draft.read(at, "comparison", metric)
        for amount in draft.find("shape.how_much_of"):
            draft.read(amount, "comparison", metric)
        if not (_ranked(draft, at, metric) or _sorted(draft, at, metric) or _limited(draft, at, metric)):
            _selected(draft, at, metric)


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
    if not one and any(_picks(draft, at) for at in found):
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in found))
    metric = near_metric(draft, found[0]) if found and one else None
    if metric is None or any(piece.is_(*EXTREMES) for piece in draft.pieces):
        return
    at = found[0]
    falls = _is_less(draft, at, metric)
    if draft.followed(at, "shape.how_many", "shape.how_much_of", "intent.what_is"):
        return
    if _limited_by(draft, at, metric, falls):
        draft.read(at, "comparison", metric)
    elif _picks(draft, at):
        draft.having.append(Condition(f"{metric}__change", "<" if falls else ">", (0,)))
        draft.read(at, "having", "<" if falls else ">")


def _is_less(draft: Draft, at: int, metric: str) -> bool:
    """Whether the word says that the metric is lower; better and worse go by which way it should go."""
    if draft.has(at, "shape.higher", "shape.lower"):
        return draft.has(at, "shape.lower")
    good_is_less = draft.ground.catalog.metrics[metric].card.direction == "down"
    return draft.has(at, "shape.better") is good_is_less


def _picks(draft: Draft, at: int) -> bool:
    """Whether "which" asks for some of the groups, or the words describe them: "branches with fewer loans"."""
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


def _ranked(draft: Draft, at: int, metric: str) -> bool:
    """ "The largest increase", 下降最多."""
    for place in (draft.right(at, *EXTREMES), draft.left(at, *EXTREMES)):
        if place is not None and draft.free(place) and draft.has(place, *EXTREMES):
            falls = draft.has(at, "shape.fall")
            least = draft.has(place, "order.lowest")
            draft.order_by.append(Order(f"{metric}__change_rate", falls is least))
            draft.rank = True
            draft.read(place, "order", f"{metric}__change_rate")
            return True
    return False


def _sorted(draft: Draft, at: int, metric: str) -> bool:
    """ "Sorted by growth", 按增长率排序: by the rate of change, the largest fall first where falls are asked for."""
    before, behind = draft.left(at, *_SORTS), draft.right(at, *_SORTS)
    mark = next(
        (place for place in (before, behind) if draft.has(place, *_SORTS) and draft.free(place)), None
    )
    if mark is None:
        return False
    rising = any(piece.is_("order.ascending") and not piece.concerns for piece in draft.pieces)
    draft.order_by.append(Order(f"{metric}__change_rate", rising is draft.has(at, "shape.fall")))
    draft.rank = True
    for place in (mark, *draft.find("order.ascending", "order.descending")):
        draft.read(place, "order", f"{metric}__change_rate")
    lead = draft.left(at, "per.before")
    if lead is not None and draft.has(lead, "per.before") and draft.free(lead):
        draft.read(lead, "connective")
    return True


def _limited(draft: Draft, at: int, metric: str) -> bool:
    return _limited_by(draft, at, metric, draft.has(at, "shape.fall"))


def _limited_by(draft: Draft, at: int, metric: str, falls: bool) -> bool:
    """ "Grew by more than 10 %", 下降超过两成: a fall is a negative change."""
    first = draft.right(at, *_LIMITS, skip=("per.before",))
    if first is None or not draft.free(first):
        return False
    second = draft.right(first, *_LIMITS)
    mark, number = (first, second) if draft.has(first, *_LIMITS) else (second, first)
    if mark is None or number is None or not draft.free(mark) or not draft.free(number):
        return False
    role = next((role for role in _LIMITS if draft.has(mark, role)), None)
    said = draft.pieces[number].number
    if role is None or said is None:
        return False
    for between in range(at + 1, mark):
        if draft.has(between, "per.before"):
            draft.read(between, "connective")  # "grew by more than 10 %"
    op, value = _LIMITS[role], said.value
    if falls:
        op, value = _MIRRORED[op], -value
    column = "change_rate" if said.kind == "percent" else "change"
    draft.having.append(Condition(f"{metric}__{column}", op, (value,)))
    draft.read(mark, "having", op)
    draft.read(number, "number")
    return True


def _selected(draft: Draft, at: int, metric: str) -> None:
    """ "Which channels fell", 下降的渠道: only those that did."""
    if draft.has(at, "shape.growth") or not draft.has(at, "shape.rise", "shape.fall"):
        return
    behind = draft.right(at)
    described = behind is not None and behind > at + 1 and bool(draft.pieces[behind].dimensions)
    asked = bool(draft.find("per.which")) and any(piece.dimensions for piece in draft.pieces)
    if described or asked:
        draft.having.append(Condition(f"{metric}__change", "<" if draft.has(at, "shape.fall") else ">", (0,)))
