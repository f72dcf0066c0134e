"""A resolved query narrowed to what its actor may see: the only way to a query that may be compiled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assistant.catalog.actor_filters import told, with_attributes
from assistant.catalog.filters import parse_filter
from assistant.catalog.masking import is_masked
from assistant.catalog.model import Catalog
from assistant.errors import QueryError
from assistant.governance.grants import require_role
from assistant.governance.permissions import (
    Permissions,
    Scope,
    permissions,
    personal_fields,
    protected_models,
    scope_of,
)
from assistant.governance.row_filters import may_count, reference_models, row_filters
from assistant.plan import Binding, GovernedQuery, ResolvedField, ResolvedQuery, Source
from assistant.policy import Applied, Grant, Role
from assistant.query import Filter, MetricQuery
from assistant.resolve.formulas import sources_of
from assistant.resolve.names import unknown_metric


def govern(resolved: ResolvedQuery, grant: Grant) -> GovernedQuery:
    """`resolved` with the row filters, the minimum size of groups and the checks of the actor's roles.

    Raises QueryError: no_access, unknown_metric and unknown_field (of what may not be seen, as of what
    does not exist), person_level, different_rows.
    """
    if grant.open_mode:
        return GovernedQuery(resolved)
    require_role(grant)
    allowed = permissions(resolved.catalog, grant.roles)
    sources = _sources(resolved)
    scopes = _scopes(resolved, allowed)
    if not resolved.metrics:
        scopes.insert(0, _of_dimensions(resolved, grant, sources))
    _check_fields(resolved, scopes)
    first, minimum = scopes[0], max(scope.minimum_group for scope in scopes)
    filters = row_filters(resolved.catalog, first.roles, grant.attributes)
    for other in scopes[1:]:
        if row_filters(resolved.catalog, other.roles, grant.attributes) != filters:
            raise QueryError(
                "these metrics are shown to you for different rows: ask for them one at a time",
                "different_rows",
            )
    bases = {source.model for source in sources}
    protected = protected_models(resolved.catalog) if minimum > 1 else frozenset()
    return GovernedQuery(
        resolved,
        row_filters=filters,
        reference=reference_models(resolved.catalog, first.roles),
        minimum_group=minimum if bases & protected else 1,
        protected=protected,
        applied=Applied(
            tuple(role.name for role in grant.roles),
            _limits(first, grant) if bases & set(filters) else (),
            minimum if bases & protected else 1,
            tuple(key.name for key in resolved.keys if _is_masked(key)),
        ),
    )


def govern_rows(catalog: Catalog, roles: tuple[Role, ...], grant: Grant, now: datetime) -> GovernedQuery:
    """Rows of the catalog as the roles may see them, for lookups that no query asks for."""
    return GovernedQuery(
        ResolvedQuery(catalog, MetricQuery(()), now, ()),
        row_filters=row_filters(catalog, roles, grant.attributes),
        reference=reference_models(catalog, roles),
    )


def _scopes(resolved: ResolvedQuery, allowed: Permissions) -> list[Scope]:
    """Of the metrics, and of those that the query's filters compute per entity."""
    found: dict[int, Scope] = {}
    inner = [field.per_entity.query for field in _fields(resolved) if field.per_entity is not None]
    for item in (*resolved.metrics, *(metric for query in inner for metric in query.metrics)):
        scope = allowed.scopes.get(item.metric.name)
        if scope is None:
            raise unknown_metric(resolved.catalog, item.name)
        found[id(scope)] = scope
    return list(found.values())


def _sources(resolved: ResolvedQuery) -> tuple[Source, ...]:
    found = sources_of(item.formula for item in resolved.metrics)
    return found or ((resolved.values_of,) if resolved.values_of else ())


def _of_dimensions(resolved: ResolvedQuery, grant: Grant, sources: tuple[Source, ...]) -> Scope:
    """The scope of a query without metrics, which lists rows of every model that it reads: of the roles
    that may count all of them.
    """
    models = {source.model for source in sources}
    for field in _fields(resolved):
        models |= {hop.right_model for binding in field.bindings.values() for hop in binding.path.hops}
    roles = tuple(
        role for role in grant.roles if all(may_count(resolved.catalog, role, model) for model in models)
    )
    if not roles or not sources:
        raise QueryError("a query needs at least one metric", "missing_metric")
    return scope_of(resolved.catalog, roles)


def _fields(resolved: ResolvedQuery) -> Iterator[ResolvedField]:
    """What the query itself is grouped and filtered by; a metric's own filters may be about anything."""
    yield from resolved.grouped
    yield from (field for item in (*resolved.where, *resolved.against) for field in item.fields)


def _limits(scope: Scope, grant: Grant) -> tuple[Filter, ...]:
    return tuple(
        told(with_attributes(parse_filter(role.row_filter.text), grant.attributes))
        for role in scope.roles
        if role.row_filter is not None
    )


def _check_fields(resolved: ResolvedQuery, scopes: list[Scope]) -> None:
    """No personal field that one of the scopes hides, and no list of persons where only totals are seen."""
    personal, keys = personal_fields(resolved.catalog), set(resolved.keys)
    for field in _fields(resolved):
        for binding in field.bindings.values():
            name = f"{binding.model.name}.{_last_name(field, binding)}"
            for scope in scopes if name in personal else ():
                shown = scope.personal[name]
                masked = binding.dimension is not None and is_masked(binding.dimension)
                if shown == "hidden" or (shown == "masked" and not masked):
                    raise QueryError(f"there is no field '{field.name}'.", "unknown_field")
                if field in keys and scope.aggregates_only and shown != "shown":
                    raise QueryError(
                        f"'{field.name}' would list single persons or companies; you may see totals only",
                        "person_level",
                    )


def _last_name(field: ResolvedField, binding: Binding) -> str:
    if binding.dimension is not None:
        return binding.dimension.name
    entity = field.name if field.per_entity is None else field.per_entity.query.keys[0].name
    return entity.rsplit("__", 1)[-1].lower()


def _is_masked(key: ResolvedField) -> bool:
    return any(b.dimension is not None and is_masked(b.dimension) for b in key.bindings.values())
