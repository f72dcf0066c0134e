"""The same in another measure: the 折成 of 填报了多少工时,折成成本是多少 asks for the cost as well, and for nothing else."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.neighbours import adjacent
from assistant.understanding.words import load_vocabulary


def read_converted(draft: Draft) -> None:
    """Such a word right before a metric, where another one is named before it."""
    words = load_vocabulary().listed["converted"]
    places = {at for name, at in draft.focus.items() if name in draft.metrics}
    for at in range(len(draft.pieces) - 1):
        piece = draft.pieces[at]
        if not draft.free(at) or piece.concerns or piece.text.casefold() not in words:
            continue
        behind = at + 1 in places and adjacent(draft, at, at + 1)
        if behind and any(place < at for place in places):
            draft.read(at, "connective")
