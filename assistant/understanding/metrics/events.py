"""Things that come and go by the thousand and have no names: visits, clicks, orders. Nobody wants to see them one by
one, so that what is asked for per one of them is a ratio.
"""

from __future__ import annotations

from assistant.catalog.model import Simple
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def is_event(draft: Draft, at: int) -> bool:
    """Whether the piece names a count of rows, or of what rows have, that are called by no name."""
    piece, catalog = draft.pieces[at], draft.ground.catalog
    kinds = [catalog.metrics[name.metric].kind for name in piece.metrics if name.metric in catalog.metrics]
    if not kinds or not all(isinstance(kind, Simple) for kind in kinds):
        return False
    models = {kind.model for kind in kinds if isinstance(kind, Simple)} | {
        item.model for item in (*piece.entities, *piece.dimensions)
    }
    return not any(_has_names(draft, model) for model in models)


def _has_names(draft: Draft, model: str) -> bool:
    """Whether one of the model's dimensions is a name: "customer_name", 标题."""
    for item in draft.ground.catalog.models[model].dimensions.values():
        for label in (item.name.replace("_", " "), *item.labels):
            tokens = tokenize(label)
            found = load_vocabulary().phrases.matches(tokens)
            if any("restrict.name_of" in roles and last == len(tokens) for _, last, roles in found):
                return True
    return False
