"""The row filters of roles, bound to the models of a catalog.

A filter applies to a model that has all of its fields: its own, or many-to-one joins away. Where a
field can be reached in several ways that are equally near, the model is one that no filter fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.catalog.actor_filters import NOTHING, any_of, compared_fields, with_attributes
from assistant.catalog.filters import FieldReference, FilterExpression, parse_filter
from assistant.catalog.joins import reachable
from assistant.catalog.model import Catalog, DataType
from assistant.errors import AssistantError, QueryError
from assistant.plan import ResolvedField, Source
from assistant.policy import Role
from assistant.resolve.fields import resolve_field
from assistant.resolve.memory import remembered
from assistant.resolve.names import name_of
from assistant.resolve.sources import sources_for


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How a role's filter fits one model: `fields` by name, and whether all are the model's own."""

    fields: Mapping[FieldReference, ResolvedField]
    own: bool


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """`by_model` has the models that the filter fits; `unclear` those that it fits in several ways."""

    by_model: Mapping[str, Fit]
    unclear: frozenset[str]


def fits_of(catalog: Catalog, role: Role) -> Fits:
    """Which models the role's filter applies to. Only for a role that has one."""
    whole = catalog.complete
    return remembered(whole, ("fits", role), lambda: _fits(whole, role))


def may_count(catalog: Catalog, role: Role, model: str) -> bool:
    """Whether the role may see numbers made of the model's rows, filtered or not."""
    if role.row_filter is None:
        return True
    fits = fits_of(catalog, role)
    if model in fits.by_model:
        return True
    return role.models_without_filter_column == "allow" and model not in fits.unclear


def row_filters(
    catalog: Catalog, roles: tuple[Role, ...], attributes: Mapping[str, str | int]
) -> Mapping[str, tuple[FilterExpression, ...]]:
    """Model to the filters that its rows must pass: any of the roles' own, none where a role has none."""
    whole = catalog.complete
    key = ("row_filters", roles, tuple(sorted(attributes.items())))
    return remembered(whole, key, lambda: _row_filters(whole, roles, attributes))


def reference_models(catalog: Catalog, roles: Iterable[Role]) -> frozenset[str]:
    """Models that others lead to, that nothing is counted of, and whose filter is about what they lead to
    themselves: a campaign that is paid by a partner of some region is not itself of that region.
    """
    described = _joined_models(catalog) - counted_models(catalog)
    return frozenset(
        model
        for role in roles
        if role.row_filter is not None
        for model, fit in fits_of(catalog, role).by_model.items()
        if not fit.own and model in described
    )


def counted_models(catalog: Catalog) -> frozenset[str]:
    """The models whose rows some metric is computed from."""
    whole = catalog.complete
    return remembered(
        whole, "counted_models", lambda: frozenset(s.model for s in sources_for(whole, tuple(whole.metrics)))
    )


def _joined_models(catalog: Catalog) -> frozenset[str]:
    """The models that rows of another model lead to."""
    whole = catalog.complete
    key = "joined_models"
    return remembered(
        whole,
        key,
        lambda: frozenset(joined for name in whole.models for joined in reachable(whole, name).joined),
    )


def _fits(catalog: Catalog, role: Role) -> Fits:
    assert role.row_filter is not None
    references = [f for f in parse_filter(role.row_filter.text).fields if f.kind != "actor"]
    found: dict[str, Fit] = {}
    unclear: set[str] = set()
    for model in catalog.models:
        try:
            fields = {f: resolve_field(catalog, name_of(f), (Source(model, None),)) for f in references}
        except QueryError as error:
            if error.code not in ("unknown_field", "incompatible_dimension"):
                unclear.add(model)
            continue
        except AssistantError:
            unclear.add(model)
            continue
        own = all(not binding.path for field in fields.values() for binding in field.bindings.values())
        found[model] = Fit(fields, own)
    return Fits(found, frozenset(unclear))


def _row_filters(
    catalog: Catalog, roles: tuple[Role, ...], attributes: Mapping[str, str | int]
) -> dict[str, tuple[FilterExpression, ...]]:
    found: dict[str, tuple[FilterExpression, ...]] = {}
    for model in catalog.models:
        each = [_of_role(catalog, role, model, attributes) for role in roles]
        applied = [item for item in each if item is not None]
        if applied and len(applied) == len(each):
            found[model] = (any_of(applied),)
    return found


def _of_role(
    catalog: Catalog, role: Role, model: str, attributes: Mapping[str, str | int]
) -> FilterExpression | None:
    if role.row_filter is None:
        return None
    fit = fits_of(catalog, role).by_model.get(model)
    if fit is None:
        return None
    written = parse_filter(role.row_filter.text)
    for actor, field in compared_fields(written):
        if actor.name in attributes and not _is_of(attributes[actor.name], fit.fields[field].data_type):
            return NOTHING
    return with_attributes(written, attributes)


def _is_of(value: str | int, kind: DataType | None) -> bool:
    """An attribute of another type than the field's matches no row, rather than being cast to one."""
    if kind is None:
        return True
    return isinstance(value, int) if kind in ("integer", "number") else isinstance(value, str)
