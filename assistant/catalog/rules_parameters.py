"""Rules on metrics that fix parameters: the models below take them, at values that are allowed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.model import Catalog, Metric, SemanticModel, Simple
from assistant.catalog.parameters import check_constraints
from assistant.catalog.problems import Problem, error_at
from assistant.catalog.rules_references import inputs_of
from assistant.errors import QueryError, suggestion

_DEEPEST = 12


def fixed_parameters(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        if not metric.parameters:
            continue
        place, what = draft.place("metric", metric, "parameters"), f'metric "{metric.name}"'
        models = {model.name: model for model in _models(catalog, metric, 0)}
        known = {name for model in models.values() for name in model.parameters}
        for name in metric.parameters:
            if name not in known:
                near = suggestion(name, known)
                listed = f"they take {', '.join(sorted(known))}" if known else "they take none"
                message = f'{what}: its models have no parameter "{name:.60}".{near}'
                yield error_at(place, "unknown_parameter", message, listed)
        for model in models.values():
            fault = _fault(metric, model)
            if fault:
                yield error_at(place, "bad_parameter", f"{what}: {fault}")


def _fault(metric: Metric, model: SemanticModel) -> str | None:
    values = {name: item.default for name, item in model.parameters.items()}
    try:
        for name, value in metric.parameters.items():
            if name in model.parameters:
                values[name] = model.parameters[name].accept(value)
        check_constraints(model.parameter_constraints, values)
    except QueryError as fault:
        return str(fault)
    return None


def _models(catalog: Catalog, metric: Metric, depth: int) -> Iterator[SemanticModel]:
    if isinstance(metric.kind, Simple):
        if metric.kind.model in catalog.models:
            yield catalog.models[metric.kind.model]
    elif depth < _DEEPEST:
        for item in inputs_of(metric):
            if item.metric in catalog.metrics:
                yield from _models(catalog, catalog.metrics[item.metric], depth + 1)


RULES = (fixed_parameters,)
