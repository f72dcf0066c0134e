"""A number, and then how many of those something holds for: "how many leads came in each month? How many of those came from
email?", 每月有多少线索?其中邮件的有多少. What is said of the part is no condition on the whole.
"""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.words import load_vocabulary

_FIRST_ONES = "limit"
_CONDITIONS = ("value", "filter", "having", "time", "number")


def check_of_these(draft: Draft) -> None:
    """Raises ImpossibleError for a part that is asked for behind the whole: one query has one set of conditions."""
    found = load_vocabulary().matching("part.of_these", draft.ground.text)
    if found is None or draft.ground.base is not None:
        return
    start = found.start("part")
    asked = [piece for piece in draft.pieces if piece.is_(*HOW_MANY) and not piece.concerns]
    first = [piece for piece in asked if piece.start < start]
    second = [piece for piece in asked if piece.start >= start]
    if not (first and second):
        return
    told = {at for at, (means, _) in draft.meanings.items() if means in _CONDITIONS}
    if not any(draft.pieces[at].start >= start for at in told):
        return
    behind = frozenset(piece.start for piece in draft.pieces if piece.start >= start)
    raise ImpossibleError(
        "one_at_a_time",
        draft.ground.text[start : found.end("said")].strip(" ?,。"),
        apart=[behind, frozenset(piece.start for piece in first)],
    )


def check_of_first_ones(draft: Draft) -> None:
    """How many of the first ones of a ranking something holds for is no list of the first ones for which it does:
    访问量前10的门店中有多少家在北京, "of the top 10 stores by visits, how many are in Leeds". Raises ImpossibleError.
    """
    at = draft.focus.get(_FIRST_ONES)
    if at is None or draft.limit is None or draft.count_of is not None or draft.ground.base is not None:
        return
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if not piece.is_(*HOW_MANY) or piece.concerns:
            continue
        text = draft.ground.text
        asked = text[: draft.pieces[at].start], text[draft.pieces[at].end : piece.start]
        among = any(load_vocabulary().matching("first_ones.of", said) for said in asked)
        if among and not any(behind in draft.focus.values() for behind in range(place + 1, place + 3)):
            raise ImpossibleError("unread_condition", piece.text, told=True)
