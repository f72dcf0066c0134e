"""Words that say once more what a shape is: the "represent" of "what share does it represent", 窗口 of a moving average."""

from __future__ import annotations

from assistant.reading import Meaning
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def read_said(draft: Draft, kind: str, means: Meaning) -> None:
    """Read such words wherever they stand; `kind` is their list in the vocabulary."""
    for at in range(len(draft.pieces)):
        if draft.free(at) and is_said(draft, at, kind):
            draft.read(at, means)


def read_within_words(draft: Draft, place: int) -> None:
    """Read what says beside a group that something is looked at within it: the 内部 of 每个季度内部."""
    for beside in (place - 1, place + 1, place + 2):
        if 0 <= beside < len(draft.pieces) and draft.free(beside) and is_said(draft, beside, "whole_said"):
            draft.read(beside, "connective")


def is_said(draft: Draft, at: int, kind: str) -> bool:
    piece = draft.pieces[at]
    if piece.concerns or piece.time is not None:
        return False
    known = load_vocabulary().codewords[kind]
    return piece.text in known or (
        piece.unread and not piece.text.isascii() and _is_made_of(piece.text, known)
    )


def _is_made_of(text: str, known: frozenset[str]) -> bool:
    """Whether unread characters that stand together are several of the words."""
    return not text or any(text.startswith(word) and _is_made_of(text[len(word) :], known) for word in known)
