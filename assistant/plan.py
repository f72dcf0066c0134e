"""A query in which every name has become an object of the catalog.

A metric is a formula over *leaves*: aggregations of the rows of one model. A field is bound once
per *source* of the leaves, because the same name (`channel`, `metric_time`) is another column in
another model. Nothing here is SQL text; expressions are syntax trees that are copied before use.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlglot import exp

from assistant.catalog.filters import FilterExpression
from assistant.catalog.joins import JoinPath
from assistant.catalog.model import (
    Catalog,
    ConstantProperty,
    DataType,
    Dimension,
    Metric,
    SemanticModel,
    Simple,
    SqlExpression,
    TimeSpine,
    Window,
)
from assistant.policy import Applied
from assistant.query import MetricQuery, RunningScope, Scalar, TimeRange


@dataclass(frozen=True, slots=True)
class Source:
    """Whose rows are aggregated, and by which of their time dimensions they are placed in time."""

    model: str
    time: str | None
    """None for a snapshot: the rows stand for now and have no history."""
    parameters: tuple[tuple[str, Scalar], ...] = ()
    """What the parameters of the model's governed SQL are set to, by name, sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A field as seen from one source: the joins to its model and its expression there."""

    path: JoinPath
    model: SemanticModel
    expr: SqlExpression
    dimension: Dimension | None = None
    """None for an entity."""


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedField:
    """Something to group or filter by. `name` is as given in the query and names the output column."""

    name: str
    kind: Literal["dimension", "time", "entity", "metric"]
    bindings: Mapping[Source, Binding]
    grain: str | None = None
    date_part: str | None = None
    is_metric_time: bool = False
    """What places the rows of every source in time, by whatever name."""
    data_type: DataType | None = None
    custom: CustomBuckets | None = None
    """Where `grain` is one of the catalog's own."""
    per_entity: PerEntity | None = None
    """Of the kind `metric`, whose bindings are those of the entity."""

    @property
    def identity(self) -> Hashable:
        """Equal for two fields that mean the same in every source."""
        meant = tuple((s, b.path.hops, b.model.name, b.expr.text) for s, b in self.bindings.items())
        return (meant, self.grain, self.date_part, self.per_entity and self.per_entity.identity)


@dataclass(frozen=True, slots=True)
class CustomBuckets:
    """Buckets that a time spine names: `column` of it holds the bucket of each moment of its grain."""

    spine: TimeSpine
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class PerEntity:
    """A metric computed per entity, over all time and whatever the query filters."""

    query: ResolvedQuery
    """Grouped by the entity alone."""

    @property
    def identity(self) -> Hashable:
        return (self.query.metrics[0].name, self.query.keys[0].name)


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedFilter:
    """A boolean expression whose columns `__field_N` stand for `fields[N]`."""

    identity: Hashable
    """Equal for two filters that keep the same rows."""
    ast: exp.Expr
    fields: tuple[ResolvedField, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ToGrain:
    """An offset to the start of the period: every day shows what the first one of its `grain` had."""

    grain: str


Offset = Window | ToGrain


@dataclass(frozen=True, slots=True)
class Accumulation:
    """A row counts on its own day and on the later ones: of the `window`, of its period, or all.

    Buckets coarser than the data's grain take the first, the last or the mean of their days' values.
    """

    window: Window | None = None
    to_date: str | None = None
    period_agg: Literal["first", "last", "average"] = "first"


@dataclass(frozen=True, slots=True, eq=False)
class Conversions:
    """Rows of `source` that pass `filters`, each counted at the latest row of the leaf's own source
    with the same entity that came before it, within the window.
    """

    source: Source
    entity: str
    filters: tuple[ResolvedFilter, ...] = ()
    window: Window | None = None
    constants: tuple[ConstantProperty, ...] = ()
    shown: tuple[ResolvedFilter, ...] = ()
    """Filters of the query: which of the leaf's rows are looked at, not which of them led to anything."""

    @property
    def identity(self) -> Hashable:
        held, shown = (frozenset(item.identity for item in each) for each in (self.filters, self.shown))
        return (self.source, self.entity, held, shown, self.window, self.constants)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One aggregation over the rows of one source that pass all `filters`.

    With `offsets` each row counts that much later, the first one applied first; they come after
    `accumulation`. With `conversions` the values are of the other source's rows.
    """

    metric: Metric
    kind: Simple
    source: Source
    filters: tuple[ResolvedFilter, ...] = ()
    offsets: tuple[Offset, ...] = ()
    accumulation: Accumulation | None = None
    conversions: Conversions | None = None
    first_within: RunningScope | None = None
    """Of a distinct count: each thing counts in the first bucket in which it occurs, of all or of its
    year, quarter or month.
    """

    @property
    def identity(self) -> Hashable:
        held = frozenset(item.identity for item in self.filters)
        linked = self.conversions and self.conversions.identity
        return (
            self.metric.name, self.source, held, self.offsets, self.accumulation, linked, self.first_within
        )  # fmt: skip

    @property
    def on_spine(self) -> bool:
        """Whether each row may count at several moments, which a time spine lists."""
        return self.accumulation is not None or any(isinstance(item, ToGrain) for item in self.offsets)


@dataclass(frozen=True, slots=True, eq=False)
class Quotient:
    numerator: Formula
    denominator: Formula


@dataclass(frozen=True, slots=True, eq=False)
class Computation:
    """`ast` over columns that are the keys of `inputs`."""

    ast: exp.Expr
    inputs: Mapping[str, Formula]


Formula = Leaf | Quotient | Computation


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedMetric:
    """`shown` is False for a metric that only an order or a `having` mentions."""

    name: str
    metric: Metric
    formula: Formula
    shown: bool = True
    other: Formula | None = None
    """The metric of the rows that those of `formula` are set against."""

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.formula,) if self.other is None else (self.formula, self.other)


@dataclass(frozen=True, slots=True)
class Shift:
    """What carries a bucket of the prior range to its counterpart in the current one."""

    months: int = 0
    days: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Prior:
    """What the numbers are compared with.

    `shifts` holds the shift of each time key by grain; `without` stretches of the range that have
    no counterpart in the current one (29 February, day by day).
    """

    range: TimeRange | None
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    without: tuple[TimeRange, ...] = ()


@dataclass(frozen=True, slots=True)
class TimePlan:
    """`range` None is all of the data; `periods` are set side by side instead of one range."""

    range: TimeRange | None = None
    prior: Prior | None = None
    periods: tuple[TimeRange, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedHaving:
    """A boolean expression whose columns are names of output columns."""

    ast: exp.Expr


@dataclass(frozen=True, slots=True)
class ResolvedOrder:
    column: str
    descending: bool


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedQuery:
    """`query` is what is computed, which is what was asked unless `notes` say otherwise.

    Without metrics it lists the values of its keys.
    """

    catalog: Catalog
    query: MetricQuery
    now: datetime
    metrics: tuple[ResolvedMetric, ...]
    keys: tuple[ResolvedField, ...] = ()
    time: TimePlan = TimePlan()
    average_per: tuple[ResolvedField, ...] = ()
    """What the metrics are grouped by besides the keys, before the mean of these groups is taken."""
    having: tuple[ResolvedHaving, ...] = ()
    order: tuple[ResolvedOrder, ...] = ()
    limit_per: str | None = None
    """The key, as named among `keys`, within which the limit counts."""
    share_within: tuple[str, ...] = ()
    """The keys, as named among `keys`, within each of whose groups the shares are."""
    count_of: str | None = None
    """The key whose groups are counted."""
    where: tuple[ResolvedFilter, ...] = ()
    """The query's filters, which the metrics' formulas hold as well."""
    against: tuple[ResolvedFilter, ...] = ()
    """The filters of the sides that are set against each other, which the formulas of each hold."""
    values_of: Source | None = None
    """Without metrics: whose rows, with what they are joined to, list the values of the keys."""
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def grouped(self) -> tuple[ResolvedField, ...]:
        """Everything that rows are grouped by, shown or not."""
        return (*self.keys, *self.average_per)


@dataclass(frozen=True, slots=True, eq=False)
class GovernedQuery:
    """What may be compiled: a resolved query with the filters that apply to each model's rows."""

    resolved: ResolvedQuery
    row_filters: Mapping[str, tuple[FilterExpression, ...]] = field(default_factory=dict)
    reference: frozenset[str] = frozenset()
    """Models whose filter holds only where their own rows are what is counted."""
    minimum_group: int = 1
    """Groups of fewer rows of a model among `protected` are not shown by themselves."""
    protected: frozenset[str] = frozenset()
    applied: Applied | None = None


def leaves_of(metric: ResolvedMetric) -> Iterator[Leaf]:
    """Every aggregation of a metric, of what it is set against as well."""
    for formula in metric.formulas:
        yield from leaves(formula)


def leaves(formula: Formula) -> Iterator[Leaf]:
    """Every aggregation of a formula, in order, repeated where it is used again."""
    match formula:
        case Leaf():
            yield formula
        case Quotient():
            yield from leaves(formula.numerator)
            yield from leaves(formula.denominator)
        case Computation():
            for item in formula.inputs.values():
                yield from leaves(item)
