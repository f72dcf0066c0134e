"""What is said of a metric that was just named, and defines it again: "net cash, meaning cash collected minus refunds",
人均接单量,就是平均每个坐席接了多少工单.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.asides.contexts import ASIDE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName

_NAMELY = "follow.namely"
_CLOSING = frozenset(",，;；)）")
_PLAIN = frozenset({"filler.plain"})
_AVERAGES = ("average.person", "average.buyer", "shape.average", "shape.on_average")


def without_glosses(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with such an apposition set aside, up to the next mark. The metric is what the catalog says it is; it
    holds another name of a metric, as a period that is said again is not. Of an average, it says of what each: what was
    said before it is set aside.
    """
    out = list(pieces)
    for at in range(2, len(pieces)):
        named = any(piece.metrics for piece in pieces[: at - 1])
        if not (named and pieces[at].is_(_NAMELY) and pieces[at - 1].mark):
            continue
        begin = at + 2 if at + 1 < len(pieces) and pieces[at + 1].text in _CLOSING else at + 1
        end = next((n for n in range(begin, len(pieces)) if pieces[n].text in _CLOSING), len(pieces))
        inside = pieces[begin:end]
        if not any(piece.metrics for piece in inside):
            continue
        aside = (
            [*range(at, end)]
            if not any(_limits(piece) for piece in inside)
            else _averaged(pieces, at, inside)
        )
        for place in aside:
            old = pieces[place]
            out[place] = Piece(old.start, old.end, old.text, _PLAIN | {ASIDE})
    return tuple(out)


def _averaged(pieces: Sequence[Piece], namely: int, inside: Sequence[Piece]) -> list[int]:
    """The places of an average that was named before, and of the word that says what it is; none where the words
    behind that do not say it of each of some things, or where something else is said among them.
    """
    things = {name for piece in inside for name in piece.dimensions}
    told = any(piece.is_("per.each") for piece in inside) and any(piece.is_(*_AVERAGES) for piece in inside)
    if not told or not things or any(piece.time is not None or _is_value(piece) for piece in inside):
        return []
    first = namely - 1
    while first and _is_of_average(pieces[first - 1], things):
        first -= 1
    before = [at for at in range(first, namely - 1) if pieces[at].time is None]
    named = any(pieces[at].metrics for at in before)
    averaged = any(pieces[at].is_(*_AVERAGES, "per.each") for at in before)
    return [*before, namely - 1, namely] if named and averaged else []


def _is_of_average(piece: Piece, things: set[DimensionName]) -> bool:
    if piece.mark or piece.number is not None or _is_value(piece):
        return False
    return not piece.dimensions or bool(things.intersection(piece.dimensions))


def _is_value(piece: Piece) -> bool:
    return bool((piece.values and not (piece.metrics or piece.dimensions)) or piece.segments)


def _limits(piece: Piece) -> bool:
    """Whether it may be a condition or a group, which no definition of the catalog is known to have."""
    only = bool(piece.values) and not piece.metrics
    return bool(only or piece.segments or piece.time is not None or piece.is_("per.each", "per.before"))
