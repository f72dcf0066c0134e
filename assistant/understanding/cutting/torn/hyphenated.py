"""Words that a hyphen makes one of: a "take-up" fee is neither taken nor up, so neither of its halves is left out."""

from __future__ import annotations

from itertools import pairwise

from assistant.understanding.cutting.pieces import Piece

_HYPHEN = "-"


def with_compounds_whole(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces with fillers that a hyphen ties together as one unknown word; what the vocabulary knows with its hyphen
    is one piece already.
    """
    out = list(pieces[:1])
    for last, piece in pairwise(pieces):
        if _tied(last, piece, text):
            start = out[-1].start
            out[-1] = Piece(start, piece.end, text[start : piece.end])
        else:
            out.append(piece)
    return tuple(out)


def _tied(last: Piece, piece: Piece, text: str) -> bool:
    tied = text[last.end : piece.start] == _HYPHEN and last.text[-1:].isalpha()
    return tied and _says_nothing(last) and _says_nothing(piece)


def _says_nothing(piece: Piece) -> bool:
    """Whether it is a filler, or at most a setting of a model by a word that is one."""
    named = (
        piece.metrics or piece.terms or piece.dimensions or piece.entities or piece.values or piece.segments
    )
    if named or piece.mark or piece.time is not None or piece.number is not None:
        return False
    return bool(piece.roles) and all(role.startswith("filler.") for role in piece.roles)
