"""Limits with "or" between them: one of them holds, where others hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.query import AnyOf, Condition, Filter
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary

_ABOVE, _BELOW = (">", ">="), ("<", "<=")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that was taken from the number at a place, as one of the conditions of the query."""

    at: int
    condition: Filter


def join_alternatives(draft: Draft, limits: Sequence[Limit]) -> None:
    """Make one condition of limits that are said as alternatives.

    Raises ImpossibleError where "and" and "or" are mixed, where the alternatives are about groups and about
    rows, and where two limits of one metric leave nothing and are not said as alternatives.
    """
    joints = [_is_or(draft, first, second) for first, second in pairwise(limits)]
    if not any(joints):
        for first, second in pairwise(limits):
            _check_possible(draft, first, second)
        _show_all_limited(draft, limits)
        return
    told = " ".join(draft.pieces[limit.at].text for limit in limits)
    if not all(
        joint or not _is_and(draft, *pair) for joint, pair in zip(joints, pairwise(limits), strict=True)
    ):
        raise ImpossibleError("unread_condition", told)
    conditions = tuple(limit.condition for limit in limits)
    for place in (draft.having, draft.where):
        if all(any(each is item for item in place) for each in conditions):
            place[:] = [item for item in place if not any(item is each for each in conditions)]
            place.append(AnyOf(conditions))
            break
    else:
        raise ImpossibleError("unread_condition", told)
    _show(draft, conditions)


def _show(draft: Draft, conditions: Sequence[Filter]) -> None:
    """Metrics of alternatives are shown: else nobody sees why a group is there."""
    for item in conditions:
        if isinstance(item, Condition) and item.field in draft.ground.catalog.metrics:
            draft.metrics += [item.field] if item.field not in draft.metrics else []


def _show_all_limited(draft: Draft, limits: Sequence[Limit]) -> None:
    """Where nothing is named that is not limited ("at least 300 visits and a satisfaction above 4"), what
    fulfils all of it is asked for: each of the metrics is shown, as it was said.
    """
    conditions = [limit.condition for limit in limits]
    fields = {item.field for item in conditions if isinstance(item, Condition)}
    if draft.metrics and fields.issuperset(draft.metrics):
        _show(draft, conditions)
        draft.metrics.sort(key=lambda name: draft.focus.get(name, len(draft.pieces)))


def _is_or(draft: Draft, first: Limit, second: Limit) -> bool:
    inside = range(first.at + 1, second.at)
    return any(draft.has(at, "join.or") and not _joins_values(draft, at) for at in inside) or (
        _asked_twice(draft, first, second)
    )


def _is_and(draft: Draft, first: Limit, second: Limit) -> bool:
    """A comma alone is what the last of several is joined by: less than A, less than B or less than C."""
    marks = (draft.pieces[at].text for at in range(first.at + 1, second.at) if draft.has(at, "join.and"))
    return any(text not in ("、", ",") for text in marks)


def _joins_values(draft: Draft, at: int) -> bool:
    before, behind = draft.left(at), draft.right(at)
    return all(place is not None and bool(draft.pieces[place].values) for place in (before, behind))


def _asked_twice(draft: Draft, first: Limit, second: Limit) -> bool:
    """哪些低于85%,哪些高于90%: two questions about one metric; about two of them they are refused."""
    relative = load_vocabulary().anaphora["relative"]
    which = [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.is_("per.which") and piece.text not in relative and at < second.at
    ]
    if not which or which[0] > first.at or which[-1] < first.at or _is_and(draft, first, second):
        return False
    fields = [each.condition.field for each in (first, second) if isinstance(each.condition, Condition)]
    if len(fields) == 2 and fields[0] == fields[1]:
        return True
    raise ImpossibleError("unread_condition", draft.pieces[which[-1]].text)


def _check_possible(draft: Draft, first: Limit, second: Limit) -> None:
    one, other = first.condition, second.condition
    if not isinstance(one, Condition) or not isinstance(other, Condition) or one.field != other.field:
        return
    for low, high in ((one, other), (other, one)):
        both = low.op == high.op == "=" and low.values != high.values
        if both or (low.op in _ABOVE and high.op in _BELOW and low.values[0] >= high.values[0]):  # type: ignore[operator]
            text = f"{draft.pieces[first.at].text} {draft.pieces[second.at].text}"
            raise ImpossibleError("unread_condition", text)
