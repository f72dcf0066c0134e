"""Questions to ask next, in words that the reader of questions understands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.catalog.model import Metric
from assistant.errors import AssistantError
from assistant.presentation.names import Names
from assistant.presentation.periods import period_text
from assistant.query import Comparison, MetricQuery, TimeRange
from assistant.resolve import FieldOption, fields_for, is_computable, resolve_query

_MOST = 3
_FEWEST_DAYS = timedelta(days=80)


def next_questions(
    query: MetricQuery, period: TimeRange | None, names: Names, now: datetime
) -> tuple[str, ...]:
    """Up to three that can be answered: the same metric by another dimension, over time, against last
    year, or its definition.
    """
    if not query.metrics or query.metrics[0] not in names.catalog.metrics:
        return ()
    asked = dict.fromkeys(_questions(query, period, names, now))
    return tuple(asked)[:_MOST]


def metric_questions(names: Names, most: int = 3) -> tuple[str, ...]:
    """Metrics that can be asked for, the most important layers first."""
    open_metrics = [metric for metric in names.catalog.metrics.values() if is_open(metric, names)]
    ranked = sorted(open_metrics, key=lambda metric: _layer(metric))
    return tuple(
        names.words.text("suggest.value", metric=names.metric(metric.name)) for metric in ranked[:most]
    )


def is_open(metric: Metric, names: Names) -> bool:
    """Approved, listed and computable."""
    listed = not metric.hidden and metric.card.status == "approved"
    return listed and is_computable(names.catalog, metric.name)


def _questions(query: MetricQuery, period: TimeRange | None, names: Names, now: datetime) -> Iterator[str]:
    words, name = names.words, query.metrics[0]
    metric = names.metric(name)
    within, plain = _period(period, names), MetricQuery((name,), time=period)
    if option := _other_dimension(query, names):
        label = _label(option, names)
        if _possible(plain.but(group_by=(option.name,)), names, now):
            yield words.text("suggest.by_dimension", metric=metric, dimension=label, period=within)
    longer = _year_of(period)
    by_month = plain.but(group_by=("metric_time__month",), time=longer)
    if not any("metric_time" in key for key in query.group_by) and _possible(by_month, names, now):
        yield words.text("suggest.trend", metric=metric, period=_period(longer, names))
    last_year = plain.but(compare=Comparison("same_period_last_year"))
    if query.compare is None and period is not None and _possible(last_year, names, now):
        yield words.text("suggest.last_year", metric=metric, period=within)
    yield words.text("suggest.define", metric=metric)


def _possible(query: MetricQuery, names: Names, now: datetime) -> bool:
    try:
        resolve_query(names.catalog, query, now)
    except AssistantError:
        return False
    return True


def _year_of(period: TimeRange | None) -> TimeRange | None:
    """The year around a period too short for months to show a course."""
    if period is None or period.end - period.start > _FEWEST_DAYS:
        return period
    return TimeRange(datetime(period.start.year, 1, 1), datetime(period.start.year + 1, 1, 1))


def _period(period: TimeRange | None, names: Names) -> str:
    if period is None:
        return ""
    text = period_text(period, names.language)
    # Dates cannot stand in front of a name; a calendar unit can.
    if names.language == "zh":
        return text if "至" not in text else ""
    return f" in {text}" if " to " not in text else f" from {text}"


def _other_dimension(query: MetricQuery, names: Names) -> FieldOption | None:
    """The first dimension of the metric's own rows that was not used, has a label and is not personal."""
    used = {names.field(name, query.metrics) for name in query.group_by}
    try:
        options = fields_for(names.catalog, query.metrics[:1])
    except AssistantError:
        return None
    for option in options:
        found = option.dimension
        own = option.kind == "dimension" and "__" not in option.name
        if own and found is not None and found.labels and not found.pii and _label(option, names) not in used:
            return option
    return None


def _label(option: FieldOption, names: Names) -> str:
    return option.dimension.labels.text(names.language) if option.dimension else option.name


def _layer(metric: Metric) -> int:
    order = ("north_star", "key_result", "l1", "l2")
    return min((order.index(layer) for layer in metric.card.layers if layer in order), default=len(order))
