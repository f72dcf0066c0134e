"""The catalog as typed, frozen objects: what every file format is read into.

Names follow dbt's semantic layer. SQL expressions are parsed once, here, and never changed
afterwards: whoever needs to rewrite one copies its `ast`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from assistant.catalog.calendar import Calendar
from assistant.catalog.filters import FilterExpression
from assistant.catalog.labels import Labels
from assistant.catalog.origin import Origin as Origin
from assistant.catalog.packed import unpacked
from assistant.catalog.parameters import Constraint, Parameter, ParameterValue
from assistant.catalog.playbooks import Benchmark, Playbooks, VerifiedQuery
from assistant.catalog.playbooks import Threshold as Threshold
from assistant.query import RelativePeriod

if TYPE_CHECKING:
    from assistant.catalog.policy_file import Policy

EntityType = Literal["primary", "unique", "foreign", "natural"]
AggregationFunction = Literal[
    "sum", "min", "max", "average", "median", "count", "count_distinct", "sum_boolean", "percentile"
]
DataType = Literal["string", "integer", "number", "boolean", "date", "timestamp"]
Status = Literal["draft", "review", "approved", "deprecated"]
Direction = Literal["up", "down", "neutral"]
Basis = Literal["event", "cohort", "snapshot"]


@dataclass(frozen=True, slots=True)
class SqlExpression:
    """A scalar SQL expression over the columns of one model, in the DuckDB dialect.

    `$as_of` in it (a sqlglot Parameter node) stands for the moment that the question refers to.
    """

    text: str
    ast: exp.Expression = field(compare=False, repr=False)
    packed: bytes = field(default=b"", compare=False, repr=False)
    """Where the catalog comes from its cache: `ast` in bytes, until it is looked at."""

    if not TYPE_CHECKING:
        __getattr__ = unpacked


@dataclass(frozen=True, slots=True)
class AiContext:
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    instructions: str | None = None


# ── models ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the warehouse. Unset parts are the connection's defaults."""

    name: str
    schema: str | None = None
    database: str | None = None

    def __str__(self) -> str:
        return ".".join(part for part in (self.database, self.schema, self.name) if part)


@dataclass(frozen=True, slots=True)
class GovernedSql:
    """One SELECT over relations of the catalog that stands for a model's rows.

    `parameters` are the names of its `$name`, the built-in ones included.
    """

    text: str
    ast: exp.Expression = field(compare=False, repr=False)
    relations: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionValue:
    """A value as stored, with the names people use for it."""

    value: str | int | float | bool
    labels: Labels = Labels()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValuesFrom:
    """A table of the warehouse that holds codes, labels and synonyms of several columns.

    Rows with `column_name = column` apply. The column names of the table can be set in the YAML.
    """

    table: str
    column: str
    column_name: str = "column_name"
    code: str = "code"
    label_zh: str = "label_zh"
    label_en: str = "label_en"
    synonyms: str | None = "synonyms"


@dataclass(frozen=True, slots=True)
class Validity:
    is_start: bool = False
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    type: Literal["categorical", "time"]
    expr: SqlExpression
    labels: Labels = Labels()
    description: str = ""
    ai: AiContext = AiContext()
    granularity: str | None = None
    """Finest grain of a time dimension; None for categorical ones."""
    data_type: DataType | None = None
    """Declared type; where None the warehouse's column type holds, see `Catalog.column_types`."""
    unit: str | None = None
    is_partition: bool = False
    validity: Validity | None = None
    conformed: str | None = None
    pii: bool = False
    values: tuple[DimensionValue, ...] = ()
    values_from: ValuesFrom | None = None
    index_values: bool = True
    """False: the values are not linked in questions (free text, identifiers by the million)."""
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Entity:
    name: str
    type: EntityType
    expr: SqlExpression
    labels: Labels = Labels()
    description: str = ""
    ai: AiContext = AiContext()
    role: str | None = None
    pii: bool = False
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """One relation (or governed SELECT) with its keys and dimensions.

    `primary_entity` names the key that qualifies the dimensions, also where no column carries it.
    """

    name: str
    relation: Relation
    labels: Labels = Labels()
    description: str = ""
    ai: AiContext = AiContext()
    governed: GovernedSql | None = None
    primary_entity: str | None = None
    agg_time_dimension: str | None = None
    entities: Mapping[str, Entity] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    """Columns listed in the YAML, whether or not they are an entity or a dimension."""
    data_types: Mapping[str, str] = field(default_factory=dict)
    """Column to the warehouse type that the YAML declares for it, where it declares one."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    parameter_constraints: tuple[Constraint, ...] = ()
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class CustomGrain:
    name: str
    column: str


@dataclass(frozen=True, slots=True)
class TimeSpine:
    relation: Relation
    column: str
    grain: str
    custom_grains: tuple[CustomGrain, ...] = ()
    origin: Origin = Origin("", 0)


# ── metrics ───────────────────────────────────────────────────────────────────────────────────────


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
    """Catalogued with its whole definition, but of a kind that cannot be computed yet.

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


# ── words and queries ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AmbiguityRule:
    """`metric` is meant where one of `words` stands in the same question."""

    words: tuple[str, ...]
    metric: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A term of several metrics. Asks, unless a rule or a default decides."""

    terms: tuple[str, ...]
    candidates: tuple[str, ...]
    default: str | None = None
    when: tuple[AmbiguityRule, ...] = ()
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    name: str
    query: Mapping[str, object]
    """As written: metrics, group_by, where, order_by, limit."""
    labels: Labels = Labels()
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Catalog:
    """Everything a question can be about. `version` is a hash of the files it was read from.

    Two catalogs are equal only if they are the same object, so that caches can be keyed by one.
    """

    name: str
    version: str
    models: Mapping[str, SemanticModel]
    metrics: Mapping[str, Metric]
    default_schema: str | None = None
    time_spines: Mapping[str, TimeSpine] = field(default_factory=dict)
    """By grain, such as `day`."""
    ambiguities: tuple[Ambiguity, ...] = ()
    saved_queries: Mapping[str, SavedQuery] = field(default_factory=dict)
    calendar: Calendar = Calendar()
    playbooks: Playbooks = Playbooks()
    benchmarks: tuple[Benchmark, ...] = ()
    verified_queries: tuple[VerifiedQuery, ...] = ()
    column_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Relation (as `str(Relation)`) to column to warehouse type; empty until bound to a warehouse."""
    policy: Policy | None = None
    """Who may see what; None is open mode."""
    whole: Catalog | None = None
    """The catalog that this one is the visible part of; None where nothing was left out."""

    @property
    def complete(self) -> Catalog:
        """What metrics are computed from, whether or not it may be asked for: inputs of a metric, the
        fields of its own filters, the columns of joins.
        """
        return self.whole or self
