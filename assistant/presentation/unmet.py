"""Conditions that none of the rows behind a number ever meets: most often a word of the question that was no condition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from assistant.answer import Refusal
from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Dimension, Simple
from assistant.presentation.context import Context
from assistant.presentation.describe import filter_text
from assistant.presentation.refusals import present_refusal
from assistant.query import AllOf, Condition, Filter, MetricQuery
from assistant.reading import Choice, Unanswerable, Understood
from assistant.rows import Rows

_EQUAL = ("=", "in", "contains", "starts with", "ends with")


def has_only_noughts(rows: Rows) -> bool:
    """Whether there is nothing but 0 and missing values."""
    return not any(_values(rows))


def conditions_alone(
    query: MetricQuery, catalog: Catalog
) -> Iterator[tuple[Filter, MetricQuery, MetricQuery]]:
    """Each condition on the rows; the query for what the metrics are computed from under nothing but that, without a
    period, groups and the other conditions (a rate has no value either where it divides by nothing); and the query
    itself without the condition.
    """
    simple = _simple(query, catalog)
    for item in query.where:
        if not _may_be_misread(item, catalog):
            continue
        kept = tuple(other for other in query.where if other != item)
        yield (
            item,
            MetricQuery(metrics=simple, where=(item,), parameters=query.parameters),
            query.but(where=kept),
        )


def conditions_in_pairs(
    query: MetricQuery, catalog: Catalog
) -> Iterator[tuple[Filter, MetricQuery, MetricQuery]]:
    """The same of two values of different fields that no row has together: most often two that were listed, of which each
    was to be shown, as in 住宅、商铺的出租率.
    """
    for first, second in combinations(query.where, 2):
        if not (_is_value(first, catalog) and _is_value(second, catalog)) or _field(first) == _field(second):
            continue
        both = AllOf((first, second))
        kept = tuple(other for other in query.where if other != second)
        alone = MetricQuery(_simple(query, catalog), where=(first, second), parameters=query.parameters)
        yield both, alone, query.but(where=kept)


def _is_value(item: Filter, catalog: Catalog) -> bool:
    return isinstance(item, Condition) and item.op in ("=", "in") and _may_be_misread(item, catalog)


def _field(item: Filter) -> str:
    return item.field if isinstance(item, Condition) else ""


def _simple(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """What the metrics are computed from."""
    metrics = catalog.complete.metrics
    parts = (part for name in query.metrics if name in metrics for part in with_inputs(metrics, name))
    return tuple(dict.fromkeys(part.name for part in parts if isinstance(part.kind, Simple)))


def groups_alone(
    query: MetricQuery, catalog: Catalog, rows: Rows
) -> Iterator[tuple[Filter, MetricQuery, MetricQuery]]:
    """Each group that is missing in all rows of an answer, as the condition that it is there; the query for the metrics
    under nothing but that, and the query itself without the group.
    """
    named = {column.name for column in rows.columns}
    for field in query.group_by:
        if field in named and rows.data and all(value is None for value in rows.column(field)):
            item = Condition(field, "is not null")
            kept = tuple(other for other in query.group_by if other != field)
            orders = tuple(order for order in query.order_by if order.field != field)
            alone = MetricQuery(query.metrics, where=(item,), parameters=query.parameters)
            yield item, alone, query.but(group_by=kept, order_by=orders if kept else (), limit=None)


def keys_alone(query: MetricQuery, catalog: Catalog) -> Iterator[tuple[Filter, MetricQuery, MetricQuery]]:
    """Each condition on the key of a thing; the query for the things that have it, whatever is measured of them; and the
    query itself without the condition.
    """
    models = catalog.models.values()
    keys = {each.name for model in models for each in model.entities.values() if each.type == "primary"}
    for item in query.where:
        if not isinstance(item, Condition) or item.op not in ("=", "in"):
            continue
        key = item.field.rpartition("__")[2]
        if key in keys and not any(key in model.dimensions for model in models):
            kept = tuple(other for other in query.where if other != item)
            things = MetricQuery((), (key,), where=(Condition(key, item.op, item.values),))
            yield item, things, query.but(where=kept)


def _may_be_misread(item: Filter, catalog: Catalog) -> bool:
    """Whether it is no value that only the data knows: of a customer by name there may well be nothing."""
    if not isinstance(item, Condition) or item.op not in _EQUAL:
        return True
    name = item.field.rpartition("__")[2]
    named = [model.dimensions[name] for model in catalog.models.values() if name in model.dimensions]
    return any(_has_code_list(each) for each in named)


def _has_code_list(dimension: Dimension) -> bool:
    """Whether the catalog knows its values and what they are called; a word added to one of many names is no list."""
    listed = any(value.declared for value in dimension.values)
    return listed or dimension.values_from is not None or dimension.data_type == "boolean"


def present_unmet(
    found: Understood, item: Filter, without: Choice, context: Context, code: str = "never_met"
) -> Refusal:
    """No number where one would say that there is none of what may never have been asked for."""
    told = filter_text(item, found.query.metrics, context.names)
    return present_refusal(Unanswerable(found.reading, code, told, (without,)), context)


def _values(rows: Rows) -> Iterator[object]:
    measures = [at for at, column in enumerate(rows.columns) if column.role not in ("time", "dimension")]
    return (row[at] for row in rows.data for at in measures)
