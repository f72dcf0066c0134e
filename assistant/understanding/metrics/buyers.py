"""Verbs of buying that say which of the people are meant: "how many customers bought in 2025"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_BETWEEN = ("per.which", "filler.plain")


def with_buying(pieces: Sequence[Piece], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such a verb unread, where the number of the people is all that is asked for and nothing
    that they bought is named: people on file are not those who bought.
    """
    out = list(pieces)
    named = [at for at, piece in enumerate(out) if piece.metrics or piece.terms]
    if len(named) != 1 or not _counts_all(catalog, out[named[0]]):
        return tuple(out)
    for at in range(named[0] + 1, len(out)):
        piece = out[at]
        if piece.concerns or piece.unread or piece.mark:
            break
        if _says_bought(piece) and _is_last(out, at):
            out[at] = Piece(piece.start, piece.end, piece.text)
            break
        if not piece.is_(*_BETWEEN):
            break
    return tuple(out)


def _counts_all(catalog: Catalog, piece: Piece) -> bool:
    """Whether it is the number of everybody whom the catalog keeps, bought or not."""
    kinds = [catalog.metrics[name.metric] for name in piece.metrics]
    owned = {(name.model, name.entity) for name in piece.entities}
    return bool(kinds) and all(
        isinstance(item.kind, Simple)
        and not item.filters
        and item.kind.function.startswith("count")
        and (item.kind.model, catalog.models[item.kind.model].primary_entity) in owned
        for item in kinds
    )


def _says_bought(piece: Piece) -> bool:
    patterns: tuple[re.Pattern[str], ...] = load_vocabulary().patterns.get("times.bought", ())
    return piece.filler and any(pattern.fullmatch(piece.text) for pattern in patterns)


def _is_last(pieces: Sequence[Piece], at: int) -> bool:
    """Whether nothing but a period follows."""
    rest = [piece for piece in pieces[at + 1 :] if not (piece.filler or piece.is_("join.of"))]
    return all(piece.time is not None for piece in rest)
