"""A mark of grouping that closes a metric's name by chance: 线索分渠道 is leads by channel, no lead score (线索分). And a word
for a share that takes the beginning of one: 占总成本的几成 is of the total cost (总成本), and of no part of another.
"""

from __future__ import annotations

from itertools import pairwise

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_MARK = "per.before"
_SHARES = ("shape.of_total", "shape.takes")


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


def with_openings_apart(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with what such a word took given back to the metric right behind it, where that is called so."""
    out = list(pieces)
    for at, (piece, behind) in enumerate(pairwise(pieces)):
        if not piece.is_(*_SHARES) or piece.concerns or piece.text.isascii() or behind.start != piece.end:
            continue
        for size in range(1, len(piece.text)):
            head, taken = piece.text[:-size], piece.text[-size:]
            roles = load_vocabulary().phrases.get(head)
            entries = lexicon.phrases.get(taken + behind.text)
            metrics = tuple(entry for entry in entries if isinstance(entry, MetricName))
            if metrics and set(_SHARES) & set(roles):
                split = piece.end - size
                out[at] = Piece(piece.start, split, head, frozenset(roles))
                out[at + 1] = Piece(split, behind.end, taken + behind.text, metrics=metrics)
    return tuple(out)


def _rest(piece: Piece, lexicon: Lexicon) -> Piece | None:
    text = piece.text[:-1]
    if not piece.metrics or len(text) < 2 or text.isascii():
        return None
    if _MARK not in load_vocabulary().phrases.get(piece.text[-1]):
        return None
    entries = lexicon.phrases.get(text)
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
