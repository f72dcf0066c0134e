"""Words that ask for something and are the names of columns as well: the "total" of "total sales" where rows have a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece

_ASKING = ("shape.total", "shape.totals", "shape.average", "shape.together")
_NAMING = ("per.", "threshold.", "order.", "restrict.")
"""Words that have the name of a column behind them: "by total", "highest total"."""


def with_words_of_columns(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, such a word without the column where it stands right before the name of a metric."""
    out = list(pieces)
    for at, piece in enumerate(pieces[:-1]):
        asks = piece.is_(*_ASKING) and bool(piece.dimensions) and not (piece.metrics or piece.values)
        before = pieces[at - 1] if at else None
        named = before is not None and any(role.startswith(_NAMING) for role in before.roles)
        if asks and pieces[at + 1].metrics and not named:
            out[at] = replace(piece, dimensions=())
    return tuple(out)
