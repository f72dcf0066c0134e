"""A pronoun that stands for what was shown before, and for nothing that the question names itself: "how much MDF did they get",
"what did those cost", 这些花了多少钱.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary


def stands_for_shown(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the piece is such a pronoun, or a pointing word with no name behind it."""
    text = pieces[at].text
    anaphora = load_vocabulary().anaphora
    pronoun = text in anaphora["persons"]
    if not pronoun and not (text in anaphora["pointing_alone"] and _is_alone(pieces, at)):
        return False
    return not any(map(_may_be_meant, _before(pieces, at, pronoun)))


def _is_alone(pieces: Sequence[Piece], at: int) -> bool:
    """ "Those partners", "those with a contract" and 这些渠道 say themselves what they mean; "of those" is read as a part."""
    anaphora = load_vocabulary().anaphora
    if at and pieces[at - 1].text in anaphora["part_before"]:
        return False
    if at + 1 == len(pieces):
        return True
    behind = pieces[at + 1]
    if behind.text in anaphora["described_behind"]:
        return False
    return not (behind.concerns or behind.time is not None or behind.number is not None)


def _before(pieces: Sequence[Piece], at: int, pronoun: bool) -> Sequence[Piece]:
    """What may be what it stands for: behind an auxiliary, as in "how many tickets did they", what stands in front is the
    object, and only a clause before it counts.
    """
    aux = load_vocabulary().anaphora["auxiliaries"]
    if not (at and pieces[at - 1].text in aux):
        return pieces[:at] if pronoun else pieces[: _clause(pieces, at)]
    return pieces[: _clause(pieces, at)]


def _clause(pieces: Sequence[Piece], at: int) -> int:
    return next((p for p in range(at - 1, -1, -1) if pieces[p].mark or pieces[p].is_("join.and")), 0)


def _may_be_meant(piece: Piece) -> bool:
    if piece.metrics:
        return bool(piece.entities)
    return bool(piece.dimensions or piece.entities or piece.values or piece.terms)
