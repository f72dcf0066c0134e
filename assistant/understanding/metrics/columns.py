"""Numbers of the rows, and the metrics that are computed from one of them over all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.metric import AggregationFunction
from assistant.catalog.model import Catalog, Dimension, Metric, Simple
from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.metrics.known import shown_with


def are_numbers(catalog: Catalog, names: Sequence[DimensionName]) -> bool:
    """Whether there are names, and each is one of a number."""
    found = [_dimension(catalog, name) for name in names]
    return bool(found) and all(each is not None and each.data_type in NUMERIC for each in found)


def computed_from(
    catalog: Catalog, names: Sequence[DimensionName], function: AggregationFunction
) -> list[Metric]:
    """The metrics that do nothing but that with one of the columns, those of the first name first."""
    found: dict[str, Metric] = {}
    for name in names:
        column = _dimension(catalog, name)
        if column is not None:
            key = (function, name.model, column.expr.text)
            found |= {metric.name: metric for metric in shown_with(catalog, _computed, key)}
    return list(found.values())


def _dimension(catalog: Catalog, name: DimensionName) -> Dimension | None:
    model = catalog.models.get(name.model)
    return model.dimensions.get(name.dimension) if model is not None else None


def _computed(_: Catalog, metric: Metric) -> Iterator[tuple[str, str, str]]:
    kind = metric.kind
    if isinstance(kind, Simple) and not metric.filters:
        yield kind.function, kind.model, kind.expr.text
