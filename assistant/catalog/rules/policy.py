"""Rules on policy.yml: what it names exists, so that a slip of the pen never opens anything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from assistant.catalog.actor_filters import compared_fields
from assistant.catalog.draft import Draft
from assistant.catalog.filters import parse_filter
from assistant.catalog.model import Catalog, Dimension, Entity, Origin
from assistant.catalog.policies import ALL, Policy, PolicyUser
from assistant.catalog.problems import Problem, error_at, warning_at
from assistant.catalog.rules.references import dimension_names
from assistant.errors import suggestion
from assistant.policy import Role


def policy(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    if draft.policy is not None:
        yield from check_policy(catalog, draft.policy)


def check_policy(catalog: Catalog, policy: Policy) -> Iterator[Problem]:
    """Everything in `policy` that names what `catalog` does not have."""
    for role in policy.roles.values():
        place = policy.places.get(role.name, policy.origin)
        yield from _metrics(catalog, role, place)
        yield from _row_filter(catalog, role, place)
        yield from _personal(catalog, role, place)
    for name, user in policy.users.items():
        for role_name in user.roles:
            if role_name not in policy.roles:
                near = suggestion(role_name, policy.roles)
                yield error_at(
                    user.origin, "unknown_role", f'user "{name}": unknown role "{role_name:.80}".{near}'
                )
            else:
                yield from _attributes(catalog, name, user, policy.roles[role_name])
        if not user.roles:
            yield warning_at(user.origin, "no_role", f'user "{name}" has no role and sees nothing')


def _attributes(catalog: Catalog, name: str, user: PolicyUser, role: Role) -> Iterator[Problem]:
    """The attributes that the role's filter compares fields with are there, and of the fields' types."""
    if role.row_filter is None:
        return
    for actor, field in compared_fields(parse_filter(role.row_filter.text)):
        value = user.attributes.get(actor.name)
        if value is None:
            message = (
                f'user "{name}": no attribute "{actor.name}", which the row_filter of "{role.name}" needs'
            )
            yield warning_at(user.origin, "missing_attribute", message, "until then the user sees no rows")
            continue
        wanted = {
            dimension.data_type
            for model in catalog.models.values()
            for dimension in model.dimensions.values()
            if field.name in (dimension.name, dimension.conformed) and dimension.data_type
        }
        numeric = bool(wanted) and wanted <= {"integer", "number"}
        if wanted and numeric != isinstance(value, int):
            kind = "a whole number" if numeric else "a text"
            message = f'user "{name}": the attribute "{actor.name}" must be {kind}, as "{field.name}" is'
            yield error_at(user.origin, "wrong_type", message)


def _metrics(catalog: Catalog, role: Role, place: Origin) -> Iterator[Problem]:
    for key, names in (("metrics", role.metrics), ("except_metrics", role.except_metrics)):
        for name in names:
            if name != ALL and name not in catalog.metrics:
                near = suggestion(name, catalog.metrics)
                yield error_at(
                    place, "unknown_metric", f'role "{role.name}", {key}: unknown metric "{name:.80}".{near}'
                )
    owners = {metric.card.owner for metric in catalog.metrics.values() if metric.card.owner}
    for owner in role.owners:
        if owner != ALL and owner not in owners:
            near = suggestion(owner, owners)
            yield warning_at(
                place, "unknown_owner", f'role "{role.name}": no metric has the owner "{owner:.80}".{near}'
            )


def _row_filter(catalog: Catalog, role: Role, place: Origin) -> Iterator[Problem]:
    if role.row_filter is None:
        return
    known = dimension_names(catalog)
    for item in parse_filter(role.row_filter.text).fields:
        if item.kind != "actor" and item.name not in known:
            near = suggestion(item.name, known)
            message = f'role "{role.name}", row_filter: no model has a dimension "{item.name:.80}".{near}'
            yield error_at(place, "unknown_dimension", message, "until then the role would see no rows")


def _personal(catalog: Catalog, role: Role, place: Origin) -> Iterator[Problem]:
    personal = {
        name
        for model in catalog.models.values()
        for item in chain[Dimension | Entity](model.dimensions.values(), model.entities.values())
        if item.pii
        for name in (item.name, f"{model.name}.{item.name}", getattr(item, "conformed", None))
        if name
    }
    for name in role.show_pii:
        if name != ALL and name not in personal:
            near = suggestion(name, personal)
            message = f'role "{role.name}", show_pii: no dimension "{name:.80}" is marked pii.{near}'
            yield error_at(place, "unknown_dimension", message)


RULES = (policy,)
