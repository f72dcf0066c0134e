"""A metric's name in brackets behind other words for it: "what share could we tie to a known person (ID match
rate)".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.neighbours import only_bare

_OPEN, _CLOSE = ("(", "["), (")", "]")
_BREAKS = (",", ";", ":", "?", "!", ".")
_GROUPING = ("per.",)
_ASKING = frozenset({"shape.share", "shape.rate", "shape.how_many", "shape.counted", "shape.how_much_of"})
_SAYS_MORE = (
    "restrict.",
    "threshold.",
    "order.",
    "shape.",
    "grain.",
    "state.",
    "join.versus",
    "join.than",
    "vague.",
)
HARMLESS = frozenset({"threshold.to", "threshold.unit", "restrict.not_null", "order.counter"})
"""Roles of words that are part of what is described where they limit nothing."""


def with_names_in_brackets(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with the words of that clause as fillers where nothing else names a metric.

    Conditions, times, numbers and groups among them stay: where one of its words would be a group, a limit or
    a denial, all of them do.
    """
    for at in range(2, len(pieces) - 1):
        if not (_is_bracketed(pieces, at) and _is_name(pieces[at])):
            continue
        if any(_is_name(piece) or piece.terms for n, piece in enumerate(pieces) if n != at):
            continue
        first = _clause_start(pieces, at - 2)
        clause = pieces[first : at - 1]
        if not any(piece.is_(*_ASKING) for piece in clause) or _says_more(pieces, first, at - 1):
            continue
        return (*pieces[:first], *map(_spent, clause), *pieces[at - 1 :])
    return pieces


def _is_bracketed(pieces: Sequence[Piece], at: int) -> bool:
    return pieces[at - 1].text in _OPEN and pieces[at + 1].text in _CLOSE


def _is_name(piece: Piece) -> bool:
    return bool(piece.metrics) and not piece.values and not only_bare(piece)


def _clause_start(pieces: Sequence[Piece], last: int) -> int:
    breaks = [at for at in range(last + 1) if pieces[at].mark and pieces[at].text in _BREAKS]
    return breaks[-1] + 1 if breaks else 0


def _says_more(pieces: Sequence[Piece], first: int, end: int) -> bool:
    for at in range(first, end):
        piece = pieces[at]
        roles = piece.roles - _ASKING - HARMLESS
        if not piece.concerns and any(role.startswith(_SAYS_MORE) for role in roles):
            return True
        thing = piece.dimensions or piece.entities or piece.values
        before = pieces[at - 1] if at > first else None
        if thing and before is not None and any(role.startswith(_GROUPING) for role in before.roles):
            return True
    return False


def _spent(piece: Piece) -> Piece:
    """The word as a filler, unless it is a condition, a time or a number."""
    if piece.values or piece.time is not None or piece.number is not None or piece.segments or piece.mark:
        return piece
    plain = frozenset({"filler.plain"})
    return replace(piece, roles=plain, metrics=(), dimensions=(), entities=(), terms=())
