"""Whose rows a metric is computed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.metric import inputs_of
from assistant.catalog.model import (
    Catalog,
    Conversion,
    Metric,
    Simple,
)
from assistant.plan import Source
from assistant.resolve.memory import remembered
from assistant.resolve.names import find_metric

DEEPEST = 12


def sources_for(catalog: Catalog, metrics: Sequence[str]) -> tuple[Source, ...]:
    """The sources of all `metrics`, each once; none for a planned one. Raises QueryError for no metric."""
    key = ("sources", tuple(metrics))
    return remembered(catalog, key, lambda: tuple(dict.fromkeys(_all(catalog, metrics))))


def _all(catalog: Catalog, metrics: Sequence[str]) -> Iterator[Source]:
    for name in metrics:
        yield from _of(catalog.complete, find_metric(catalog, name), 0)


def _of(catalog: Catalog, metric: Metric, depth: int) -> Iterator[Source]:
    if isinstance(metric.kind, Simple):
        yield Source(metric.kind.model, metric.kind.time_dimension)
        return
    if depth < DEEPEST:
        # A conversion is seen from its base: the conversions count at the base's rows.
        parts = inputs_of(metric)[:1] if isinstance(metric.kind, Conversion) else inputs_of(metric)
        for item in parts:
            yield from _of(catalog, find_metric(catalog, item.metric), depth + 1)
