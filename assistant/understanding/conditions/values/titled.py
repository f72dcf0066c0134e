"""Things told by a text in their name: the films of "rentals for films with "Dragon" in the title"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece

_NAME = "restrict.name_of"
_FURTHEST = 12
_QUOTES = frozenset("\"'“”‘’「」『』《》")
_LINKS = ("join.of", "restrict.using", "filler.plain")


def with_titled_things(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with such a thing no longer a number of it, where something else is asked for."""
    out = list(pieces)
    for at, piece in enumerate(out):
        others = any(other.metrics and not _same(other, piece) for other in out)
        if piece.metrics and piece.dimensions and others and _is_titled(out, at):
            out[at] = replace(piece, metrics=(), terms=(), entities=())
    return tuple(out)


def _same(one: Piece, other: Piece) -> bool:
    return one is other or {name.metric for name in one.metrics} == {name.metric for name in other.metrics}


def _is_titled(pieces: Sequence[Piece], at: int) -> bool:
    """Whether link words, a text in quotes, and "in the title" follow."""
    opening = next((n for n in range(at + 1, len(pieces)) if pieces[n].text in _QUOTES), None)
    if opening is None or not all(pieces[n].is_(*_LINKS) for n in range(at + 1, opening)):
        return False
    closing = next((n for n in range(opening + 1, len(pieces)) if pieces[n].text in _QUOTES), None)
    if closing is None or closing - opening > _FURTHEST:
        return False
    behind = next(
        (n for n in range(closing + 1, len(pieces)) if not pieces[n].is_("join.of", "filler.plain")), None
    )
    return (
        behind is not None
        and behind > closing + 1
        and bool(pieces[behind].is_(_NAME) or pieces[behind].dimensions)
    )
