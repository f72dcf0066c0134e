"""Dimensions that are to be shown with what is grouped by already: the territories of "top 5 reps with their territories"."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.understanding.cutting.asides.wanted_columns import COLUMN
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def is_shown_beside(draft: Draft, at: int) -> bool:
    """Whether a word such as "with their" stands before it, or it is a column that was asked for."""
    before = draft.ground.text[: draft.pieces[at].start]
    return draft.has(at, COLUMN) or load_vocabulary().matching("group.beside", before) is not None


def are_ranked_together(draft: Draft, places: Iterable[int]) -> bool:
    """Whether the first ones are of all groups: of "combinations of region and channel", or with one only shown beside."""
    combined = load_vocabulary().matching("groups.combined", draft.ground.text) is not None
    return combined or any(is_shown_beside(draft, place) for place in places)
