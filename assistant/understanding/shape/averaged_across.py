"""Things that a mean is said to go over: "averaged over the hotels", "mean revenue across stores", 按门店平均, 收入的门店均值."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_AVERAGE = "shape.average"
_BY = "per.before"


def said_across(pieces: Sequence[Piece], text: str, at: int) -> tuple[str, int] | None:
    """The word that says a mean to go over what is named there, and the first piece of it; None without one."""
    piece = pieces[at]
    found = (
        load_vocabulary().matching("average.across", text[: piece.start]) if piece.text.isascii() else None
    )
    if found is not None and piece.text.endswith("s"):
        first = next(n for n in range(at + 1) if pieces[n].start >= found.start("mark"))
        return found["mark"], first
    if piece.text.isascii() or not at or not _is_average(pieces, at + 1) or not pieces[at - 1].is_(_BY):
        return None
    behind = pieces[at + 2] if at + 2 < len(pieces) else None
    touching = behind is not None and bool(behind.metrics) and pieces[at + 1].end == behind.start
    listing = pieces[at - 1].is_("per.each", "per.which")
    return None if touching or listing else (pieces[at - 1].text, at - 1)


def is_across(mark: str) -> bool:
    """Whether the word before a group says by itself that a mean goes over it."""
    return load_vocabulary().matching("average.across", f"{mark} ") is not None


def is_behind(pieces: Sequence[Piece], at: int) -> bool:
    """The 门店 of 客房收入门店均值: what is averaged stands right before it, and the word for it right behind."""
    piece = pieces[at]
    if piece.text.isascii() or piece.metrics or not at or not _is_average(pieces, at + 1):
        return False
    before = pieces[at - 1]
    behind = pieces[at + 2] if at + 2 < len(pieces) else None
    touching = behind is not None and behind.concerns and pieces[at + 1].end == behind.start
    return bool(before.metrics) and before.end == piece.start and not touching


def _is_average(pieces: Sequence[Piece], at: int) -> bool:
    if at >= len(pieces) or not pieces[at].is_(_AVERAGE) or pieces[at].concerns:
        return False
    return pieces[at - 1].end == pieces[at].start
