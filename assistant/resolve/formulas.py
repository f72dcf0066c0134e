"""Metrics as formulas over aggregations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from sqlglot import exp

from assistant.catalog.filters import FilterExpression
from assistant.catalog.model import (
    Catalog,
    Conversion,
    Cumulative,
    Derived,
    Metric,
    MetricInput,
    Planned,
    Ratio,
    Simple,
)
from assistant.errors import NotSupported, QueryError
from assistant.plan import (
    Accumulation,
    Computation,
    Conversions,
    Formula,
    Leaf,
    Offset,
    Quotient,
    ResolvedFilter,
    Source,
    ToGrain,
    leaves,
)
from assistant.resolve.filters import resolve_expression
from assistant.resolve.memory import remembered
from assistant.resolve.names import find_metric
from assistant.resolve.parameters import fixed

DEEPEST = 12


def formula_of(catalog: Catalog, metric: Metric) -> Formula:
    """The metric as a formula, its own and its inputs' filters on every leaf.

    Raises NotSupported for a planned metric and for parts that do not go together.
    """
    whole, name = catalog.complete, metric.name
    own = whole.metrics[name]
    return remembered(whole, ("formula", name), lambda: fixed(whole, own, _build(whole, own, (), 0)))


def is_computable(catalog: Catalog, metric_name: str) -> bool:
    """False where the metric or an input of it is planned, or its parts do not go together."""
    try:
        formula_of(catalog, find_metric(catalog, metric_name))
    except NotSupported:
        return False
    return True


def sources_of(formulas: Iterable[Formula]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(leaf.source for formula in formulas for leaf in leaves(formula)))


def with_filters(formula: Formula, filters: tuple[ResolvedFilter, ...]) -> Formula:
    """The same formula with `filters` on every leaf as well."""

    def filtered(leaf: Leaf) -> Leaf:
        if leaf.conversions is None:
            return replace(leaf, filters=(*leaf.filters, *filters))
        return replace(leaf, conversions=replace(leaf.conversions, shown=(*leaf.conversions.shown, *filters)))

    return mapped(formula, filtered) if filters else formula


def mapped(formula: Formula, change: Callable[[Leaf], Leaf]) -> Formula:
    """The same formula over changed leaves."""
    match formula:
        case Leaf():
            return change(formula)
        case Quotient():
            return Quotient(mapped(formula.numerator, change), mapped(formula.denominator, change))
        case Computation():
            inputs = {name: mapped(item, change) for name, item in formula.inputs.items()}
            return Computation(formula.ast, inputs)


def _build(catalog: Catalog, metric: Metric, inherited: tuple[FilterExpression, ...], depth: int) -> Formula:
    if depth > DEEPEST:
        raise QueryError(f"the metric '{metric.name}' is nested too deeply or refers to itself")
    filters = (*metric.filters, *inherited)
    match metric.kind:
        case Simple():
            return _leaf(catalog, metric, metric.kind, filters)
        case Ratio():
            return Quotient(
                _input(catalog, metric.kind.numerator, filters, depth),
                _input(catalog, metric.kind.denominator, filters, depth),
            )
        case Derived():
            inputs = {
                (item.alias or item.metric).lower(): _input(catalog, item, filters, depth)
                for item in metric.kind.inputs
            }
            return Computation(metric.kind.expr.ast, inputs)
        case Cumulative():
            return _cumulative(metric, metric.kind, _input(catalog, metric.kind.input, filters, depth))
        case Conversion():
            return _conversion(catalog, metric, metric.kind, filters)
        case Planned():
            raise NotSupported(
                f"'{metric.name}' is planned ({metric.kind.method}) and cannot be computed yet",
                "planned_metric",
            )
        case _:
            assert_never(metric.kind)


def _leaf(catalog: Catalog, metric: Metric, kind: Simple, filters: tuple[FilterExpression, ...]) -> Leaf:
    source = Source(kind.model, kind.time_dimension)
    return Leaf(metric, kind, source, tuple(resolve_expression(catalog, item, (source,)) for item in filters))


def _input(catalog: Catalog, item: MetricInput, filters: tuple[FilterExpression, ...], depth: int) -> Formula:
    metric = find_metric(catalog, item.metric)
    made = fixed(catalog, metric, _build(catalog, metric, (*filters, *item.filters), depth + 1))
    if item.offset_window is not None:
        made = _offset(made, item.offset_window)
    return made if item.offset_to_grain is None else _offset(made, ToGrain(item.offset_to_grain))


def _offset(formula: Formula, offset: Offset) -> Formula:
    """The same formula over rows that count `offset` later; an offset within stays the first."""
    return mapped(formula, lambda leaf: replace(leaf, offsets=(*leaf.offsets, offset)))


def _cumulative(metric: Metric, kind: Cumulative, formula: Formula) -> Formula:
    """Every aggregation of the input accumulates: a rate is one of accumulated amounts."""
    accumulation = Accumulation(kind.window, kind.grain_to_date, kind.period_agg)
    for leaf in leaves(formula):
        if leaf.on_spine or leaf.offsets or leaf.conversions or leaf.kind.non_additive:
            raise NotSupported(
                f"'{metric.name}' accumulates '{leaf.metric.name}', which is no plain aggregation",
                "cumulative",
            )
        if leaf.source.time is None:
            raise QueryError(f"'{metric.name}' accumulates over time, and '{leaf.metric.name}' has none")
    if kind.period_agg == "average" and not isinstance(formula, Leaf):
        raise NotSupported(f"'{metric.name}': only a plain amount has a mean over its days", "cumulative")
    return mapped(formula, lambda leaf: replace(leaf, accumulation=accumulation))


def _conversion(
    catalog: Catalog, metric: Metric, kind: Conversion, filters: tuple[FilterExpression, ...]
) -> Formula:
    """The base's filters choose the base rows; the conversions have their own."""
    base = _plain(catalog, metric, kind.base, filters)
    counted = _plain(catalog, metric, kind.conversion, ())
    linked = Conversions(counted.source, kind.entity, counted.filters, kind.window, kind.constant_properties)
    conversions = replace(counted, source=base.source, filters=base.filters, conversions=linked)
    if kind.calculation == "conversion_rate":
        return Quotient(conversions, base)
    # The base stands beside it, so that what had no conversion has a row all the same.
    return Computation(exp.column("conversions"), {"conversions": conversions, "base": base})


def _plain(catalog: Catalog, owner: Metric, item: MetricInput, filters: tuple[FilterExpression, ...]) -> Leaf:
    found = find_metric(catalog, item.metric)
    if not isinstance(found.kind, Simple) or item.offset_window or item.offset_to_grain:
        raise NotSupported(
            f"'{owner.name}' is a conversion, whose inputs are single aggregations; '{found.name}' is none",
            "conversion",
        )
    leaf = _leaf(catalog, found, found.kind, (*found.filters, *filters, *item.filters))
    if leaf.source.time is None or leaf.kind.non_additive:
        raise NotSupported(f"'{owner.name}': '{found.name}' is no event with a time", "conversion")
    return leaf
