"""What the part of a share is, where the sentence puts the whole first: 线索有几成变成MQL asks how many of the leads did
something, and for no channel's part in the leads.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Condition
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary

_PARTS = ("value", "filter", "dimension")
_CLAUSES = (",", "，", "、", ";", "；")


def check_part_asked(draft: Draft, marks: Sequence[int]) -> None:
    """Raises ImpossibleError where what the part did is said, and is nothing that groups can be told apart by."""
    for at in marks:
        start = part_behind(draft, at)
        if start is not None:
            behind = (place for place, piece in enumerate(draft.pieces) if piece.start >= start)
            if not any(_tells_part(draft, place) for place in behind):
                raise ImpossibleError("unread_condition", draft.pieces[at].text)
        elif _is_done_to(draft, at) or _is_of_deed(draft, at):
            raise ImpossibleError("unread_condition", draft.pieces[at].text)


def parts_asked(draft: Draft, marks: Sequence[int], included: Sequence[Condition]) -> list[Condition]:
    """The conditions that may be the part: what is said before 有几成 belongs to the whole."""
    starts = [start for at in marks if (start := part_behind(draft, at)) is not None]
    if not starts:
        return list(included)
    return [
        item
        for item in included
        if any(draft.pieces[place].start >= starts[0] for place in _places(draft, item))
    ]


def part_behind(draft: Draft, at: int) -> int | None:
    """Where the text begins to say what the part is, if the whole is said before: behind 有几成, with the "that" of "share of
    demo requests that became customers".
    """
    vocabulary, piece, text = load_vocabulary(), draft.pieces[at], draft.ground.text
    kind = "share.that_did" if piece.text.isascii() else "share.said_behind"
    told = vocabulary.matching(kind, text[piece.end :])
    if told is None or vocabulary.matching("share.of_those", text[: piece.end]) is None:
        return None
    return piece.end + told.start("part")


def _is_done_to(draft: Draft, at: int) -> bool:
    """Whether a verb stands right before it that says what happened to the part: 伙伴的线索跟了几成."""
    vocabulary = load_vocabulary()
    found = vocabulary.matching("share.done_to", draft.ground.text[: draft.pieces[at].start])
    return found is not None and found.group("verb") not in vocabulary.codewords["takes_part"]


def _is_of_deed(draft: Draft, at: int) -> bool:
    """Whether what has the share is told by what it did: 买了不止一次的占多少."""
    text = draft.ground.text[: draft.pieces[at].end]
    if load_vocabulary().matching("share.of_deed", text) is None:
        return False
    clause = max((text.rfind(mark) for mark in _CLAUSES), default=-1)
    inside = [place for place in range(at) if draft.pieces[place].start > clause]
    return not any(draft.meanings.get(place, ("", ""))[0] in (*_PARTS, "metric") for place in inside)


def _tells_part(draft: Draft, at: int) -> bool:
    return draft.meanings.get(at, ("", ""))[0] in _PARTS


def _places(draft: Draft, item: Condition) -> list[int]:
    told = (f"{item.field}=", item.field)
    return [
        at
        for at, (means, value) in draft.meanings.items()
        if means in ("value", "filter") and (value == told[1] or value.startswith(told[0]))
    ]
