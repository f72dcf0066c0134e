"""A thing and what each of them has, where both together are a name as well: 每个伙伴的线索 are the leads of each
partner, and no kind of lead.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.understanding.cutting.lattice import named
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName, Term
from assistant.understanding.words import load_vocabulary

_EACH = ("per.each",)


def with_each_apart(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with a value's name behind "each" cut at its possessive, where a thing stands before that and a
    metric behind it.
    """
    return tuple(part for at, piece in enumerate(pieces) for part in _parts(pieces, at, piece, lexicon))


def _parts(pieces: tuple[Piece, ...], at: int, piece: Piece, lexicon: Lexicon) -> Iterator[Piece]:
    each = at > 0 and pieces[at - 1].is_(*_EACH) and pieces[at - 1].end == piece.start
    if each and piece.values and not piece.metrics:
        for mark in load_vocabulary().anaphora["possessive"]:
            place = piece.text.find(mark, 1)
            if place > 0:
                cuts = (0, place, place + len(mark), len(piece.text))
                thing, of, owned = (_cut(piece, first, last, lexicon) for first, last in pairwise(cuts))
                if (thing.dimensions or thing.entities) and (owned.metrics or owned.terms):
                    yield from (thing, of, owned)
                    return
    yield piece


def _cut(piece: Piece, first: int, last: int, lexicon: Lexicon) -> Piece:
    text = piece.text[first:last]
    part = Piece(piece.start + first, piece.start + last, text)
    entries = lexicon.phrases.get(text)
    if not entries:
        return Piece(part.start, part.end, text, frozenset({"filler.plain", "join.of"}))
    kinds = (DimensionName, EntityName, MetricName, Term)
    return named(part, text, [entry for entry in entries if isinstance(entry, kinds)])
