"""Metrics as typed, frozen objects: how each kind is computed, and its entry in the dictionary.

Names follow dbt's semantic layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from assistant.catalog.filters import FilterExpression
from assistant.catalog.labels import AiContext, Labels
from assistant.catalog.origin import Origin
from assistant.catalog.parameters import ParameterValue
from assistant.catalog.playbooks import Threshold
from assistant.catalog.sql_expression import SqlExpression
from assistant.query import RelativePeriod

AggregationFunction = Literal[
    "sum", "min", "max", "average", "median", "count", "count_distinct", "sum_boolean", "percentile"
]
EMPTY_IS_ZERO: tuple[AggregationFunction, ...] = ("count", "count_distinct", "sum_boolean")
"""Of nothing there are zero; the sum of nothing is not known."""
MEANS: tuple[AggregationFunction, ...] = ("average", "median", "percentile")
"""What gives one number of those that rows have."""
Status = Literal["draft", "review", "approved", "deprecated"]
Direction = Literal["up", "down", "neutral"]
Basis = Literal["event", "cohort", "snapshot"]


@dataclass(frozen=True, slots=True)
class Window:
    count: int
    grain: str


@dataclass(frozen=True, slots=True)
class MetricInput:
    """A metric as part of another one."""

    metric: str
    alias: str | None = None
    filters: tuple[FilterExpression, ...] = ()
    offset_window: Window | None = None
    offset_to_grain: str | None = None


@dataclass(frozen=True, slots=True)
class NonAdditive:
    """Semi-additive: only the rows of the first or last `dimension` value of a window count."""

    dimension: str
    choice: Literal["min", "max"]
    groupings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Simple:
    """One aggregation over the rows of one model."""

    model: str
    function: AggregationFunction
    expr: SqlExpression
    time_dimension: str | None
    percentile: float | None = None
    """0 to 1, for `percentile`."""
    discrete: bool = False
    approximate: bool = False
    non_additive: NonAdditive | None = None
    join_to_timespine: bool = False
    fill_nulls_with: float | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    numerator: MetricInput
    denominator: MetricInput


@dataclass(frozen=True, slots=True)
class Derived:
    """`expr` over the names or aliases of `inputs`."""

    expr: SqlExpression
    inputs: tuple[MetricInput, ...]


@dataclass(frozen=True, slots=True)
class Cumulative:
    input: MetricInput
    window: Window | None = None
    grain_to_date: str | None = None
    period_agg: Literal["first", "last", "average"] = "first"


@dataclass(frozen=True, slots=True)
class ConstantProperty:
    base: str
    conversion: str


@dataclass(frozen=True, slots=True)
class Conversion:
    base: MetricInput
    conversion: MetricInput
    entity: str
    calculation: Literal["conversion_rate", "conversions"] = "conversion_rate"
    window: Window | None = None
    constant_properties: tuple[ConstantProperty, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """Catalogued with its whole definition and marked `planned`: how it is computed is not said yet.

    `method` is the kind in the metric's own words, such as attribution, retention or score.
    """

    method: str


MetricKind = Simple | Ratio | Derived | Cumulative | Conversion | Planned


@dataclass(frozen=True, slots=True)
class Pitfall:
    text: Labels
    check: str | None = None
    """A check to run beside the answer."""


@dataclass(frozen=True, slots=True)
class Maturity:
    """How old a cohort must be before its value is final."""

    days: int


@dataclass(frozen=True, slots=True)
class MetricVersion:
    version: int
    until: str
    """ISO date from which the next version holds."""
    change: Labels
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class MetricCard:
    """The entry of the metric dictionary: all that is said about a metric besides its computation."""

    definition: Labels = Labels()
    formula: str = ""
    unit: str | None = None
    direction: Direction = "neutral"
    layers: tuple[str, ...] = ()
    owner: str | None = None
    sources: tuple[str, ...] = ()
    refresh: str | None = None
    """real_time, hourly, daily, weekly, monthly, quarterly or yearly; finer questions are refused."""
    basis: Basis = "event"
    maturity: Maturity | None = None
    decision_use: Labels = Labels()
    pitfalls: tuple[Pitfall, ...] = ()
    companions: tuple[str, ...] = ()
    vanity: bool = False
    thresholds: tuple[Threshold, ...] = ()
    by_dimension: Mapping[str, str] = field(default_factory=dict)
    """Dimension name to the metric that is computed and named instead when grouped by it."""
    required_dimensions: tuple[str, ...] = ()
    """Without one of each in the query, as a group or a filter, the number means nothing."""
    default_period: RelativePeriod | None = None
    """Period of a question that names none; else the calendar's."""
    status: Status = "approved"
    version: int = 1
    history: tuple[MetricVersion, ...] = ()

    @property
    def unit_kind(self) -> str:
        """The kind of the unit, without its scale and what it is given per: "currency:CNY/month" is currency. Empty without a unit."""
        return (self.unit or "").partition("/")[0].partition(":")[0]


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    kind: MetricKind
    labels: Labels = Labels()
    description: str = ""
    ai: AiContext = AiContext()
    card: MetricCard = MetricCard()
    filters: tuple[FilterExpression, ...] = ()
    time_granularity: str | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    """What it fixes parameters of the governed models below it at; a query cannot change these."""
    hidden: bool = False
    origin: Origin = Origin("", 0)

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it: its labels, then its synonyms."""
        return (*self.labels, *self.ai.synonyms)


def inputs_of(metric: Metric) -> tuple[MetricInput, ...]:
    """The metrics that `metric` is computed from, directly."""
    match metric.kind:
        case Simple() | Planned():
            return ()
        case Ratio(numerator, denominator):
            return (numerator, denominator)
        case Derived(inputs=inputs):
            return inputs
        case Cumulative(input=item):
            return (item,)
        case Conversion(base, conversion):
            return (base, conversion)
        case _:
            assert_never(metric.kind)


def with_inputs(metrics: Mapping[str, Metric], name: str) -> tuple[Metric, ...]:
    """The metric and all that it is computed from at any depth, each once; what is no metric is left out."""
    found: dict[str, Metric] = {}
    waiting = [name]
    for each in waiting:
        if each in metrics and each not in found:
            found[each] = metrics[each]
            waiting += [item.metric for item in inputs_of(found[each])]
    return tuple(found.values())


def models_read(metrics: Mapping[str, Metric], name: str) -> tuple[str, ...]:
    """The names of the models whose rows the metric or an input of it counts, each once."""
    kinds = (metric.kind for metric in with_inputs(metrics, name))
    return tuple(dict.fromkeys(kind.model for kind in kinds if isinstance(kind, Simple)))
