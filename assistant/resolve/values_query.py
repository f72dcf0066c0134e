"""Queries without metrics: the values that dimensions take, and which occur together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.errors import QueryError
from assistant.plan import ResolvedField, ResolvedFilter, ResolvedOrder, ResolvedQuery, Source, TimePlan
from assistant.query import MetricQuery, RelativeTime, TimeRange
from assistant.resolve.columns import Columns
from assistant.resolve.fields import custom_grains, resolve_field
from assistant.resolve.filters import resolve_filter
from assistant.resolve.grains import default_grain, grain_rank
from assistant.resolve.names import METRIC_TIME, parse_name
from assistant.resolve.periods import resolve_period, widened

Found = tuple[int, Source, tuple[ResolvedField, ...], tuple[ResolvedFilter, ...]]
"""Joins needed, whose rows, the keys and the filters."""


def values_query(catalog: Catalog, query: MetricQuery, now: datetime) -> ResolvedQuery:
    """The distinct values of the query's keys, over the model that reaches all of them in the fewest joins;
    of several the one whose own key is asked for.

    `metric_time` lists the moments of the catalog's time spine, in every combination with the others.
    Raises QueryError: unknown_field, incompatible_dimension where no model reaches all keys and
    filters, impossible_query for what only metrics have.
    """
    _check(query)
    _, source, keys, where = _nearest(catalog, query)
    columns = Columns(catalog, query, (), keys, (source,))
    time = TimePlan(_range(catalog, query, keys, now))
    order = tuple(
        ResolvedOrder(column, item.descending)
        for item in query.order_by
        if (column := _column(columns, item.field))
    )
    return ResolvedQuery(
        catalog, query, now, (), tuple({key.name.lower(): key for key in keys}.values()), time, order=order,
        where=where, values_of=source, count_of=_column(columns, query.count_of, "count_of") if query.count_of else None,
    )  # fmt: skip


def _check(query: MetricQuery) -> None:
    wanted = {
        "having": query.having, "compare": query.compare, "share_of_total": query.share_of_total,
        "share_within": query.share_within,
        "totals": query.totals, "others": query.others, "running": query.running, "moving": query.moving,
        "limit_per": query.limit_per, "ratio_to": query.ratio_to, "average_per": query.average_per,
    }  # fmt: skip
    for name, value in wanted.items():
        if value:
            raise QueryError(f"'{name}' needs a metric", "impossible_query")
    if isinstance(query.time, tuple):
        raise QueryError("several time ranges need a metric", "impossible_query")
    if query.count_of is not None and (query.order_by or query.limit is not None or query.min_max_only):
        raise QueryError("'count_of' needs no order and no limit", "impossible_query")


def _column(columns: Columns, name: str, place: str = "order_by") -> str:
    column = columns.key_column(name)
    if column is None:
        raise columns.unknown(name, place)
    return column


def _has_own_key(catalog: Catalog, query: MetricQuery, source: Source) -> bool:
    """Whether the rows are the very things that are asked for by their key, and not what is linked to them."""
    return catalog.models[source.model].primary_entity in query.group_by


def _nearest(catalog: Catalog, query: MetricQuery) -> Found:
    found: list[Found] = []
    failures: list[QueryError] = []
    for model in catalog.models:
        try:
            found.append(_seen_from(catalog, query, Source(model, METRIC_TIME)))
        except QueryError as error:
            failures.append(error)
    if found:
        return min(found, key=lambda item: (item[0], not _has_own_key(catalog, query, item[1])))
    raise _telling(failures) if failures else QueryError("the catalog has no models", "unknown_field")


def _telling(failures: Sequence[QueryError]) -> QueryError:
    """A name that is wrong everywhere says more than one that is only out of reach."""
    return next((error for error in failures if error.code not in ("unknown_field", "incompatible_dimension")),
                failures[0])  # fmt: skip


def _seen_from(catalog: Catalog, query: MetricQuery, source: Source) -> Found:
    known = custom_grains(catalog)
    keys = tuple(resolve_field(catalog, parse_name(name, known), (source,), "day") for name in query.group_by)
    where = tuple(resolve_filter(catalog, item, (source,)) for item in query.where)
    fields = (*keys, *(field for item in where for field in item.fields))
    joins = sum(len(field.bindings[source].path.hops) for field in fields)
    return joins, source, keys, where


def _range(
    catalog: Catalog, query: MetricQuery, keys: tuple[ResolvedField, ...], now: datetime
) -> TimeRange | None:
    asked = query.time
    assert not isinstance(asked, tuple)
    found = resolve_period(asked.period, now, catalog.calendar) if isinstance(asked, RelativeTime) else asked
    if found is None:
        return None
    timed = [key.grain for key in keys if key.is_metric_time and key.grain]
    if not any(key.is_metric_time for key in keys):
        raise QueryError("a time range needs a metric, or metric_time among the keys", "impossible_query")
    if found.whole_buckets:
        return widened(
            found, min(timed, key=grain_rank) if timed else default_grain(["day"]), catalog.calendar
        )
    return found
