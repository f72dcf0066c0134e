"""Every name that a field of one model can be called by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.catalog.joins import ReachableDimension, ReachableEntity, reachable
from assistant.catalog.model import Catalog
from assistant.plan import Binding
from assistant.resolve.memory import remembered


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A field that a name may mean. `rank` orders meanings of one name: joins away, then how it is named."""

    binding: Binding
    kind: Literal["dimension", "time", "entity"]
    qualified_name: str
    identities: frozenset[tuple[str, ...]]
    """What it is the same field as, seen from other models."""
    rank: tuple[int, int]


def candidates(catalog: Catalog, model: str, name: str) -> tuple[Candidate, ...]:
    """What `name` (lower case) can mean for rows of `model`, nearest first."""
    return field_index(catalog, model).get(name, ())


def field_index(catalog: Catalog, model: str) -> dict[str, tuple[Candidate, ...]]:
    return remembered(catalog, ("field_index", model), lambda: _build(catalog, model))


def _build(catalog: Catalog, model: str) -> dict[str, tuple[Candidate, ...]]:
    found = reachable(catalog, model)
    index: dict[str, list[Candidate]] = {}
    for dimension in found.dimensions:
        for name, naming in _dimension_names(dimension):
            index.setdefault(name.lower(), []).append(_of_dimension(dimension, naming))
    for entity in found.entities:
        for name, naming in _entity_names(entity):
            index.setdefault(name.lower(), []).append(_of_entity(entity, naming))
    return {name: tuple(sorted(items, key=lambda item: item.rank)) for name, items in index.items()}


BY_SUFFIX = 3
"""How a qualified name names that leaves out the first joins on the way."""


def _dimension_names(item: ReachableDimension) -> Iterator[tuple[str, int]]:
    """Names with how directly they name: 0 the own name or a qualified one, 1 the conformed one, then
    a qualified one without its first joins.
    """
    dimension = item.dimension
    named = {dimension.name, item.qualified_name, *item.other_names, f"{item.model.name}.{dimension.name}"}
    yield from ((name, 0) for name in named)
    if dimension.conformed and dimension.conformed not in named:
        yield dimension.conformed, 1
    entities = item.path.entities
    for start in range(1, len(entities)):
        yield "__".join((*entities[start:], dimension.name)), BY_SUFFIX


def _entity_names(item: ReachableEntity) -> Iterator[tuple[str, int]]:
    yield from ((name, 2) for name in {item.entity.name, item.qualified_name, *item.other_names})


def _of_dimension(item: ReachableDimension, naming: int) -> Candidate:
    dimension = item.dimension
    identities: set[tuple[str, ...]] = {("column", item.model.name, dimension.name)}
    if dimension.conformed:
        identities.add(("conformed", dimension.conformed))
    return Candidate(
        Binding(item.path, item.model, dimension.expr, dimension),
        "time" if dimension.type == "time" else "dimension",
        item.qualified_name,
        frozenset(identities),
        (len(item.path.hops), naming),
    )


def _of_entity(item: ReachableEntity, naming: int) -> Candidate:
    return Candidate(
        Binding(item.path, item.model, item.entity.expr),
        "entity",
        item.qualified_name,
        frozenset({("entity", item.entity.name)}),
        (len(item.path.hops), naming),
    )
