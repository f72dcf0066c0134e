"""What stands between "by" and a grain says which date is meant, and asks for no number: "by order month"."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece

_MARKS = ("per.before", "per.each")


def with_dates_before_grains(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces, those between such a mark and a unit of time right behind them without metrics and values."""
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.time is not None or not piece.says_grain:
            continue
        first = at
        while (
            first
            and _may_date(pieces[first - 1])
            and not text[pieces[first - 1].end : pieces[first].start].strip()
        ):
            first -= 1
        if first in (0, at) or not pieces[first - 1].is_(*_MARKS):
            continue
        for place in range(first, at):
            out[place] = replace(pieces[place], metrics=(), terms=(), values=())
    return tuple(out)


def _may_date(piece: Piece) -> bool:
    other = piece.mark or piece.time is not None or piece.number is not None or piece.filler
    return not other and (bool(piece.entities or piece.metrics) or piece.unread)
