"""Values that describe the thing right behind them, whatever else the word may say: the annual of "annual plan" is no
grain, the growth of "Growth plan" no comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import ValueName
from assistant.understanding.time.expr import GrainWord

_SHAPES = ("shape.", "order.", "grain.", "join.outcome", "vague.")


def with_describing_values(pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such values as nothing else. The thing is one that the catalog names, and no number of it."""
    out = list(pieces)
    for at, (piece, thing) in enumerate(pairwise(pieces)):
        if (
            piece.values
            and _describes(piece, thing)
            and _says_else(piece)
            and _is_its_own(piece.values, thing, catalog)
        ):
            roles = frozenset(role for role in piece.roles if not role.startswith(_SHAPES))
            out[at] = replace(piece, roles=roles, time=None)
    return tuple(out)


def _describes(piece: Piece, thing: Piece) -> bool:
    gap = thing.start - piece.end
    close = gap == (1 if thing.text.isascii() else 0)
    return (
        close
        and bool(thing.dimensions or thing.entities)
        and not (thing.metrics or thing.values or thing.terms)
    )


def _says_else(piece: Piece) -> bool:
    grain = piece.time is not None and isinstance(piece.time.expr, GrainWord)
    return grain or any(role.startswith(_SHAPES) for role in piece.roles)


def _is_its_own(values: Sequence[ValueName], thing: Piece, catalog: Catalog) -> bool:
    """Whether one of the values is of the thing: of the dimension that is named, or of rows that have the entity."""
    for value in values:
        model, _, dimension = value.dimension.partition(".")
        if any(dimension == named.dimension for named in thing.dimensions):
            return True
        own = catalog.models[model].entities
        if any(named.entity in own for named in thing.entities):
            return True
    return False
