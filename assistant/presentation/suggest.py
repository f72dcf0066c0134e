"""Questions to ask next, in words that the reader of questions understands."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Metric, Planned
from assistant.presentation.names import Names, categorical, models_of
from assistant.presentation.periods import period_text
from assistant.query import MetricQuery, TimeRange

_MOST = 3


def next_questions(query: MetricQuery, period: TimeRange | None, names: Names) -> tuple[str, ...]:
    """Up to three: the same metric by another dimension, over time, against last year, or defined."""
    if not query.metrics or query.metrics[0] not in names.catalog.metrics:
        return ()
    asked = dict.fromkeys(_questions(query, _period(period, names), names))
    return tuple(asked)[:_MOST]


def metric_questions(names: Names, most: int = 3) -> tuple[str, ...]:
    """Metrics that can be asked for, the most important layers first."""
    open_metrics = [metric for metric in names.catalog.metrics.values() if is_open(metric)]
    ranked = sorted(open_metrics, key=lambda metric: _layer(metric))
    return tuple(
        names.words.text("suggest.value", metric=names.metric(metric.name)) for metric in ranked[:most]
    )


def is_open(metric: Metric) -> bool:
    """Approved, listed and computable."""
    return not metric.hidden and metric.card.status == "approved" and not isinstance(metric.kind, Planned)


def _questions(query: MetricQuery, period: str, names: Names) -> Iterator[str]:
    words, metric = names.words, names.metric(query.metrics[0])
    if dimension := _other_dimension(query, names):
        yield words.text("suggest.by_dimension", metric=metric, dimension=dimension, period=period)
    if not any("metric_time" in name for name in query.group_by):
        yield words.text("suggest.trend", metric=metric, period=period)
    if query.compare is None:
        yield words.text("suggest.last_year", metric=metric, period=period)
    yield words.text("suggest.define", metric=metric)


def _period(period: TimeRange | None, names: Names) -> str:
    if period is None:
        return ""
    text = period_text(period, names.language)
    # Dates cannot stand in front of a name; a calendar unit can.
    if names.language == "zh":
        return text if "至" not in text else ""
    return f" in {text}" if " to " not in text else f" from {text}"


def _other_dimension(query: MetricQuery, names: Names) -> str | None:
    used = {names.field(name, query.metrics) for name in query.group_by}
    models = [names.catalog.models[name] for name in models_of(names.catalog, query.metrics[0])]
    if not models:
        return None
    first = [item for item in categorical(models[0]) if item.labels]
    for dimension in first:
        label = dimension.labels.text(names.language)
        everywhere = all(_has(model.name, dimension.name, dimension.conformed, names) for model in models[1:])
        if label not in used and everywhere:
            return label
    return None


def _has(model: str, dimension: str, conformed: str | None, names: Names) -> bool:
    own = names.catalog.models[model].dimensions.values()
    return any(item.name == dimension or (conformed and item.conformed == conformed) for item in own)


def _layer(metric: Metric) -> int:
    order = ("north_star", "key_result", "l1", "l2")
    return min((order.index(layer) for layer in metric.card.layers if layer in order), default=len(order))
