"""A mark of grouping that closes a metric's name by chance: 线索分渠道 is leads by channel, no lead score (线索分)."""

from __future__ import annotations

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_MARK = "per.before"


def with_marks_apart(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a mark cut off, where a dimension follows it and the rest names a metric too."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        grouped = behind is not None and behind.start == piece.end and bool(behind.dimensions)
        rest = _rest(piece, lexicon) if grouped and behind is not None and not behind.metrics else None
        if rest is None:
            out.append(piece)
        else:
            mark = Piece(rest.end, piece.end, piece.text[-1], frozenset({_MARK}))
            out += [rest, mark]
    return tuple(out)


def _rest(piece: Piece, lexicon: Lexicon) -> Piece | None:
    text = piece.text[:-1]
    if not piece.metrics or len(text) < 2 or text.isascii():
        return None
    if _MARK not in load_vocabulary().phrases.get(tuple(words(piece.text[-1]))):
        return None
    entries = lexicon.phrases.get(tuple(words(text)))
    metrics = tuple(entry for entry in entries if isinstance(entry, MetricName))
    if not metrics:
        return None
    return Piece(
        piece.start,
        piece.end - 1,
        text,
        metrics=metrics,
        dimensions=tuple(entry for entry in entries if isinstance(entry, DimensionName)),
        entities=tuple(entry for entry in entries if isinstance(entry, EntityName)),
    )
