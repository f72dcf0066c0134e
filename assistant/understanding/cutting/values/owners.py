"""Whose a value is: the models with a row per thing that a piece names, and those of what each of them has one of."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import Simple
from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.values.word_roots import shares_root
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary

_COUNTS = ("count", "count_distinct", "sum_boolean")


def things_of(piece: Piece, catalog: Catalog) -> frozenset[str]:
    """The entities that it names, by themselves or as what a metric is the number of."""
    found = {item.entity for item in piece.entities}
    for item in piece.dimensions:
        model = catalog.models[item.model]
        if model.primary_entity is not None and is_called_so(catalog, item.model, item.dimension):
            found.add(model.primary_entity)
    for name in piece.metrics:
        found |= frozenset(things_counted(catalog, name.metric))
    return frozenset(found)


def is_called_so(catalog: Catalog, model: str, dimension: str) -> bool:
    """Whether the things themselves are called as the dimension is: the customers by a customer's name."""
    owner = catalog.models[model]
    entity = owner.entities.get(owner.primary_entity or "")
    names = {name.casefold() for name in (*(entity.names if entity is not None else ()), *owner.labels)}
    return any(name.casefold() in names for name in owner.dimensions[dimension].names)


def is_a_name(catalog: Catalog, model: str, dimension: str) -> bool:
    """Whether a label of the dimension ends with the word for a name: it is what the rows of its model are called."""
    endings = tuple(load_vocabulary().anaphora["column_name"])
    return any(
        label.casefold().endswith(endings) for label in catalog.models[model].dimensions[dimension].labels
    )


def things_counted(catalog: Catalog, metric: str) -> Iterator[str]:
    """The entities that a metric is the number of."""
    found = catalog.metrics[metric]
    kind = found.kind
    if not isinstance(kind, Simple) or kind.function not in _COUNTS or found.card.unit not in (None, "count"):
        return
    model = catalog.models[kind.model]
    for entity in model.entities.values():
        whole = entity.type == "primary" and kind.function != "count_distinct"
        if whole or kind.expr.text == entity.expr.text:
            yield entity.name
    if kind.function != "count_distinct" and model.primary_entity is not None:
        yield model.primary_entity


def models_near(things: frozenset[str], catalog: Catalog) -> Iterator[frozenset[str]]:
    """The models with a row per thing; then with those of what each row has one of."""
    own = frozenset(model.name for model in catalog.models.values() if model.primary_entity in things)
    yield own
    linked = {
        entity.name
        for name in own
        for entity in catalog.models[name].entities.values()
        if entity.type == "foreign"
    }
    yield own | {model.name for model in catalog.models.values() if model.primary_entity in linked}


def counts_deed(verb: str, piece: Piece, value: ValueName, catalog: Catalog) -> bool:
    """Whether what the verb says is counted by itself of the things that the piece names, as customers who used a feature
    are. Not where the value's dimension is called so, as a payment currency is, nor where it says no more than that
    there are such things: leads acquired.
    """
    model, _, name = value.dimension.partition(".")
    if any(shares_root(verb, label) for label in catalog.models[model].dimensions[name].names):
        return False
    things = things_of(piece, catalog)
    own = {item.metric for item in piece.metrics}
    return any(
        shares_root(verb, label)
        for metric in catalog.metrics.values()
        if metric.name not in own and _counts_some_of(catalog, metric, things)
        for label in metric.names
    )


def _counts_some_of(catalog: Catalog, metric: Metric, things: frozenset[str]) -> bool:
    """Whether it counts rows that are of such things, and not simply all of the things."""
    kind = metric.kind
    if not isinstance(kind, Simple) or kind.function not in _COUNTS:
        return False
    model = catalog.models[kind.model]
    if not metric.filters and kind.function == "count" and model.primary_entity in things:
        return kind.expr.text not in ("1", "*", *(each.expr.text for each in model.entities.values()))
    return model.primary_entity in things or not things.isdisjoint(model.entities)
