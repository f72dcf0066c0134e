"""Rules on metrics that fix parameters: the models below take them, at values that are allowed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog, Metric, SemanticModel
from assistant.catalog.parameters import check_constraints
from assistant.catalog.problems import Problem, error_at
from assistant.errors import QueryError, suggestion


def fixed_parameters(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        if not metric.parameters:
            continue
        place, what = draft.place("metric", metric, "parameters"), f'metric "{metric.name}"'
        names = models_read(catalog.metrics, metric.name)
        models = {name: catalog.models[name] for name in names if name in catalog.models}
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


RULES = (fixed_parameters,)
