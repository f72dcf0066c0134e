"""Shares of what a limit, a denial or several conditions tell: "what percentage of online orders are over 500", "what share of
the orders were not paid by card".

No groups of a dimension are such a part, so that it is set against the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Against, Condition
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.shape.dated_parts import take_dated_part
from assistant.understanding.shape.part_asked import part_behind, places_of, said_of_whole

_PLAIN = ("=", "in")


def take_told_part(draft: Draft, marks: Sequence[int]) -> bool:
    """Whether the share of such a part is asked for; False for that of one value.

    Raises ImpossibleError where a limit and a value are said alike, and nothing tells which of them is the part, and
    where the limit is one on groups.
    """
    if not marks or len(draft.metrics) != 1 or draft.ground.base is not None:
        return False
    if take_dated_part(draft):
        return True
    told = [item for item in draft.where if isinstance(item, Condition)]
    starts = [
        start
        for at in marks
        for start in (part_behind(draft, at), said_of_whole(draft, at))
        if start is not None
    ]
    if starts:
        _check_limits(draft, marks, starts[0])
        parts = _behind(draft, told, starts[0])
        again = any(_is_told_twice(draft, item) for item in told if item not in parts)
        if not parts or (len(parts) == 1 and parts[0].op in _PLAIN and not again):
            return False
    else:
        behind = _behind(draft, told, draft.pieces[marks[0]].end)
        parts = [item for item in behind if item.op not in _PLAIN]
        plain = [item for item in told if item.op in _PLAIN]
        if len(parts) != 1 or draft.group_by or draft.having or any(item not in behind for item in plain):
            return False  # "share of orders over 500 by region", "the north's share of orders over 500"
        if plain:
            raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text)
    draft.where = [item for item in draft.where if item not in parts]
    draft.share = False
    draft.against = Against("share", tuple(parts))
    return True


def _check_limits(draft: Draft, marks: Sequence[int], start: int) -> None:
    """What is said of each of the things by a limit on their number or sum was not understood. Raises ImpossibleError."""
    limits = [at for at, (means, _) in draft.meanings.items() if means == "having"]
    fields = {item.field for item in draft.having if isinstance(item, Condition)}
    if fields & set(draft.metrics) and any(draft.pieces[at].start >= start for at in limits):
        raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text)


def _behind(draft: Draft, told: Sequence[Condition], start: int) -> list[Condition]:
    """The conditions that are told by words behind a place of the text, and by none before it. What is told twice is of
    the whole as well: "what share of the deals we lost were lost on price".
    """
    found = []
    for item in told:
        places = places_of(draft, item)
        if (
            places
            and not _is_told_twice(draft, item)
            and all(draft.pieces[at].start >= start for at in places)
        ):
            found.append(item)
    return found


def _is_told_twice(draft: Draft, item: Condition) -> bool:
    values = [at for at in places_of(draft, item) if draft.meanings[at][0] == "value"]
    return item.op in _PLAIN and len(values) > 1
