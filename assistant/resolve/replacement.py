"""Metrics that are another metric when seen by some dimension."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog, Metric
from assistant.query import AllOf, AnyOf, Condition, Filter, MetricQuery, Not
from assistant.resolve.filters import conditions
from assistant.resolve.names import find_metric, parse_name


def replace_by_dimension(
    catalog: Catalog, query: MetricQuery
) -> tuple[MetricQuery, tuple[tuple[str, str], ...]]:
    """`query` with each metric that its card's `by_dimension` replaces, and the (old, new) pairs.

    Grouping or filtering by the dimension computes and names the other metric, everywhere in the query.
    """
    used = {parse_name(name).last for name in (*query.group_by, *query.average_per)}
    used |= {
        parse_name(found.field).last for item in (*query.where, *query.sides) for found in conditions(item)
    }
    pairs = tuple(
        (name, other) for name in query.metrics if (other := _other(find_metric(catalog, name), used))
    )
    if not pairs:
        return query, ()
    names = {old.lower(): new for old, new in pairs}
    return (
        query.but(
            metrics=tuple(dict.fromkeys(_renamed(name, names) for name in query.metrics)),
            having=tuple(_renamed_filter(item, names) for item in query.having),
            order_by=tuple(replace(order, field=_renamed(order.field, names)) for order in query.order_by),
        ),
        pairs,
    )


def _other(metric: Metric, used: set[str]) -> str | None:
    return next(
        (new for dimension, new in metric.card.by_dimension.items() if dimension.lower() in used), None
    )


def _renamed(name: str, names: dict[str, str]) -> str:
    """`name` or its new one; a suffix such as `__change` is kept."""
    base, mark, suffix = name.partition("__")
    return names.get(base.lower(), base) + mark + suffix


def _renamed_filter(item: Filter, names: dict[str, str]) -> Filter:
    match item:
        case Condition():
            return replace(item, field=_renamed(item.field, names))
        case AnyOf():
            return AnyOf(tuple(_renamed_filter(each, names) for each in item.items))
        case AllOf():
            return AllOf(tuple(_renamed_filter(each, names) for each in item.items))
        case Not():
            return Not(_renamed_filter(item.item, names))
        case _:
            return item
