"""Metrics of dbt's latest spec, and the parts of a metric that both specs share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry, read_ai_context, read_meta
from assistant.catalog.expressions import column_expression, literal_expression
from assistant.catalog.filters import FilterExpression, parse_filter
from assistant.catalog.model import (
    AggregationFunction,
    ConstantProperty,
    Conversion,
    Cumulative,
    Derived,
    Metric,
    MetricInput,
    MetricKind,
    NonAdditive,
    Planned,
    Ratio,
    SemanticModel,
    Simple,
    SqlExpression,
    Window,
)
from assistant.catalog.names import declared_name
from assistant.catalog.node import Node
from assistant.catalog.readers.benchmarks import benchmarks_of
from assistant.catalog.readers.card import read_card
from assistant.catalog.readers.fields import read_expression, read_labels
from assistant.catalog.readers.parameters import read_fixed
from assistant.catalog.sql_text import BadExpression
from assistant.query import STANDARD_GRAINS

KINDS = ("simple", "ratio", "derived", "cumulative", "conversion")
_WINDOW = re.compile(r"(\d+)\s+([a-z_]+)\Z")


def read_metric(entry: Entry, draft: Draft, model: SemanticModel | None) -> None:
    """One item of `metrics:`, under a model or at the top level (`model` None)."""

    def kind_of(metric: Entry, name: str) -> MetricKind | None:
        kind = metric.choice("type", KINDS, "simple" if model is not None else None)
        if kind is None:
            if not metric.has("type"):
                metric.error("type", "missing_type", "a metric outside a model needs a type",
                             "type: ratio, derived, cumulative or conversion")  # fmt: skip
            return None
        if kind == "simple":
            return _simple(metric, name, model)
        return _COMPOSED[kind](metric)

    build_metric(entry, draft, kind_of, silent=("agg_time_dimension",) if model is not None else ())


def build_metric(
    entry: Entry,
    draft: Draft,
    kind_of: Callable[[Entry, str], MetricKind | None],
    silent: Sequence[str] = (),
    extra_filters: Sequence[FilterExpression] = (),
    hidden: bool = False,
) -> None:
    """Everything of a metric but its computation, which `kind_of` reads; the metric goes into the draft.

    `extra_filters` may be filled by `kind_of`.
    """
    name = declared_name(entry, "metric")
    if name is None or not draft.declare("metric", entry.text("name"), entry):
        return
    meta = read_meta(entry)
    draft.mark("metric", name, entry, meta)
    kind = _planned(meta) or kind_of(entry, name)
    description = entry.text("description")
    metric = Metric(
        name=name,
        kind=kind or Planned("unreadable"),
        labels=read_labels(entry, meta),
        description=description,
        ai=read_ai_context(meta),
        card=read_card(meta, description, benchmarks_of(draft, name)),
        filters=(*read_filters(entry, "filter"), *extra_filters),
        time_granularity=entry.name("time_granularity"),
        parameters=read_fixed(meta),
        hidden=entry.flag("hidden") or hidden,
        origin=entry.origin,
    )
    meta.finish(also=("planned",), only_near=True)
    known = KEYS if kind is None or isinstance(kind, Planned) else ()
    entry.finish(
        also=("type", "label", *known), silent=("config", "meta", "tags", "group", "enabled", "docs", *silent)
    )
    if kind is not None:
        draft.metrics[name] = metric


KEYS = (
    "agg", "expr", "percentile", "percentile_type", "agg_time_dimension", "join_to_timespine",
    "fill_nulls_with", "non_additive_dimension", "numerator", "denominator", "input_metrics", "input_metric",
    "window", "grain_to_date", "period_agg", "entity", "calculation", "base_metric", "conversion_metric",
    "constant_properties",
)  # fmt: skip


def _planned(meta: Entry) -> Planned | None:
    node = meta.get("planned")
    if node is None or node.value is False:
        return None
    return Planned("custom" if node.value is True else meta.text("planned").lower() or "custom")


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────


def _simple(entry: Entry, name: str, model: SemanticModel | None) -> Simple | None:
    if model is None:
        message = "a simple metric stands under the model that it aggregates"
        entry.error("type", "simple_without_model", message, "move it to the model's metrics")
        return None
    function = read_aggregation(entry)
    expr = read_expression(entry, "expr") if entry.has("expr") else _implied_expr(name, model, function)
    if function is None or expr is None:
        return None
    return Simple(
        model=model.name,
        function=function,
        expr=expr,
        time_dimension=entry.name("agg_time_dimension") or model.agg_time_dimension,
        percentile=read_percentile(entry, function),
        discrete=entry.choice("percentile_type", ("discrete", "continuous"), "continuous") == "discrete",
        non_additive=read_non_additive(entry, "window_agg", "group_by"),
        join_to_timespine=entry.flag("join_to_timespine"),
        fill_nulls_with=entry.number("fill_nulls_with"),
    )


def read_aggregation(entry: Entry, key: str = "agg") -> AggregationFunction | None:
    if not entry.has(key):
        entry.error(key, "missing_agg", "a simple metric needs an agg", "agg: sum, count, average, ...")
        return None
    return entry.choice(key, AggregationFunction, None)


def _implied_expr(name: str, model: SemanticModel, function: AggregationFunction | None) -> SqlExpression:
    """Without an expr: the column of the metric's name; counting means rows where there is none."""
    if function == "count" and name not in {column.lower() for column in model.columns}:
        return literal_expression(1)
    return column_expression(name)


def read_percentile(entry: Entry, function: str | None, key: str = "percentile") -> float | None:
    """0 to 1; above that it is read as a percentage, as dbt's own guide writes it."""
    value = entry.number(key)
    if function != "percentile":
        return None
    if value is None or not 0 < value < 100:
        entry.error(
            key, "bad_percentile", "agg: percentile needs a percentile between 0 and 1", "percentile: 0.95"
        )
        return None
    return value / 100 if value >= 1 else float(value)


def read_non_additive(entry: Entry, choice_key: str, groups_key: str) -> NonAdditive | None:
    inner = entry.entry("non_additive_dimension")
    if inner is None:
        return None
    name = inner.name()
    choice: Any = inner.choice(choice_key, ("min", "max"), "min")
    groups = inner.names(groups_key)
    inner.finish()
    if name is None:
        inner.error("name", "missing_name", "non_additive_dimension needs the name of a time dimension")
        return None
    return NonAdditive(name.rsplit("__", 1)[-1], choice, groups)


def _ratio(entry: Entry) -> Ratio | None:
    numerator, denominator = read_input(entry, "numerator"), read_input(entry, "denominator")
    return Ratio(numerator, denominator) if numerator is not None and denominator is not None else None


def _derived(entry: Entry) -> Derived | None:
    return derived_of(entry, entry, "input_metrics")


def derived_of(entry: Entry, parameters: Entry, inputs_key: str) -> Derived | None:
    if not parameters.has("expr"):
        entry.error("expr", "missing_expr", "a derived metric needs an expr over its input metrics")
        return None
    expr = read_expression(parameters, "expr")
    inputs = tuple(
        item for node in parameters.list(inputs_key) if (item := input_of(node, parameters, inputs_key))
    )
    if not inputs:
        entry.error(
            inputs_key, "missing_inputs", f"a derived metric needs {inputs_key}, the metrics of its expr"
        )
    return Derived(expr, inputs) if expr is not None and inputs else None


def _cumulative(entry: Entry) -> Cumulative | None:
    source = read_input(entry, "input_metric")
    window, to_date = read_window(entry, "window"), entry.name("grain_to_date")
    return cumulative_of(entry, source, window, to_date, _period_agg(entry))


def cumulative_of(
    entry: Entry, source: MetricInput | None, window: Window | None, to_date: str | None, period_agg: Any
) -> Cumulative | None:
    if window is not None and to_date is not None:
        entry.error("window", "window_and_to_date", "takes a window or a grain_to_date, not both")
        return None
    return Cumulative(source, window, to_date, period_agg) if source is not None else None


def _period_agg(entry: Entry) -> Any:
    return entry.choice("period_agg", ("first", "last", "average"), "first")


def _conversion(entry: Entry) -> Conversion | None:
    base, conversion = read_input(entry, "base_metric"), read_input(entry, "conversion_metric")
    return conversion_of(entry, base, conversion)


def conversion_of(
    entry: Entry, base: MetricInput | None, conversion: MetricInput | None
) -> Conversion | None:
    entity = entry.name("entity")
    if entity is None:
        entry.error(
            "entity", "missing_entity", "a conversion needs the entity that joins base and conversion"
        )
    calculation: Any = entry.choice("calculation", ("conversion_rate", "conversions"), "conversion_rate")
    window = read_window(entry, "window")
    properties = tuple(_properties(entry))
    if base is None or conversion is None or entity is None:
        return None
    return Conversion(base, conversion, entity, calculation, window, properties)


def _properties(entry: Entry) -> Iterator[ConstantProperty]:
    for item in entry.entries("constant_properties", "constant property"):
        yield ConstantProperty(item.text("base_property").lower(), item.text("conversion_property").lower())
        item.finish()


_COMPOSED: dict[str, Callable[[Entry], MetricKind | None]] = {
    "ratio": _ratio,
    "derived": _derived,
    "cumulative": _cumulative,
    "conversion": _conversion,
}


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def read_input(entry: Entry, key: str) -> MetricInput | None:
    node = entry.get(key)
    if node is None:
        entry.error(key, "missing_input", f"{key} is missing", f"{key}: the name of a metric")
        return None
    return input_of(node, entry, key)


def input_of(node: Node, owner: Entry, key: str) -> MetricInput | None:
    """A metric's name, or {name, filter, alias, offset_window, offset_to_grain}."""
    if isinstance(node.value, str):
        return MetricInput(node.value.strip().lower())
    if not isinstance(node.value, dict):
        owner.wrong(key, "the name of a metric or {name, filter, alias, offset_window}", node)
        return None
    inner = Entry(node, owner.problems, f"{owner.what}: {key}")
    name = inner.name()
    if name is None:
        if not inner.has("name"):
            inner.error("name", "missing_name", "needs the name of a metric")
        return None
    found = MetricInput(
        metric=name,
        alias=inner.name("alias"),
        filters=read_filters(inner, "filter"),
        offset_window=read_window(inner, "offset_window"),
        offset_to_grain=inner.name("offset_to_grain"),
    )
    inner.finish(silent=("join_to_timespine", "fill_nulls_with"))
    return found


def read_filters(entry: Entry, key: str) -> tuple[FilterExpression, ...]:
    """A filter or a list of them, all of which must hold."""
    found: list[FilterExpression] = []
    for text in filter_texts(entry, key):
        try:
            found.append(parse_filter(text))
        except BadExpression as fault:
            entry.error(key, "bad_filter", f"{key}: {fault}")
    return tuple(found)


def filter_texts(entry: Entry, key: str) -> tuple[str, ...]:
    """Filters as written, also in the manifest's form: {where_filters: [{where_sql_template: ...}]}."""
    node = entry.get(key)
    if node is None or not isinstance(node.value, dict):
        return entry.texts(key)
    inner = Entry(node, entry.problems, f"{entry.what}: {key}")
    texts = []
    for item in inner.entries("where_filters", "filter"):
        texts.append(item.text("where_sql_template"))
        item.finish()
    inner.finish()
    return tuple(texts)


def read_window(entry: Entry, key: str) -> Window | None:
    """`7 days` as Window(7, 'day'); the manifest's {count, granularity} too."""
    node = entry.get(key)
    if node is None:
        return None
    if isinstance(node.value, dict):
        inner = Entry(node, entry.problems, f"{entry.what}: {key}")
        count, grain = inner.integer("count", least=1), inner.name("granularity")
        inner.finish(silent=("is_standard_granularity",))
        return Window(count, _singular(grain)) if count is not None and grain is not None else None
    match = _WINDOW.match(entry.text(key).lower())
    if match is None or int(match[1]) == 0:
        entry.error(key, "bad_window", f"{key} '{node.text:.40}' is no number of periods", f"{key}: 7 days")
        return None
    return Window(int(match[1]), _singular(match[2]))


def _singular(grain: str) -> str:
    return grain[:-1] if grain.endswith("s") and grain[:-1] in STANDARD_GRAINS else grain
