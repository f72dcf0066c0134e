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
            draft.read_within(start, start + found.end("said"), "filter")
