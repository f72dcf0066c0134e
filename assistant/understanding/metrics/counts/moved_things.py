"""Words for whatever a business moves or sells, beside what is counted of it: the 货 of 丢了几票货, "the goods".

They say nothing new where they stand right behind the number that is asked for, or behind what says which of the things.
"""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_BEFORE = ("metric", "value", "having", "filter", "number")


def read_moved_things(draft: Draft) -> None:
    if not draft.metrics:
        return
    things = load_vocabulary().moved_things
    for at, piece in enumerate(draft.pieces):
        if not (piece.unread and draft.free(at) and piece.text in things):
            continue
        before = draft.left(at)
        beside = before is not None and draft.meanings.get(before, ("",))[0] in _BEFORE
        asked = draft.preceded(at, "shape.how_many", "shape.money")
        if (beside or asked) and not _names_another(draft, piece.text):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _names_another(draft: Draft, text: str) -> bool:
    """Whether a metric that is asked for is called by more than the word: the 货量 of 货."""
    metrics = draft.ground.catalog.metrics
    return any(name.startswith(text) for each in draft.metrics for name in metrics[each].names)
