"""What a catalog holds beside models and metrics, as typed, frozen objects.

Segments, funnels, the diagnosis matrix, experiments, the metric tree, alert rules, benchmarks and verified
queries. They name metrics and dimensions of the catalog; that these exist is checked at load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from assistant.catalog.labels import Labels
from assistant.catalog.origin import Origin
from assistant.query import Filter, MetricQuery, filtered_fields

ThresholdKind = Literal["minimum", "maximum", "target"]
BenchmarkKind = Literal["industry", "industry_p25", "industry_p50", "industry_p75", "target", "alert"]
Method = Literal[
    "abtest", "funnel", "scoring", "stage", "path", "event", "segment", "cohort", "drivers", "anomaly"
]
"""How a failing row of the diagnosis matrix is looked into."""
RelationKind = Literal["product_of", "sum_of", "difference_of", "quotient_of"]
Cadence = Literal["real_time", "hourly", "daily", "weekly", "monthly", "quarterly"]
AlertChannel = Literal["slack", "email", "webhook", "web"]

_Names = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Threshold:
    kind: ThresholdKind
    value: float
    """In the metric's unit; a percentage as 0 to 1."""
    source: str = ""
    benchmark: BenchmarkKind | None = None
    """The kind of benchmark that the value was taken from, where it is not the catalog's own."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure to compare a metric with. The latest `effective_from` that has come holds."""

    metric: str
    kind: BenchmarkKind
    value: float
    source: str = ""
    scope: Mapping[str, str] = field(default_factory=dict)
    """Dimension to value; empty: the whole business."""
    period: str | None = None
    """What the figure is for, such as `2025Q4` or `month`."""
    effective_from: date | None = None
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """`metric` counts who reaches the step."""

    name: str
    metric: str
    labels: Labels = Labels()
    rate: str | None = None
    """The governed metric of the share that goes on to the next step, where there is one."""
    threshold: Threshold | None = None
    """Of that share; the last step has none."""


@dataclass(frozen=True, slots=True)
class Funnel:
    name: str
    steps: tuple[FunnelStep, ...]
    labels: Labels = Labels()
    synonyms: tuple[str, ...] = ()
    model: str | None = None
    """The model that all steps are counted in; None where they come from several."""
    time: str | None = None
    """The time dimension of `model` that the period applies to; None: each metric's own."""
    dimensions: tuple[str, ...] = ()
    """Where to look for the leak, best first."""
    owner: str | None = None
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Check:
    metric: str
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class DiagnosisRow:
    """One stage of the business: what tells that it fails, why it may, and who does what about it."""

    stage: Labels
    checks: tuple[Check, ...]
    method: Method
    cause: Labels = Labels()
    """A hypothesis, to be worded as one."""
    action: Labels = Labels()
    owner: str | None = None
    dimensions: tuple[str, ...] = ()
    """Where to look for the worst segment, best first."""
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Experiment:
    """An A/B test: rows of `model` from `start` to `end`, split by `variant`, judged by `metric`."""

    key: str
    model: str
    variant: str
    """Dimension whose values are the arms."""
    control: str
    """The value of `variant` that the others are compared with."""
    metric: str
    start: date
    end: date
    """Exclusive."""
    labels: Labels = Labels()
    where: tuple[Filter, ...] = ()
    """Which rows belong to the test, where dates and variant do not tell."""
    minimum_sample: int | None = None
    """Rows per arm below which no winner is named."""
    owner: str | None = None
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Relation:
    """An identity: the metric is the product (sum, ...) of the parts, in their order."""

    kind: RelationKind
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A metric of the metric tree: what it is made of, and what moves it."""

    metric: str
    relation: Relation | None = None
    drivers: tuple[str, ...] = ()
    """Metrics that it depends on without an identity, the strongest first."""
    origin: Origin = Origin("", 0)

    @property
    def children(self) -> tuple[str, ...]:
        parts = self.relation.parts if self.relation is not None else ()
        return tuple(dict.fromkeys((*parts, *self.drivers)))


@dataclass(frozen=True, slots=True)
class Notification:
    channel: AlertChannel
    to: str


@dataclass(frozen=True, slots=True)
class AlertRule:
    """`query` is run every `cadence`; each of its rows that misses the threshold raises the alert."""

    name: str
    query: MetricQuery
    threshold: Threshold
    labels: Labels = Labels()
    cadence: Cadence = "daily"
    notify: tuple[Notification, ...] = ()
    owner: str | None = None
    origin: Origin = Origin("", 0)

    @property
    def metric(self) -> str:
        return self.query.metrics[0]


@dataclass(frozen=True, slots=True)
class VerifiedQuery:
    """Questions with the query that someone answers for."""

    questions: tuple[str, ...]
    query: MetricQuery
    verified_by: str | None = None
    verified_on: date | None = None
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Segment:
    """A condition that has a name: "over budget", 压货. `query` holds what it means, in `where` and `having`;
    its `group_by` is what it picks some of, its `metrics` what they are shown with.
    """

    name: str
    query: MetricQuery
    labels: Labels = Labels()
    synonyms: tuple[str, ...] = ()
    description: str = ""
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Playbooks:
    segments: Mapping[str, Segment] = field(default_factory=dict)
    funnels: Mapping[str, Funnel] = field(default_factory=dict)
    diagnosis: tuple[DiagnosisRow, ...] = ()
    experiments: Mapping[str, Experiment] = field(default_factory=dict)
    tree: Mapping[str, TreeNode] = field(default_factory=dict)
    """By metric; metrics without children are not in it."""
    alerts: Mapping[str, AlertRule] = field(default_factory=dict)

    def parents(self, metric: str) -> tuple[str, ...]:
        """The metrics that `metric` is a part or a driver of."""
        return tuple(name for name, node in self.tree.items() if metric in node.children)

    def path(self, metric: str) -> tuple[str, ...]:
        """From the top of the tree down to `metric`, one of the shortest ways; itself alone at the top."""
        ways: list[tuple[str, ...]] = [(metric,)]
        seen = {metric}
        for way in ways:
            above = [name for name in self.parents(way[0]) if name not in seen]
            if not above and not self.parents(way[0]):
                return way
            seen.update(above)
            ways += [(name, *way) for name in above]
        return (metric,)

    def funnels_of(self, metric: str) -> tuple[Funnel, ...]:
        return tuple(item for item in self.funnels.values() if metric in metrics_of_funnel(item))

    def only(self, may_see: _Names) -> Playbooks:
        """What is left for an actor who may see the metrics that `may_see` says yes to.

        A segment, funnel, experiment or alert with a metric of which it says no is left out whole.
        """
        return Playbooks(
            {k: v for k, v in self.segments.items() if all(map(may_see, metrics_of_segment(v)))},
            {k: v for k, v in self.funnels.items() if all(map(may_see, metrics_of_funnel(v)))},
            tuple(_visible_rows(self.diagnosis, may_see)),
            {k: v for k, v in self.experiments.items() if may_see(v.metric)},
            {k: _visible_node(v, may_see) for k, v in self.tree.items() if may_see(k)},
            {k: v for k, v in self.alerts.items() if all(map(may_see, v.query.metrics))},
        )


def metrics_of_segment(segment: Segment) -> tuple[str, ...]:
    """What it is shown with, and what its limits are on."""
    return tuple(dict.fromkeys((*segment.query.metrics, *filtered_fields(segment.query.having))))


def metrics_of_funnel(funnel: Funnel) -> tuple[str, ...]:
    """What its steps count, and their rates."""
    names = [step.metric for step in funnel.steps] + [step.rate for step in funnel.steps if step.rate]
    return tuple(dict.fromkeys(names))


def _visible_rows(rows: tuple[DiagnosisRow, ...], may_see: _Names) -> Iterator[DiagnosisRow]:
    for row in rows:
        checks = tuple(check for check in row.checks if may_see(check.metric))
        if checks:
            yield replace(row, checks=checks)


def _visible_node(node: TreeNode, may_see: _Names) -> TreeNode:
    whole = node.relation is not None and all(map(may_see, node.relation.parts))
    return replace(
        node,
        relation=node.relation if whole else None,
        drivers=tuple(name for name in node.drivers if may_see(name)),
    )
