"""What is to be shown beside what a question asks for, said behind it: 请返回学校名称和所在区域, "and return its name and city".

A thing there is none that is counted, and a column that the catalog does not have is told rather than taken for a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.words import load_vocabulary

UNSHOWN = "filler.unshown"
"""The role of what was to be shown and cannot be."""
_PLAIN = frozenset({"filler.plain"})
_JOINS = ("join.and", "join.or")
_ASKING = (
    "shape.how_many",
    "order.highest",
    "order.lowest",
    "order.top",
    "order.bottom",
    "threshold.gt",
    "threshold.ge",
    "threshold.lt",
    "threshold.le",
)


def with_wanted_columns(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces with those of such a clause as dimensions and metrics to be shown, and nothing else."""
    found = load_vocabulary().matching("columns.wanted", text)
    if found is None:
        return pieces
    start = found.start("columns")
    before = [piece for piece in pieces if piece.start < start]
    asked = any(any(name.strength > VARIANT for name in piece.metrics) for piece in before)
    if not (asked or any(piece.is_(*_ASKING) for piece in before)):
        return pieces
    out = list(pieces)
    for item in _items(pieces, start):
        _read(out, item)
    return tuple(out)


def _items(pieces: Sequence[Piece], start: int) -> Iterator[list[int]]:
    """The places of what stands between two marks or words such as "and"."""
    item: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.start < start:
            continue
        if piece.mark or (piece.is_(*_JOINS) and not piece.concerns):
            yield item
            item = []
        else:
            item.append(at)
    yield item


def _read(out: list[Piece], item: Sequence[int]) -> None:
    measured = [at for at in item if any(name.strength > VARIANT for name in out[at].metrics)]
    shown = [at for at in item if out[at].dimensions and not out[at].values]
    kept = measured[-1:] or [at for at in shown if not out[at].entities][-1:]
    if not kept and any(out[at].values or out[at].time is not None or out[at].number for at in item):
        return  # a condition after all
    known = bool(kept) or any(out[at].entities for at in item)
    for at in item:
        piece = out[at]
        if at in kept:
            out[at] = piece if measured else replace(piece, metrics=(), entities=())
        else:
            roles = _PLAIN if known or piece.filler else _PLAIN | {UNSHOWN}
            out[at] = Piece(piece.start, piece.end, piece.text, roles, typo=piece.typo)
