"""Words behind a name that only say that it is filled in or what holds it: "no company attached", 协议公司一栏空着."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

FILLED, _HOLDER = "present.behind", "present.weak"


def read_filled(draft: Draft, at: int) -> None:
    """The "attached" of "with no company attached", the 一栏 of 协议公司一栏空着."""
    start = draft.pieces[at].end
    for role in (FILLED, _HOLDER):
        found = load_vocabulary().matching(role, draft.ground.text[start:])
        if found is not None:
            read_inside(draft, start, start + found.end("said"))


def read_inside(draft: Draft, start: int, end: int) -> None:
    """Mark what is free between two places of the text as part of a condition."""
    for place, piece in enumerate(draft.pieces):
        if start <= piece.start and piece.end <= end and draft.free(place) and not piece.concerns:
            draft.read(place, "filter", piece.text)
