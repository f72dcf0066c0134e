"""A number, and then how many of those something holds for: "how many leads came in each month? How many of those came from
email?", 每月有多少线索?其中邮件的有多少. What is said of the part is no condition on the whole.
"""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.words import load_vocabulary

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
