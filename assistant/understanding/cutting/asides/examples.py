"""Values that are named only as examples of the groups asked for: "split by type (trial, demo and so on)", 按来源分(电话、邮件
这些). They say no condition.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_PLAIN = frozenset({"filler.plain"})
_JOINS = ("join.and", "join.or")
_BY = ("per.by_kind", "per.kind")
_LEAST = 2
_LONGEST = 3
"""Pieces of a phrase that says that there are more."""


def with_examples(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces with such values as one that says nothing, where the question asks for groups by what they are
    values of.
    """
    for first, last in _runs(pieces):
        fields = _shared(pieces[first:last])
        start, end = first - _opener(pieces, first), last + _closer(pieces, last)
        if start < first and not (fields and _is_grouped(pieces, first, last, fields)):
            opener = _aside(pieces[start:first], text)
            if pieces[start:first] != (opener,):
                return with_examples((*pieces[:start], opener, *pieces[first:]), text)
        elif fields and (start, end) != (first, last) and _is_grouped(pieces, first, last, fields):
            return with_examples((*pieces[:start], _aside(pieces[start:end], text), *pieces[end:]), text)
    return pieces


def _aside(pieces: Sequence[Piece], text: str) -> Piece:
    """As one, which says as little as a bracket does."""
    start, end = pieces[0].start, pieces[-1].end
    return Piece(start, end, text[start:end], _PLAIN, mark=True)


def _runs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Stretches of values with nothing but marks and "and" between."""
    found, at = [], 0
    while at < len(pieces):
        end = last = at
        while end < len(pieces) and _is_listed(pieces[end], begun=end > at):
            last = end + 1 if pieces[end].values else last
            end += 1
        if sum(bool(piece.values) for piece in pieces[at:last]) >= _LEAST:
            found.append((at, last))
        at = max(last, at + 1)
    return found


def _is_listed(piece: Piece, begun: bool) -> bool:
    if piece.values:
        return not piece.metrics
    joins = (piece.mark and piece.text in ",、，/") or (piece.is_(*_JOINS) and not piece.concerns)
    return begun and joins


def _shared(pieces: Sequence[Piece]) -> frozenset[str]:
    """The dimensions that all of them are values of."""
    fields = [
        frozenset(value.dimension.rpartition(".")[2] for value in piece.values)
        for piece in pieces
        if piece.values
    ]
    return frozenset.intersection(*fields)


def _opener(pieces: Sequence[Piece], first: int) -> int:
    """How many pieces before them say that there are more: "such as"."""
    for size in range(1, min(_LONGEST, first) + 1):
        said = " ".join(piece.text for piece in pieces[first - size : first])
        if said in load_vocabulary().listed["such_as"]:
            return size
    return 0


def _closer(pieces: Sequence[Piece], last: int) -> int:
    """How many pieces behind them say so: "and so on", a bare 这些 at the end."""
    for size in range(1, min(_LONGEST, len(pieces) - last) + 1):
        said = " ".join(piece.text for piece in pieces[last : last + size])
        ends = last + size == len(pieces) or pieces[last + size].mark
        if ends and said in load_vocabulary().listed["and_so_on"]:
            return size
    return 0


def _is_grouped(pieces: Sequence[Piece], first: int, last: int, fields: frozenset[str]) -> bool:
    """Whether groups by one of the dimensions are asked for elsewhere: "by source", 各渠道."""
    if any(piece.is_(*_BY) and not piece.concerns for piece in (*pieces[:first], *pieces[last:])):
        return True
    for at, piece in enumerate(pieces):
        if first <= at < last or not any(name.dimension in fields for name in piece.dimensions):
            continue
        before = at > 0 and pieces[at - 1].is_("per.before", "per.each", "join.each")
        if before or (at + 1 < len(pieces) and pieces[at + 1].is_("per.after")):
            return True
    return False
