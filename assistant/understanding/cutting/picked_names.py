"""What some are asked for of, said as the beginning of a metric's name: the 群 of 哪三个群的健康度最低."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName, Term
from assistant.understanding.words import load_vocabulary

_WHICH, _COUNTER = "per.which", "order.counter"


def with_picked_names(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a name in two, which stands behind "which" and a number."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        parts = _parts(piece, lexicon) if _is_picked(pieces, at) else None
        out += parts or (piece,)
    return tuple(out)


def _is_picked(pieces: tuple[Piece, ...], at: int) -> bool:
    place = at - 1
    if place > 0 and pieces[place].is_(_COUNTER) and not pieces[place].concerns:
        place -= 1
    numbered = place > 0 and pieces[place].number is not None
    return numbered and pieces[place - 1].is_(_WHICH) and not pieces[place - 1].concerns


def _parts(piece: Piece, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """The thing and the metric, the longest name of a thing first."""
    text = piece.text
    if (
        text.isascii()
        or len(text) != piece.end - piece.start
        or not piece.metrics
        or piece.dimensions
        or piece.entities
    ):
        return None
    for size in range(len(text) - 2, 0, -1):
        named = lexicon.phrases.get(tuple(words(text[:size])))
        dimensions = tuple(entry for entry in named if isinstance(entry, DimensionName))
        entities = tuple(entry for entry in named if isinstance(entry, EntityName))
        first = size + text[size:].startswith(tuple(load_vocabulary().anaphora["possessive"]))
        rest = lexicon.phrases.get(tuple(words(text[first:])))
        if (dimensions or entities) and any(isinstance(entry, MetricName | Term) for entry in rest):
            start, cut = piece.start + size, piece.start + first
            thing = Piece(piece.start, start, text[:size], dimensions=dimensions, entities=entities)
            return thing, replace(piece, start=cut, text=text[first:])
    return None
