"""Rules on joins: every field of a filter can be reached, and no join multiplies rows."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.filters import FieldReference, FilterExpression
from assistant.catalog.joins import joinable, matching, reachable
from assistant.catalog.metric import inputs_of
from assistant.catalog.model import Catalog, Conversion, Metric, Origin, SemanticModel, Simple
from assistant.catalog.problems import Problem, error_at, warning_at
from assistant.errors import suggestion


def filter_fields(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """Each field of a metric's filters is known to every model whose rows the filter narrows."""
    for metric in catalog.metrics.values():
        place = draft.place("metric", metric, "filter")
        for model in base_models(catalog, metric):
            for item in metric.filters:
                yield from _fields(draft, catalog, model, item, place, metric)
        place = draft.place("metric", metric, "numerator", "input_metrics", "input_metric", "type_params")
        for part in inputs_of(metric):
            source = catalog.metrics.get(part.metric)
            for model in base_models(catalog, source) if source is not None else ():
                for item in part.filters:
                    yield from _fields(draft, catalog, model, item, place, metric)


def base_models(catalog: Catalog, metric: Metric) -> tuple[SemanticModel, ...]:
    """The models whose rows `metric` counts in the end; of a conversion, those of its base."""
    found: dict[str, SemanticModel] = {}
    seen: set[str] = set()
    waiting = [metric]
    while waiting:
        item = waiting.pop()
        if item.name in seen:
            continue
        seen.add(item.name)
        if isinstance(item.kind, Simple) and item.kind.model in catalog.models:
            found[item.kind.model] = catalog.models[item.kind.model]
        parts = inputs_of(item)[:1] if isinstance(item.kind, Conversion) else inputs_of(item)
        waiting += [catalog.metrics[part.metric] for part in parts if part.metric in catalog.metrics]
    return tuple(found.values())


def _fields(
    draft: Draft,
    catalog: Catalog,
    model: SemanticModel,
    item: FilterExpression,
    place: Origin,
    metric: Metric,
) -> Iterator[Problem]:
    what = f'metric "{metric.name}"'
    for reference in item.fields:
        if reference.kind == "actor":
            yield error_at(place, "bad_filter", f"{what}: actor() belongs in a role's row_filter only")
        elif reference.kind == "metric":
            yield from _metric_field(draft, catalog, model, reference, place, what)
        elif reference.name != "metric_time":
            yield from _field(catalog, model, reference, place, what)


def _metric_field(
    draft: Draft, catalog: Catalog, model: SemanticModel, reference: FieldReference, place: Origin, what: str
) -> Iterator[Problem]:
    if reference.name not in catalog.metrics and not draft.is_declared("metric", reference.name):
        near = suggestion(reference.name, catalog.metrics)
        yield error_at(
            place, "unknown_metric", f'{what}: unknown metric "{reference.name}" in the filter.{near}'
        )
    for name in reference.group_by:
        *path, last = name.split("__")
        yield from _field(catalog, model, FieldReference("entity", last, tuple(path)), place, what)


def _field(
    catalog: Catalog, model: SemanticModel, reference: FieldReference, place: Origin, what: str
) -> Iterator[Problem]:
    found = matching(reachable(catalog, model.name), reference)
    if len(found) > 1:
        names = sorted({item.qualified_name for item in found})
        models = " and ".join(sorted({item.model.name for item in found}))
        fix = f"use one of {', '.join(names)}" if len(names) > 1 else "rename it in one of them"
        message = f'{what}: the filter\'s "{reference.name}" is ambiguous between {models}'
        yield error_at(place, "ambiguous_field", message, fix)
    elif not found:
        yield _unreachable(catalog, model, reference, place, what)


def _unreachable(
    catalog: Catalog, model: SemanticModel, reference: FieldReference, place: Origin, what: str
) -> Problem:
    name = "__".join((*reference.entity_path, reference.name))
    targets = [other for other in catalog.models.values() if _could_mean(other, reference)]
    for other in targets:
        entity = fan_out(model, other)
        if entity is not None:
            message = (
                f"{what}: joining {model.name} -> {other.name} duplicates rows (one_to_many by {entity})"
            )
            return error_at(
                place, "fan_out", message, f"take {name} from a model that {model.name} points to"
            )
    if targets and targets[0].name != model.name:
        message = f'{what}: there is no join path from "{model.name}" to "{targets[0].name}" for {name}'
        return error_at(
            place, "no_join_path", message, "give both models a common entity, primary or unique there"
        )
    fields = reachable(catalog, model.name)
    known = [
        item.qualified_name for item in (fields.entities if reference.kind == "entity" else fields.dimensions)
    ]
    near = suggestion(name, known) or suggestion(reference.name, [item.rsplit("__", 1)[-1] for item in known])
    kind = "entity" if reference.kind == "entity" else "dimension"
    return error_at(
        place, f"unknown_{kind}", f'{what}: unknown {kind} "{name:.80}" for model "{model.name}".{near}'
    )


def _could_mean(model: SemanticModel, reference: FieldReference) -> bool:
    group = model.entities if reference.kind == "entity" else model.dimensions
    if reference.name not in group:
        return False
    path = reference.entity_path
    return not path or path[-1] == model.primary_entity or path[-1] in model.entities


def fan_out(left: SemanticModel, right: SemanticModel) -> str | None:
    """The entity by which joining `left` to `right` would give more rows than `left` has; None if none."""
    if left.name == right.name:
        return None
    for name in left.entities:
        if name in right.entities and not joinable(left, right, name):
            return name
    return None


def ambiguous_names(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """Two models with the same key whose dimensions share a name cannot be told apart from outside."""
    owners: dict[tuple[str, str], SemanticModel] = {}
    for model in catalog.models.values():
        for entity in model.entities.values():
            if entity.type not in ("primary", "unique"):
                continue
            for dimension in model.dimensions.values():
                other = owners.setdefault((entity.name, dimension.name), model)
                if other is not model and not (dimension.conformed or dimension.type == "time"):
                    name = f"{entity.name}__{dimension.name}"
                    message = f'model "{model.name}": "{name}" is also a dimension of "{other.name}"'
                    yield warning_at(
                        dimension.origin, "ambiguous_name", message, "rename one, or mark both as conformed"
                    )


RULES = (filter_fields, ambiguous_names)
