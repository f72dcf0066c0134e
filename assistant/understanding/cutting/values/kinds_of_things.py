"""Kinds of things that another value is called by as well: 订阅类线索 are leads of the kind 订阅, and not those of products
that are 订阅类."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary

_KIND = "restrict.kind"
_LEAST = 2


def with_kinds_of_things(
    pieces: tuple[Piece, ...], catalog: Catalog, values: ValueIndex | None
) -> tuple[Piece, ...]:
    """The pieces with a value that ends in a word for a kind as the value of the thing right behind it, where that is
    called by the rest of the name, with or without the thing's own.
    """
    if values is None:
        return pieces
    out = list(pieces)
    for at in range(len(pieces) - 1):
        named = _of_thing(pieces, at, catalog, values)
        if named:
            out[at] = replace(pieces[at], values=named)
    return tuple(out)


def _of_thing(
    pieces: Sequence[Piece], at: int, catalog: Catalog, values: ValueIndex
) -> tuple[ValueName, ...]:
    piece, thing = pieces[at], pieces[at + 1]
    stem = next((piece.text[: -len(end)] for end in _kinds() if piece.text.endswith(end)), "")
    models = {item.model for item in thing.entities}
    own = any(value.dimension.partition(".")[0] in models for value in piece.values)
    if not piece.values or len(stem) < _LEAST or not models or own or thing.start != piece.end:
        return ()
    owners = {f"{model}.{name}" for model in models for name in catalog.models[model].dimensions}
    for said in (stem, stem + thing.text):
        hits = tuple(
            ValueName(hit.dimension, hit.value)
            for found in values.scan(said)
            if found.end - found.start == len(said)
            for hit in found.hits
            if hit.how == "exact" and hit.dimension in owners
        )
        if len({hit.value for hit in hits}) == 1:
            return hits
    return ()


def _kinds() -> list[str]:
    """Words for a kind that a Chinese name may end with, the longest first."""
    said = load_vocabulary().codewords["kind_ending"]
    return sorted(said, key=len, reverse=True)
