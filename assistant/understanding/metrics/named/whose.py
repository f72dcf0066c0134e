"""Whose something is, said right before a word that the catalog takes for somebody else's: 员工满意度 and "employee
satisfaction" are no question for 客户满意度 (customer satisfaction), which 满意度 alone would mean.
"""

from __future__ import annotations

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.neighbours import GROUPING, HOW_MANY, adjacent, joined_by_of
from assistant.understanding.words import load_vocabulary


def check_whose(draft: Draft) -> None:
    """Raises ImpossibleError where the metric's own name says that it is of others than those the question names."""
    for name, at in draft.focus.items():
        if name not in draft.metrics or draft.ground.base is not None:
            continue
        before = _named_before(draft, at)
        if before is None or draft.pieces[at].start in draft.ground.picks:
            continue
        said, owner = words(draft.pieces[at].text), words(draft.pieces[before].text)
        names = [words(phrase) for phrase in draft.ground.catalog.metrics[name].names]
        if any(_holds(phrase, owner) for phrase in names):
            continue
        if any(_is_of_others(phrase, said) for phrase in names):
            raise ImpossibleError("unread_condition", draft.pieces[before].text, told=True)


def _named_before(draft: Draft, at: int) -> int | None:
    """Where people or things are named right before the metric that nothing is grouped or filtered by: passed over, or
    shown one by one though no word asks for that.
    """
    place = at - 1
    if place >= 0 and not adjacent(draft, place, at):
        return None
    if place > 0 and draft.has(place, "join.of") and not draft.pieces[place].concerns:
        place -= 1
        if not joined_by_of(draft, place, at) or draft.pieces[place + 1].text.isascii():
            return None
    if place < 0:
        return None
    piece, means = draft.pieces[place], draft.meanings.get(place, ("", ""))[0]
    if piece.values or piece.metrics or not (piece.dimensions or piece.entities):
        return None
    if means == "filler":
        return place
    listed = draft.preceded(place, *GROUPING, *HOW_MANY, "join.each") or draft.picks or draft.having
    return place if means == "dimension" and _is_people(piece) and not listed else None


def _is_people(piece: Piece) -> bool:
    known = load_vocabulary().anaphora
    people = known["buyers"] | known["staff"] | known["people"]
    return piece.text in people or piece.text.removesuffix("s") in people


def _is_of_others(phrase: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether the name is what was said with other people before it: the 客户 of 客户满意度."""
    if len(phrase) <= len(said) or phrase[-len(said) :] != said:
        return False
    first = phrase[: -len(said)]
    known = load_vocabulary().anaphora
    joined = "".join(first) if not first[0].isascii() else " ".join(first)
    return joined in known["buyers"] | known["staff"]


def _holds(phrase: tuple[str, ...], owner: tuple[str, ...]) -> bool:
    return any(phrase[at : at + len(owner)] == owner for at in range(len(phrase)))
