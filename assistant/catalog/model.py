"""The catalog as typed, frozen objects: what every file format is read into, and the door to them all.

Names follow dbt's semantic layer. SQL expressions are parsed once and never changed afterwards:
whoever needs to rewrite one copies its `ast`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from assistant.catalog.calendar import Calendar
from assistant.catalog.labels import AiContext as AiContext
from assistant.catalog.labels import Labels
from assistant.catalog.metric import (
    EMPTY_IS_ZERO as EMPTY_IS_ZERO,
)
from assistant.catalog.metric import (
    AggregationFunction as AggregationFunction,
)
from assistant.catalog.metric import (
    Basis as Basis,
)
from assistant.catalog.metric import (
    ConstantProperty as ConstantProperty,
)
from assistant.catalog.metric import (
    Conversion as Conversion,
)
from assistant.catalog.metric import (
    Cumulative as Cumulative,
)
from assistant.catalog.metric import (
    Derived as Derived,
)
from assistant.catalog.metric import (
    Direction as Direction,
)
from assistant.catalog.metric import (
    Maturity as Maturity,
)
from assistant.catalog.metric import (
    Metric as Metric,
)
from assistant.catalog.metric import (
    MetricCard as MetricCard,
)
from assistant.catalog.metric import (
    MetricInput as MetricInput,
)
from assistant.catalog.metric import (
    MetricKind as MetricKind,
)
from assistant.catalog.metric import (
    MetricVersion as MetricVersion,
)
from assistant.catalog.metric import (
    NonAdditive as NonAdditive,
)
from assistant.catalog.metric import (
    Pitfall as Pitfall,
)
from assistant.catalog.metric import (
    Planned as Planned,
)
from assistant.catalog.metric import (
    Ratio as Ratio,
)
from assistant.catalog.metric import (
    Simple as Simple,
)
from assistant.catalog.metric import (
    Status as Status,
)
from assistant.catalog.metric import (
    Window as Window,
)
from assistant.catalog.origin import Origin as Origin
from assistant.catalog.parameters import Constraint, Parameter
from assistant.catalog.playbooks import Benchmark, Playbooks, VerifiedQuery
from assistant.catalog.playbooks import Threshold as Threshold
from assistant.catalog.policies import Policy
from assistant.catalog.sql_expression import SqlExpression as SqlExpression

EntityType = Literal["primary", "unique", "foreign", "natural"]
DataType = Literal["string", "integer", "number", "boolean", "date", "timestamp"]


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

    @property
    def declared(self) -> bool:
        """The entry says that there is such a value; one with synonyms alone only adds names to it."""
        return bool(self.labels) or not self.synonyms


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
    listed_with: tuple[str, ...] = ()
    """Metrics that its values are shown with where a question asks which they are and names no metric."""
    listed_by: tuple[str, ...] = ()
    """Dimensions of the things that have one of its values, where a question asks which they are."""
    origin: Origin = Origin("", 0)

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it: its labels, then its synonyms."""
        return (*self.labels, *self.ai.synonyms)

    @property
    def codes(self) -> frozenset[str | int | float | bool]:
        """The list of values that the YAML declares; empty where it declares none."""
        declared = any(item.declared for item in self.values)
        return frozenset(item.value for item in self.values) if declared else frozenset()


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
    listed_with: tuple[str, ...] = ()
    """Metrics that the things are shown with where a question asks which they are and names no metric."""
    listed_by: tuple[str, ...] = ()
    """Dimensions that stand for the things where these cannot be shown one by one."""
    origin: Origin = Origin("", 0)

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it: its labels, then its synonyms."""
        return (*self.labels, *self.ai.synonyms)


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


@dataclass(frozen=True, slots=True)
class AmbiguityRule:
    """`metrics` are meant, most often one, where one of `words` stands in the same question."""

    words: tuple[str, ...]
    metrics: tuple[str, ...]


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
    description: str = ""


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
