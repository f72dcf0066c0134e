"""Short names of yes-or-no fields: the food of "has food" is a value, where one is called so."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece


def without_short_flags(pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with a value's name as that alone, where it is only a part of what a yes-or-no field is called."""
    return tuple(
        replace(piece, dimensions=()) if piece.values and _is_short(piece, catalog) else piece
        for piece in pieces
    )


def _is_short(piece: Piece, catalog: Catalog) -> bool:
    if not piece.dimensions or not all(name.boolean for name in piece.dimensions):
        return False
    own = {(name.model, name.dimension) for name in piece.dimensions}
    if any(tuple(value.dimension.split(".", 1)) in own for value in piece.values):
        return False
    called = {text.casefold() for model, name in own for text in catalog.models[model].dimensions[name].names}
    return piece.text.casefold() not in called
