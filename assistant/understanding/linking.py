"""Mentions of dimensions and values bound to the fields that the metrics at hand can use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.catalog.model import Catalog
from assistant.query import Scalar
from assistant.resolve.fields import FieldOption, fields_for
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, ValueName


@dataclass(frozen=True, slots=True)
class LinkedValue:
    field: FieldOption
    value: Scalar


class Linker:
    """Finds fields for a catalog. Safe to share between threads."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon) -> None:
        self._catalog = catalog
        self._lexicon = lexicon
        self._options = lru_cache(maxsize=512)(self._all_options)
        self._nearest_to = lru_cache(maxsize=8192)(self._find_dimension)

    def options(self, metrics: Sequence[str]) -> tuple[FieldOption, ...]:
        """The fields that all of the metrics can be grouped and filtered by."""
        return self._options(tuple(metrics))

    def dimension(self, names: Iterable[DimensionName], metrics: Sequence[str]) -> tuple[FieldOption, ...]:
        """The fields that one of the dimension names can mean, the nearest only; several when undecided."""
        wanted = tuple(names)
        return self._nearest_to(wanted, tuple(metrics)) if wanted else ()

    def entity(self, names: Iterable[EntityName], metrics: Sequence[str]) -> tuple[FieldOption, ...]:
        wanted = {name.entity for name in names}
        found = [
            option
            for option in self.options(metrics)
            if option.kind == "entity" and option.qualified_name.rsplit("__", 1)[-1] in wanted
        ]
        return _nearest(found, self.options(metrics))

    def values(self, names: Iterable[ValueName], metrics: Sequence[str]) -> tuple[LinkedValue, ...]:
        """The fields and values that a name can mean for the metrics, the nearest only."""
        found = self.every_value(names, metrics)
        nearest = _nearest([item.field for item in found], self.options(metrics))
        return tuple(item for item in found if item.field in nearest)

    def every_value(self, names: Iterable[ValueName], metrics: Sequence[str]) -> tuple[LinkedValue, ...]:
        """The same, however far the fields are: for each dimension with such a value its nearest field."""
        found: list[LinkedValue] = []
        said = tuple(names)
        for name in said:
            model, _, dimension = name.dimension.partition(".")
            conformed = self._lexicon.conformed.get(name.dimension)
            for option in self.dimension([DimensionName(model, dimension, conformed)], metrics):
                linked = LinkedValue(option, name.value)
                if linked not in found and not _has_its_own(option, name, said):
                    found.append(linked)
        return tuple(found)

    def replaced(self, metrics: Sequence[str], names: Iterable[DimensionName]) -> dict[str, str]:
        """The metrics that are computed as another one when grouped by the dimension."""
        wanted = {key for name in names for key in (name.dimension, name.conformed) if key}
        return {
            metric: other
            for metric in metrics
            for key, other in self._catalog.metrics[metric].card.by_dimension.items()
            if key in wanted
        }

    def _find_dimension(
        self, names: tuple[DimensionName, ...], metrics: tuple[str, ...]
    ) -> tuple[FieldOption, ...]:
        options = self.options(metrics)
        found = [
            option
            for option in options
            if option.dimension is not None and any(_is_dimension(option, name) for name in names)
        ]
        return _nearest(found, options) or self._by_replacement(names, metrics)

    def _by_replacement(
        self, names: Sequence[DimensionName], metrics: Sequence[str]
    ) -> tuple[FieldOption, ...]:
        swaps = self.replaced(metrics, names)
        if not swaps:
            return ()
        others = [swaps.get(metric, metric) for metric in metrics]
        options = self.options(others)
        found = [
            option
            for option in options
            if option.dimension is not None and any(_is_dimension(option, name) for name in names)
        ]
        return _nearest(found, options)

    def _all_options(self, metrics: tuple[str, ...]) -> tuple[FieldOption, ...]:
        return tuple(fields_for(self._catalog, metrics))


def _is_dimension(option: FieldOption, name: DimensionName) -> bool:
    if name.conformed and option.conformed == name.conformed:
        return True
    return option.dimension is not None and (option.model, option.dimension.name) == (
        name.model,
        name.dimension,
    )


def _has_its_own(option: FieldOption, name: ValueName, said: Sequence[ValueName]) -> bool:
    """Whether the rows of the field have a value of that name by themselves: of a conformed dimension, models may
    have different codes, M here and Male there.
    """
    own = f"{option.model}.{option.dimension.name}" if option.dimension is not None else ""
    return name.dimension != own and any(other.dimension == own for other in said)


def _nearest(found: Sequence[FieldOption], options: Sequence[FieldOption]) -> tuple[FieldOption, ...]:
    """Fewest joins first; among equals a conformed dimension, which means the same in every model."""
    unique = list(dict.fromkeys(found))
    if not unique:
        return ()
    least = min(distance(option, options) for option in unique)
    near = [option for option in unique if distance(option, options) == least]
    conformed = [option for option in near if option.conformed]
    return tuple(conformed if len(near) > 1 and conformed else near)


def distance(option: FieldOption, options: Sequence[FieldOption]) -> int:
    """Joins from the metrics' own model, whose fields come first among the options."""
    own = next((other.model for other in options if other.dimension is not None), "")
    return 0 if option.model == own else option.qualified_name.count("__")
