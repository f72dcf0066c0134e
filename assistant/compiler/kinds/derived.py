"""An expression over the values of other metrics."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from assistant.compiler import nodes


def derived(ast: exp.Expr, inputs: Mapping[str, exp.Expr]) -> exp.Expr:
    """`ast` with the inputs (keys in lower case) in place of its columns.

    Divisions are made in floating point and give NULL for a zero denominator, whatever the engine.
    """
    return _safe_divisions(nodes.substituted(ast, inputs))


def _safe_divisions(ast: exp.Expr) -> exp.Expr:
    for division in list(ast.find_all(exp.Div)):
        below = division.expression
        if not isinstance(division.this, exp.Cast):
            division.set("this", nodes.cast(division.this, nodes.DOUBLE))
        if not isinstance(below, exp.Nullif) and not _is_nonzero(below):
            division.set("expression", exp.Nullif(this=below, expression=nodes.zero()))
    return ast


def _is_nonzero(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and float(node.this) != 0
