"""Formulas and filters of the plan as expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from sqlglot import exp

from assistant.catalog.filters import PLACEHOLDER
from assistant.compiler import nodes
from assistant.compiler.kinds.derived import derived
from assistant.compiler.kinds.ratio import ratio
from assistant.plan import Computation, Formula, Leaf, Quotient, ResolvedField, ResolvedFilter


def expression(formula: Formula, value: Callable[[Leaf], exp.Expr]) -> exp.Expr:
    """`formula` with `value(leaf)` for each of its aggregations."""
    match formula:
        case Leaf():
            return value(formula)
        case Quotient():
            return ratio(expression(formula.numerator, value), expression(formula.denominator, value))
        case Computation():
            inputs = {name: expression(item, value) for name, item in formula.inputs.items()}
            return derived(formula.ast, inputs)
        case _:
            assert_never(formula)


def condition_of(item: ResolvedFilter, value: Callable[[ResolvedField], exp.Expr]) -> exp.Expr:
    """The filter with `value(field)` for each of its fields."""
    values = {f"{PLACEHOLDER}{number}": value(field) for number, field in enumerate(item.fields)}
    return nodes.substituted(item.ast, values)
