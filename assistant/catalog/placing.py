"""Which relation of the warehouse a catalog means, where it does not say everything.

A dbt manifest names the database that it was built in, which is another one for whoever opens the file;
a model whose schema only dbt knows is where its name is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from sqlglot import exp

from assistant.catalog.model import Catalog, GovernedSql, Relation

_SEARCHED_FIRST = "main"


class Warehouse(Mapping[str, Mapping[str, str]]):
    """Columns and types by relation (`schema.name`), which can be looked for in any letter case."""

    def __init__(self, types: Mapping[str, Mapping[str, str]]) -> None:
        self._types = types

    def __getitem__(self, name: str) -> Mapping[str, str]:
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)

    @cached_property
    def schemas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.rpartition(".")[0] for name in self._types))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in self._types:
            whole, _, last = name.lower(), *name.lower().rpartition(".")[1:]
            for key in dict.fromkeys((whole, last)):
                found[key] = (*found.get(key, ()), name)
        return found

    def find(self, relation: Relation) -> tuple[str, ...]:
        """The names here that `relation` can mean: none, one, or several where it names no schema."""
        if relation.schema is not None:
            whole = str(replace(relation, database=None)).lower()
            return self._by_name.get(str(relation).lower()) or self._by_name.get(whole, ())
        found = self._by_name.get(relation.name.lower(), ())
        first = tuple(name for name in found if name.lower() == f"{_SEARCHED_FIRST}.{relation.name.lower()}")
        return first or found

    def columns_of(self, relation: Relation) -> Mapping[str, str] | None:
        """Column in lower case to type; None unless the relation is one."""
        names = self.find(relation)
        if len(names) != 1:
            return None
        return {column.lower(): kind for column, kind in self._types[names[0]].items()}


def warehouse_of(types: Mapping[str, Mapping[str, str]]) -> Warehouse:
    return types if isinstance(types, Warehouse) else Warehouse(types)


def placed(catalog: Catalog, types: Mapping[str, Mapping[str, str]]) -> Catalog:
    """The catalog bound to a warehouse: its relations where they were found there, and its column types."""
    warehouse = warehouse_of(types)
    models = {
        name: replace(model, governed=_governed(model.governed, warehouse))
        if model.governed is not None
        else replace(model, relation=_found(model.relation, warehouse))
        for name, model in catalog.models.items()
    }
    spines = {
        grain: replace(spine, relation=_found(spine.relation, warehouse))
        for grain, spine in catalog.time_spines.items()
    }
    return replace(catalog, models=models, time_spines=spines, column_types=types)


def _found(relation: Relation, warehouse: Warehouse) -> Relation:
    names = warehouse.find(relation)
    if len(names) != 1 or names[0].lower() == str(relation).lower():
        return relation
    schema, _, name = names[0].rpartition(".")
    if relation.schema is None and schema == _SEARCHED_FIRST:
        return relation
    return Relation(name, schema or None)


def _governed(governed: GovernedSql, warehouse: Warehouse) -> GovernedSql:
    moved: dict[str, Any] = {}
    for name in governed.relations:
        relation = Relation(*reversed(name.split(".")))
        found = _found(relation, warehouse)
        if found != relation:
            moved[name] = found
    if not moved:
        return governed
    ast = governed.ast.copy()
    for table in ast.find_all(exp.Table):
        place = moved.get(".".join(part.name for part in table.parts))
        if place is not None:
            table.set("this", exp.to_identifier(place.name))
            table.set("db", exp.to_identifier(place.schema))
            table.set("catalog", None)
    names = tuple(str(moved.get(name, name)) for name in governed.relations)
    return replace(governed, ast=ast, relations=names)
