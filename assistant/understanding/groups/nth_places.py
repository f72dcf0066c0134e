"""One place in the middle of a ranking: "which region came second in revenue", 收入排第三的行业. The ranking is shown
down to that place."""

from __future__ import annotations

from assistant.query import Order
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES, descends, near_metric
from assistant.understanding.words import load_vocabulary

_RANKS = ("order.rank", "order.sort")
_SECOND, _MOST = 2, 20
_NEXT = "follow.ordinal_"


def take_nth_place(draft: Draft) -> bool:
    """Limit to as many as the place says, where some of what can be grouped by is ranked: whether it did."""
    grouped = any((piece.dimensions or piece.entities) and not piece.values for piece in draft.pieces)
    if draft.limit is not None or draft.ground.base is not None or not draft.metrics or not grouped:
        return False
    found = [(at, size) for at in range(len(draft.pieces)) if (size := _place(draft, at)) is not None]
    if len(found) != 1:
        return False
    at, size = found[0]
    marks = _marks(draft, at)
    if not marks and not _is_said_to_come(draft, at):
        return False
    metric = near_metric(draft, at)
    said = [mark for mark in marks if draft.has(mark, *EXTREMES)]
    draft.limit, draft.rank = size, True
    draft.focus["limit"] = at
    draft.read(at, "limit", str(size))
    for mark in marks:
        draft.read(mark, "order")
    lows = load_vocabulary().codewords["nth_low"]
    low = any(draft.pieces[mark].text in lows for mark in marks)
    if metric is not None and not draft.order_by:
        draft.order_by.append(Order(metric, descends(draft, said[0], metric) if said else not low))
    return True


def _place(draft: Draft, at: int) -> int | None:
    """The place that an ordinal says, or the start of a superlative: 第二, "the second", 第二高."""
    piece = draft.pieces[at]
    if not draft.free(at) or piece.concerns or piece.time is not None:
        return None
    told = next((role for role in piece.roles if role.startswith(_NEXT)), None)
    number = piece.number
    if number is not None and (number.kind == "ordinal" or _is_ranked_number(draft, at)):
        value = number.value
    else:
        value = int(told.removeprefix(_NEXT)) if told is not None else 0
    return int(value) if _SECOND <= value <= _MOST and float(value).is_integer() else None


def _is_ranked_number(draft: Draft, at: int) -> bool:
    """The 2 of 排名第2."""
    return draft.ground.text[: draft.pieces[at].start].endswith("第")


def _marks(draft: Draft, at: int) -> list[int]:
    """The word for ranking right before it, or the superlative right behind it, or its end: the 高 of 第二高."""
    found = []
    if at and draft.has(at - 1, *_RANKS) and draft.free(at - 1) and not draft.pieces[at - 1].concerns:
        found.append(at - 1)
    behind = at + 1
    close = behind < len(draft.pieces) and not draft.between(at, behind).strip(" -")
    if close and draft.free(behind):
        piece = draft.pieces[behind]
        ends = piece.text in load_vocabulary().codewords["nth_end"]
        found += [behind] if ends or (piece.is_(*EXTREMES) and not piece.concerns) else []
    return found


def _is_said_to_come(draft: Draft, at: int) -> bool:
    """ "Came second", 位居第二."""
    piece = draft.pieces[at]
    before = draft.ground.text[: piece.start]
    if load_vocabulary().matching("place.came", before) is None:
        return False
    behind = at + 1
    thing = behind < len(draft.pieces) and not draft.between(at, behind).strip()
    # "came second orders" is no place
    return not (thing and draft.pieces[behind].concerns and piece.text.isascii())
