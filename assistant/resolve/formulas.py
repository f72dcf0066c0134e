"""Metrics as formulas over aggregations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

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
    Window,
)
from assistant.errors import NotSupported, QueryError
from assistant.plan import Computation, Formula, Leaf, Quotient, ResolvedFilter, Source, leaves
from assistant.resolve.filters import resolve_expression
from assistant.resolve.memory import remembered
from assistant.resolve.names import find_metric
from assistant.resolve.parameters import fixed

DEEPEST = 12


def formula_of(catalog: Catalog, metric: Metric) -> Formula:
    """The metric as a formula, its own and its inputs' filters on every leaf.

    Raises NotSupported naming the metric and the feature that cannot be computed yet.
    """
    return remembered(
        catalog, ("formula", metric.name), lambda: fixed(catalog, metric, _build(catalog, metric, (), 0))
    )


def is_computable(catalog: Catalog, metric_name: str) -> bool:
    """False where the metric or an input of it is planned or of a kind not computed yet."""
    try:
        formula_of(catalog, find_metric(catalog, metric_name))
    except NotSupported:
        return False
    return True


def sources_of(formulas: Iterable[Formula]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(leaf.source for formula in formulas for leaf in leaves(formula)))


def with_filters(formula: Formula, filters: tuple[ResolvedFilter, ...]) -> Formula:
    """The same formula with `filters` on every leaf as well."""
    if not filters:
        return formula
    match formula:
        case Leaf():
            return replace(formula, filters=(*formula.filters, *filters))
        case Quotient():
            return Quotient(
                with_filters(formula.numerator, filters), with_filters(formula.denominator, filters)
            )
        case Computation():
            inputs = {name: with_filters(item, filters) for name, item in formula.inputs.items()}
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
                _input(catalog, metric, metric.kind.numerator, filters, depth),
                _input(catalog, metric, metric.kind.denominator, filters, depth),
            )
        case Derived():
            inputs = {
                (item.alias or item.metric).lower(): _input(catalog, metric, item, filters, depth)
                for item in metric.kind.inputs
            }
            return Computation(metric.kind.expr.ast, inputs)
        case Cumulative():
            raise not_yet(metric, "cumulative", "cumulative metrics")
        case Conversion():
            raise not_yet(metric, "conversion", "conversion metrics")
        case Planned():
            raise not_yet(metric, metric.kind.method, f"{metric.kind.method} metrics")
        case _:
            assert_never(metric.kind)


def _leaf(catalog: Catalog, metric: Metric, kind: Simple, filters: tuple[FilterExpression, ...]) -> Leaf:
    if kind.join_to_timespine:
        raise not_yet(metric, "join_to_timespine", "joining to a time spine")
    source = Source(kind.model, kind.time_dimension)
    return Leaf(metric, kind, source, tuple(resolve_expression(catalog, item, (source,)) for item in filters))


def _input(
    catalog: Catalog, owner: Metric, item: MetricInput, filters: tuple[FilterExpression, ...], depth: int
) -> Formula:
    if item.offset_to_grain is not None:
        raise not_yet(owner, "offset_to_grain", "offsets to the start of a period")
    metric = find_metric(catalog, item.metric)
    made = fixed(catalog, metric, _build(catalog, metric, (*filters, *item.filters), depth + 1))
    return made if item.offset_window is None else _offset(made, item.offset_window)


def _offset(formula: Formula, window: Window) -> Formula:
    """The same formula over rows that count `window` later; an offset within stays the first."""
    match formula:
        case Leaf():
            return replace(formula, offsets=(*formula.offsets, window))
        case Quotient():
            return Quotient(_offset(formula.numerator, window), _offset(formula.denominator, window))
        case Computation():
            return Computation(
                formula.ast, {name: _offset(item, window) for name, item in formula.inputs.items()}
            )


def not_yet(metric: Metric, feature: str, what: str) -> NotSupported:
    return NotSupported(f"'{metric.name}' cannot be computed yet: {what} are not supported", feature)
