"""An analysis that was understood and cannot be made yet: what was asked, and which of its numbers can be had."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.analysis_request import (
    AlertRequest,
    AnalysisRequest,
    AttributionRequest,
    Claim,
    CohortRequest,
    DiagnoseRequest,
    ExperimentRequest,
    FunnelRequest,
    PathRequest,
)
from assistant.answer import Refusal
from assistant.presentation.context import Context
from assistant.presentation.definition import definitions_of
from assistant.presentation.describe import filter_texts
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_value
from assistant.presentation.periods import period_text
from assistant.query import MetricQuery, TimeRange
from assistant.reading import AnalysisAsked


def present_analysis(found: AnalysisAsked, context: Context) -> Refusal:
    """Names what was understood, what of it stays unread or open, and what can be asked now."""
    request, names, words = found.request, context.names, context.words
    lines = []
    if found.ambiguous:
        lines.append(words.text("analysis.ambiguous", metrics=words.join(map(names.metric, found.ambiguous))))
    if found.reading.unread:
        lines.append(words.text("analysis.unread", words=words.join(found.reading.unread)))
    claim = request.claim if isinstance(request, DiagnoseRequest) else None
    if claim is not None and (claim.rate is not None or claim.amount is not None):
        lines.append(words.text("analysis.premise", claim=_claimed(claim, names)))
    suggestions = tuple(
        (item.label_zh or item.label_en) if names.language == "zh" else (item.label_en or item.label_zh)
        for item in found.suggestions
    )
    return Refusal(
        receipt=context.receipt,
        code="unsupported_analysis",
        headline=analysis_text(request, names),
        reason=words.first(f"analysis.note_{request.kind}", "refuse.unsupported_analysis"),
        text="\n".join(lines),
        query=request.query,
        definitions=definitions_of(request.query.metrics, names),
        suggestions=suggestions,
        analysis=request.kind,
        request=request,
    )


def analysis_text(request: AnalysisRequest, names: Names) -> str:
    """The request in one sentence: "You ask why Cost per lead went up (March 2025, Channel: Paid search)"."""
    key, subject = _sentence(request, names)
    scope = [*_scope(request.query, names), *_particulars(request, names)]
    said = names.words.text(key, subject=subject) if subject else names.words.text(f"{key}_plain")
    if not scope:
        return names.words.text("analysis.said", said=said)
    return names.words.text("analysis.scoped", said=said, scope=names.words.join(scope))


def _sentence(request: AnalysisRequest, names: Names) -> tuple[str, str]:
    """The message of a request, and what it is about."""
    metrics = names.words.join(names.metric(name) for name in request.query.metrics)
    match request:
        case DiagnoseRequest(aspect="drivers" | "claim" as aspect, claim=Claim(direction=direction)):
            return f"analysis.{aspect}_{direction}", metrics
        case DiagnoseRequest(aspect=aspect):
            return f"analysis.{aspect}", metrics
        case FunnelRequest(funnel=funnel, aspect=aspect):
            known = names.catalog.playbooks.funnels.get(funnel or "")
            return f"analysis.{aspect}", known.labels.text(names.language, known.name) if known else ""
        case ExperimentRequest(experiment=experiment, aspect=aspect):
            test = names.catalog.playbooks.experiments.get(experiment or "")
            return f"analysis.{aspect}", test.labels.text(names.language, test.key) if test else ""
        case _:
            return f"analysis.{request.kind}", metrics


def _scope(query: MetricQuery, names: Names) -> Iterator[str]:
    if isinstance(query.time, TimeRange):
        yield period_text(query.time, names.language)
    yield from filter_texts(query, names)
    if query.group_by:
        fields = names.words.join(names.field(name, query.metrics) for name in query.group_by)
        yield names.words.text("analysis.by", fields=fields)


def _particulars(request: AnalysisRequest, names: Names) -> Iterator[str]:
    """What is said of the analysis itself."""
    match request:
        case DiagnoseRequest(by=by) if by:
            yield names.words.text("analysis.by", fields=names.words.join(names.field(n, ()) for n in by))
        case FunnelRequest(start=start, end=end) | PathRequest(start=start, end=end):
            yield from _ends(start, end, names)
        case CohortRequest(period=str() as period):
            yield names.words.text("analysis.cohorts", period=names.words.text(f"grain.{period}"))
        case AttributionRequest(models=models) if models:
            yield names.words.text("analysis.models", models=names.words.join(map(str, models)))
        case AlertRequest():
            yield from _rule(request, names)


def _ends(start: str | None, end: str | None, names: Names) -> Iterator[str]:
    if start:
        yield names.words.text("analysis.from", name=start)
    if end:
        yield names.words.text("analysis.to", name=end)


def _rule(request: AlertRequest, names: Names) -> Iterator[str]:
    words = names.words
    if request.op is not None:
        metric = names.catalog.metrics.get(request.query.metrics[0]) if request.query.metrics else None
        unit = "percent" if request.on == "change_rate" else metric.card.unit if metric else None
        value = format_value(request.value, unit, names.language)
        yield words.text(f"analysis.when_{request.on}", op=request.op, value=value)
    if request.cadence is not None:
        yield words.text(f"analysis.{request.cadence}")
    if request.channel is not None:
        yield words.text("analysis.via", channel=request.channel)
    if request.to is not None:
        yield words.text("analysis.told", to=request.to)


def _claimed(claim: Claim, names: Names) -> str:
    metric = names.catalog.metrics.get(claim.metric or "")
    unit = "percent" if claim.rate is not None else metric.card.unit if metric else None
    size = format_value(claim.rate if claim.rate is not None else claim.amount, unit, names.language)
    return names.words.text(f"analysis.claimed_{claim.direction}", size=size)
