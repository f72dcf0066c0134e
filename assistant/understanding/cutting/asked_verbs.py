"""Verbs behind "did" and "which stations" that a dimension is called like: the "make" of "how much did a station make" is what the station
did, and no make of cars. Nor is the "log" of "how many hours did an engineer log" a file of the system.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_SYSTEM = "intent.system"


def with_asked_verbs(pieces: Sequence[Piece], text: str) -> tuple[Piece, ...]:
    """The pieces with the one verb that such a question has naming no dimension, where nothing else can be its verb."""
    if not text.isascii():
        return tuple(pieces)
    out = list(pieces)
    for at, piece in enumerate(pieces):
        system = piece.is_(_SYSTEM) and not piece.concerns
        if not ((piece.dimensions or system) and piece.text.isalpha()):
            continue
        if system and _is_verb_of_subject(pieces, at):
            out[at] = replace(piece, roles=frozenset())
        elif system:
            continue
        elif (_ends_clause(pieces, at) and _follows_subject(pieces, at)) or _is_of_which(pieces, at):
            out[at] = replace(piece, dimensions=(), entities=(), values=())
    return tuple(out)


def _is_verb_of_subject(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is what they did of whom it is asked how many they did: behind a metric and the subject."""
    asked = any(piece.metrics for piece in pieces[:at])
    return (
        asked and _follows_subject(pieces, at) and (_ends_clause(pieces, at) or pieces[at + 1].is_("join.of"))
    )


def _ends_clause(pieces: Sequence[Piece], at: int) -> bool:
    """Whether nothing stands behind the word that it could be a part of, and no other verb."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    if behind is None or behind.mark or behind.time is not None:
        return True
    return not behind.concerns and behind.text in load_vocabulary().codewords["clause_next"]


def _follows_subject(pieces: Sequence[Piece], at: int) -> bool:
    """Whether only the words for one subject stand between the auxiliary and the word."""
    words = load_vocabulary().codewords
    before, named = at - 1, 0
    while before >= 0 and pieces[before].text not in words["auxiliary"]:
        piece = pieces[before]
        if piece.text in words["subject"]:
            named += not named
        elif (
            named and (piece.text in words["subject_before"] or piece.is_("shape.average", "per.each"))
        ) or (piece.is_("shape.on_average") and not piece.concerns):
            pass
        elif piece.concerns and piece.time is None and piece.number is None:
            named += 1
        else:
            return False
        before -= 1
    return before >= 0 and named > 0


def _is_of_which(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is what those do that are asked for: the "make" of "which stations make the most revenue"."""
    if at < 2 or at + 1 == len(pieces):
        return False
    asked, subject, behind = pieces[at - 2], pieces[at - 1], pieces[at + 1]
    several = bool(subject.dimensions or subject.entities) and subject.text.endswith("s")
    much = behind.is_(
        "order.highest", "order.lowest", "threshold.gt", "threshold.lt", "threshold.ge", "threshold.le"
    )
    return asked.is_("per.which") and several and not pieces[at].text.endswith("s") and much
