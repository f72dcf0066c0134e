"""Analyses that a question asks for and that are more than one query: what was understood, as typed values.

Each request has a `kind` and the `query` of its scope: metrics, groups, conditions, time and comparison as any
question has them. A change that the question states ("leads are up 60 %") is a `Claim`: it is to be checked, and is
never a condition. Names of playbooks are those of the catalog; None where the question or the catalog names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from assistant.query import MetricQuery, Operator, Scalar

AnalysisKind = Literal[
    "diagnose", "funnel", "cohort", "path", "attribution", "abtest", "anomaly", "alert",
]  # fmt: skip
DiagnosisAspect = Literal["drivers", "claim", "health", "benchmark", "impact", "decision", "problems"]
FunnelAspect = Literal["steps", "leak"]
ExperimentAspect = Literal["result", "winner", "significance"]
PathDirection = Literal["any", "after", "before", "between"]
AlertCadence = Literal["hourly", "daily", "weekly", "monthly", "quarterly"]
AlertDelivery = Literal["slack", "email", "webhook", "web"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A change that the question takes for granted. One of `rate` and `amount` at most."""

    direction: Literal["up", "down"]
    rate: float | None = None
    """Of the size before, positive either way: 0.4 for 40 %, 1.0 for doubled."""
    amount: float | None = None
    """In the metric's unit."""
    metric: str | None = None
    text: str = ""
    """As typed."""


@dataclass(frozen=True, slots=True)
class DiagnoseRequest:
    """Why something changed, whether it is as it should be, or what fails."""

    query: MetricQuery
    aspect: DiagnosisAspect = "drivers"
    claim: Claim | None = None
    by: tuple[str, ...] = ()
    """Dimensions that the drivers are looked for in; empty: any."""
    kind: Literal["diagnose"] = "diagnose"


@dataclass(frozen=True, slots=True)
class FunnelRequest:
    query: MetricQuery
    funnel: str | None = None
    aspect: FunnelAspect = "steps"
    start: str | None = None
    """First and last step, where the question names any."""
    end: str | None = None
    kind: Literal["funnel"] = "funnel"


@dataclass(frozen=True, slots=True)
class CohortRequest:
    query: MetricQuery
    period: str | None = None
    """Grain of the cohorts: day, week, month, quarter or year; None: not said."""
    kind: Literal["cohort"] = "cohort"


@dataclass(frozen=True, slots=True)
class PathRequest:
    query: MetricQuery
    direction: PathDirection = "any"
    start: str | None = None
    """What the path begins or ends with, in the words of the question."""
    end: str | None = None
    kind: Literal["path"] = "path"


@dataclass(frozen=True, slots=True)
class AttributionRequest:
    query: MetricQuery
    models: tuple[Scalar, ...] = ()
    """The models that are compared, in the order they are named; empty: not said."""
    kind: Literal["attribution"] = "attribution"


@dataclass(frozen=True, slots=True)
class ExperimentRequest:
    query: MetricQuery
    experiment: str | None = None
    aspect: ExperimentAspect = "result"
    kind: Literal["abtest"] = "abtest"


@dataclass(frozen=True, slots=True)
class AnomalyRequest:
    query: MetricQuery
    kind: Literal["anomaly"] = "anomaly"


@dataclass(frozen=True, slots=True)
class AlertRequest:
    """A rule to be saved once the asker has confirmed it. Without a condition: a subscription."""

    query: MetricQuery
    on: Literal["value", "change", "change_rate"] = "value"
    """What the condition is about: the metric, or how it changed against the query's comparison."""
    op: Operator | None = None
    value: float | None = None
    """In the metric's unit, percentages as 0 to 1; a fall is negative."""
    cadence: AlertCadence | None = None
    channel: AlertDelivery | None = None
    to: str | None = None
    """Who is told, as typed."""
    kind: Literal["alert"] = "alert"


AnalysisRequest = (
    DiagnoseRequest
    | FunnelRequest
    | CohortRequest
    | PathRequest
    | AttributionRequest
    | ExperimentRequest
    | AnomalyRequest
    | AlertRequest
)


def request_to_dict(request: AnalysisRequest) -> dict[str, Any]:
    """The stable JSON form: `kind` and the fields of that kind; the scope is the document's `query`."""
    plain: dict[str, Any] = {"kind": request.kind}
    for item in fields(request):
        if item.name not in ("kind", "query"):
            plain[item.name] = _plain(getattr(request, item.name))
    return plain


def request_from_dict(document: Mapping[str, Any], query: MetricQuery) -> AnalysisRequest:
    """Read what `request_to_dict` wrote. Raises KeyError for an unknown kind, TypeError for unknown fields."""
    kinds = {cls.__dataclass_fields__["kind"].default: cls for cls in get_args(AnalysisRequest)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
    }
    if given.get("claim") is not None:
        given["claim"] = Claim(**given["claim"])
    found: AnalysisRequest = kinds[given["kind"]](query=query, **given)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Claim):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    return list(value) if isinstance(value, tuple) else value
