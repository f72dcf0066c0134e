"""Things that are counted over the rows that have the number they are limited by: "customers with a monthly balance over
1000" are the customers of the balances, whose own rows have no such number.
"""

from __future__ import annotations

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, NUMERIC
from assistant.understanding.draft import Draft

_LIMITS = (*BEFORE, *AFTER, "threshold.between")


def take_counted_over(draft: Draft) -> None:
    """Put the one number of different things over such rows in the place of the number of things."""
    if draft.ground.base is not None or len(draft.metrics) != 1 or draft.metrics[0] not in draft.focus:
        return
    [name] = draft.metrics
    catalog, linker = draft.ground.catalog, draft.ground.linker
    limited = any(piece.is_(*_LIMITS) for piece in draft.pieces)
    key = _key(catalog, name)
    if key is None or not limited:
        return
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.metrics or linker.dimension(piece.dimensions, draft.metrics):
            continue
        numbers = {item.model for item in piece.dimensions if _is_number(catalog, item.model, item.dimension)}
        found = [other for model in numbers for other in _counts(catalog, key, model)]
        if len(found) == 1:
            draft.exchange(name, found[0])
            draft.assume("default_metric", found[0])
            return


def _key(catalog: Catalog, name: str) -> str | None:
    """What the metric counts all of: the entity that its rows are; None where it counts some of them or something else."""
    metric = catalog.metrics[name]
    if not isinstance(metric.kind, Simple) or metric.kind.function != "count" or metric.filters:
        return None
    model = catalog.models[metric.kind.model]
    entity = model.entities.get(model.primary_entity or "")
    return entity.name if entity is not None else None


def _is_number(catalog: Catalog, model: str, dimension: str) -> bool:
    return catalog.models[model].dimensions[dimension].data_type in NUMERIC


def _counts(catalog: Catalog, entity: str, model: str) -> list[str]:
    """Numbers of different ones of the entity over all rows of the model."""
    link = catalog.models[model].entities.get(entity)
    return [
        metric.name
        for metric in catalog.metrics.values()
        if link is not None
        and isinstance(metric.kind, Simple)
        and (metric.kind.model, metric.kind.function) == (model, "count_distinct")
        and metric.kind.expr.text == link.expr.text
        and not (metric.filters or metric.hidden)
    ]
