"""Rules on names that refer to something: it must exist, and be of the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from assistant.catalog.calendar import DataEnd
from assistant.catalog.draft import Draft
from assistant.catalog.governed_sql import output_columns
from assistant.catalog.metric import inputs_of
from assistant.catalog.model import (
    Catalog,
    Conversion,
    Cumulative,
    Derived,
    Dimension,
    Entity,
    Metric,
    Origin,
    SemanticModel,
    Simple,
    SqlExpression,
    Window,
)
from assistant.catalog.problems import Problem, error_at
from assistant.errors import suggestion
from assistant.query import STANDARD_GRAINS


def unknown_metric(draft: Draft, catalog: Catalog, name: str, place: Origin, what: str) -> Iterator[Problem]:
    """A metric that is declared but could not be read is no unknown one."""
    if name not in catalog.metrics and not draft.is_declared("metric", name):
        near = suggestion(name, catalog.metrics)
        yield error_at(place, "unknown_metric", f'{what}: unknown metric "{name:.80}".{near}')


def metric_inputs(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        place = draft.place(
            "metric", metric, "input_metrics", "numerator", "input_metric", "base_metric", "type_params"
        )
        for item in inputs_of(metric):
            yield from unknown_metric(draft, catalog, item.metric, place, f'metric "{metric.name}"')


def card_references(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    dimensions = dimension_names(catalog)
    for metric in catalog.metrics.values():
        what = f'metric "{metric.name}"'
        place = draft.place("metric", metric, "companions")
        for name in metric.card.companions:
            yield from unknown_metric(draft, catalog, name, place, f"{what}, companions")
        place = draft.place("metric", metric, "by_dimension")
        for name in metric.card.by_dimension.values():
            yield from unknown_metric(draft, catalog, name, place, f"{what}, by_dimension")
        for key in ("by_dimension", "required_dimensions"):
            place = draft.place("metric", metric, key)
            for dimension in getattr(metric.card, key):
                if dimension.split("__")[-1] not in dimensions:
                    near = suggestion(dimension, dimensions)
                    message = f'{what}, {key}: unknown dimension "{dimension}".{near}'
                    yield error_at(place, "unknown_dimension", message)


def listing_references(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """What things are listed with and by."""
    dimensions = dimension_names(catalog)
    for model in catalog.models.values():
        items: list[Dimension | Entity] = [*model.dimensions.values(), *model.entities.values()]
        for item in items:
            what = f'model "{model.name}", "{item.name}"'
            for name in item.listed_with:
                yield from unknown_metric(draft, catalog, name, item.origin, f"{what}, listed_with")
            for name in item.listed_by:
                if name.split("__")[-1] not in dimensions:
                    near = suggestion(name, dimensions)
                    message = f'{what}, listed_by: unknown dimension "{name}".{near}'
                    yield error_at(item.origin, "unknown_dimension", message)


def dimension_names(catalog: Catalog) -> set[str]:
    """Names of dimensions and entities of any model, and conformed names."""
    names = {
        name
        for model in catalog.models.values()
        for item in model.dimensions.values()
        for name in (item.name, item.conformed)
        if name
    }
    return names | {name for model in catalog.models.values() for name in model.entities}


def ambiguity_candidates(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for item in catalog.ambiguities:
        what = f"ambiguity '{item.terms[0]}'"
        for name in item.candidates:
            yield from unknown_metric(draft, catalog, name, item.origin, what)
        chosen = ([item.default] if item.default else []) + [
            name for rule in item.when for name in rule.metrics
        ]
        for name in chosen:
            if name not in item.candidates:
                near = suggestion(name, item.candidates)
                yield error_at(
                    item.origin, "not_a_candidate", f'{what}: "{name}" is none of its candidates.{near}'
                )


def saved_query_metrics(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for item in catalog.saved_queries.values():
        names = item.query.get("metrics", ())
        for name in names if isinstance(names, Iterable) else ():
            yield from unknown_metric(
                draft, catalog, str(name).lower(), item.origin, f'saved query "{item.name}"'
            )


def time_dimensions(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """The time of models and metrics, and non-additive dimensions, are time dimensions of the model."""
    for model in catalog.models.values():
        if model.agg_time_dimension:
            place = draft.place("model", model, "agg_time_dimension", "defaults")
            yield from time_dimension_problem(model, model.agg_time_dimension, place, f'model "{model.name}"')
    for metric in catalog.metrics.values():
        if not isinstance(metric.kind, Simple) or metric.kind.model not in catalog.models:
            continue
        model, what = catalog.models[metric.kind.model], f'metric "{metric.name}"'
        own = metric.kind.time_dimension
        if own and own != model.agg_time_dimension:
            yield from time_dimension_problem(
                model, own, draft.place("metric", metric, "agg_time_dimension"), what
            )
        if metric.kind.non_additive:
            place = draft.place("metric", metric, "non_additive_dimension")
            yield from time_dimension_problem(model, metric.kind.non_additive.dimension, place, what)


def time_dimension_problem(model: SemanticModel, name: str, place: Origin, what: str) -> Iterator[Problem]:
    times = [item.name for item in model.dimensions.values() if item.type == "time"]
    if name not in times:
        near = suggestion(name, times) or (f" It has {', '.join(times)}." if times else " It has none.")
        message = f'{what}: model "{model.name}" has no time dimension "{name}".{near}'
        yield error_at(place, "unknown_time_dimension", message)


def missing_time(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        kind = metric.kind
        if isinstance(kind, Simple) and kind.time_dimension is None and metric.card.basis != "snapshot":
            yield error_at(
                metric.origin,
                "missing_time",
                f'metric "{metric.name}": neither it nor model "{kind.model}" has an agg_time_dimension',
                "name a time dimension, or set config.meta.basis: snapshot for a state without time",
            )


def conversion_entities(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        if not isinstance(metric.kind, Conversion):
            continue
        for item in inputs_of(metric):
            source = catalog.metrics.get(item.metric)
            model = (
                catalog.models.get(source.kind.model) if source and isinstance(source.kind, Simple) else None
            )
            if model is not None and metric.kind.entity not in model.entities:
                entity = metric.kind.entity
                near = suggestion(entity, model.entities)
                message = f'metric "{metric.name}": model "{model.name}" has no entity "{entity}".{near}'
                yield error_at(
                    draft.place("metric", metric, "entity", "type_params"), "unknown_entity", message
                )


def grains(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """Windows, offsets and default grains are standard ones or those of a time spine."""
    known = {grain.name for spine in catalog.time_spines.values() for grain in spine.custom_grains}
    known |= set(STANDARD_GRAINS)
    for metric in catalog.metrics.values():
        for grain, key in _grains_of(metric):
            if grain not in known:
                near = suggestion(grain, known)
                message = f'metric "{metric.name}": unknown grain "{grain:.40}".{near}'
                yield error_at(
                    draft.place("metric", metric, key, "input_metrics", "type_params"), "bad_grain", message
                )


def _grains_of(metric: Metric) -> Iterator[tuple[str, str]]:
    windows: list[tuple[Window | None, str]] = [
        (item.offset_window, "input_metrics") for item in inputs_of(metric)
    ]
    if isinstance(metric.kind, (Cumulative, Conversion)):
        windows.append((metric.kind.window, "window"))
    yield from ((window.grain, key) for window, key in windows if window is not None)
    yield from ((item.offset_to_grain, "input_metrics") for item in inputs_of(metric) if item.offset_to_grain)
    if metric.time_granularity:
        yield metric.time_granularity, "time_granularity"
    if isinstance(metric.kind, Cumulative) and metric.kind.grain_to_date:
        yield metric.kind.grain_to_date, "grain_to_date"


def derived_names(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """A derived expr speaks of its inputs by alias or name, and of nothing else."""
    for metric in catalog.metrics.values():
        if not isinstance(metric.kind, Derived):
            continue
        names = [item.alias or item.metric for item in metric.kind.inputs]
        place = draft.place("metric", metric, "expr", "type_params")
        for name in dict.fromkeys(
            column.name.lower() for column in metric.kind.expr.ast.find_all(exp.Column)
        ):
            if name not in names:
                known = "" if name in catalog.metrics else suggestion(name, [*names, *catalog.metrics])
                message = f'metric "{metric.name}": unknown metric "{name:.80}" in expr.{known}'
                yield error_at(place, "unknown_metric", message, f"the inputs are {', '.join(names)}")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            message = f'metric "{metric.name}": two inputs are called "{twice[0]}"'
            yield error_at(place, "duplicate_input", message, "give one of them an alias")


def data_end(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    as_of, place = catalog.calendar.as_of, draft.calendar_origin
    if not isinstance(as_of, DataEnd) or place is None:
        return
    model = catalog.models.get(as_of.model)
    if model is None:
        message = f'calendar: unknown model "{as_of.model}".{suggestion(as_of.model, catalog.models)}'
        yield error_at(place, "unknown_model", message)
    else:
        yield from time_dimension_problem(model, as_of.time, place, "calendar, as_of")


def governed_columns(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """What the YAML of a governed model names is returned by its SELECT."""
    for model in catalog.models.values():
        if model.governed is None:
            continue
        returned = {name.lower() for name in output_columns(model.governed)}
        for expr, place, what in expressions_of(draft, catalog, model):
            for column in expr.ast.find_all(exp.Column):
                if column.name.lower() not in returned:
                    near = suggestion(column.name, returned)
                    message = f'{what}: the SELECT of "{model.name}" has no column "{column.name:.80}".{near}'
                    yield error_at(place, "unknown_column", message)


def expressions_of(
    draft: Draft | None, catalog: Catalog, model: SemanticModel
) -> Iterator[tuple[SqlExpression, Origin, str]]:
    """Every expression over the columns of `model`, with its place and owner for messages."""
    for entity in model.entities.values():
        yield entity.expr, entity.origin, f'model "{model.name}", entity "{entity.name}"'
    for dimension in model.dimensions.values():
        yield dimension.expr, dimension.origin, f'model "{model.name}", dimension "{dimension.name}"'
    for metric in catalog.metrics.values():
        if isinstance(metric.kind, Simple) and metric.kind.model == model.name:
            place = draft.place("metric", metric, "expr") if draft is not None else metric.origin
            yield metric.kind.expr, place, f'metric "{metric.name}"'


RULES = (
    metric_inputs,
    card_references,
    listing_references,
    ambiguity_candidates,
    saved_query_metrics,
    time_dimensions,
    missing_time,
    conversion_entities,
    grains,
    derived_names,
    data_end,
    governed_columns,
)
