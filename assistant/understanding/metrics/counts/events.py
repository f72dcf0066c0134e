"""Things that come and go by the thousand and have no names: visits, clicks, orders. Nobody wants to see them one by
one, so that what is asked for per one of them is a ratio.
"""

from __future__ import annotations

from assistant.catalog.model import Catalog, Simple
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.tokens import tokenize, words
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def is_event(draft: Draft, at: int) -> bool:
    """Whether the piece names a count of rows, or of what rows have, that are called by no name."""
    piece, catalog = draft.pieces[at], draft.ground.catalog
    kinds = [catalog.metrics[name.metric].kind for name in piece.metrics if name.metric in catalog.metrics]
    if not kinds or not all(isinstance(kind, Simple) for kind in kinds):
        return False
    models = {model for kind in kinds if isinstance(kind, Simple) for model in _models_of(catalog, kind)}
    models |= {model for item in piece.entities for model in _primary(catalog, item.entity) or [item.model]}
    models |= {item.model for item in piece.dimensions}
    people = load_vocabulary().anaphora["buyers"] | load_vocabulary().anaphora["staff"]
    said = " ".join(words(piece.text)) if piece.text.isascii() else piece.text
    if any(said.endswith(word) for word in people):
        return False
    return not any(_has_names(draft, model) for model in models)


def _models_of(catalog: Catalog, kind: Simple) -> list[str]:
    """Where the things that it counts are described."""
    model = catalog.models[kind.model]
    keys = [item.name for item in model.entities.values() if item.expr.text == kind.expr.text]
    if kind.function != "count_distinct" or not keys:
        return [kind.model]
    return [name for key in keys for name in _primary(catalog, key) or [kind.model]]


def _primary(catalog: Catalog, entity: str) -> list[str]:
    return [
        model.name
        for model in catalog.models.values()
        if entity in model.entities and model.entities[entity].type == "primary"
    ]


def _has_names(draft: Draft, model: str) -> bool:
    """Whether one of the model's dimensions is a name: "customer_name", 标题."""
    catalog = draft.ground.catalog
    return remembered(catalog, ("has names", model), lambda: _finds_names(catalog, model))


def _finds_names(catalog: Catalog, model: str) -> bool:
    for item in catalog.models[model].dimensions.values():
        for label in (item.name.replace("_", " "), *item.labels):
            tokens = tokenize(label)
            found = load_vocabulary().phrases.matches(tokens)
            if any("restrict.name_of" in roles and last == len(tokens) for _, last, roles in found):
                return True
    return False
