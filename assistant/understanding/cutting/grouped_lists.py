"""What goes on a list of groups is a group as well, and no number: the customers of "by product and customer"."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import VARIANT

_MARKS = ("per.before", "per.each")


def with_grouped_lists(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces, with the words for things that such a list goes on with without the counts they may name.

    A plural in English asks for their number: "by region and orders".
    """
    out = list(pieces)
    open_list = False
    for at, piece in enumerate(pieces):
        if piece.is_(*_MARKS) and not piece.concerns:
            open_list = at + 1 < len(pieces) and _is_group(pieces[at + 1])
        elif open_list and at and _joins(pieces[at - 1]) and _is_thing(piece):
            out[at] = replace(piece, metrics=())
        elif open_list and not (_joins(piece) or _is_group(piece)):
            open_list = False
    return tuple(out)


def _joins(piece: Piece) -> bool:
    return not piece.concerns and (piece.is_("join.and") or piece.text in (",", "、"))


def _is_group(piece: Piece) -> bool:
    return piece.says_grain or (bool(piece.dimensions or piece.entities) and piece.number is None)


def _is_thing(piece: Piece) -> bool:
    """A word for a thing, in the singular, which no catalog has declared to be a number's name."""
    plural = piece.text.isascii() and piece.text.endswith("s")
    bare = all(name.strength <= VARIANT for name in piece.metrics)
    return bool(piece.entities) and bool(piece.metrics) and bare and not piece.terms and not plural
