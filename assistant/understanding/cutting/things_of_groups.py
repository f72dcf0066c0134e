"""What is counted by something of its own: 线索的渠道构成 is of the leads, though the channel is called 线索的渠道 as well."""

from __future__ import annotations

from assistant.understanding.cutting.lattice import named
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName

_OF = "的"
_PARTS = ("shape.share", "shape.of_total", "shape.takes")


def with_things_of_groups(pieces: tuple[Piece, ...], text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a name in three, where shares are asked for and nothing else names what they are of."""
    if any(piece.metrics or piece.terms for piece in pieces):
        return pieces
    if not any(piece.is_(*_PARTS) and not piece.concerns for piece in pieces):
        return pieces
    for at, piece in enumerate(pieces):
        head, of, tail = piece.text.partition(_OF)
        if not (of and head and tail and piece.dimensions) or piece.values:
            continue
        things = lexicon.phrases.get(head)
        groups = [entry for entry in lexicon.phrases.get(tail) if isinstance(entry, DimensionName)]
        counted = any(isinstance(entry, MetricName | EntityName) for entry in things)
        if counted and {g.dimension for g in groups} & {d.dimension for d in piece.dimensions}:
            start = piece.end - len(tail)
            middle = start - len(of)
            parts = (
                named(Piece(piece.start, middle, ""), text, things),
                Piece(middle, start, of, frozenset({"filler.plain", "join.of"})),
                named(Piece(start, piece.end, ""), text, groups),
            )
            return (*pieces[:at], *parts, *pieces[at + 1 :])
    return pieces
