"""From a recognised analysis and its scope to the typed request, one builder per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast, get_args

from assistant.analysis_request import (
    AlertRequest,
    AnalysisKind,
    AnalysisRequest,
    AnomalyRequest,
    AttributionRequest,
    CohortRequest,
    DiagnoseRequest,
    DiagnosisAspect,
    ExperimentAspect,
    ExperimentRequest,
    FunnelAspect,
    FunnelRequest,
    PathDirection,
    PathRequest,
)
from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog
from assistant.catalog.parameters import Parameter
from assistant.catalog.playbooks import Experiment, Funnel
from assistant.query import MetricQuery, Scalar, TimeRange
from assistant.resolve.names import parse_name
from assistant.understanding.analyses.alerts import (
    cadence_of,
    cadence_spans,
    channel_of,
    limit_of,
    limit_value,
    recipient_of,
)
from assistant.understanding.analyses.marks import load_vocabulary
from assistant.understanding.analyses.playbook_names import described_experiment, step_named
from assistant.understanding.analyses.recognise import TOUCHES, Asked, Cue, Spans, touches
from assistant.understanding.analyses.scope import Scope, Setting, period_said, read_scope
from assistant.understanding.time.settling import METRIC_TIME

_FOLLOWING = ("drivers", "claim", "health", "benchmark")
"""Aspects that without a metric are about what was shown before."""


@dataclass(frozen=True, slots=True)
class Built:
    request: AnalysisRequest
    scope: Scope
    spans: Spans
    """Words of the question that are part of the analysis rather than of its scope."""


def build(cue: Cue, asked: Asked, setting: Setting) -> Built:
    """The typed request. Raises ImpossibleError where the catalog cannot follow its scope."""
    assert cue.kind is not None
    return _BUILDERS[cue.kind](cue, asked, setting)


def _diagnose(cue: Cue, asked: Asked, setting: Setting) -> Built:
    aspect = cast(DiagnosisAspect, cue.aspect)
    scope = read_scope(setting, cue.spans, continues=aspect in _FOLLOWING)
    query = scope.query
    by = tuple(name for name in query.group_by if not name.startswith(METRIC_TIME))
    claim = cue.stated.claim if cue.stated is not None else None
    if claim is not None and query.metrics:
        claim = replace(claim, metric=query.metrics[0])
    request = DiagnoseRequest(_unshaped(query).but(group_by=()), aspect, claim, by)
    return Built(request, scope, cue.spans)


def _unshaped(query: MetricQuery) -> MetricQuery:
    """Without what only says how rows are shown."""
    return query.but(
        order_by=(), limit=None, limit_per=None, others=False, totals=False, share_of_total=False, share_within=(),
        running=None, moving=None, having=(),
    )  # fmt: skip


def _untimed(query: MetricQuery) -> MetricQuery:
    """Without groups by time: those are the analysis's own."""
    return query.but(group_by=tuple(name for name in query.group_by if not name.startswith(METRIC_TIME)))


def _anomaly(cue: Cue, asked: Asked, setting: Setting) -> Built:
    scope = read_scope(setting, cue.spans, continues=True)
    return Built(AnomalyRequest(_unshaped(scope.query)), scope, cue.spans)


# ── funnels ─────────────────────────────────────────────────────────────────────────────────────────


def _funnel(cue: Cue, asked: Asked, setting: Setting) -> Built:
    funnel = _funnel_of(cue, asked)
    metrics = tuple(dict.fromkeys(step.metric for step in funnel.steps)) if funnel is not None else ()
    inside = _step_metrics(asked, funnel)
    scope = read_scope(setting, (*cue.spans, *inside), metrics)
    start, end = (_step(cue, side, asked, funnel) for side in ("start", "end"))
    query = _unshaped(scope.query)
    if funnel is None:
        query = query.but(metrics=())
    name = funnel.name if funnel is not None else None
    return Built(FunnelRequest(query, name, cast(FunnelAspect, cue.aspect), start, end), scope, cue.spans)


def _funnel_of(cue: Cue, asked: Asked) -> Funnel | None:
    """The funnel that is named, else the only one that has the named steps, else the only one there is."""
    funnels = asked.catalog.playbooks.funnels
    named = dict.fromkeys(item.name for item in asked.named if item.kind == "funnel")
    if len(named) == 1:
        return funnels[next(iter(named))]
    if cue.parts:
        having = [each for each in funnels.values() if all(_step(cue, s, asked, each) for s in cue.parts)]
        return having[0] if len(having) == 1 else None
    return next(iter(funnels.values())) if len(funnels) == 1 else None


def _step(cue: Cue, side: str, asked: Asked, funnel: Funnel | None) -> str | None:
    phrase = cue.parts.get(side)
    if phrase is None or funnel is None:
        return phrase
    at = asked.marks.text.find(phrase)
    names = [n.metric for p in asked.pieces if p.start < at + len(phrase) and at < p.end for n in p.metrics]
    return step_named(funnel, phrase, names)


def _step_metrics(asked: Asked, funnel: Funnel | None) -> Spans:
    """Where counts of the funnel's own steps are named: they are what it shows anyway."""
    own = {step.metric for step in funnel.steps} if funnel is not None else set()
    return tuple(
        (p.start, p.end) for p in asked.pieces if p.metrics and all(name.metric in own for name in p.metrics)
    )


# ── cohorts and paths ───────────────────────────────────────────────────────────────────────────────


def _cohort(cue: Cue, asked: Asked, setting: Setting) -> Built:
    scope = read_scope(setting, cue.spans)
    grains = [parse_name(name).grain for name in scope.query.group_by if name.startswith(METRIC_TIME)]
    said = [each for each in ("day", "week", "month", "quarter") if asked.marks.of(f"cohort.{each}")]
    period = next(iter((*grains, *said)), None)
    return Built(CohortRequest(_untimed(_unshaped(scope.query)), period), scope, cue.spans)


def _path(cue: Cue, asked: Asked, setting: Setting) -> Built:
    scope = read_scope(setting, cue.spans)
    start, end = cue.parts.get("start"), cue.parts.get("end")
    direction = "between" if start and end else "after" if start else "before" if end else "any"
    query = _untimed(_unshaped(scope.query))
    return Built(PathRequest(query, cast(PathDirection, direction), start, end), scope, cue.spans)


# ── attribution ─────────────────────────────────────────────────────────────────────────────────────


def _attribution(cue: Cue, asked: Asked, setting: Setting) -> Built:
    known = _models_of(asked.catalog)
    named = tuple(dict.fromkeys(known.get(name, name) for name in touches(asked)))
    every = not named and asked.marks.has("attribution.ask")
    models: tuple[Scalar, ...] = tuple(known.values()) if every else named
    scope = read_scope(setting, cue.spans, _attributed(asked.catalog), assumed=True)
    query = _unshaped(scope.query).but(parameters=None)
    return Built(AttributionRequest(query, models), scope, cue.spans)


def _models_of(catalog: Catalog) -> Mapping[str, Scalar]:
    """The catalog's value of each attribution model that people know by name."""
    phrases = load_vocabulary().phrases
    found: dict[str, Scalar] = {}
    for choice in (each for parameter in _parameters(catalog) for each in parameter.choices):
        spoken = {
            role
            for phrase in (str(choice.value), *choice.labels, *choice.synonyms)
            for role in phrases.get(phrase)
        }
        for name in TOUCHES[:5]:
            if f"touch.{name}" in spoken:
                found.setdefault(name, choice.value)
    return found


def _attributed(catalog: Catalog) -> tuple[str, ...]:
    """Metrics whose numbers depend on an attribution model."""
    values = set(_models_of(catalog).values())
    models = {
        model.name
        for model in catalog.models.values()
        if any(values & {choice.value for choice in each.choices} for each in model.parameters.values())
    }
    return tuple(
        name
        for name, metric in catalog.metrics.items()
        if not metric.hidden and models & set(models_read(catalog.complete.metrics, name))
    )


def _parameters(catalog: Catalog) -> Iterator[Parameter]:
    for model in catalog.models.values():
        yield from model.parameters.values()


# ── experiments ─────────────────────────────────────────────────────────────────────────────────────


def _abtest(cue: Cue, asked: Asked, setting: Setting) -> Built:
    period = _period_said(asked, setting)
    experiment, words = described_experiment(
        asked.catalog, asked.named, asked.marks.text, asked.pieces, period
    )
    aspect = cast(ExperimentAspect, cue.aspect)
    if experiment is None:
        known = {each.metric for each in asked.catalog.playbooks.experiments.values()}
        scope = read_scope(setting, cue.spans, tuple(known) if len(known) == 1 else ())
        query = _unshaped(scope.query)
        return Built(ExperimentRequest(query.but(group_by=()), None, aspect), scope, cue.spans)
    arms = tuple(
        (p.start, p.end) for p in asked.pieces
        if any(value.dimension == f"{experiment.model}.{experiment.variant}" for value in p.values)
    )  # fmt: skip
    spans = (*cue.spans, *words, *arms, *_entity_words(asked, experiment))
    scope = read_scope(setting, spans, (experiment.metric,))
    query = _of_experiment(experiment, scope.query)
    return Built(ExperimentRequest(query, experiment.key, aspect), scope, spans)


def _entity_words(asked: Asked, experiment: Experiment) -> Spans:
    """Dimensions of its model that are named: "fields" and "form" in "5 fields against 9 on the form"."""
    return tuple(
        (p.start, p.end) for p in asked.pieces
        if p.dimensions and not p.metrics and any(name.model == experiment.model for name in p.dimensions)
    )  # fmt: skip


def _of_experiment(experiment: Experiment, said: MetricQuery) -> MetricQuery:
    """Its own rows and dates, with the further conditions that were said."""
    start, end = (datetime(d.year, d.month, d.day) for d in (experiment.start, experiment.end))
    metrics = said.metrics or (experiment.metric,)
    where = (*experiment.where, *(item for item in said.where if item not in experiment.where))
    return MetricQuery(metrics, (experiment.variant,), where, time=TimeRange(start, end))


def _period_said(asked: Asked, setting: Setting) -> TimeRange | None:
    """The period of the question, where it says one."""
    metric = next((each.metric for each in asked.catalog.playbooks.experiments.values()), None)
    time = period_said(setting, metric) if metric is not None else None
    return time if isinstance(time, TimeRange) else None


# ── alerts ──────────────────────────────────────────────────────────────────────────────────────────


def _alert(cue: Cue, asked: Asked, setting: Setting) -> Built:
    limit = limit_of(asked.marks, asked.pieces)
    told = limit.spans if limit is not None else ()
    spans = (*cue.spans, *told, *cadence_spans(asked.marks))
    scope = read_scope(setting, spans, continues=True)
    query = _unshaped(scope.query)
    query = _untimed(query)
    metric = query.metrics[0] if query.metrics else None
    request = AlertRequest(
        query,
        on=limit.on if limit is not None else "value",
        op=limit.op if limit is not None else None,
        value=limit_value(limit, metric, asked.catalog) if limit is not None else None,
        cadence=cadence_of(asked.marks),
        channel=channel_of(asked.marks),
        to=recipient_of(asked.marks),
    )
    return Built(request, scope, spans)


_Builder = Callable[[Cue, Asked, Setting], Built]
_BUILDERS: Mapping[AnalysisKind, _Builder] = {
    "diagnose": _diagnose,
    "anomaly": _anomaly,
    "funnel": _funnel,
    "cohort": _cohort,
    "path": _path,
    "attribution": _attribution,
    "abtest": _abtest,
    "alert": _alert,
}
assert set(_BUILDERS) == set(get_args(AnalysisKind))
