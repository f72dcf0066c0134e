"""A unit of time that is no period and asks to be shown by it: "revenue | month | 2025", 周线索量, "month x region"."""

from __future__ import annotations

import re

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_OPENS = re.compile(r"(?:^|[,;:|/、。(])\s*$")
_CLOSES = re.compile(r"^\s*(?:$|[,;|/、。)?.!])")
_WORD_BEFORE = re.compile(r"[\w第]$")


def is_unit_by_itself(draft: Draft, at: int) -> bool:
    """Whether it is all that stands between two marks, is set across a group, is listed, or is put before a metric's
    name in one word with it.
    """
    return _is_clause(draft, at) or _is_crossed(draft, at) or _opens_name(draft, at) or _is_list(draft, at)


def _is_clause(draft: Draft, at: int) -> bool:
    piece, text = draft.pieces[at], draft.ground.text
    opened, closed = _OPENS.search(text[: piece.start]), _CLOSES.match(text[piece.end :])
    return bool(opened and closed) and bool(draft.metrics)


def _is_list(draft: Draft, at: int) -> bool:
    """The quarters of "list the quarters of 2025 with revenue in each"."""
    before = draft.ground.text[: draft.pieces[at].start]
    return load_vocabulary().matching("unit.listed", before) is not None and draft.pieces[at].text.endswith(
        "s"
    )


def _is_crossed(draft: Draft, at: int) -> bool:
    return any(
        0 <= beside < len(draft.pieces) and draft.has(beside, "join.crossed") for beside in (at - 1, at + 1)
    )


def _opens_name(draft: Draft, at: int) -> bool:
    """The 周 of 周线索量 and of 的周线索量; the 月 of 11月线索量 is a part of the period."""
    piece, text = draft.pieces[at], draft.ground.text
    if len(piece.text) > 1 or not has_cjk(piece.text) or at + 1 >= len(draft.pieces):
        return False
    behind = draft.pieces[at + 1]
    named = bool(behind.metrics) and behind.start == piece.end and at + 1 in draft.focus.values()
    before = text[: piece.start].removesuffix("的")
    return named and (before != text[: piece.start] or _WORD_BEFORE.search(before) is None)
