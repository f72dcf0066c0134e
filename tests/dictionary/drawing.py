"""Metrics, dimensions, filters and periods to draw for properties, and the demo that answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb
from hypothesis import strategies as st

from assistant.catalog.model import Ratio, Simple
from assistant.resolve import is_computable
from tests.dictionary.reference import Period, Reference, add_months, expected, references

Draw = Callable[[st.SearchStrategy[Any]], Any]
Row = tuple[Any, ...]
ONE_BY_DAY = ("retention_d1", "retention_d7", "retention_d30")
"""Ratios of the same two inputs, told apart by a day that the inputs alone do not know."""
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2026, 1, 1)
MONTHS = 36


def _of_one_fact(*starts: str) -> list[str]:
    """Metrics that are one sum or count of one fact, semi-additive ones apart."""
    found = []
    for name, metric in sorted(references().items()):
        part = metric.parts.get("v", {})
        value = part.get("value", "").lstrip()
        plain = "latest" not in part and " / " not in value and metric.per_bucket is None
        if plain and metric.has_time and value.startswith(starts):
            found.append(name)
    return found


DISTINCT = _of_one_fact("count(DISTINCT")
ADDITIVE = [name for name in _of_one_fact("sum(", "count(") if name not in DISTINCT]
TIMED = [
    name
    for name, metric in references().items()
    if metric.has_time and metric.other_period and not metric.always
]


@dataclass(frozen=True)
class Division:
    """Numerator and denominator, and the dimensions that both have."""

    inputs: tuple[str, str]
    dimensions: Sequence[str]


class Demo:
    """Answers queries, and knows what can be asked."""

    def __init__(self, assistant: Any, warehouse: duckdb.DuckDBPyConnection) -> None:
        self._assistant = assistant
        self._warehouse = warehouse
        self._values: dict[tuple[str, str], list[Any]] = {}

    def rows(self, metrics: str | Sequence[str], by: Sequence[str] = (), **more: Any) -> list[Row]:
        names = [metrics] if isinstance(metrics, str) else list(metrics)
        return list(self._assistant.query({"metrics": names, "group_by": list(by), **more}).rows.data)

    def total(self, metric: str, **more: Any) -> Any:
        return self.rows(metric, **more)[0][-1]

    def computable(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if is_computable(self._assistant.catalog, name)]

    def ratios(self) -> dict[str, Division]:
        """The ratios that are taken of two metrics as they are."""
        found = {}
        for name in self.computable([name for name in TIMED if name not in ONE_BY_DAY]):
            metric = self._assistant.catalog.metrics[name]
            kind, elsewhere = metric.kind, metric.card.by_dimension
            if isinstance(kind, Ratio) and not (kind.numerator.filters or kind.denominator.filters):
                dimensions = [one for one in references()[name].dimensions if one not in elsewhere]
                found[name] = Division((kind.numerator.metric, kind.denominator.metric), dimensions)
        return found

    def is_count(self, metric: str) -> bool:
        kind = self._assistant.catalog.metrics[metric].kind
        return isinstance(kind, Simple) and kind.function in ("count", "count_distinct")

    def is_daily(self, metric: str) -> bool:
        card = self._assistant.catalog.metrics[metric].card
        sources = {part.get("time", "") for part in references()[metric].parts.values()}
        return card.refresh in ("daily", "real_time") and not sources & {"f.month", "f.week_start"}

    def values(self, metric: str, dimension: str) -> list[Any]:
        """Values of a dimension over all time, with None where there is such a group."""
        if (metric, dimension) not in self._values:
            ever = replace(references()[metric], period=Period(FIRST_DAY, LAST_DAY))
            rows = expected(self._warehouse, ever, [dimension], False)
            self._values[metric, dimension] = sorted({row[0] for row in rows}, key=str)
        return self._values[metric, dimension]

    def draw_metric(self, draw: Draw, names: Sequence[str]) -> str:
        return str(draw(st.sampled_from(self.computable(names))))

    def draw_filter(self, draw: Draw, metric: str, among: Sequence[str] = ()) -> list[dict[str, Any]]:
        """None, or one by a dimension that need not be a group."""
        if draw(st.booleans()):
            return []
        dimension = draw(st.sampled_from(among or references()[metric].dimensions))
        some = [value for value in self.values(metric, dimension) if value is not None]
        if not some:
            return []
        chosen = draw(st.lists(st.sampled_from(some), min_size=1, max_size=3, unique=True))
        return [{"field": dimension, "op": draw(st.sampled_from(["in", "not in"])), "values": chosen}]

    def draw_period(self, draw: Draw, metric: str | None) -> Period:
        """Days where the metric's data has days, else whole months, at least a quarter."""
        if metric and self.is_daily(metric) and draw(st.booleans()):
            start = draw(st.integers(0, (LAST_DAY - FIRST_DAY).days - 2))
            length = draw(st.integers(1, (LAST_DAY - FIRST_DAY).days - start))
            return Period(FIRST_DAY + timedelta(start), FIRST_DAY + timedelta(start + length))
        start = draw(st.integers(0, MONTHS - 3))
        length = draw(st.integers(3, MONTHS - start))
        return Period(add_months(FIRST_DAY, start), add_months(FIRST_DAY, start + length))


def draw_dimensions(draw: Draw, metric: Reference, most: int = 2) -> list[str]:
    return list(draw(st.lists(st.sampled_from(metric.dimensions), min_size=1, max_size=most, unique=True)))


def time_of(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
