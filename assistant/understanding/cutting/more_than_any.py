"""The most of something, said by what none of the others has: "which channel brought more leads than any other"."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece

_CLOSES = "order.than_any"
_MORE = {"shape.higher": "order.highest", "shape.lower": "order.lowest"}
_FARTHEST = 4
"""Pieces from "more" to "than any other"."""


def with_more_than_any(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with such a "more" read as "the most", and what closes the comparison as saying nothing more."""
    out = list(pieces)
    for at, piece in enumerate(pieces):
        opens = _opener(pieces, at) if piece.is_(_CLOSES) and not piece.concerns else None
        if opens is not None:
            role = next(most for more, most in _MORE.items() if pieces[opens].is_(more))
            out[opens] = replace(pieces[opens], roles=frozenset({role}))
            out[at] = replace(piece, roles=frozenset({"filler.plain"}))
    return tuple(out)


def _opener(pieces: tuple[Piece, ...], at: int) -> int | None:
    """The "more" before it, in the same clause and with something of which there is more."""
    for place in range(at - 1, max(-1, at - 1 - _FARTHEST), -1):
        if pieces[place].mark or pieces[place].time is not None:
            return None
        if pieces[place].is_(*_MORE) and not pieces[place].concerns:
            return place if place < at - 1 else None
    return None
