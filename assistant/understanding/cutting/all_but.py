""" "All channels but email": the word leaves out what stands behind it."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_PLAIN = frozenset({"filler.plain"})


def with_all_but(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with such a word as one that excludes, where all of what the value is one of stand before it.

    "All channels but email" are one number, as "all but email" is; "each channel" is shown by itself.
    """
    but = load_vocabulary().anaphora["all_but"]
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.text not in but or piece.concerns:
            continue
        value = next((other for other in pieces[at + 1 :] if not _is_light(other)), None)
        if value is None or not value.values or at < 2 or not _is_whole(pieces[at - 2], pieces[at - 1]):
            continue
        out[at] = replace(piece, roles=frozenset({"restrict.exclude"}))
        whole, thing = pieces[at - 2], pieces[at - 1]
        if _are_one(whole) and _owns(thing, value):
            out[at - 2] = Piece(whole.start, whole.end, whole.text, _PLAIN)
            out[at - 1] = Piece(thing.start, thing.end, thing.text, _PLAIN)
    return tuple(out)


def _is_whole(whole: Piece, thing: Piece) -> bool:
    named = bool(thing.dimensions or thing.entities or thing.metrics) and not thing.values
    return named and not whole.concerns and _last(whole) in load_vocabulary().anaphora["every"]


def _are_one(whole: Piece) -> bool:
    return _last(whole) in load_vocabulary().anaphora["every_as_one"]


def _last(piece: Piece) -> str:
    return piece.text.split(" ")[-1]


def _owns(thing: Piece, value: Piece) -> bool:
    names = {key for name in thing.dimensions for key in (name.dimension, name.conformed) if key}
    return not thing.metrics and bool({item.dimension.rpartition(".")[2] for item in value.values} & names)


def _is_light(piece: Piece) -> bool:
    return not piece.mark and (piece.filler or piece.is_("join.of")) and not piece.concerns
