"""Metrics as filters: `{{ Metric('orders', group_by=['customer']) }} > 2` keeps rows by a number of their entity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from assistant.catalog.filters import FieldReference
from assistant.catalog.model import Catalog
from assistant.errors import QueryError, listed
from assistant.plan import PerEntity, ResolvedField, ResolvedQuery, Source
from assistant.query import MetricQuery
from assistant.resolve.fields import fields_for, resolve_field
from assistant.resolve.memory import remembered
from assistant.resolve.names import parse_name

T = TypeVar("T")


def metric_per_entity(
    catalog: Catalog, reference: FieldReference, sources: Sequence[Source]
) -> ResolvedField:
    """The metric, computed per entity, as a field of the rows of `sources`.

    Raises QueryError bad_filter for another number of entities than one and for a time, and
    unknown_field or incompatible_dimension where the metric or the rows do not have the entity.
    """
    if len(reference.group_by) != 1:
        raise _refused(
            catalog,
            reference.name,
            f"a filter on '{reference.name}' needs the one entity that it is computed per: "
            f"{{{{ Metric('{reference.name}', group_by=['entity']) }}}}.",
        )
    entity = reference.group_by[0]
    key = ("per_entity", reference.name, entity)
    query = remembered(catalog, key, lambda: _grouped(catalog, reference.name, entity))
    outer = _nearest(entity, lambda name: resolve_field(catalog, parse_name(name), sources))
    if "time" in (outer.kind, *(item.kind for item in query.keys)):
        # The two sides would place their rows by times of their own, which rarely are the same moments.
        message = f"'{entity}' is a time: a filter on '{reference.name}' is not computed per time."
        raise _refused(catalog, reference.name, message)
    return ResolvedField(
        f"{entity}__{reference.name}",
        "metric",
        outer.bindings,
        data_type="number",
        per_entity=PerEntity(query),
    )


def _refused(catalog: Catalog, metric: str, message: str, code: str = "bad_filter") -> QueryError:
    """With what the metric can be computed per: its entities, then its dimensions."""
    options = [item for item in fields_for(catalog, (metric,)) if item.kind != "time"]
    names = [item.name for item in sorted(options, key=lambda item: item.kind != "entity")]
    return QueryError(f"{message} It can be computed per {listed(names)}.", code, names)


def _grouped(catalog: Catalog, metric: str, entity: str) -> ResolvedQuery:
    from assistant.resolve.resolve import resolve_query  # a query within a query

    try:
        return _nearest(entity, lambda name: resolve_query(catalog, MetricQuery((metric,), (name,))))
    except QueryError as error:
        if error.code == "unknown_field":
            raise _refused(catalog, metric, f"'{metric}' has no entity '{entity}'.", error.code) from None
        raise


def _nearest(entity: str, resolve: Callable[[str], T]) -> T:
    """What the entity is with as much of its path as fits: one side may be fewer joins away than the other."""
    parts = entity.split("__")
    failures: list[QueryError] = []
    for start in range(len(parts)):
        try:
            return resolve("__".join(parts[start:]))
        except QueryError as error:
            failures.append(error)
    raise failures[0]
