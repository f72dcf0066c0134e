"""dbt's legacy spec and what MetricFlow itself reads: `semantic_models:` with measures, `type_params`.

A measure is an aggregation without a name that can be asked for. A simple metric over it becomes that
aggregation; where another kind takes a measure directly, a hidden metric stands for it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from assistant.catalog.draft import Draft, Measure
from assistant.catalog.entry import Entry, by_script, read_ai_context, read_meta
from assistant.catalog.filters import FilterExpression
from assistant.catalog.model import (
    Metric,
    MetricInput,
    MetricKind,
    NonAdditive,
    Ratio,
    Relation,
    SemanticModel,
    Simple,
    TimeSpine,
)
from assistant.catalog.names import declared_name
from assistant.catalog.readers.fields import (
    entity_type,
    read_dimension,
    read_entity,
    read_expression,
    read_granularity,
    read_labels,
)
from assistant.catalog.readers.metrics import (
    build_metric,
    conversion_of,
    cumulative_of,
    derived_of,
    read_aggregation,
    read_filters,
    read_input,
    read_non_additive,
    read_percentile,
    read_window,
)
from assistant.catalog.readers.models import Parts, read_custom_grains, read_governed
from assistant.errors import suggestion

_REF = re.compile(
    r"""(?:\{\{\s*)?ref\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]([^'"]+)['"]\s*(?:,[^)]*)?\)(?:\s*\}\})?\s*\Z"""
)
_OF_DBT = ("config", "meta", "metadata", "tags", "group", "enabled", "docs", "datatype")
_AGGREGATION_KEYS = ("agg_params", "agg_time_dimension", "non_additive_dimension", "expr")


def read_semantic_model(entry: Entry, draft: Draft) -> None:
    """One item of `semantic_models:`."""
    name = declared_name(entry, "model")
    if name is None or not draft.declare("model", entry.text("name"), entry):
        return
    parts = Parts()
    _read_fields(entry, name, parts)
    defaults = entry.entry("defaults")
    time = defaults.name("agg_time_dimension") if defaults is not None else None
    if defaults is not None:
        defaults.finish()
    meta = read_meta(entry)
    read_governed(meta, name, draft)
    primary = next((item.name for item in parts.entities.values() if item.type == "primary"), None)
    model = SemanticModel(
        name=name,
        relation=_relation(entry, name, draft),
        labels=read_labels(entry, meta),
        description=entry.text("description"),
        ai=read_ai_context(meta),
        primary_entity=primary or entry.name("primary_entity"),
        agg_time_dimension=time,
        entities=parts.entities,
        dimensions=parts.dimensions,
        origin=entry.origin,
    )
    draft.models[name] = model
    draft.mark("model", name, entry)
    for measure in entry.entries("measures", "measure"):
        _read_measure(measure, model, draft)
    meta.finish(only_near=True)
    entry.finish(also=("label", "primary_entity", "name"), silent=_OF_DBT)


def read_legacy_metric(entry: Entry, draft: Draft) -> None:
    """A metric with `type_params`; every semantic model must have been read before."""
    parameters = entry.entry("type_params")
    if parameters is None:
        return
    filters: list[FilterExpression] = []

    def kind_of(metric: Entry, name: str) -> MetricKind | None:
        kind = metric.choice("type", tuple(_KINDS), "")
        if not metric.has("type"):
            metric.error("type", "missing_type", "a metric needs a type", f"one of {', '.join(_KINDS)}")
        return _KINDS[kind](parameters, draft, filters) if kind else None

    build_metric(
        entry, draft, kind_of, silent=_OF_DBT, extra_filters=filters, hidden=parameters.flag("is_private")
    )
    parameters.finish(also=_PARAMETERS, silent=("input_measures",))


def create_proxy_metrics(draft: Draft) -> None:
    """A metric for each measure that says `create_metric` and that no metric is named after."""
    for measure in draft.measures.values():
        if measure.create_metric and not draft.is_declared("metric", measure.name):
            draft.metrics[measure.name] = Metric(
                name=measure.name,
                kind=measure.simple,
                labels=measure.labels,
                description=measure.description,
                origin=measure.origin,
            )


def read_project_configuration(entry: Entry, draft: Draft) -> None:
    """Time spines as MetricFlow's own documents declare them."""
    for item in entry.entries("time_spines", "time spine"):
        column = item.entry("primary_column")
        relation = _node_relation(item, draft)
        grain = read_granularity(column, "time_granularity") if column is not None else None
        if column is None or relation is None or grain is None:
            item.error(
                "primary_column",
                "bad_time_spine",
                "needs a node_relation and a primary_column with its grain",
            )
            continue
        custom = read_custom_grains(item)
        spine = TimeSpine(relation, column.text("name"), grain, custom, item.origin)
        draft.time_spines.setdefault(grain, spine)
        column.finish()
        item.finish()
    for item in entry.entries("time_spine_table_configurations", "time spine"):
        grain, location = read_granularity(item, "grain"), item.text("location")
        if grain is None or not location:
            item.error("location", "bad_time_spine", "needs location, column_name and grain")
            continue
        _check_filled(item, "location", location)
        *before, table = location.split(".")
        relation = Relation(table, before[-1] if before else draft.default_schema)
        spine = TimeSpine(relation, item.text("column_name"), grain, origin=item.origin)
        draft.time_spines.setdefault(grain, spine)
        item.finish()
    entry.finish(silent=("dsi_package_version", "metadata", "name"))


# ── models ────────────────────────────────────────────────────────────────────────────────────────


def _read_fields(entry: Entry, model: str, parts: Parts) -> None:
    for item in entry.entries("entities", "entity"):
        item.what = f'model "{model}", {item.what}'
        name, kind = declared_name(item, "entity"), entity_type(item)
        expr = read_expression(item, "expr", default=name)
        if name is not None and kind is not None and expr is not None:
            parts.add(read_entity(item, name, kind, expr), item)
            item.finish(also=("label",), silent=_OF_DBT)
    for item in entry.entries("dimensions", "dimension"):
        item.what = f'model "{model}", {item.what}'
        name = declared_name(item, "dimension")
        group = item.choice("type", ("categorical", "time"), "categorical")
        expr = read_expression(item, "expr", default=name)
        details = item.entry("type_params")
        granularity = read_granularity(details, "time_granularity") if details is not None else None
        if name is not None and expr is not None:
            parts.add(read_dimension(item, name, group, expr, granularity, validity=details), item)
            if details is not None:
                details.finish()
            item.finish(also=("label",), silent=_OF_DBT)


def _relation(entry: Entry, name: str, draft: Draft) -> Relation:
    """catalog.yml, else node_relation, else the model that `ref('x')` names in the default schema."""
    written = entry.text("model")
    match = _REF.match(written)
    table = match[1] if match else written or name
    found = _node_relation(entry, draft)
    named = draft.relations.get(name) or draft.relations.get(table.lower())
    return named or found or draft.relation_of(table)


def _node_relation(entry: Entry, draft: Draft) -> Relation | None:
    inner = entry.entry("node_relation")
    if inner is None:
        return None
    alias, schema = inner.text("alias"), inner.optional_text("schema_name")
    _check_filled(inner, "schema_name", schema or "")
    database = inner.optional_text("database")
    inner.finish(silent=("relation_name",))
    return Relation(alias, schema or draft.default_schema, database) if alias else None


def _check_filled(entry: Entry, key: str, text: str) -> None:
    if text.startswith("$"):
        name = text.removeprefix("$").split(".")[0]
        entry.error(key, "unset_variable", f"${name} has no value", f"give a value for {name} in variables")


def _read_measure(entry: Entry, model: SemanticModel, draft: Draft) -> None:
    entry.what = f'model "{model.name}", {entry.what}'
    name = declared_name(entry, "measure")
    if name is None or not draft.declare("measure", entry.text("name"), entry):
        return
    simple = _aggregation(entry, entry, model, name)
    shown = entry.text("create_metric_display_name") or entry.text("label")
    if simple is not None:
        draft.measures[name] = Measure(
            name,
            simple,
            by_script(shown),
            entry.text("description"),
            entry.flag("create_metric"),
            entry.origin,
        )
    entry.finish(also=("create_metric", "description", "label", *_AGGREGATION_KEYS), silent=_OF_DBT)


def _aggregation(entry: Entry, holder: Entry, model: SemanticModel, default: str) -> Simple | None:
    """`entry` carries the aggregation, `holder` the expr."""
    function = read_aggregation(entry)
    expr = read_expression(holder, "expr", default=default)
    details = entry.entry("agg_params")
    time = entry.name("agg_time_dimension") or model.agg_time_dimension
    non_additive = _non_additive(entry)
    if function is None or expr is None:
        return None
    percentile = read_percentile(details, function) if details is not None else None
    if function == "percentile" and percentile is None:
        if details is None:
            entry.error("agg_params", "bad_percentile", "agg: percentile needs agg_params with a percentile")
        return None
    if details is not None:
        details.finish(also=("percentile", "use_discrete_percentile", "use_approximate_percentile"))
    return Simple(
        model=model.name,
        function=function,
        expr=expr,
        time_dimension=time,
        percentile=percentile,
        discrete=details.flag("use_discrete_percentile") if details is not None else False,
        approximate=details.flag("use_approximate_percentile") if details is not None else False,
        non_additive=non_additive,
    )


def _non_additive(entry: Entry) -> NonAdditive | None:
    return read_non_additive(entry, "window_choice", "window_groupings")


# ── metrics ───────────────────────────────────────────────────────────────────────────────────────


def _simple(parameters: Entry, draft: Draft, filters: list[FilterExpression]) -> MetricKind | None:
    """Over a measure, whose filter is added to `filters`, or with metric_aggregation_params."""
    if not parameters.has("measure") and parameters.has("metric_aggregation_params"):
        return _measureless(parameters, draft)
    found = _measure_input(parameters, "measure", draft)
    if found is None:
        return None
    simple, extra, _ = found
    filters += extra
    # A compiled manifest says beside the measure what the YAML says within it.
    fill = parameters.number("fill_nulls_with")
    return replace(
        simple,
        join_to_timespine=simple.join_to_timespine or parameters.flag("join_to_timespine"),
        fill_nulls_with=fill if simple.fill_nulls_with is None else simple.fill_nulls_with,
    )


def _measureless(parameters: Entry, draft: Draft) -> Simple | None:
    inner = parameters.entry("metric_aggregation_params")
    if inner is None:
        return None
    name = inner.name("semantic_model") or ""
    model = draft.models.get(name)
    if model is None:
        near = suggestion(name, draft.models)
        inner.error("semantic_model", "unknown_model", f'unknown semantic model "{name:.80}".{near}')
        return None
    simple = _aggregation(inner, parameters, model, "")
    inner.finish(also=("expr",))
    if simple is None:
        return None
    fill = parameters.number("fill_nulls_with")
    return replace(simple, join_to_timespine=parameters.flag("join_to_timespine"), fill_nulls_with=fill)


def _measure_input(
    parameters: Entry, key: str, draft: Draft
) -> tuple[Simple, tuple[FilterExpression, ...], str | None] | None:
    """The aggregation, filters and alias of `measure: name` or `measure: {name, filter, ...}`."""
    node = parameters.get(key)
    if node is None:
        parameters.error(key, "missing_measure", f"{key} is missing", f"{key}: the name of a measure")
        return None
    inner = parameters.entry(key) if isinstance(node.value, dict) else None
    name = (inner.name() if inner is not None else parameters.name(key)) or ""
    measure = draft.measures.get(name)
    if measure is None:
        if not draft.is_declared("measure", name):
            near = suggestion(name, draft.measures)
            parameters.error(key, "unknown_measure", f'unknown measure "{name:.80}".{near}')
        return None
    if inner is None:
        return measure.simple, (), None
    simple = replace(
        measure.simple,
        join_to_timespine=inner.flag("join_to_timespine"),
        fill_nulls_with=inner.number("fill_nulls_with"),
    )
    filters, alias = read_filters(inner, "filter"), inner.name("alias")
    inner.finish()
    return simple, filters, alias


def _hidden_input(parameters: Entry, key: str, draft: Draft) -> MetricInput | None:
    """A measure where a metric is wanted: a hidden metric of its own, shared by all who take it alike."""
    found = _measure_input(parameters, key, draft)
    if found is None:
        return None
    simple, filters, alias = found
    node = parameters.get(key)
    written = node.value if node is not None else None
    measure = (written["name"].text if isinstance(written, dict) else str(written)).lower()
    name = f"{measure}__measure"
    while name in draft.metrics and draft.metrics[name].kind != simple:
        name += "_"
    draft.metrics.setdefault(name, Metric(name, simple, hidden=True, origin=parameters.at(key)))
    return MetricInput(name, alias, filters)


def _metric_or_measure(
    parameters: Entry, metric_key: str, measure_key: str, draft: Draft
) -> MetricInput | None:
    return (
        read_input(parameters, metric_key)
        if parameters.has(metric_key)
        else _hidden_input(parameters, measure_key, draft)
    )


def _ratio(parameters: Entry, draft: Draft, filters: list[FilterExpression]) -> MetricKind | None:
    numerator, denominator = read_input(parameters, "numerator"), read_input(parameters, "denominator")
    return Ratio(numerator, denominator) if numerator is not None and denominator is not None else None


def _derived(parameters: Entry, draft: Draft, filters: list[FilterExpression]) -> MetricKind | None:
    return derived_of(parameters, parameters, "metrics")


def _cumulative(parameters: Entry, draft: Draft, filters: list[FilterExpression]) -> MetricKind | None:
    """The window stands in cumulative_type_params, or in older files beside it."""
    inner = parameters.entry("cumulative_type_params")
    window, to_date = read_window(parameters, "window"), parameters.name("grain_to_date")
    period_agg: Any = "first"
    source = inner if inner is not None and inner.has("metric") else None
    if inner is not None:
        window = read_window(inner, "window") or window
        to_date = inner.name("grain_to_date") or to_date
        period_agg = inner.choice("period_agg", ("first", "last", "average"), "first")
        inner.finish(also=("metric",))
    found = (
        read_input(source, "metric") if source is not None else _hidden_input(parameters, "measure", draft)
    )
    return cumulative_of(parameters, found, window, to_date, period_agg)


def _conversion(parameters: Entry, draft: Draft, filters: list[FilterExpression]) -> MetricKind | None:
    inner = parameters.entry("conversion_type_params")
    if inner is None:
        parameters.error(
            "conversion_type_params", "missing_input", "a conversion needs conversion_type_params"
        )
        return None
    base = _metric_or_measure(inner, "base_metric", "base_measure", draft)
    converted = _metric_or_measure(inner, "conversion_metric", "conversion_measure", draft)
    kind = conversion_of(inner, base, converted)
    inner.finish(also=("base_metric", "base_measure", "conversion_metric", "conversion_measure"))
    return kind


_KINDS = {
    "simple": _simple,
    "ratio": _ratio,
    "derived": _derived,
    "cumulative": _cumulative,
    "conversion": _conversion,
}
_PARAMETERS = (
    "measure", "numerator", "denominator", "expr", "metrics", "window", "grain_to_date",
    "cumulative_type_params", "conversion_type_params", "metric_aggregation_params", "join_to_timespine",
    "fill_nulls_with", "is_private",
)  # fmt: skip
