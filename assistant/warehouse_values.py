"""What the warehouse knows of the values of dimensions: which there are, and what people call them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from assistant.catalog.labels import Labels
from assistant.catalog.model import Catalog, Dimension, DimensionValue, SemanticModel, ValuesFrom
from assistant.compiler.lookups import distinct_values, value_labels
from assistant.engines.engine import Engine
from assistant.retrieval.value_names import ValueEntry

MOST_VALUES_PER_DIMENSION = 1_000_000
_TEXT_TYPES = ("VARCHAR", "TEXT", "STRING", "UUID")
Names = tuple[Labels, tuple[str, ...]]
"""Labels and synonyms of one value."""


class WarehouseValues:
    """Looks up what is asked for, and keeps it. Safe to share between threads."""

    def __init__(self, catalog: Catalog, engine: Engine) -> None:
        self._catalog = catalog
        self._engine = engine
        self._tables: dict[ValuesFrom, Mapping[object, Names]] = {}
        self._names: dict[str, Mapping[object, Names]] = {}

    def label(self, source: str, value: object, language: str) -> str | None:
        """What people call a value of the dimension `source` (`model.dimension`); None for a plain one."""
        names = self._names_of(source).get(value)
        return (names[0].text(language) or None) if names else None

    def entries(self, now: datetime) -> Iterator[ValueEntry]:
        """Every value that questions can name, as of `now`."""
        for model in self._catalog.models.values():
            for dimension in model.dimensions.values():
                if dimension.type == "categorical" and dimension.index_values:
                    yield from self._entries(model, dimension, now)

    def _entries(self, model: SemanticModel, dimension: Dimension, now: datetime) -> Iterator[ValueEntry]:
        source = f"{model.name}.{dimension.name}"
        known = self._names_of(source)
        values: set[object] = self._listed(dimension)
        if not values and _is_text(self._catalog, model, dimension):
            statement = distinct_values(model, dimension, MOST_VALUES_PER_DIMENSION, now=now)
            values = set(self._engine.run(statement).column("value"))
        values |= {item.value for item in dimension.values}
        for value in values:
            labels, synonyms = known.get(value, (Labels(), ()))
            if isinstance(value, (str, int, float, bool)):
                yield ValueEntry(source, value, (str(value), *labels, *synonyms))

    def _names_of(self, source: str) -> Mapping[object, Names]:
        """By value: the catalog's labels win over those in a table of the warehouse, synonyms add up."""
        if source not in self._names:
            model, _, name = source.partition(".")
            home = self._catalog.models.get(model)
            dimension = home.dimensions.get(name) if home is not None else None
            self._names[source] = self._all_names(dimension) if dimension is not None else {}
        return self._names[source]

    def _all_names(self, dimension: Dimension) -> Mapping[object, Names]:
        if dimension.type != "categorical":
            return {}
        names = _added({}, dimension.values)
        if dimension.values_from is not None:
            names = _joined(names, self._table(dimension.values_from))
        return _added(names, (item for tag, item in self._conformed_values if tag == dimension.conformed))

    def _listed(self, dimension: Dimension) -> set[object]:
        """The values that are listed somewhere; empty where the warehouse alone knows them."""
        listed = self._table(dimension.values_from) if dimension.values_from is not None else {}
        return {*listed, *dimension.codes}

    @cached_property
    def _conformed_values(self) -> tuple[tuple[str, DimensionValue], ...]:
        """A word for a value in one dimension is a word for it in all that are conformed with it."""
        return tuple(
            (dimension.conformed, item)
            for model in self._catalog.models.values()
            for dimension in model.dimensions.values()
            for item in dimension.values
            if dimension.conformed
        )

    def _table(self, source: ValuesFrom) -> Mapping[object, Names]:
        if source not in self._tables:
            rows = self._engine.run(value_labels(source, self._catalog.default_schema))
            self._tables[source] = {
                code: (Labels(_text(zh), _text(en)), tuple(_synonyms(synonyms)))
                for code, zh, en, synonyms in rows.data
                if code is not None
            }
        return self._tables[source]


def _added(names: Mapping[object, Names], values: Iterable[DimensionValue]) -> Mapping[object, Names]:
    for item in values:
        names = _joined(names, {item.value: (item.labels, item.synonyms)})
    return names


def _joined(names: Mapping[object, Names], more: Mapping[object, Names]) -> Mapping[object, Names]:
    """Both, where the first labels of a value win and its synonyms add up."""
    found = dict(names)
    for value, (labels, synonyms) in more.items():
        first, said = found.get(value, (Labels(), ()))
        both = Labels(first.zh or labels.zh, first.en or labels.en)
        found[value] = (both, tuple(dict.fromkeys((*said, *synonyms))))
    return found


def _is_text(catalog: Catalog, model: SemanticModel, dimension: Dimension) -> bool:
    if dimension.data_type is not None:
        return dimension.data_type == "string"
    columns = catalog.column_types.get(str(model.relation).lower(), {})
    return columns.get(dimension.expr.text.lower(), "VARCHAR").upper() in _TEXT_TYPES


def _text(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _synonyms(value: object) -> list[str]:
    """Synonyms come as JSON text: a list, or one string with separators."""
    if value is None:
        return []
    read = json.loads(str(value))
    items = (
        read if isinstance(read, list) else str(read or "").replace("、", ",").replace(";", ",").split(",")
    )
    return [str(item).strip() for item in items if str(item).strip()]
