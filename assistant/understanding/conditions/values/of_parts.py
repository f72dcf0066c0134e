"""Conditions that a rate's own definition says already: the closed ones of "of the claims we closed, what share was
denied", where the rate is denied claims over closed ones.
"""

from __future__ import annotations

from assistant.catalog.metric import Metric
from assistant.catalog.model import Ratio
from assistant.query import Condition
from assistant.resolve.fields import FieldOption
from assistant.resolve.kept_values import kept_by
from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.draft import Draft


def drop_told_by_rate(draft: Draft) -> None:
    """A value that none of what the rate counts can have, and that names what it is a share of; or the very one that
    all of it has, of which the rate would be all.
    """
    if len(draft.metrics) != 1:
        return
    catalog = draft.ground.catalog
    metrics = catalog.complete.metrics
    kind = metrics[draft.metrics[0]].kind
    if not isinstance(kind, Ratio):
        return
    counted, whole = metrics[kind.numerator.metric], metrics[kind.denominator.metric]
    for item in list(draft.where):
        option = _option(draft, item) if isinstance(item, Condition) and item.op in ("=", "in") else None
        if option is None or option.dimension is None or not isinstance(item, Condition):
            continue
        own = {
            value for (_, field), value in kept_by(catalog, counted.name) if field == option.dimension.name
        }
        known = {
            value for (_, field), value in kept_by(catalog, whole.name) if field == option.dimension.name
        }
        told = bool(own) and not own & set(item.values) and _is_called(whole, option, item)
        if told or (own and not known and own == set(item.values) and _is_rate(draft)):
            draft.where.remove(item)


def _is_rate(draft: Draft) -> bool:
    """Whether all of what has the value would be all there is: the denied ones of 拒赔的概率 are what it counts."""
    return draft.ground.catalog.metrics[draft.metrics[0]].card.unit == "percent"


def _option(draft: Draft, item: Condition) -> FieldOption | None:
    fields = draft.ground.linker.options(draft.metrics)
    return next((field for field in fields if field.name == item.field and field.dimension is not None), None)


def _is_called(whole: Metric, option: FieldOption, item: Condition) -> bool:
    """Whether one of the values is in a name of what the rate is a share of."""
    assert option.dimension is not None
    said = [
        name
        for value in option.dimension.values
        if value.value in item.values
        for name in (*value.labels, *value.synonyms)
    ]
    names = [words(name) for name in whole.names]
    return any(holds_words(name, words(text)) for name in names for text in said)
