"""Verbs of buying that say which of the people are meant: "how many customers bought in 2025"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

_ASKING = ("shape.how_many", "shape.counted", "shape.number_of")
_BETWEEN = ("per.which", "filler.plain")


def with_buying(pieces: Sequence[Piece], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such a verb unread, where the number of the people is all that is asked for, or is asked for in so
    many words, and nothing that they bought is named: people on file are not those who bought.
    """
    out = list(pieces)
    named = [at for at, piece in enumerate(out) if piece.metrics or piece.terms]
    if len(named) > 1:
        named = [at for at in named if at and out[at - 1].is_(*_ASKING) and not out[at - 1].concerns]
    for at in named:
        if _counts_all(catalog, out[at]):
            _free_buying(out, at)
    return tuple(out)


def _free_buying(out: list[Piece], counted: int) -> None:
    """Take the meaning from the verb that says which of the people are counted, where it is the last thing said of them."""
    for at in range(counted + 1, len(out)):
        piece = out[at]
        if piece.concerns or piece.unread or piece.mark:
            return
        if _says_bought(piece) and _is_last(out, at):
            out[at] = Piece(piece.start, piece.end, piece.text)
            return
        if not piece.is_(*_BETWEEN):
            return


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
    patterns: tuple[Pattern, ...] = load_vocabulary().patterns.get("times.bought", ())
    return piece.filler and any(pattern.fullmatch(piece.text) for pattern in patterns)


def _is_last(pieces: Sequence[Piece], at: int) -> bool:
    """Whether nothing but a period follows, up to what is asked for beside it."""
    rest = [piece for piece in pieces[at + 1 :] if not (piece.filler or piece.is_("join.of"))]
    end = next((n for n, piece in enumerate(rest) if piece.is_("join.and")), len(rest))
    return all(piece.time is not None for piece in rest[:end])
