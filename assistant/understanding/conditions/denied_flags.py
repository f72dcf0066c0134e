"""Yes-or-no conditions that are called like a metric: the repeat issues of "tickets excluding repeat issues"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_BEFORE = ("restrict.exclude", "restrict.lacking", "restrict.marked", "lacking.not")
_BEHIND = "restrict.exclude_after"


def with_denied_flags(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with such a name no longer that of a metric, where something else is asked for and the words around
    the name deny it, leave it out, or say that things are marked so.
    """
    out = list(pieces)
    for at, piece in enumerate(out):
        own = {name.metric for name in piece.metrics}
        if not own or not _is_flag(piece) or not _is_said_so(out, at):
            continue
        if any(other.metrics and own.isdisjoint(n.metric for n in other.metrics) for other in out):
            out[at] = replace(piece, metrics=(), terms=())
    return tuple(out)


def _is_flag(piece: Piece) -> bool:
    flags = bool(piece.dimensions) and all(name.boolean for name in piece.dimensions)
    return flags or (bool(piece.values) and all(value.value is True for value in piece.values))


def _is_said_so(pieces: Sequence[Piece], at: int) -> bool:
    before = next((p for p in reversed(pieces[:at]) if not p.filler), None)
    behind = next((p for p in pieces[at + 1 :] if not p.filler), None)
    if before is not None and before.is_(*_BEFORE) and not before.concerns:
        return True
    if behind is None or behind.concerns:
        return False
    words = load_vocabulary().codewords
    answered = behind.text in words["answered_yes"] | words["answered_no"]
    marked = answered and any(p.text in ("=", ":") for p in pieces[at + 1 : pieces.index(behind)])
    return marked or behind.is_(_BEHIND)
