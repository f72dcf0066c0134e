"""A numerator over a denominator, each aggregated on its own: never an average of ratios."""

from __future__ import annotations

from sqlglot import exp

from assistant.compiler import nodes


def ratio(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    return nodes.quotient(numerator, denominator)
