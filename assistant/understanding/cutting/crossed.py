"""Two groups that are set across one another: "region x month", 渠道×区域, "a matrix of channel against region"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.expr import GrainWord
from assistant.understanding.words import load_vocabulary

_CROSSED = frozenset({"join.and", "join.crossed"})


def with_crossed_groups(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with such a mark as an "and"; words that compare are marks of it where a table of both is asked for."""
    words = load_vocabulary().codewords
    table = any(piece.filler and word in piece.text for piece in pieces for word in words["crossed_table"])
    marks = words["crossing"] | (words["crossing_in_table"] if table else frozenset())
    out = list(pieces)
    for at in range(1, len(pieces) - 1):
        piece = pieces[at]
        if piece.text in marks and not piece.concerns and _are_groups(pieces, at):
            out[at] = replace(piece, roles=_CROSSED, mark=False, number=None, time=None)
    return _without_combining(out)


def _without_combining(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The "combinations" of "the top 5 combinations of region and channel" are what two groups make anyway."""
    known = load_vocabulary().anaphora["combining"]
    for at, piece in enumerate(pieces):
        if piece.text not in known or piece.concerns:
            continue
        said = [each for each in pieces[at + 1 :] if each.mark or not (each.filler or each.is_("join.of"))][
            :3
        ]
        groups = len(said) == len(("one", "and", "other")) and _is_group(said[0]) and _is_group(said[2])
        if groups and said[1].is_("join.and"):
            pieces[at] = replace(piece, roles=frozenset({"filler.plain"}))
    return tuple(pieces)


def _are_groups(pieces: Sequence[Piece], at: int) -> bool:
    return _is_group(_beside(pieces[:at][::-1])) and _is_group(_beside(pieces[at + 1 :]))


def _beside(pieces: Sequence[Piece]) -> Piece | None:
    """The next piece that says something."""
    return next((piece for piece in pieces if piece.mark or not piece.filler), None)


def _is_group(piece: Piece | None) -> bool:
    """A dimension, or a unit of time."""
    if piece is None or piece.mark:
        return False
    grain = piece.time is not None and isinstance(piece.time.expr, GrainWord)
    return bool(piece.dimensions or piece.entities) or piece.says_grain or grain
