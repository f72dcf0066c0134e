"""One metric divided by another that the question names: "GMV per buyer", "ratio of freight to sales", 收入除以订单数."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Ratio
from assistant.query import Condition, Filter, Order
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.metrics.counted import is_count
from assistant.understanding.metrics.known import denominator, numerator, shown_with
from assistant.understanding.neighbours import opening

_PER = ("per.each", "per.before")
_AVERAGE = ("shape.average", "shape.on_average")
_DIVIDED = ("ratio.divided", "shape.multiple")


def is_divisor(draft: Draft, at: int) -> bool:
    """Whether it is a count that something is asked for per one of, and no thing that groups could be made of."""
    piece = draft.pieces[at]
    if not piece.metrics or piece.dimensions or piece.entities or piece.terms or opening(draft, at):
        return False
    counts = all(is_count(draft.ground.catalog, name.metric) for name in piece.metrics)
    return counts and _mark_of(draft, at) is not None


def is_divided(draft: Draft) -> bool:
    """Whether a word for a division is said beside exactly two metrics."""
    named = [at for at, piece in enumerate(draft.pieces) if piece.metrics or piece.terms]
    return len(named) == 2 and bool(draft.find(*_DIVIDED))


def take_ratios(draft: Draft) -> None:
    """The catalog's own ratio of the two metrics, else the one divided by the other."""
    if len(draft.metrics) != 2 or draft.ground.base is not None or set(draft.metrics) - set(draft.focus):
        return
    found = _per(draft) or _divided(draft)
    if found is None:
        return
    above, below, marks = found
    own = [
        metric.name
        for metric in shown_with(draft.ground.catalog, numerator, above)
        if isinstance(metric.kind, Ratio)
        and metric.kind.denominator.metric == below
        and not (metric.kind.numerator.filters or metric.kind.denominator.filters)
    ]
    if len(own) != 1 and not draft.find(*_DIVIDED):
        _check_alike(draft, above, below)
    for at in marks:
        draft.read(at, "analysis", "ratio")
    if len(own) == 1:
        place = draft.focus.pop(above)
        draft.read_as(draft.focus.pop(below), "metric", own[0])
        draft.focus[own[0]] = place
        draft.read_as(place, "metric", own[0])
        draft.metrics = own
        draft.assume("default_metric", own[0])
        return
    draft.metrics = [above, below]
    draft.ratio_to = below


def _check_alike(draft: Draft, above: str, below: str) -> None:
    """ "Media cost per new customer" may be another cost per new customer that the catalog has.

    Raises UndecidedError with those metrics.
    """
    catalog, at = draft.ground.catalog, draft.focus[above]
    unit = catalog.metrics[above].card.unit
    alike = [m.name for m in shown_with(catalog, denominator, below) if m.card.unit == unit]
    if alike and draft.pieces[at].start not in draft.ground.picks:
        raise UndecidedError("ambiguous_metric", draft.pieces[at], alike)


def rank_by_ratio(draft: Draft) -> None:
    """What is ranked and limited is the ratio, and not what it is of."""
    if draft.ratio_to is None:
        return
    above = next(name for name in draft.metrics if name != draft.ratio_to)
    column = f"{above}__ratio"
    draft.order_by = [
        Order(column, order.descending) if order.field == above else order for order in draft.order_by
    ]
    draft.having = [_about_ratio(item, above, column) for item in draft.having]


def _about_ratio(item: Filter, above: str, column: str) -> Filter:
    return replace(item, field=column) if isinstance(item, Condition) and item.field == above else item


def _per(draft: Draft) -> tuple[str, str, list[int]] | None:
    """A metric per one of what the other counts."""
    places = {at: name for name, at in draft.focus.items() if name in draft.metrics}
    divisors = [at for at in places if is_divisor(draft, at)]
    if len(divisors) != 1:
        return None
    [at] = divisors
    mark = _mark_of(draft, at)
    assert mark is not None
    above = next(name for place, name in places.items() if place != at)
    return above, places[at], [mark, *draft.find(*_AVERAGE)]


def _divided(draft: Draft) -> tuple[str, str, list[int]] | None:
    """Two metrics beside a word for a division, the first one by the second."""
    marks = draft.find(*_DIVIDED)
    if not marks:
        return None
    first, second = sorted(draft.metrics, key=lambda name: draft.focus[name])
    links = [
        at
        for at in range(draft.focus[first] + 1, draft.focus[second])
        if draft.has(at, "join.versus", "join.than", "threshold.to") and not draft.pieces[at].concerns
    ]
    return first, second, [*marks, *links]


def _mark_of(draft: Draft, at: int) -> int | None:
    """The word for each right before a count; one that lists ("by") is none."""
    before = at - 1
    if before < 0 or not draft.has(before, *_PER) or draft.pieces[before].concerns:
        return None
    close = not draft.between(before, at).strip()
    return before if close and draft.has(before, "per.each") else None
