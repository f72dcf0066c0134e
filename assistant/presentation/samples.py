"""How many records a rate rests on: the query that tells, and whether they are too few to rely on differences."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import Ratio, Simple
from assistant.catalog.model import Catalog
from assistant.query import MetricQuery
from assistant.rows import Rows, Value

FEW = 30
"""Fewer than that are a small sample; the usual rule of thumb."""
NOTE = "small_sample"
_COUNTS = ("count", "count_distinct", "sum_boolean")


def sample_query(query: MetricQuery, catalog: Catalog) -> MetricQuery | None:
    """The numbers of records behind the query's rates, by the same keys; None where it has none that are
    counted.
    """
    if query.average_per or query.running or query.moving or isinstance(query.time, tuple):
        return None
    counted = tuple(dict.fromkeys(_denominators(query, catalog)))
    if not counted:
        return None
    plain = MetricQuery(where=query.where, time=query.time, parameters=query.parameters)
    return plain.but(metrics=counted, group_by=query.group_by)


def _denominators(query: MetricQuery, catalog: Catalog) -> Iterator[str]:
    metrics = catalog.complete.metrics
    for name in query.metrics:
        metric = metrics.get(name)
        if metric is None or metric.card.unit != "percent" or not isinstance(metric.kind, Ratio):
            continue
        below = metric.kind.denominator
        inner = metrics[below.metric].kind
        plain = not (below.filters or below.offset_window or below.offset_to_grain)
        if plain and isinstance(inner, Simple) and inner.function in _COUNTS:
            yield below.metric


def few_behind(sizes: Rows, answer: Rows) -> str | None:
    """The metric of which one of the answer's rows has few; None where all rest on enough."""
    keys = [at for at, column in enumerate(sizes.columns) if column.role in ("time", "dimension")]
    own = [at for at, column in enumerate(answer.columns) if column.role in ("time", "dimension")]
    shown = {_key(row, own) for row in answer.data}
    for at, column in enumerate(sizes.columns):
        if column.role != "metric":
            continue
        counts = [row[at] for row in sizes.data if _key(row, keys) in shown]
        if any(isinstance(count, (int, float)) and 0 < count < FEW for count in counts):
            return column.source
    return None


def _key(row: tuple[Value, ...], keys: list[int]) -> tuple[Value, ...]:
    return tuple(row[at] for at in keys)
