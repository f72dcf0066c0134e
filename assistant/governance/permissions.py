"""What a set of roles adds up to: which metrics, by which roles each, and which personal fields.

A metric is seen under the roles that grant it: the rows are those that any of them may see. Where
one of them sees every row, its conditions hold (of several such roles the mildest); where all are
limited, the rows of several come together, and the strictest conditions hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from assistant.catalog.joins import reachable
from assistant.catalog.metric import models_read, with_inputs
from assistant.catalog.model import Catalog, Dimension, Entity, Metric
from assistant.catalog.policies import ALL
from assistant.governance.row_filters import may_count
from assistant.policy import Role
from assistant.resolve.memory import remembered

Shown = Literal["shown", "masked", "hidden"]
_ORDER: tuple[Shown, ...] = ("shown", "masked", "hidden")


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What holds for the metrics that the same roles grant.

    `personal` says of every personal field (`model.field`) whether its values are shown.
    """

    roles: tuple[Role, ...]
    personal: Mapping[str, Shown]
    aggregates_only: bool
    minimum_group: int

    @property
    def limited(self) -> bool:
        return all(role.row_filter is not None for role in self.roles)


@dataclass(frozen=True, slots=True, eq=False)
class Permissions:
    """`scopes` by metric: only these may be asked for. `personal` is the most that any scope shows."""

    scopes: Mapping[str, Scope]
    personal: Mapping[str, Shown]


def permissions(catalog: Catalog, roles: tuple[Role, ...]) -> Permissions:
    """What the roles may see of the catalog; worked out once for each set of roles."""
    whole = catalog.complete
    return remembered(whole, ("permissions", roles), lambda: _permissions(whole, roles))


def personal_fields(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """Every personal field (`model.field`) with the names that `show_pii` may call it by.

    A dimension that is conformed with a personal one is personal too, and so is an entity of the name
    of a personal one.
    """
    whole = catalog.complete
    return remembered(whole, "personal_fields", lambda: dict(_personal_fields(whole)))


def protected_models(catalog: Catalog) -> frozenset[str]:
    """Models whose rows are of persons: a personal field is their own or a join away."""
    whole = catalog.complete
    return remembered(whole, "protected_models", lambda: frozenset(_protected(whole)))


def _permissions(catalog: Catalog, roles: tuple[Role, ...]) -> Permissions:
    by_role = {role.name: _granted(catalog, role) for role in roles}
    known: dict[tuple[str, ...], Scope] = {}
    scopes: dict[str, Scope] = {}
    for name in catalog.metrics:
        granting = tuple(role for role in roles if name in by_role[role.name])
        if granting:
            key = tuple(role.name for role in granting)
            scopes[name] = known.setdefault(key, scope_of(catalog, granting))
    personal = {
        field: _most([scope.personal[field] for scope in known.values()])
        for field in personal_fields(catalog)
    }
    return Permissions(scopes, personal)


def scope_of(catalog: Catalog, roles: tuple[Role, ...]) -> Scope:
    """What holds for what all of `roles` (one at least) grant together."""
    unlimited = tuple(role for role in roles if role.row_filter is None)
    deciding = unlimited or roles
    mildest = bool(unlimited) or len(roles) == 1
    pick = _most if mildest else _least
    sizes = [role.minimum_group_size for role in deciding]
    aggregates = [role.aggregates_only for role in deciding]
    return Scope(
        roles,
        {
            field: pick([_shown(role, called) for role in deciding])
            for field, called in personal_fields(catalog).items()
        },
        all(aggregates) if mildest else any(aggregates),
        min(sizes) if mildest else max(sizes),
    )


def _shown(role: Role, called: frozenset[str]) -> Shown:
    if ALL in role.show_pii or called & set(role.show_pii):
        return "shown"
    return "masked" if role.mask_pii else "hidden"


def _most(states: Iterable[Shown]) -> Shown:
    return min(states, key=_ORDER.index, default="hidden")


def _least(states: Iterable[Shown]) -> Shown:
    return max(states, key=_ORDER.index, default="hidden")


def _granted(catalog: Catalog, role: Role) -> frozenset[str]:
    """The metrics that a role names, by name, owner or layer, and whose rows it may see.

    What `except_metrics` names is out, and what is computed from it as well, unless the role names
    that metric by itself. A metric brings along what it is computed as by some dimension.
    """
    named = {metric.name for metric in catalog.metrics.values() if _names(role, metric)}
    named |= {other for name in named for other in catalog.metrics[name].card.by_dimension.values()}
    excepted = frozenset(role.except_metrics)
    return frozenset(
        name
        for name in named
        if name in catalog.metrics
        and not excepted & {name, ALL}
        and (name in role.metrics or not excepted & _inputs(catalog, name))
        and all(may_count(catalog, role, model) for model in models_read(catalog.metrics, name))
    )


def _names(role: Role, metric: Metric) -> bool:
    return (
        ALL in (*role.metrics, *role.owners, *role.layers)
        or metric.name in role.metrics
        or metric.card.owner in role.owners
        or bool(set(metric.card.layers) & set(role.layers))
    )


def _inputs(catalog: Catalog, name: str) -> frozenset[str]:
    """Everything a metric is computed from, in the end."""
    return remembered(
        catalog,
        ("all_inputs", name),
        lambda: frozenset(metric.name for metric in with_inputs(catalog.metrics, name)[1:]),
    )


def _personal_fields(catalog: Catalog) -> Iterator[tuple[str, frozenset[str]]]:
    tags = {
        dimension.conformed
        for model in catalog.models.values()
        for dimension in model.dimensions.values()
        if dimension.pii and dimension.conformed
    }
    entities = {e.name for model in catalog.models.values() for e in model.entities.values() if e.pii}
    for model in catalog.models.values():
        for item in chain[Dimension | Entity](model.dimensions.values(), model.entities.values()):
            tag = item.conformed if isinstance(item, Dimension) else None
            if item.pii or tag in tags or (isinstance(item, Entity) and item.name in entities):
                full = f"{model.name}.{item.name}"
                yield full, frozenset(name for name in (item.name, full, tag) if name)


def _protected(catalog: Catalog) -> Iterator[str]:
    personal = personal_fields(catalog)
    for name in catalog.models:
        found = reachable(catalog, name)
        fields = [f"{item.model.name}.{item.dimension.name}" for item in found.dimensions]
        fields += [f"{item.model.name}.{item.entity.name}" for item in found.entities]
        if any(field in personal for field in fields):
            yield name
