"""Both ends of one ranking: "top 3 and bottom 3 regions by revenue", 收入最高和最低的区域.

A query ranks once, so all are shown in order and the answer names those at both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.query import Order
from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES, RANKING, descends, is_bound, near_metric

_MOST = 1000


@dataclass(frozen=True, slots=True)
class _End:
    """A word for one end, and the number of those that are wanted of it."""

    at: int
    descending: bool
    metric: str | None
    number: int | None


def take_ends(draft: Draft) -> None:
    """Leaves superlatives without a number to the rule for orders."""
    if not draft.metrics:
        return
    ends = list(_ends(draft))
    metrics = {end.metric for end in ends}
    if len(metrics) != 1 or None in metrics or {end.descending for end in ends} != {True, False}:
        return
    if not _are_two(draft, ends):
        return
    sizes = {end.descending: _size(draft, end) for end in ends if end.number is not None}
    plain = next(iter(sizes.values()), 1)
    draft.ends = sizes.get(True, plain), sizes.get(False, plain)
    draft.rank = True
    metric = metrics.pop()
    assert metric is not None
    if not any(order.field == metric for order in draft.order_by):
        draft.order_by.append(Order(metric, ends[0].descending))
    draft.assume("both_ends", f"{draft.ends[0]},{draft.ends[1]}")
    for end in ends if sizes else ():
        draft.read(end.at, "order", metric)
        if end.number is not None:
            draft.read(end.number, "limit")


def _are_two(draft: Draft, ends: list[_End]) -> bool:
    """Whether the words are said of two ends: each has a number of its own, none has, or an "and" stands
    between them. 最低的前四个 is one end, named twice.
    """
    numbered = {end.descending for end in ends if end.number is not None}
    if len(numbered) != 1:
        return True
    first, last = ends[0].at, ends[-1].at
    return any(draft.has(at, "join.and") for at in range(first + 1, last))


def _ends(draft: Draft) -> Iterator[_End]:
    for at in draft.find(*RANKING):
        number = _number_beside(draft, at)
        if number is None and not draft.has(at, *EXTREMES):
            continue
        if number is not None and (draft.has(at, *BEFORE) or is_bound(draft, at, number)):
            continue  # "min 500 bookings" is a limit
        metric = near_metric(draft, at)
        high = descends(draft, at, metric) if draft.has(at, *EXTREMES) else draft.has(at, "order.top")
        yield _End(at, high, metric, number)


def _number_beside(draft: Draft, at: int) -> int | None:
    """A whole number right behind the word, or right before it: "top 3", "the 3 best"."""
    for place in (at + 1, at - 1):
        number = draft.pieces[place].number if 0 <= place < len(draft.pieces) else None
        if number is None or not draft.free(place) or number.kind != "number":
            continue
        if float(number.value).is_integer() and 1 <= number.value <= _MOST:
            return place
    return None


def _size(draft: Draft, end: _End) -> int:
    assert end.number is not None
    number = draft.pieces[end.number].number
    assert number is not None
    return int(number.value)
