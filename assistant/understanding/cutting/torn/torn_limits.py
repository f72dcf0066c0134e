"""A word for what things are worth that a metric's name ends with by chance: "stalled deals worth more than 300k" are
some of the stalled deals, and not all that these are worth.
"""

from __future__ import annotations

from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_WORTH = "threshold.worth"


def with_limits_apart(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a word cut off, where a limited number follows it and the rest names a metric too."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        behind = [each for each in pieces[at + 1 : at + 4] if not each.mark]
        limited = len(behind) > 1 and behind[0].is_(*BEFORE) and behind[1].number is not None
        out += (_apart(piece, lexicon) if limited and piece.metrics else None) or (piece,)
    return tuple(out)


def _apart(piece: Piece, lexicon: Lexicon) -> tuple[Piece, Piece] | None:
    rest, _, word = piece.text.rpartition(" ")
    roles = load_vocabulary().phrases.get(word) if rest else ()
    entries = lexicon.phrases.get(rest) if _WORTH in roles else ()
    metrics = tuple(entry for entry in entries if isinstance(entry, MetricName))
    if not metrics:
        return None
    things = Piece(
        piece.start,
        piece.start + len(rest),
        rest,
        metrics=metrics,
        dimensions=tuple(entry for entry in entries if isinstance(entry, DimensionName)),
        entities=tuple(entry for entry in entries if isinstance(entry, EntityName)),
    )
    return things, Piece(piece.end - len(word), piece.end, word, frozenset(roles))
