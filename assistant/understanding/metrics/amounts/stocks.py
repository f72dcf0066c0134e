"""What there is of a stock, asked by what is left of it: 还剩多少库存, "how much stock is left"."""

from __future__ import annotations

from assistant.catalog.model import Simple
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_LEFT = "follow.left"


def read_what_is_left(draft: Draft) -> None:
    """Nothing new where all that is asked for are stocks, which is what is left at the end of a day."""
    metrics = draft.ground.catalog.metrics
    kinds = [metrics[name].kind for name in draft.metrics]
    if kinds and all(isinstance(kind, Simple) and kind.non_additive is not None for kind in kinds):
        for at, piece in enumerate(draft.pieces):
            # Of a question that goes on from none, the words say nothing of what was shown before.
            if draft.free(at) and piece.unread and _LEFT in load_vocabulary().phrases.get(piece.text):
                draft.read(at, "connective")
