"""Whether two ways of computing a metric give the same number, whatever the data.

Both sides are written out down to aggregations, each aggregation gets a made-up value, and the results
are compared. Equal at several points means equal; formulas that cannot be evaluated decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

from sqlglot import exp

from assistant.catalog.model import Catalog, Derived, Metric, MetricInput, Ratio
from assistant.catalog.playbooks import Relation, RelationKind

_POINTS = 3
_DEEPEST = 30


class _UnknownError(Exception):
    """The formula holds something that is not evaluated here."""


def holds(catalog: Catalog, metric: str, relation: Relation) -> bool | None:
    """Whether `metric` is always the product (sum, ...) of the parts; None where that cannot be said."""
    try:
        return all(
            math.isclose(
                _value(catalog, metric, (), point, 0),
                combine(relation.kind, [_value(catalog, part, (), point, 0) for part in relation.parts]),
                rel_tol=1e-9,
            )
            for point in range(_POINTS)
        )
    except (_UnknownError, KeyError, ZeroDivisionError, OverflowError):
        return None


def combine(kind: RelationKind, values: Sequence[float]) -> float:
    match kind:
        case "product_of":
            return math.prod(values)
        case "sum_of":
            return math.fsum(values)
        case "difference_of":
            return values[0] - math.fsum(values[1:])
        case "quotient_of":
            return values[0] / values[1]


def _value(catalog: Catalog, name: str, context: tuple[str, ...], point: int, depth: int) -> float:
    """`context`: the filters and offsets under which the metric is taken."""
    if depth > _DEEPEST:
        raise _UnknownError
    metric = catalog.metrics[name]

    def taken(item: MetricInput) -> float:
        inner = (*context, *_context(metric, item))
        return _value(catalog, item.metric, inner, point, depth + 1)

    match metric.kind:
        case Ratio(numerator, denominator):
            return taken(numerator) / taken(denominator)
        case Derived(expr, inputs):
            values = {item.alias or item.metric: taken(item) for item in inputs}
            return _evaluate(expr.ast, values)
    key = "\n".join((name, *sorted(context)))
    return 1 + crc32(f"{point}\n{key}".encode()) / 2**32


def _context(metric: Metric, item: MetricInput) -> tuple[str, ...]:
    filters = tuple(found.text for found in (*metric.filters, *item.filters))
    offsets = tuple(f"offset {found}" for found in (item.offset_window, item.offset_to_grain) if found)
    return (*filters, *offsets)


_BINARY: Mapping[type[exp.Expression], Callable[[float, float], float]] = {
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
    exp.Div: lambda a, b: a / b,
}


def _evaluate(node: exp.Expr, values: Mapping[str, float]) -> float:
    match node:
        case exp.Column():
            return values[node.name.lower()]
        case exp.Literal() if not node.is_string:
            return float(node.name)
        case exp.Neg():
            return -_evaluate(node.this, values)
        # no made-up value is zero or missing, and types do not matter
        case exp.Paren() | exp.Nullif() | exp.Cast() | exp.Coalesce():
            return _evaluate(node.this, values)
        case exp.Least() | exp.Greatest():
            choose = min if isinstance(node, exp.Least) else max
            return choose(_evaluate(item, values) for item in (node.this, *node.expressions))
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            return _BINARY[type(node)](_evaluate(node.this, values), _evaluate(node.expression, values))
    raise _UnknownError
