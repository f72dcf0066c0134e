"""Rules on funnels, the diagnosis matrix, experiments, alerts, benchmarks and verified queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant.catalog.draft import Draft
from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog, Origin, SemanticModel
from assistant.catalog.playbooks import Benchmark, Experiment, Funnel, Threshold, metrics_of_funnel
from assistant.catalog.problems import Problem, error_at, warning_at
from assistant.catalog.rules.queries import query_names
from assistant.catalog.rules.references import (
    dimension_names,
    time_dimension_problem,
    unknown_metric,
)
from assistant.catalog.rules.words import folded
from assistant.errors import suggestion
from assistant.query import filtered_fields

_AROUND = " ?!.,;。…"


def funnels(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for item in catalog.playbooks.funnels.values():
        what = f'funnel "{item.name}"'
        for step in item.steps:
            if step.rate is not None and step.threshold is not None:
                yield from _threshold(catalog, step.rate, step.threshold, item.origin, what)
        for name in metrics_of_funnel(item):
            yield from unknown_metric(draft, catalog, name, item.origin, what)
        yield from _dimensions(catalog, item.dimensions, item.origin, what)
        model = None
        if item.model is not None:
            yield from _model(catalog, item.model, item.origin, what)
            model = catalog.models.get(item.model)
        if model is not None:
            yield from _of_model(catalog, (step.metric for step in item.steps), model, item.origin, what)
        yield from _funnel_time(item, model, what)


def _funnel_time(item: Funnel, model: SemanticModel | None, what: str) -> Iterator[Problem]:
    if item.time is not None and model is not None:
        yield from time_dimension_problem(model, item.time, item.origin, what)
    elif item.time is not None and item.model is None:
        message = f"{what}: time '{item.time}' needs the model that it is a dimension of"
        yield error_at(item.origin, "missing_model", message, "name the model, or leave time out")


def diagnosis(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for row in catalog.playbooks.diagnosis:
        what = f"diagnosis of '{row.stage.text('en')}'"
        yield from _dimensions(catalog, row.dimensions, row.origin, what)
        yield from _owner(catalog, row.owner, row.origin, what)
        for check in row.checks:
            yield from unknown_metric(draft, catalog, check.metric, row.origin, what)
            yield from _threshold(catalog, check.metric, check.threshold, row.origin, what)


def experiments(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for item in catalog.playbooks.experiments.values():
        what = f'experiment "{item.key}"'
        yield from unknown_metric(draft, catalog, item.metric, item.origin, what)
        yield from _model(catalog, item.model, item.origin, what)
        yield from _owner(catalog, item.owner, item.origin, what)
        model = catalog.models.get(item.model)
        if model is None:
            continue
        yield from _of_model(catalog, (item.metric,), model, item.origin, what)
        known = {name for d in model.dimensions.values() for name in (d.name, d.conformed) if name}
        for name in dict.fromkeys((item.variant, *filtered_fields(item.where))):
            if name.lower().split("__")[-1] not in known:
                near = suggestion(name, known)
                message = f'{what}: model "{model.name}" has no dimension "{name:.80}".{near}'
                yield error_at(item.origin, "unknown_dimension", message)
        yield from _control(item, model, what)


def _control(item: Experiment, model: SemanticModel, what: str) -> Iterator[Problem]:
    """Only where the YAML lists the values itself."""
    dimension = model.dimensions.get(item.variant)
    here = dimension is not None and dimension.values_from is None
    codes = dimension.codes if dimension is not None and here else ()
    values = [str(value.value) for value in dimension.values] if dimension is not None and codes else []
    if values and item.control not in values:
        near = suggestion(item.control, values) or f" It has {', '.join(values[:8])}."
        message = f'{what}: "{item.variant}" has no value "{item.control:.80}".{near}'
        yield error_at(item.origin, "unknown_value", message)


def alerts(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for item in catalog.playbooks.alerts.values():
        yield from query_names(draft, catalog, item.query, item.origin, f'alert "{item.name}"')
        yield from _owner(catalog, item.owner, item.origin, f'alert "{item.name}"')


def benchmarks(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Benchmark] = {}
    for item in catalog.benchmarks:
        what = f'benchmark of "{item.metric}"'
        yield from unknown_metric(draft, catalog, item.metric, item.origin, "benchmarks")
        yield from _dimensions(catalog, item.scope, item.origin, what)
        key = (item.metric, item.kind, tuple(sorted(item.scope.items())), item.period, item.effective_from)
        other = seen.setdefault(key, item)
        if other is not item:
            message = f"{what}: the same {item.kind} figure stands at {other.origin}"
            yield error_at(
                item.origin, "duplicate_benchmark", message, "tell them apart by scope or effective_from"
            )
        if not item.source:
            fix = 'source: "default, not an industry figure"'
            yield warning_at(
                item.origin, "missing_source", f"{what}: nobody can tell where it comes from", fix
            )


def segments(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for item in catalog.playbooks.segments.values():
        what = f'segment "{item.name}"'
        yield from query_names(draft, catalog, item.query, item.origin, what, complete=False)


def verified_queries(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """A question stands in one place. Those that differ only in words of asking are found where questions are
    read (`assistant.understanding.known_questions.clashes`), and reported with these.
    """
    seen: dict[str, Origin] = {}
    for item in catalog.verified_queries:
        what = f"verified query '{item.questions[0]:.60}'"
        yield from query_names(draft, catalog, item.query, item.origin, what)
        for question in item.questions:
            other = seen.setdefault(_asked(question), item.origin)
            if other is not item.origin:
                message = f"the question '{question:.60}' is verified twice, also at {other}"
                yield error_at(item.origin, "duplicate_question", message, "keep one of them")


def _asked(question: str) -> str:
    """As questions are compared: without the punctuation around them."""
    return folded(question).strip(_AROUND)


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def _model(catalog: Catalog, name: str, place: Origin, what: str) -> Iterator[Problem]:
    if name not in catalog.models:
        near = suggestion(name, catalog.models)
        yield error_at(place, "unknown_model", f'{what}: unknown model "{name:.80}".{near}')


def _of_model(
    catalog: Catalog, names: Iterable[str], model: SemanticModel, place: Origin, what: str
) -> Iterator[Problem]:
    for name in dict.fromkeys(names):
        homes = models_read(catalog.metrics, name)
        if homes and model.name not in homes:
            message = f'{what}: "{name}" is computed from {", ".join(sorted(homes))}, not from {model.name}'
            yield error_at(place, "other_model", message)


def _dimensions(
    catalog: Catalog, names: Iterable[str] | Mapping[str, str], place: Origin, what: str
) -> Iterator[Problem]:
    known = dimension_names(catalog)
    for name in names:
        if name.split("__")[-1] not in known:
            near = suggestion(name, known)
            yield error_at(place, "unknown_dimension", f'{what}: unknown dimension "{name:.80}".{near}')


def _threshold(
    catalog: Catalog, name: str, threshold: Threshold, place: Origin, what: str
) -> Iterator[Problem]:
    """One figure in two places drifts apart."""
    metric = catalog.metrics.get(name)
    card = [item.value for item in metric.card.thresholds if item.kind == threshold.kind] if metric else []
    if card and threshold.value not in card:
        message = (
            f'{what}: {threshold.kind} {threshold.value:g} differs from {card[0]:g} on the card of "{name}"'
        )
        yield warning_at(place, "threshold_differs", message, "leave this threshold out, or change one")


def _owner(catalog: Catalog, owner: str | None, place: Origin, what: str) -> Iterator[Problem]:
    owners = {metric.card.owner for metric in catalog.metrics.values() if metric.card.owner}
    if owner and owners and owner not in owners:
        near = suggestion(owner, owners)
        yield warning_at(place, "unknown_owner", f'{what}: no metric has the owner "{owner:.80}".{near}')


RULES = (segments, funnels, diagnosis, experiments, alerts, benchmarks, verified_queries)
