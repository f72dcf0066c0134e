"""Row filters of roles: the actor's attributes filled in, several made one, and told as a query filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from sqlglot import exp

from assistant.catalog.filters import PLACEHOLDER, FieldReference, FilterExpression
from assistant.query import AllOf, AnyOf, Condition, Filter, JinjaFilter, Not, Operator, Scalar

NOTHING = FilterExpression("no rows", exp.Boolean(this=False))
"""The filter that no row passes."""

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip


def compared_fields(found: FilterExpression) -> Iterator[tuple[FieldReference, FieldReference]]:
    """Each attribute of the actor with each field that it is compared with."""
    for column in found.ast.find_all(exp.Column):
        actor = found.fields[_number(column)]
        if actor.kind != "actor":
            continue
        beside = column.parent if isinstance(column.parent, exp.Expr) else column
        while isinstance(beside, (exp.Paren, exp.Tuple)) and isinstance(beside.parent, exp.Expr):
            beside = beside.parent
        for other in beside.find_all(exp.Column):
            field = found.fields[_number(other)]
            if field.kind != "actor":
                yield actor, field


def with_attributes(found: FilterExpression, attributes: Mapping[str, str | int]) -> FilterExpression:
    """The filter with the actor's attributes as literals; `NOTHING` where one is missing."""
    if not any(field.kind == "actor" for field in found.fields):
        return found
    ast, text = found.ast.copy(), found.text
    kept: list[FieldReference] = []
    for column in list(ast.find_all(exp.Column)):
        field = found.fields[_number(column)]
        if field.kind != "actor":
            column.set("this", exp.to_identifier(f"{PLACEHOLDER}{len(kept)}"))
            kept.append(field)
        elif field.name not in attributes or column is ast:
            return NOTHING
        else:
            literal = _literal(attributes[field.name])
            text = f"{text} · {field.name}={attributes[field.name]!r}"
            column.replace(literal)
    return FilterExpression(text, ast, tuple(kept))


def any_of(items: Sequence[FilterExpression]) -> FilterExpression:
    """The filter that a row passes if it passes one of `items`, of which there is at least one."""
    distinct = list(dict.fromkeys(item for item in items if item != NOTHING))
    if len(distinct) < 2:
        return distinct[0] if distinct else NOTHING
    joined: exp.Expression | None = None
    fields: list[FieldReference] = []
    for item in distinct:
        part = exp.Paren(this=_renumbered(item.ast, len(fields)))
        joined = part if joined is None else exp.Or(this=joined, expression=part)
        fields += item.fields
    assert joined is not None
    return FilterExpression(" or ".join(f"({item.text})" for item in distinct), joined, tuple(fields))


def told(found: FilterExpression) -> Filter:
    """The filter as a query would have it, to be told to people; Jinja text where it is more than that."""
    try:
        return _told(found.ast, found.fields)
    except _Untold:
        return JinjaFilter(found.text)


class _Untold(Exception):
    """A part of the filter has no form as a typed filter."""


def _told(node: exp.Expr, fields: Sequence[FieldReference]) -> Filter:
    def inner(part: exp.Expr) -> Filter:
        return _told(part, fields)

    match node:
        case exp.Paren():
            return inner(node.this)
        case exp.And():
            return AllOf((inner(node.left), inner(node.right)))
        case exp.Or():
            return AnyOf((inner(node.left), inner(node.right)))
        case exp.Not():
            return Not(inner(node.this))
        case exp.In() if not node.args.get("query") and not node.args.get("unnest"):
            return _condition(node.this, "in", node.expressions, fields)
        case exp.Between():
            return _condition(node.this, "between", [node.args["low"], node.args["high"]], fields)
        case exp.Is() if isinstance(node.expression, exp.Null):
            return _condition(node.this, "is null", [], fields)
        case exp.Column():
            return _condition(node, "=", [exp.Boolean(this=True)], fields)
    operator = _OPERATORS.get(type(node))
    if operator is None:
        raise _Untold
    return _condition(node.this, operator, [node.expression], fields)


def _condition(
    column: exp.Expr, operator: str, values: Sequence[exp.Expr], fields: Sequence[FieldReference]
) -> Condition:
    if not isinstance(column, exp.Column):
        raise _Untold
    reference = fields[_number(column)]
    name = "__".join((*reference.entity_path, reference.name))
    if reference.grain or reference.date_part:
        raise _Untold
    return Condition(name, cast(Operator, operator), tuple(_scalar(value) for value in values))


def _scalar(node: exp.Expr) -> Scalar:
    match node:
        case exp.Boolean():
            return bool(node.this)
        case exp.Literal() if node.is_string:
            return str(node.this)
        case exp.Literal():
            return _number_of(str(node.this))
        case exp.Neg() if isinstance(node.this, exp.Literal) and not node.this.is_string:
            return -_number_of(str(node.this.this))
    raise _Untold


def _number_of(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)


def _literal(value: str | int) -> exp.Expr:
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=number) if value < 0 else number


def _renumbered(ast: exp.Expr, offset: int) -> exp.Expr:
    made = ast.copy()
    for column in list(made.find_all(exp.Column)):
        column.set("this", exp.to_identifier(f"{PLACEHOLDER}{_number(column) + offset}"))
    return made


def _number(column: exp.Column) -> int:
    return int(column.name.removeprefix(PLACEHOLDER))
