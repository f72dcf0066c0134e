"""What an excluding word behind a list leaves out of it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def is_closed(draft: Draft, places: Sequence[int], at: int) -> bool:
    """Whether the value ends a list of its own, which a comma parts from what is excluded behind it: the
    Android of "on iOS or Android, web excluded".
    """
    behind = next((place for place in places if place > at), None)
    before = next((place for place in reversed(places) if place < at), None)
    if behind is None or before is None or _joins(draft, at, behind):
        return False
    return _joins(draft, before, at) and "," in draft.between(at, behind)


def _joins(draft: Draft, first: int, second: int) -> bool:
    return any(draft.has(place, "join.and", "join.or") for place in range(first + 1, second))


def excepts(draft: Draft, at: int) -> bool:
    """Whether a word takes what follows out of all that are named right before it: the "but" of "all industries but
    Retail" and "any sales channel but the app".
    """
    text, piece = draft.ground.text, draft.pieces[at]
    if piece.text not in load_vocabulary().codewords["excepting"]:
        return False
    before = [other for other in draft.pieces[:at] if not other.filler][-1:]
    if not before or not (before[0].concerns or before[0].values):
        return False
    return load_vocabulary().matching("exclude.all_of", text[: before[0].start]) is not None


def excludes_ahead(draft: Draft, at: int) -> bool:
    """Whether a word that leaves out what stands on either side of it is about what follows: 华东,不含测试数据."""
    if not draft.has(at, "restrict.exclude"):
        return False
    behind = at + 1
    while behind < len(draft.pieces) and draft.has(behind, "join.of"):
        behind += 1
    if (
        behind >= len(draft.pieces)
        or "," in draft.ground.text[draft.pieces[at].end : draft.pieces[behind].start]
    ):
        return False
    piece = draft.pieces[behind]
    before = "," in draft.between(at - 1, at) if at else True
    return before and (piece.unread or bool(piece.values or piece.dimensions or piece.entities))


def leaves_out(draft: Draft, places: Sequence[int], at: int) -> bool:
    """Whether what is said to be taken out is left out of the numbers: "with Rock taken out" is, and "personal loans
    taken out" are what was borrowed.
    """
    if not draft.has(at, "restrict.leaves"):
        return True
    before = [place for place in places if place < at]
    starts = [draft.ground.text[: draft.pieces[place].start] for place in before]
    return any(load_vocabulary().matching("exclude.leading", start) is not None for start in starts)
