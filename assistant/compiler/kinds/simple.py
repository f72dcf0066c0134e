"""One aggregation over the rows of one model."""

from __future__ import annotations

from typing import assert_never

from sqlglot import exp

from assistant.catalog.model import EMPTY_IS_ZERO, AggregationFunction, Simple
from assistant.compiler import nodes
from assistant.plan import Leaf

ROLL_UPS: dict[AggregationFunction, type[exp.AggFunc]] = {
    "sum": exp.Sum, "count": exp.Sum, "sum_boolean": exp.Sum, "min": exp.Min, "max": exp.Max,
}  # fmt: skip
"""How values of parts make the value of the whole; the others are computed from the rows again."""


def can_roll_up(leaf: Leaf) -> bool:
    """Whether the value of a whole follows from those of its parts; those of a running amount overlap."""
    return leaf.kind.function in ROLL_UPS and leaf.kind.non_additive is None and not leaf.on_spine


def aggregate(kind: Simple, value: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    """`kind` of `value` over the rows that pass `condition`."""
    call = _call(kind, value)
    return exp.Filter(this=call, expression=exp.Where(this=condition)) if condition is not None else call


def _call(kind: Simple, value: exp.Expr) -> exp.Expr:
    match kind.function:
        case "sum":
            return exp.Sum(this=value)
        case "min":
            return exp.Min(this=value)
        case "max":
            return exp.Max(this=value)
        case "average":
            return exp.Avg(this=value)
        case "median":
            return exp.Median(this=value)
        case "count":
            every_row = isinstance(value, (exp.Literal, exp.Star))
            return exp.Count(this=exp.Star() if every_row else value, big_int=True)
        case "count_distinct":
            return exp.Count(this=exp.Distinct(expressions=[value]), big_int=True)
        case "sum_boolean":
            one = exp.If(this=value, true=nodes.one())
            return exp.Count(this=exp.Case(ifs=[one]), big_int=True)
        case "percentile":
            return _percentile(kind, value)
        case _:
            assert_never(kind.function)


def _percentile(kind: Simple, value: exp.Expr) -> exp.Expr:
    share = nodes.number(0.5 if kind.percentile is None else kind.percentile)
    if kind.approximate:
        return exp.ApproxQuantile(this=value, quantile=share)
    return (exp.PercentileDisc if kind.discrete else exp.PercentileCont)(this=value, expression=share)


def countable(value: exp.Expr) -> exp.Expr:
    """The value as a column that can be aggregated later: of `*` a number in every row."""
    return nodes.one() if isinstance(value, exp.Star) else value


def filled(leaf: Leaf, value: exp.Expr) -> exp.Expr:
    """The value where a group may be without rows of this metric."""
    kind = leaf.kind
    if kind.fill_nulls_with is not None:
        return exp.Coalesce(this=value, expressions=[nodes.number(kind.fill_nulls_with)])
    if kind.function in EMPTY_IS_ZERO and leaf.conversions is None:
        return exp.Coalesce(this=value, expressions=[nodes.zero()])
    return value
