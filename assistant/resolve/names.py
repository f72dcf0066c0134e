"""Names of a query taken apart, and metrics found by name."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from assistant.catalog.filters import FieldReference
from assistant.catalog.model import Catalog, Metric
from assistant.errors import QueryError, choices_text, did_you_mean
from assistant.query import DATE_PARTS, STANDARD_GRAINS
from assistant.resolve.memory import remembered

METRIC_TIME = "metric_time"
_EXTRACT = "extract_"


@dataclass(frozen=True, slots=True)
class FieldName:
    """`base` in lower case: a short name, or a qualified one such as `order__customer__country`."""

    given: str
    base: str
    grain: str | None = None
    date_part: str | None = None

    @property
    def last(self) -> str:
        return self.base.rsplit("__", 1)[-1]


def parse_name(given: str, custom_grains: Container[str] = ()) -> FieldName:
    """Split off the grain (`__month`) or the date part (`__extract_dow`) that ends a name."""
    base, _, suffix = given.lower().rpartition("__")
    if base and (suffix in STANDARD_GRAINS or suffix in custom_grains):
        return FieldName(given, base, grain=suffix)
    if base and suffix.startswith(_EXTRACT) and suffix.removeprefix(_EXTRACT) in DATE_PARTS:
        return FieldName(given, base, date_part=suffix.removeprefix(_EXTRACT))
    return FieldName(given, given.lower())


def name_of(reference: FieldReference, custom_grains: Container[str] = ()) -> FieldName:
    """The name that a field of a catalog filter would have in a query."""
    base = "__".join((*reference.entity_path, reference.name)).lower()
    plain = parse_name(base, custom_grains)
    grain, part = reference.grain or plain.grain, reference.date_part or plain.date_part
    suffix = f"__{_EXTRACT}{part}" if part else f"__{grain}" if grain else ""
    return FieldName(f"{plain.base}{suffix}", plain.base, grain, part if part else None)


def find_metric(catalog: Catalog, name: str) -> Metric:
    """The metric of that name in any case. Raises QueryError with the nearest names, else the first."""
    found = catalog.metrics.get(name) or _by_lower_name(catalog).get(name.lower())
    if found is None:
        raise unknown_metric(catalog, name)
    return found


def is_metric(catalog: Catalog, name: str) -> bool:
    """Whether it is the name of a metric that can be asked for."""
    found = _by_lower_name(catalog).get(name.lower())
    return found is not None and not found.hidden


def unknown_metric(catalog: Catalog, name: str) -> QueryError:
    """What is said of a metric that is not there, and of one that may not be seen."""
    names = [metric.name for metric in catalog.metrics.values() if not metric.hidden]
    return QueryError(
        f"there is no metric '{name}'.{choices_text(name, names)}",
        "unknown_metric",
        did_you_mean(name, names),
    )


def _by_lower_name(catalog: Catalog) -> dict[str, Metric]:
    return remembered(catalog, "metrics", lambda: {name.lower(): m for name, m in catalog.metrics.items()})


def is_among(dimension: str, names: Iterable[str]) -> bool:
    """Whether one of the fields is the dimension, by its short name or behind an entity's."""
    wanted = dimension.lower()
    return any(name.lower() == wanted or name.lower().endswith(f"__{wanted}") for name in names)
