"""Filters, time and freshness as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.catalog.model import EMPTY_IS_ZERO, Metric, Simple
from assistant.policy import Applied
from assistant.presentation.names import WEEKDAY, Names
from assistant.presentation.numbers import format_role, format_value
from assistant.presentation.periods import date_ends, day_text, period_text
from assistant.query import (
    Against,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    JinjaFilter,
    MetricQuery,
    Not,
    Scalar,
    TimeRange,
)
from assistant.resolve.names import METRIC_TIME

_KEYS = {
    "=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "in", "not in": "not_in",
    "between": "between", "is null": "is_null", "is not null": "is_not_null", "contains": "contains",
    "starts with": "starts_with", "ends with": "ends_with",
}  # fmt: skip
_MOST_VALUES = 12


def filter_texts(query: MetricQuery, names: Names) -> tuple[str, ...]:
    """Every condition of a query on rows and on results, one text each."""
    texts = tuple(filter_text(item, query.metrics, names) for item in (*query.where, *query.having))
    if query.against is None:
        return texts
    part, other = against_texts(query.against, query.metrics, names)
    return (*texts, names.words.text("against.filter", part=part, other=other))


def against_texts(against: Against, metrics: tuple[str, ...], names: Names) -> tuple[str, str]:
    """What each of the two sides is that are set against each other."""
    part, other = (
        names.words.join(_short_texts(side, metrics, names)) for side in (against.part, against.other)
    )
    return part, other or names.words.text("against.all")


def average_texts(query: MetricQuery, names: Names) -> tuple[str, ...]:
    """What the metrics are averaged over, and which groups of it count."""
    if not query.average_per:
        return ()
    timed = all(name.split("__")[0].lower() == METRIC_TIME for name in query.average_per)
    every = timed and all(_has_zero(names.catalog.metrics.get(name)) for name in query.metrics)
    key = "average.every" if every else "average.with_value"
    return (names.words.text(key, groups=names.averaged_over(query)),)


def _has_zero(metric: Metric | None) -> bool:
    kind = metric.kind if metric else None
    return isinstance(kind, Simple) and (kind.fill_nulls_with is not None or kind.function in EMPTY_IS_ZERO)


def limit_texts(applied: Applied | None, query: MetricQuery, names: Names) -> tuple[str, ...]:
    """What the access policy limits the rows to; one text, of which a row meets any part."""
    if applied is None or not applied.limits:
        return ()
    limits = applied.limits[0] if len(applied.limits) == 1 else AnyOf(applied.limits)
    roles = names.words.join(applied.roles)
    return (names.words.text("filter.policy", roles=roles, item=filter_text(limits, query.metrics, names)),)


def filter_text(item: Filter, metrics: tuple[str, ...], names: Names) -> str:
    words = names.words
    match item:
        case Condition():
            return _condition(item, metrics, names)
        case AnyOf(items):
            parts = [filter_text(each, metrics, names) for each in items]
            return words.text("filter.any", items=words.text("filter.any_join").join(parts))
        case AllOf(items):
            parts = [filter_text(each, metrics, names) for each in items]
            return words.text("filter.all", items=words.text("filter.all_join").join(parts))
        case Not(inner):
            return words.text("filter.not", item=filter_text(inner, metrics, names))
        case JinjaFilter(text):
            return words.text("filter.other", text=text)


def scope_values(query: MetricQuery, names: Names) -> tuple[str, ...]:
    """What narrows the numbers, short enough for a headline: values that say what they are alone, the
    rest in full.
    """
    texts = _short_texts(query.where, query.metrics, names)
    if query.count_of:  # which groups are counted is shown nowhere else
        texts += [filter_text(item, query.metrics, names) for item in query.having]
    return tuple(texts)


def _short_texts(filters: Sequence[Filter], metrics: tuple[str, ...], names: Names) -> list[str]:
    texts: list[str] = []
    for item in filters:
        named = isinstance(item, Condition) and item.field.endswith(f"__{WEEKDAY}")
        if isinstance(item, Condition) and item.op in ("=", "in") and (named or not _is_number(item.values)):
            texts.append(_values(item, item.values, metrics, names))
        else:
            texts.append(filter_text(item, metrics, names))
    return texts


def _is_number(values: Sequence[Scalar]) -> bool:
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def time_text(period: TimeRange | None, names: Names) -> str:
    """The dates that the numbers cover, the last day included."""
    if period is None:
        return names.words.text("text.all_time")
    start, end = date_ends(period)
    if period.open_start:
        return names.words.text("text.until", end=end)
    return names.words.text("text.day" if start == end else "text.time", start=start, end=end)


def periods_text(periods: Sequence[TimeRange], names: Names) -> str:
    """The periods that numbers are set side by side for."""
    shown = names.words.join([period_text(period, names.language) for period in periods])
    return names.words.text("text.periods", periods=shown)


def compared_text(period: TimeRange, kind: str, names: Names) -> str:
    start, end = date_ends(period)
    comparison = names.words.text(f"comparison.{kind}")
    # A range that was given has no name but its dates.
    key = "text.compared_range" if kind == "range" else "text.compared"
    key += "_day" if start == end else ""
    return names.words.text(key, comparison=comparison, start=start, end=end)


def freshness_text(as_of: datetime | None, names: Names) -> str:
    return names.words.text("freshness.as_of", date=day_text(as_of)) if as_of else ""


def _condition(item: Condition, metrics: tuple[str, ...], names: Names) -> str:
    field = names.field(item.field, metrics)
    key = f"filter.{_KEYS[item.op]}"
    if item.op == "between":
        low, high = (_value(item, value, metrics, names) for value in item.values)
        return names.words.text(key, field=field, low=low, high=high)
    return names.words.text(key, field=field, values=_values(item, item.values, metrics, names))


def _values(item: Condition, values: Sequence[Scalar], metrics: tuple[str, ...], names: Names) -> str:
    shown = [_value(item, value, metrics, names) for value in values[:_MOST_VALUES]]
    rest = ["…"] if len(values) > _MOST_VALUES else []
    return names.words.join([*shown, *rest])


def _value(item: Condition, value: Scalar, metrics: tuple[str, ...], names: Names) -> str:
    if item.field.endswith(f"__{WEEKDAY}"):
        return names.weekday(value)
    metric = names.catalog.metrics.get(item.field)
    if metric is not None:
        return format_value(value, metric.card.unit, names.language)
    derived, role = names.derived(item.field)
    if role:
        return format_role(value, role, names.catalog.metrics[derived].card.unit, names.language)
    source = names.source(item.field, metrics)
    unit = getattr(names.dimension(source), "unit", None) if source else None
    if unit and isinstance(value, (int, float)) and not isinstance(value, bool):
        return format_value(value, unit, names.language)
    return names.value(source, value)
