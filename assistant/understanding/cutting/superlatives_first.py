"""An order that is said by which ones come first: the "hottest first" of "messages by topic, hottest first",
各话题的消息数,最热的排前面. The list is whole, where "the hottest" alone asks for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_ORDERS = {
    "order.best": "order.best", "order.worst": "order.worst", "order.slowest": "order.slow_first",
    "order.fastest": "order.fast_first", "order.highest": "order.descending", "order.lowest": "order.ascending",
}  # fmt: skip
_AHEAD = "order.ahead"
_CHANGES = ("shape.growth", "shape.rise", "shape.fall")
_SUPERLATIVE_AND_CHANGE = 2


def with_superlatives_first(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with a superlative and the "first" that ends its clause as one word for an order."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        before = out[-1] if out else None
        if _is_mere_first(out, pieces, at):
            out.append(replace(piece, values=()))
            continue
        role = _order_of(before) if before is not None else None
        if before is None or role is None or not _comes_ahead(pieces, at):
            out.append(piece)
            continue
        gap = " " if piece.start > before.end else ""
        out[-1] = Piece(before.start, piece.end, f"{before.text}{gap}{piece.text}", frozenset({role}))
    return tuple(out)


def _is_mere_first(before: Sequence[Piece], pieces: Sequence[Piece], at: int) -> bool:
    """Whether the "first" of "steepest drop first" is an order, whatever value is called so."""
    piece = pieces[at]
    if len(before) < _SUPERLATIVE_AND_CHANGE or not piece.values or piece.text not in _words("ahead"):
        return False
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    ends = behind is None or behind.mark or behind.filler
    return ends and before[-1].is_(*_CHANGES) and _order_of(before[-2]) is not None


def _words(key: str) -> frozenset[str]:
    return load_vocabulary().codewords[key]


def _order_of(piece: Piece) -> str | None:
    if piece.concerns:
        return None
    return next((order for role, order in _ORDERS.items() if piece.is_(role)), None)


def _comes_ahead(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the word only says that they come first: "the hottest first orders" does not."""
    piece = pieces[at]
    ahead = piece.is_(_AHEAD) or piece.text in _words("ahead")
    if not ahead or piece.concerns:
        return False
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    return behind is None or behind.mark or behind.filler
