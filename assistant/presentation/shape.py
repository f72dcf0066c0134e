"""A result seen as a picture or a sentence needs it: what varies, what is measured, what is compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.catalog.model import Cumulative, Derived, Metric, Simple
from assistant.presentation.names import PERIOD, Names, code_labels, column_labels
from assistant.presentation.numbers import format_cell
from assistant.presentation.periods import bucket_end, bucket_start, period_text
from assistant.query import Condition, MetricQuery, TimeRange
from assistant.reading import Analysis
from assistant.rows import Column, ColumnRole, Rows, Value

OTHERS = "\x00others"
"""What stands for the keys of the row for the rest; no value of a warehouse is like it."""
Row = tuple[Value, ...]
__all__ = ["OTHERS", "PERIOD", "Row", "Series", "Shape", "is_additive", "number", "shape_of", "split_rows"]
_SECOND = timedelta(seconds=1)
_ADDITIVE = ("sum", "count", "sum_boolean")


@dataclass(frozen=True, slots=True)
class Series:
    """One metric's columns by role; `metric` is always there."""

    metric: Metric | None
    label: str
    columns: Mapping[ColumnRole, int]
    is_mean: bool = False
    """Of the metric's values of more groups than are shown."""

    @property
    def is_additive(self) -> bool:
        """Whether the values of groups add up to the value of the whole."""
        return not self.is_mean and is_additive(self.metric)

    def position(self, role: ColumnRole = "metric") -> int:
        return self.columns[role]

    def has(self, role: ColumnRole) -> bool:
        return role in self.columns


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows with their keys and series named.

    `data` is without the row of totals, which is `total`, and has OTHERS as the keys of the row for the
    rest, which a result leaves empty; `code_labels` and `headings` as in the answer.
    """

    rows: Rows
    query: MetricQuery
    analysis: Analysis
    names: Names
    time: int | None
    dimensions: tuple[int, ...]
    series: tuple[Series, ...]
    data: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None
    headings: Mapping[str, str]
    code_labels: Mapping[str, Mapping[str, str]]
    as_of: datetime | None = None
    incomplete: frozenset[str] = field(default_factory=frozenset)
    """Values of the time column whose bucket has not ended, or lies only partly in the period asked for."""
    period: TimeRange | None = None
    prior_period: TimeRange | None = None
    about: tuple[Condition, ...] = ()
    """Groups that the question named, where others are shown beside them."""

    @property
    def keys(self) -> tuple[int, ...]:
        return self.dimensions if self.time is None else (self.time, *self.dimensions)

    @property
    def comparison(self) -> str:
        """What the numbers are compared with, in words: 去年同期, or the period's own name."""
        kind = self.query.compare.kind if self.query.compare else "prior_period"
        if self.prior_period is not None and kind in ("prior_period", "range"):
            return period_text(self.prior_period, self.names.language)
        return self.names.words.text(f"comparison.{kind}")

    def column(self, position: int) -> Column:
        return self.rows.columns[position]

    def heading(self, position: int) -> str:
        return self.headings[self.column(position).name]

    def label(self, position: int, value: Value) -> str:
        """How a key's value is shown."""
        if value is None:
            return self.names.words.text("word.null_group")
        if value == OTHERS:
            return self.names.words.text("word.others")
        return self.code_labels.get(self.column(position).name, {}).get(str(value), str(value))

    def told(self, position: int, value: Value) -> str:
        """How a key's value is shown where no heading stands above it: a bare yes is what it says yes to."""
        label, words = self.label(position, value), self.names.words
        if value is True and label == words.text("word.yes"):
            return self.heading(position)
        if value is False and label == words.text("word.no"):
            return words.text("word.flag", label=self.heading(position), value=label)
        return label

    def row_label(self, row: tuple[Value, ...]) -> str:
        """The keys of a row in one text."""
        return " · ".join(self.label(position, row[position]) for position in self.keys)

    def shown(self, position: int, value: Value) -> str:
        return format_cell(value, self.column(position), self.names.language)

    def distinct(self, position: int) -> list[Value]:
        """Values of a key in the order of the rows."""
        return list(dict.fromkeys(row[position] for row in self.data))


def shape_of(
    rows: Rows,
    query: MetricQuery,
    analysis: Analysis,
    names: Names,
    as_of: datetime | None,
    period: TimeRange | None = None,
    prior_period: TimeRange | None = None,
) -> Shape:
    """The shape of a result. One time column is the axis; ranges and parts of dates are groups."""
    times = [i for i, c in enumerate(rows.columns) if c.role == "time" and is_period(c)]
    dimensions = [
        i for i, c in enumerate(rows.columns) if c.role in ("time", "dimension") and i not in times[:1]
    ]
    data, total = split_rows(rows, query)
    time = times[0] if times else None
    return Shape(
        rows=rows,
        query=query,
        analysis=analysis,
        names=names,
        time=time,
        dimensions=tuple(sorted(dimensions)),
        series=_series(rows, names, query),
        data=data,
        total=total,
        headings=column_labels(rows, names, query),
        code_labels=code_labels(rows, names),
        as_of=as_of,
        incomplete=_incomplete(rows, time, as_of, period),
        period=period,
        prior_period=prior_period,
    )


def is_period(column: Column) -> bool:
    """Whether a time column holds the starts of calendar periods, not parts of dates or named ranges."""
    return column.grain is not None and not column.grain.startswith("extract_")


def number(value: Value) -> float | None:
    """A finite number, or None."""
    if value is None or isinstance(value, (str, bool)) or not math.isfinite(value):
        return None
    return float(value)


def is_additive(metric: Metric | None) -> bool:
    """Whether the values of groups add up to the value of the whole."""
    if metric is None or isinstance(metric.kind, (Cumulative, Derived)):
        return False
    kind = metric.kind
    return isinstance(kind, Simple) and kind.function in _ADDITIVE and kind.non_additive is None


def _series(rows: Rows, names: Names, query: MetricQuery) -> tuple[Series, ...]:
    # A metric is known by its column, not by its source: a parameter may give one source two columns.
    found: list[Series] = []
    for position, column in enumerate(rows.columns):
        if column.role != "metric":
            continue
        columns: dict[ColumnRole, int] = {"metric": position}
        for place, other in enumerate(rows.columns):
            if (
                other.role not in ("time", "dimension", "metric")
                and other.name == f"{column.name}__{other.role}"
            ):
                columns[other.role] = place
        label = names.averaged(column.source, query)
        metric = names.catalog.metrics.get(column.source)
        found.append(Series(metric, label, columns, bool(query.average_per)))
    return tuple(found)


def split_rows(rows: Rows, query: MetricQuery) -> tuple[tuple[Row, ...], Row | None]:
    """The rows of groups and of the rest, and the row of totals, which comes last with empty keys."""
    keys = [i for i, c in enumerate(rows.columns) if c.role in ("time", "dimension")]
    data, total = list(rows.data), None
    if query.totals and keys and data and not rows.truncated and all(data[-1][i] is None for i in keys):
        total = data.pop()
    if query.others and query.limit is not None and keys:
        _mark_rest(data, keys, rows, query)
    return tuple(data), total


def _mark_rest(data: list[Row], keys: list[int], rows: Rows, query: MetricQuery) -> None:
    """The last rows with empty keys stand for the rest wherever as many groups as asked are kept.

    With a limit per group there is one such row for each of these groups.
    """
    apart = [i for i in keys if rows.columns[i].name == query.limit_per]
    inner = [i for i in keys if i not in apart]
    seen: set[Row] = set()
    for place in reversed(range(len(data))):
        row = data[place]
        group = tuple(row[i] for i in apart)
        kept = sum(tuple(other[i] for i in apart) == group for other in data[:place])
        if group in seen or kept != query.limit or any(row[i] is not None for i in inner):
            return
        seen.add(group)
        data[place] = tuple(OTHERS if i in inner else value for i, value in enumerate(row))


def _incomplete(
    rows: Rows, time: int | None, as_of: datetime | None, period: TimeRange | None
) -> frozenset[str]:
    if time is None:
        return frozenset()
    column = rows.columns[time]
    values = {str(row[time]) for row in rows.data if row[time] is not None}
    found = {value for value in values if as_of is not None and _open(value, column.grain, as_of)}
    # The period holds for the time that the metrics count at, and says nothing of other times.
    if period is not None and column.name.startswith("metric_time"):
        found |= {value for value in values if _cut(value, column.grain, period)}
    return frozenset(found)


def _open(value: str, grain: str | None, as_of: datetime) -> bool:
    start = bucket_start(value)
    end = bucket_end(start, grain) if start else None
    # A day's data ends a second before the next day begins.
    return end is not None and end > as_of + _SECOND


def _cut(value: str, grain: str | None, period: TimeRange) -> bool:
    start = bucket_start(value)
    end = bucket_end(start, grain) if start else None
    return start is not None and end is not None and (start < period.start or end > period.end + _SECOND)
