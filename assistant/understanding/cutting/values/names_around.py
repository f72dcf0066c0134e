"""The noun of a dimension's name beside its value: the "size t-shirt" of "medium size t-shirt", the T恤 of 中号T恤 where people
have a T-shirt size, "a T-shirt that is in medium size".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.catalog.model import Dimension
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

_MOST = 4
"""Pieces of a dimension's name that may stand beside its value."""


def named_around(pieces: Sequence[Piece], at: int, dimension: Dimension, text: str) -> tuple[int, int]:
    """First and last piece of the value with the words of its dimension's name right beside it: "medium size t-shirt",
    "a T-shirt that is in medium size".
    """
    first = last = at
    while last + 1 < len(pieces) and last - at < _MOST and _is_name(pieces[last + 1], dimension):
        last += 1
    before = _linked_from(pieces, first, text)
    while before > 0 and at - before < _MOST and _is_name(pieces[before - 1], dimension):
        first = before = before - 1
    return first, last


def _linked_from(pieces: Sequence[Piece], first: int, text: str) -> int:
    """Where words such as "that is in" begin that lead from the dimension's name to the value."""
    for found in ending_at(load_vocabulary().patterns.get("related.link", ()), text[: pieces[first].start]):
        start = found.end() - len(found[0].lstrip())
        place = piece_from(pieces, start) if found[0].strip() else None
        if place is not None:
            return place
    return first


def _is_name(piece: Piece, dimension: Dimension) -> bool:
    """Whether the piece is of words of a name of the dimension that has more of them, and names nothing else."""
    if piece.metrics or piece.entities or piece.dimensions or piece.mark:
        return False
    if piece.time is not None or piece.number is not None:
        return False
    if not piece.text.isascii():
        names = [name.casefold() for name in dimension.names]
        return len(piece.text) > 1 and any(piece.text in name and piece.text != name for name in names)
    said = set(words(piece.text))
    return bool(said) and any(said < set(words(name)) for name in dimension.names if name.isascii())


def ends_with_foreign(pieces: Sequence[Piece], at: int, named: tuple[int, int]) -> bool:
    """Whether one of the words behind would otherwise be unknown, or a value of something else."""
    behind = pieces[at + 1 : named[1] + 1]
    return named[0] == at and any(piece.unread or piece.values for piece in behind)


def ending_at(patterns: Sequence[Pattern], before: str) -> Iterator[re.Match[str]]:
    """Matches that the text before a place ends with."""
    for pattern in patterns:
        yield from (found for found in pattern.finditer(before) if found.end() == len(before))


def piece_from(pieces: Sequence[Piece], start: int) -> int | None:
    """The piece that begins there."""
    return next((at for at, piece in enumerate(pieces) if piece.start == start), None)
