"""Parameters in a syntax tree: values enter as literals of their type, never as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlglot import exp

from assistant.catalog.parameters import Parameter, ParameterType, ParameterValue


def literal(kind: ParameterType, value: ParameterValue) -> exp.Expr:
    """`value` as SQL. Numbers are doubles, so that dividing by one is the same in every engine."""
    if kind == "boolean":
        return exp.Boolean(this=bool(value))
    if kind == "string":
        return exp.Literal.string(str(value))
    if kind == "date":
        return exp.Cast(this=exp.Literal.string(str(value)), to=exp.DataType(this=exp.DType.DATE))
    number = exp.Literal.number(repr(abs(cast(float, value))))
    signed: exp.Expr = exp.Paren(this=exp.Neg(this=number)) if cast(float, value) < 0 else number
    if kind == "integer":
        return signed
    return exp.Cast(this=signed, to=exp.DataType(this=exp.DType.DOUBLE))


def default_literals(parameters: Mapping[str, Parameter]) -> dict[str, exp.Expr]:
    return {name: literal(item.type, item.default) for name, item in parameters.items()}


def fill(ast: exp.Expression, values: Mapping[str, exp.Expr]) -> exp.Expression:
    """`ast` with each `$name` in `values` replaced, in place; other names stay."""
    for found in list(ast.find_all(exp.Parameter)):
        value = values.get(found.name.lower())
        if value is not None:
            found.replace(value.copy())
    return ast
