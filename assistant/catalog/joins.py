"""Which models can be joined to which, and how, so that no join multiplies rows.

A join goes from a model that holds an entity to one whose rows that entity identifies: its type on
the right is primary or unique, or natural where the right model has a validity window. Both sides
must not have a window at once. Everything else would duplicate rows of the left model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from assistant.catalog.filters import FieldReference
from assistant.catalog.model import Catalog, Dimension, Entity, SemanticModel, SqlExpression

MAX_HOPS = 2


@dataclass(frozen=True, slots=True)
class Hop:
    """One LEFT JOIN: rows of `left_model` find at most one row of `right_model` by `left = right`."""

    entity: str
    left_model: str
    right_model: str
    left: SqlExpression
    right: SqlExpression


@dataclass(frozen=True, slots=True)
class JoinPath:
    """The joins from a model to another, in order; empty for the model itself."""

    hops: tuple[Hop, ...] = ()

    @property
    def entities(self) -> tuple[str, ...]:
        return tuple(hop.entity for hop in self.hops)

    def __bool__(self) -> bool:
        return bool(self.hops)


@dataclass(frozen=True, slots=True)
class ReachableDimension:
    path: JoinPath
    model: SemanticModel
    dimension: Dimension
    qualified_name: str
    """MetricFlow's name, such as `lead__channel`; two dimensions with the same one are ambiguous."""
    other_names: tuple[str, ...] = ()
    """Further qualified names of a model's own dimension, by its unique entities."""


@dataclass(frozen=True, slots=True)
class ReachableEntity:
    path: JoinPath
    model: SemanticModel
    entity: Entity
    qualified_name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reachable:
    """All that can be asked of a model's rows, the model's own first, then by number of joins."""

    dimensions: tuple[ReachableDimension, ...]
    entities: tuple[ReachableEntity, ...]

    @property
    def joined(self) -> frozenset[str]:
        """The models that are joined to, on any way."""
        items: tuple[ReachableDimension | ReachableEntity, ...] = (*self.dimensions, *self.entities)
        return frozenset(hop.right_model for item in items for hop in item.path.hops)


_cache: WeakKeyDictionary[Catalog, dict[str, Reachable]] = WeakKeyDictionary()
_hops_of: WeakKeyDictionary[Catalog, Mapping[str, Sequence[Hop]]] = WeakKeyDictionary()


def reachable(catalog: Catalog, model_name: str) -> Reachable:
    """What the model named `model_name` reaches in at most two joins. Raises KeyError for no model."""
    known = _cache.setdefault(catalog, {})
    if model_name not in known:
        known[model_name] = _reachable(catalog.models, catalog.models[model_name], _hops(catalog))
    return known[model_name]


def joinable(left: SemanticModel, right: SemanticModel, entity: str) -> bool:
    """Whether joining `left` to `right` by `entity` keeps the rows of `left` as they are."""
    if left.name == right.name or entity not in left.entities or entity not in right.entities:
        return False
    left_type, right_type = left.entities[entity].type, right.entities[entity].type
    if has_validity(left) and has_validity(right):
        return False
    if right_type == "natural":
        return left_type != "natural" and has_validity(right)
    return right_type in ("primary", "unique")


def has_validity(model: SemanticModel) -> bool:
    """Whether the rows hold for a stretch of time each (a slowly changing dimension)."""
    return any(dimension.validity for dimension in model.dimensions.values())


def matching(found: Reachable, reference: FieldReference) -> tuple[ReachableDimension | ReachableEntity, ...]:
    """What a field of a filter or query can mean here, nearest first; empty when it is out of reach.

    With an entity path only the qualified name counts. A short name is the model's own dimension,
    else what is conformed under that name, else every joined dimension of that name.
    """
    options: tuple[ReachableDimension | ReachableEntity, ...] = (
        found.entities if reference.kind == "entity" else found.dimensions
    )
    if reference.entity_path:
        wanted = "__".join((*reference.entity_path, reference.name))
        return tuple(item for item in options if item.qualified_name == wanted or wanted in item.other_names)
    own = tuple(item for item in options if not item.path and _last_name(item) == reference.name)
    return (
        own
        or _conformed(options, reference.name)
        or tuple(o for o in options if _last_name(o) == reference.name)
    )


def _conformed(
    options: tuple[ReachableDimension | ReachableEntity, ...], name: str
) -> tuple[ReachableDimension | ReachableEntity, ...]:
    found = [o for o in options if isinstance(o, ReachableDimension) and o.dimension.conformed == name]
    fewest = min((len(item.path.hops) for item in found), default=0)
    return tuple(item for item in found if len(item.path.hops) == fewest)


def _last_name(item: ReachableDimension | ReachableEntity) -> str:
    return item.dimension.name if isinstance(item, ReachableDimension) else item.entity.name


def _reachable(
    models: Mapping[str, SemanticModel], start: SemanticModel, hops: Mapping[str, Sequence[Hop]]
) -> Reachable:
    dimensions: list[ReachableDimension] = list(_own_dimensions(start))
    entities: list[ReachableEntity] = list(_own_entities(start))
    for path, model in _paths(models, start, hops):
        prefix = "__".join(path.entities)
        dimensions += [
            ReachableDimension(path, model, d, f"{prefix}__{d.name}") for d in model.dimensions.values()
        ]
        entities += [
            ReachableEntity(path, model, entity, f"{prefix}__{entity.name}")
            for entity in model.entities.values()
            if entity.name != path.hops[-1].entity
        ]
    return Reachable(tuple(dimensions), tuple(entities))


def _own_dimensions(model: SemanticModel) -> Iterator[ReachableDimension]:
    first, *others = _own_prefixes(model) or [""]
    for dimension in model.dimensions.values():
        name = f"{first}__{dimension.name}" if first else dimension.name
        more = tuple(f"{other}__{dimension.name}" for other in others)
        yield ReachableDimension(JoinPath(), model, dimension, name, more)


def _own_entities(model: SemanticModel) -> Iterator[ReachableEntity]:
    for entity in model.entities.values():
        more = tuple(f"{p}__{entity.name}" for p in _own_prefixes(model) if p != entity.name)
        yield ReachableEntity(JoinPath(), model, entity, entity.name, more)


def _own_prefixes(model: SemanticModel) -> list[str]:
    """The entities that name the model's own dimensions: primary, then unique and natural ones."""
    primary = [model.primary_entity] if model.primary_entity else []
    return primary + [
        entity.name
        for entity in model.entities.values()
        if entity.type in ("primary", "unique", "natural") and entity.name not in primary
    ]


def _paths(
    models: Mapping[str, SemanticModel], start: SemanticModel, hops: Mapping[str, Sequence[Hop]]
) -> Iterator[tuple[JoinPath, SemanticModel]]:
    """Breadth first; a model may be reached by several entities, never by way of itself."""
    frontier: list[tuple[JoinPath, SemanticModel]] = [(JoinPath(), start)]
    for _ in range(MAX_HOPS):
        frontier = [
            (JoinPath((*path.hops, hop)), models[hop.right_model])
            for path, model in frontier
            for hop in hops[model.name]
            if hop.right_model not in {start.name, *(h.left_model for h in path.hops)}
            and hop.entity not in path.entities
        ]
        yield from frontier


def _hops(catalog: Catalog) -> Mapping[str, Sequence[Hop]]:
    """Every join of the catalog by the name of its left model."""
    known = _hops_of.get(catalog)
    if known is None:
        models = catalog.models.values()
        holders: dict[str, list[SemanticModel]] = {}
        for model in models:
            for name in model.entities:
                holders.setdefault(name, []).append(model)
        known = {
            left.name: tuple(
                Hop(entity.name, left.name, right.name, entity.expr, right.entities[entity.name].expr)
                for entity in left.entities.values()
                for right in holders[entity.name]
                if joinable(left, right, entity.name)
            )
            for left in models
        }
        _hops_of[catalog] = known
    return known
