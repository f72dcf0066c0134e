"""What is left out of a stretch or counted in it, said apart from it: 近三个月的线索量,不含本月, "in the last 8 weeks by
region, excluding the current week".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.expr import Period, Relative, Rolling
from assistant.understanding.time.restated import with_end, without_current

_PLAIN = frozenset({"filler.plain"})
_OUT = ("restrict.exclude",)
_IN = ("join.including",)


def with_ends_apart(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with the stretch as it is meant and those that say so as plain ones. One stretch only, and none that a
    comparison is with.
    """
    stretches = [
        at for at, piece in enumerate(pieces) if piece.time is not None and piece.time.kind != "grain"
    ]
    if not stretches:
        return pieces
    first, *others = stretches
    stretch = pieces[first].time
    if stretch is None or not isinstance(stretch.expr, Rolling) or len(others) > 1:
        return pieces
    out = list(pieces)
    for at in range(first + 1, len(pieces)):
        if pieces[at].concerns or not pieces[at].is_(*_OUT, *_IN):
            continue
        end = _listed_with(pieces, at)
        said = _end_of(pieces[end]) if end < len(pieces) else None
        if said is None or (others and others != [end]):
            continue
        turn = without_current if pieces[at].is_(*_OUT) else with_end
        found = turn(stretch.expr, said)
        if found is None or isinstance(found, tuple):
            continue
        out[first] = replace(pieces[first], time=replace(stretch, expr=found))
        listed = any(piece.concerns for piece in pieces[at:end])
        for place in range(end - 1 if listed else at, end + 1):
            piece = pieces[place]
            out[place] = Piece(piece.start, piece.end, piece.text, _PLAIN, typo=piece.typo)
        return tuple(out)
    return pieces


def _listed_with(pieces: Sequence[Piece], mark: int) -> int:
    """The place of what is left out or counted in, behind values that are as well: "excluding email and this month"."""
    at = mark + 1
    while at < len(pieces) - 1:
        piece = pieces[at]
        joins = piece.is_("join.and") and not piece.concerns
        if not (joins or piece.values or (piece.filler and not piece.mark)):
            break
        at += 1
    return at


def _end_of(piece: Piece) -> Period | None:
    """The unit or the day that is spoken of."""
    said = piece.time if not piece.concerns else None
    return said.expr if said is not None and isinstance(said.expr, Relative) else None
