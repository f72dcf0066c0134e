"""Words for the part of a rate that fall apart into words of everyday speech: the 超时 of 有多大比例超时 is no 超 and 时."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.metrics.rates.parts_of_rates import rates_by_parts
from assistant.understanding.words import load_vocabulary

_LONGEST = 3
"""Pieces that one word may fall into."""


def with_torn_parts(pieces: tuple[Piece, ...], text: str, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with those put together that are one word of the numerator of a rate, in a question that asks for a part of
    a whole. None of them means anything in the catalog, and none stands before a number that it limits.
    """
    if not _asks_for_part(text):
        return pieces
    told = {word for parts in rates_by_parts(catalog) for word in parts.told if not word.isascii()}
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        end = next(
            (end for end in range(at + _LONGEST, at + 1, -1) if _is_word(pieces, at, end, told)), at + 1
        )
        first, last = pieces[at], pieces[end - 1]
        out.append(Piece(first.start, last.end, text[first.start : last.end]) if end > at + 1 else first)
        at = end
    return tuple(out)


def _asks_for_part(text: str) -> bool:
    spans = load_vocabulary().spans
    return bool(spans("rate.of", text) or spans("rate.over", text))


def _is_word(pieces: Sequence[Piece], at: int, end: int, told: set[str]) -> bool:
    if end > len(pieces):
        return False
    torn = pieces[at:end]
    if any(piece.concerns or piece.mark or piece.time or piece.number for piece in torn):
        return False
    close = all(one.end == other.start for one, other in pairwise(torn))
    behind = pieces[end] if end < len(pieces) else None
    return close and "".join(piece.text for piece in torn) in told and (behind is None or not behind.number)
