"""Numbers that are all 0 under a condition: the definition of the metric may rule out what is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Metric, Simple
from assistant.presentation.names import Names
from assistant.query import Condition, MetricQuery
from assistant.resolve.kept_values import about
from assistant.rows import Rows

_MOST_NAMED = 3


def zero_notes(query: MetricQuery, rows: Rows, names: Names) -> Iterator[tuple[str, str]]:
    """The metric all of whose numbers are 0 with what it counts, and the metrics that are about the value of a
    condition, which may be what is meant.
    """
    values = [item for item in query.where if isinstance(item, Condition) and item.op in ("=", "in")]
    if not values or len(rows.data) == 0:
        return
    for at, column in enumerate(rows.columns):
        if column.role != "metric" or not all(row[at] in (0, None) for row in rows.data):
            continue
        if all(row[at] is None for row in rows.data):
            continue
        metric, meant = names.catalog.metrics.get(column.source), _about(query, values, names)
        if metric is None or not (meant or _is_of_some(metric)):
            continue
        told = metric.card.definition.text(names.language, metric.description)
        yield "all_zero", names.words.text("zero.definition", metric=names.metric(column.source), text=told)
        if meant:
            yield "metrics_instead", names.words.join(names.metric(name) for name in meant)


def _is_of_some(metric: Metric) -> bool:
    """Whether it leaves out rows by its own definition, in a filter or within what it counts."""
    if not isinstance(metric.kind, Simple):
        return True
    return bool(metric.filters) or " " in metric.kind.expr.text.strip()


def _about(query: MetricQuery, values: list[Condition], names: Names) -> list[str]:
    found: dict[str, None] = {}
    for item in values:
        source = names.source(item.field, query.metrics)
        model, _, name = (source or "").partition(".")
        for value in item.values:
            found |= dict.fromkeys(about(names.catalog, (model, name), value))
    return [name for name in found if name not in query.metrics][:_MOST_NAMED]
