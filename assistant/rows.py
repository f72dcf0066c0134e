"""What a statement returns: typed columns and rows of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Value = str | int | float | bool | None
ColumnType = Literal["string", "integer", "number", "boolean", "date", "timestamp"]
ColumnRole = Literal[
    "time",
    "dimension",
    "metric",
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
]


@dataclass(frozen=True, slots=True)
class Column:
    """One output column.

    `source` is the metric or dimension of the catalog behind it: metrics by name, dimensions as
    `model.dimension` of the first metric's binding. `unit` as in the metric card; None is a plain value.
    """

    name: str
    type: ColumnType
    role: ColumnRole
    source: str
    unit: str | None = None
    grain: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Dates and timestamps are ISO strings, decimals floats; `labels` maps column to code to label pairs."""

    columns: tuple[Column, ...]
    data: tuple[tuple[Value, ...], ...]
    truncated: bool = False
    as_of: datetime | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def index(self, name: str) -> int:
        """Position of a column. Raises KeyError."""
        for position, column in enumerate(self.columns):
            if column.name == name:
                return position
        raise KeyError(name)

    def column(self, name: str) -> tuple[Value, ...]:
        position = self.index(name)
        return tuple(row[position] for row in self.data)
