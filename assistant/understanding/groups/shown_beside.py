"""Dimensions that are to be shown with what is grouped by already: the territories of "top 5 reps with their territories"."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def is_shown_beside(draft: Draft, at: int) -> bool:
    """Whether a word such as "with their" stands before it."""
    before = draft.ground.text[: draft.pieces[at].start]
    return load_vocabulary().matching("group.beside", before) is not None
