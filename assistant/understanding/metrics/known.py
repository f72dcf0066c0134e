"""Metrics of a catalog by what they are and how their names are built: worked out once per catalog, so that no
question walks over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.tokens import words

Keys = Callable[[Catalog, Metric], Iterable[Hashable]]
"""What a metric is found by. A function of a module: the index is kept under it."""


def shown_with(catalog: Catalog, keys: Keys, *wanted: Hashable) -> list[Metric]:
    """The metrics that can be asked for with one of the `wanted` among their `keys`, in the catalog's order."""
    index = remembered(catalog, ("metrics with", keys), lambda: _index(catalog, keys))
    places = {place for key in wanted for place in index.get(key, ())}
    metrics = _shown(catalog)
    return [metrics[place] for place in sorted(places)]


def words_of_names(_: Catalog, metric: Metric) -> Iterator[tuple[str, ...]]:
    """The words of each of its names, in whatever order: sorted."""
    yield from (tuple(sorted(words(phrase))) for phrase in metric.names)


def model_of_rows(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The model whose rows a simple metric is computed from."""
    if isinstance(metric.kind, Simple):
        yield metric.kind.model


def numerator(catalog: Catalog, metric: Metric) -> Iterator[str]:
    if isinstance(metric.kind, Ratio):
        yield metric.kind.numerator.metric


def denominator(catalog: Catalog, metric: Metric) -> Iterator[str]:
    if isinstance(metric.kind, Ratio):
        yield metric.kind.denominator.metric


def _shown(catalog: Catalog) -> tuple[Metric, ...]:
    return remembered(
        catalog, "metrics shown", lambda: tuple(m for m in catalog.metrics.values() if not m.hidden)
    )


def _index(catalog: Catalog, keys: Keys) -> Mapping[Hashable, tuple[int, ...]]:
    index: dict[Hashable, list[int]] = {}
    for place, metric in enumerate(_shown(catalog)):
        for key in dict.fromkeys(keys(catalog, metric)):
            index.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in index.items()}
