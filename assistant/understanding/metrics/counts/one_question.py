"""One number was asked for and two are named: "how many dogs went through any treatments" asks for the dogs that did, and
neither how many dogs there are nor how many treatments.
"""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.words import load_vocabulary

_ASKING = (*HOW_MANY, "shape.number_of")
_JOINS = (
    "join.and", "join.or", "join.versus", "join.plus", "join.each", "follow.with", "follow.add", "per.before", "per.each",
    "shape.compare", "order.", "threshold.",
)  # fmt: skip


def check_one_question(draft: Draft) -> None:
    """Raises ImpossibleError where how many of a thing is asked once, or "who" says more of it, and another metric is named
    behind without a word that adds it.
    """
    query = draft.query()
    if draft.ground.base is not None or len(query.metrics) != len(draft.focus.keys() & set(query.metrics)):
        return
    if len(query.metrics) != 2 or query.ratio_to or query.against or query.having or query.order_by:
        return
    first, second = sorted(draft.focus[name] for name in query.metrics)
    told = first + 1 < second and draft.pieces[first + 1].text in load_vocabulary().anaphora["relative"]
    asked = [at for at, piece in enumerate(draft.pieces) if piece.is_(*_ASKING) and not piece.concerns]
    if second - first < 2 or not (told or asked == [first - 1]):
        return
    between = draft.pieces[first + 1 : second]
    if any(piece.mark or any(role.startswith(_JOINS) for role in piece.roles) for piece in between):
        return
    text = draft.ground.text[draft.pieces[first].end : draft.pieces[second].end].strip()
    if any(mark in text for mark in ",，、;；/&+"):
        return
    raise ImpossibleError("unread_condition", text)
