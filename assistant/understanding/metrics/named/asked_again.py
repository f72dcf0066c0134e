"""The amount that is asked for once more: "which guest spent the most, and how much did they spend", 消费最高的客户是谁,
消费了多少. It is the one that they are ranked by.
"""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.metrics.deeds.verb_forms import nouns_of
from assistant.understanding.words import load_vocabulary

_ASKING = ("shape.listed", "shape.how_many", "shape.amount", "shape.money")


def read_asked_again(draft: Draft) -> None:
    """The question for the amount and its verb, where the same verb was said of what is ranked before."""
    if not draft.order_by or len(draft.metrics) != 1 or draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        if not piece.is_(*_ASKING) or not draft.free(at) or piece.concerns:
            continue
        verb = _verb_beside(draft, at)
        if verb is not None and any(_is_same_deed(draft, before, verb) for before in range(min(at, verb))):
            draft.read(at, "connective")
            draft.read(verb, "filler")
            return


def goes_on_asking(draft: Draft, at: int) -> bool:
    """Whether the "and" behind the piece goes on with another question: "who is the top customer, and how much …"."""
    joint = draft.right(at, "join.and")
    behind = joint + 1 if joint is not None and joint + 1 < len(draft.pieces) else None
    return draft.has(behind, *_ASKING)


def _verb_beside(draft: Draft, at: int) -> int | None:
    """The verb behind "how much did they", or before a 多少 that ends the question."""
    vocabulary = load_vocabulary()
    if draft.pieces[at].text.isascii():
        behind = at + 1 if at + 1 < len(draft.pieces) else None
        said = draft.ground.text[draft.pieces[at].start : draft.pieces[behind].start] if behind else ""
        return behind if said and vocabulary.matching("amount.again", said) is not None else None
    ends = not any(not piece.mark for piece in draft.pieces[at + 1 :])
    return at - 1 if at and ends and not draft.between(at - 1, at) else None


def _is_same_deed(draft: Draft, before: int, verb: int) -> bool:
    first, second = draft.pieces[before], draft.pieces[verb]
    if first.text == second.text:
        return not first.is_(*_ASKING)
    deeds = {role for role in first.roles if role.startswith("deed.")}
    if deeds & set(second.roles):
        return True
    english = first.text.isascii() and second.text.isascii() and not second.concerns
    return english and bool(nouns_of(first.text) & nouns_of(second.text))
