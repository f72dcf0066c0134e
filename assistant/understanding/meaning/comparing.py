"""What only says that something is set against something, and how that comes out: the 怎么样 of 同比怎么样."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import Piece

_OUTCOMES = ("shape.higher", "shape.lower", "shape.how_many", "join.outcome")


def behind_comparison(pieces: Sequence[Piece]) -> frozenset[int]:
    """How a comparison comes out, said behind it at the end of a clause: the 多多少 of 比去年多多少, the 怎么样 of 同比怎么样."""
    found: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.time is None or piece.time.kind != "comparison" or piece.concerns:
            continue
        place = at + 1
        while place < len(pieces) and not pieces[place].mark and _is_outcome(pieces[place]):
            place += 1
        if place == len(pieces) or pieces[place].mark:
            found |= set(range(at + 1, place))
    return frozenset(found)


def _is_outcome(piece: Piece) -> bool:
    return not piece.concerns and (piece.filler or piece.is_(*_OUTCOMES)) and piece.time is None


def of_comparison(pieces: Sequence[Piece]) -> set[int]:
    """ "Than" before a value or beside what is more or less: something is set against something, which no name of a
    metric says.
    """
    than, more = (
        {at for at, piece in enumerate(pieces) if piece.is_(*roles) and not piece.concerns}
        for roles in (("join.than",), ("shape.higher", "shape.lower"))
    )
    before_value = {at for at in than if at + 1 < len(pieces) and pieces[at + 1].values}
    return than | more if than and more else before_value
