"""The output columns of a query, by name: what an order or a `having` can be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.catalog.model import Catalog, Metric
from assistant.errors import QueryError, choices_text, did_you_mean
from assistant.plan import ResolvedField, Source
from assistant.query import MetricQuery
from assistant.resolve.fields import custom_grains, resolve_field
from assistant.resolve.names import find_metric, parse_name
from assistant.rows import ColumnRole

PERIOD = "period"
"""Names the range where several are set side by side."""
DERIVED: tuple[ColumnRole, ...] = (
    "prior",
    "change",
    "change_rate",
    "share",
    "share_prior",
    "ratio",
    "ratio_prior",
    "difference",
    "other",
    "running",
    "moving",
)
assert set(DERIVED) < set(get_args(ColumnRole))


def derived_roles(query: MetricQuery, metric: str) -> tuple[ColumnRole, ...]:
    """The columns that come with a metric besides its value, in their order."""
    found: list[ColumnRole] = []
    if query.compare is not None:
        found += ["prior", "change", "change_rate"]
    if query.against is not None:
        return ("other", query.against.kind)
    divided = query.ratio_to is not None and query.ratio_to.lower() != metric.lower()
    asked = {
        "share": query.share_of_total,
        "share_prior": query.share_of_total and query.compare is not None,
        "ratio": divided,
        "ratio_prior": divided and query.compare is not None,
        "running": query.running,
        "moving": query.moving,
    }
    return tuple(found) + tuple(role for role in DERIVED[3:] if asked.get(role))


@dataclass(frozen=True, slots=True)
class Columns:
    """Finds output columns. `metrics` are the query's, as named; `keys` its fields."""

    catalog: Catalog
    query: MetricQuery
    metrics: tuple[str, ...]
    keys: tuple[ResolvedField, ...]
    sources: tuple[Source, ...]

    def metric_column(self, name: str) -> tuple[str, Metric] | None:
        """(column, metric) for a metric or a derived column of one, in any case; None for neither."""
        base, _, role = name.partition("__")
        known = {metric.lower(): metric for metric in self.metrics}
        if role and role not in derived_roles(self.query, base):
            return None
        if base.lower() in known:
            column = known[base.lower()]
        elif base.lower() in {metric.lower() for metric in self.catalog.metrics}:
            column = find_metric(self.catalog, base).name
        else:
            return None
        return (f"{column}__{role}" if role else column), find_metric(self.catalog, base)

    def key_column(self, name: str) -> str | None:
        """The key that `name` means, also where it is named otherwise; None if it is no key."""
        if name.lower() == PERIOD and isinstance(self.query.time, tuple):
            return PERIOD
        for key in self.keys:
            if key.name.lower() == name.lower():
                return key.name
        try:
            field = resolve_field(self.catalog, parse_name(name, custom_grains(self.catalog)), self.sources)
        except QueryError:
            return None
        return next((key.name for key in self.keys if key.identity == field.identity), None)

    def group(self, name: str) -> ResolvedField | None:
        """The dimension or entity among the keys that `name` means; None for times and what is no key."""
        column = self.key_column(name)
        return next((key for key in self.keys if key.name == column and key.kind != "time"), None)

    def unknown(self, name: str, place: str) -> QueryError:
        """What is said of a name in `having`, `order_by`, `limit_per`, `share_within` or `count_of` that cannot stand there."""
        keys, known = [key.name for key in self.keys], self._metric_columns()
        if place == "having" and self._is_field(name):
            return QueryError(
                f"'having' takes metrics and what the query is grouped by, which '{name}' is not: "
                "'where' takes dimensions.",
                "unknown_field", tuple(known),
            )  # fmt: skip
        if place in ("limit_per", "share_within", "count_of"):
            grouped = f"'group_by' holds {', '.join(keys)}" if keys else "the query has no 'group_by'"
            return QueryError(
                f"'{place}' takes a field that the query is grouped by, which '{name}' is not: {grouped}.",
                "unknown_field", tuple(keys),
            )  # fmt: skip
        known = [*keys, *known] if place == "order_by" else known
        return QueryError(
            f"'{place}' names '{name}', which is no column of this query.{choices_text(name, known)}",
            "unknown_field", did_you_mean(name, known) or tuple(known),
        )  # fmt: skip

    def _metric_columns(self) -> list[str]:
        derived = (f"{name}__{role}" for name in self.metrics for role in derived_roles(self.query, name))
        return [*self.metrics, *derived]

    def _is_field(self, name: str) -> bool:
        try:
            resolve_field(self.catalog, parse_name(name, custom_grains(self.catalog)), self.sources)
        except QueryError as error:
            return error.code in ("ambiguous_dimension", "incompatible_dimension")
        return True


def same_metric(names: Sequence[str]) -> tuple[str, ...]:
    """Metric names without repetitions that differ in case only."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(name.lower(), name)
    return tuple(seen.values())
