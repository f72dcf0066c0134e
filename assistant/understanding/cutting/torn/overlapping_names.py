"""Names that share a word: 各销售阶段停留 is the stage of a sale and the days in a stage, and names no person in sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.lexicon import DimensionName, Lexicon


def with_overlapping_names(pieces: Sequence[Piece], text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with a word right before a metric's name as the dimension whose name it makes with the first
    word of that: what the longer name is called is what is meant, and the shorter one is only its beginning.
    """
    out = list(pieces)
    for at in range(len(out) - 1):
        piece, behind = out[at], out[at + 1]
        if not behind.metrics or not (piece.concerns or piece.unread) or piece.metrics:
            continue
        if text[piece.end : behind.start].strip():
            continue
        named = _reaching_in(piece, behind, text, lexicon)
        if named:
            out[at] = replace(piece, dimensions=named, values=(), entities=(), terms=(), roles=frozenset())
    return tuple(out)


def _reaching_in(piece: Piece, metric: Piece, text: str, lexicon: Lexicon) -> tuple[DimensionName, ...]:
    """The dimensions whose name begins with the piece and ends within the metric's."""
    stretch = text[piece.start : metric.end]
    tokens = tokenize(stretch)
    inside = metric.start - piece.start
    for first, last, entries in lexicon.phrases.matches(tokens):
        end = tokens[last - 1].end
        if first == 0 and inside < end < len(stretch):
            named = tuple(item for item in entries if isinstance(item, DimensionName) and not item.time)
            if named and not any(item in piece.dimensions for item in named):
                return named
    return ()
