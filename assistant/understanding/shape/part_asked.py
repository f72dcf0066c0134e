"""What the part of a share is, where the sentence puts the whole first: 线索有几成变成MQL asks how many of the leads did
something, and for no channel's part in the leads.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Condition
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary

_PARTS = ("value", "filter", "dimension")
_TOLD = ("having", "number", "filter", "value")
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
        said = [start for at in marks if (start := said_of_whole(draft, at)) is not None]
        starts = [start for start in said if _parts(draft, included, start)]
    if not starts:
        return list(included)
    return [
        item
        for item in included
        if any(draft.pieces[place].start >= starts[0] for place in places_of(draft, item))
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


def said_of_whole(draft: Draft, at: int) -> int | None:
    """Where the text begins to say what some of the things are, of which a share is asked for: behind the noun of
    "what percentage of enterprise leads are from email", which "from email" alone would still describe.
    """
    vocabulary, text = load_vocabulary(), draft.ground.text
    if not draft.pieces[at].text.isascii():
        return None
    noun = next((place for place in range(at + 1, len(draft.pieces)) if _is_metric(draft, place)), None)
    if noun is None or any(draft.pieces[place].mark for place in range(at, noun)):
        return None
    told = {place for place, (means, _) in draft.meanings.items() if means in _TOLD}
    named = [
        piece
        for place, piece in enumerate(draft.pieces)
        if place > noun and (piece.concerns or piece.time is not None or place in told)
    ]
    end = draft.pieces[noun].end
    for piece in named:
        if vocabulary.matching("share.clause_end", text[end : piece.start]):
            return None
        if piece is named[0] and vocabulary.matching("share.did_not", text[end : piece.end]) is not None:
            return end  # "percentage of refunds not approved by region"
        if vocabulary.matching("share.linked", text[end : piece.start]) is None:
            return end
        end = piece.end
    return None


def _is_metric(draft: Draft, at: int) -> bool:
    asked = [draft.focus[name] for name in draft.metrics if name in draft.focus]
    return at in asked or any(name.metric in draft.metrics for name in draft.pieces[at].metrics)


def _parts(draft: Draft, included: Sequence[Condition], start: int) -> bool:
    """Whether what is said on one side of a place is another condition than what is said on the other side."""
    behind = [
        item for item in included if any(draft.pieces[at].start >= start for at in places_of(draft, item))
    ]
    return 0 < len(behind) < len(included)


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


def places_of(draft: Draft, item: Condition) -> list[int]:
    """Where the words stand that tell the condition."""
    told = (f"{item.field}=", item.field)
    return [
        at
        for at, (means, value) in draft.meanings.items()
        if means in ("value", "filter") and (value == told[1] or value.startswith(told[0]))
    ]
