"""One of the things that a question opens with, said behind them without naming them again: the 一家 of
今年下过单的客户，平均一家下几单, the "each" of "customers who ordered: how many orders did each place on average".
"""

from __future__ import annotations

from assistant.understanding.draft import Draft, soft
from assistant.understanding.neighbours import adjacent
from assistant.understanding.words import load_vocabulary

_AVERAGE = ("shape.average", "shape.on_average")
_CLAUSES = (",", "，", ":", "：", ";", "；")


def one_of_topic(draft: Draft, at: int) -> list[int]:
    """The pieces that say one of what is named at `at`, in a clause behind it with a word for average; empty without any."""
    averaged = [place for place, piece in enumerate(draft.pieces) if piece.is_(*_AVERAGE) and place > at]
    if not averaged or not _ends_clause(draft, at):
        return []
    for place in range(at + 1, len(draft.pieces)):
        said = _one_at(draft, place)
        if said and not _names_more(draft, said[-1]):
            return said
    return []


def _ends_clause(draft: Draft, at: int) -> bool:
    """Whether a comma or the like stands right behind it."""
    end = draft.pieces[at].end
    return draft.ground.text[end:].lstrip().startswith(_CLAUSES)


def _one_at(draft: Draft, at: int) -> list[int]:
    """一家 as a number and its counter, or 每家 and "each" as they are."""
    piece = draft.pieces[at]
    if piece.concerns:
        return []
    if piece.number is not None and piece.number.value == 1 and at + 1 < len(draft.pieces):
        return [at, at + 1] if draft.has(at + 1, "order.counter") and adjacent(draft, at, at + 1) else []
    words = load_vocabulary().anaphora
    return [at] if piece.text in words["single"] or piece.text in words["single_one"] else []


def _names_more(draft: Draft, last: int) -> bool:
    """Whether something of the catalog, or a time, is named right behind: 每家门店, "each month"."""
    behind = last + 1
    if behind >= len(draft.pieces):
        return False
    piece = draft.pieces[behind]
    named = piece.concerns or piece.time is not None or piece.number is not None
    return named and not piece.metrics and not soft(piece)
