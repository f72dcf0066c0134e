"""Means over buckets of time, which say nothing of the metric: the "average" of "monthly average of payments" is over the
months, and no mean of single payments.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.expr import GrainWord

_MEANS = ("shape.average", "shape.on_average")
_ADVERB = "shape.on_average"


def over_buckets(pieces: Sequence[Piece]) -> set[int]:
    """Where a word for a mean stands right beside a unit of time, or "on average" in a question with one: "how much did we
    pay out per month on average".
    """
    grains = {at for at, piece in enumerate(pieces) if _is_grain(piece)}
    means = (at for at, piece in enumerate(pieces) if piece.is_(*_MEANS) and not piece.concerns)
    found = {at for at in means if pieces[at].is_(_ADVERB) or _beside(pieces, at) & grains}
    return found if grains else set()


def _is_grain(piece: Piece) -> bool:
    return piece.time is not None and isinstance(piece.time.expr, GrainWord) and not piece.concerns


def _beside(pieces: Sequence[Piece], at: int) -> set[int]:
    """The nearest pieces on both sides, over words that say nothing."""
    found = set()
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(pieces) and pieces[place].filler and not pieces[place].mark:
            place += step
        found.add(place)
    return found
