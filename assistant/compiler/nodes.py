"""Small syntax trees, built directly: the builders of sqlglot parse text, which is ten times slower."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlglot import exp

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NEEDS_QUOTES = frozenset(
    {
        "between", "bigint", "binary", "bit", "boolean", "char", "character", "coalesce", "columns", "dec",
        "decimal", "exists", "extract", "float", "glob", "grouping", "int", "integer", "interval", "left",
        "like", "map", "none", "nullif", "numeric", "out", "outer", "position", "precision", "real",
        "right", "row", "setof", "smallint", "struct", "substring", "time", "timestamp", "treat", "trim",
        "try_cast", "tuple", "values", "varchar", "date", "current_date", "current_time",
        "current_timestamp", "end", "full", "group", "inner", "is", "join", "natural", "order", "over",
        "partition", "qualify", "semi", "window",
    }
)  # fmt: skip
"""Words that some dialect reads as more than a name; the generator quotes the reserved ones itself."""

DOUBLE, DATE, TIMESTAMP = (exp.DType.DOUBLE, exp.DType.DATE, exp.DType.TIMESTAMP)


def identifier(name: str) -> exp.Identifier:
    quoted = not _PLAIN.match(name) or name.lower() in _NEEDS_QUOTES
    return exp.Identifier(this=name, quoted=quoted)


def column(name: str, table: str | None = None) -> exp.Column:
    if table is None:
        return exp.Column(this=identifier(name))
    return exp.Column(this=identifier(name), table=identifier(table))


def aliased(node: exp.Expr, name: str) -> exp.Expr:
    """`node AS name`; a plain column of that name stays as it is."""
    if isinstance(node, exp.Column) and node.name == name and not node.table:
        return node
    return exp.Alias(this=node, alias=identifier(name))


def number(value: float) -> exp.Expr:
    literal = exp.Literal.number(repr(abs(value)))
    return exp.Neg(this=literal) if value < 0 else literal


def cast(node: exp.Expr, to: exp.DType) -> exp.Expr:
    return exp.Cast(this=node, to=exp.DataType(this=to))


def timestamp(moment: datetime) -> exp.Expr:
    return cast(exp.Literal.string(moment.isoformat(sep=" ")), TIMESTAMP)


def interval(count: int, unit: str) -> exp.Expr:
    return exp.Interval(this=exp.Literal.string(str(count)), unit=exp.Var(this=unit))


def both(conditions: Iterable[exp.Expr]) -> exp.Expr | None:
    """All conditions at once; None for none."""
    return _connected(conditions, exp.And, exp.Or)


def either(conditions: Iterable[exp.Expr]) -> exp.Expr | None:
    """Any of the conditions; None for none."""
    return _connected(conditions, exp.Or, exp.And)


def some(condition: exp.Expr | None) -> exp.Expr:
    """What `both` or `either` make of conditions of which there is at least one."""
    if condition is None:
        raise RuntimeError("no condition where there must be one")
    return condition


def _connected(
    conditions: Iterable[exp.Expr], connector: type[exp.Connector], other: type[exp.Connector]
) -> exp.Expr | None:
    joined: exp.Expr | None = None
    for condition in conditions:
        part = exp.Paren(this=condition) if isinstance(condition, other) else condition
        joined = part if joined is None else connector(this=joined, expression=part)
    return joined


_CLOSED = (
    exp.Column,
    exp.Func,
    exp.Literal,
    exp.Paren,
    exp.Cast,
    exp.Case,
    exp.Null,
    exp.Boolean,
    exp.Subquery,
)


def closed(node: exp.Expr) -> exp.Expr:
    """`node` in parentheses where an operator beside it could take a part of it."""
    safe = isinstance(node, _CLOSED) and not isinstance(node, (exp.And, exp.Or, exp.Xor))
    return node if safe else exp.Paren(this=node)


def zero() -> exp.Expr:
    return exp.Literal.number("0")


def one() -> exp.Expr:
    return exp.Literal.number("1")


def quotient(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    """A fraction in floating point; NULL where the denominator is zero."""
    nonzero = exp.Nullif(this=cast(denominator, DOUBLE), expression=zero())
    return exp.Div(this=cast(numerator, DOUBLE), expression=nonzero)


def select(
    projections: Sequence[exp.Expr],
    source: exp.Expr,
    joins: Sequence[exp.Join] = (),
    where: exp.Expr | None = None,
    group: Sequence[exp.Expr] = (),
) -> exp.Select:
    made = exp.Select(expressions=list(projections), from_=exp.From(this=source))
    if joins:
        made.set("joins", list(joins))
    if where is not None:
        made.set("where", exp.Where(this=where))
    if group:
        made.set("group", exp.Group(expressions=list(group)))
    return made


def table(name: str) -> exp.Table:
    """A common table expression by name."""
    return exp.Table(this=identifier(name))


def union_all(parts: Sequence[exp.Select]) -> exp.Query:
    joined: exp.Query = parts[0]
    for part in parts[1:]:
        joined = exp.Union(this=joined, expression=part, distinct=False)
    return joined


def subquery(query: exp.Query, alias: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=identifier(alias)))


def same(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Equal, and NULL is equal to NULL: missing values form one group."""
    return exp.NullSafeEQ(this=left, expression=right)


def present(node: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Is(this=node, expression=exp.Null()))


def only_value(name: str, source: str) -> exp.Expr:
    """The column `name` of a common table expression of one row."""
    return exp.Subquery(this=select([column(name)], table(source)))


def positions(first: int, last: int) -> list[exp.Expr]:
    """The projections from `first` to `last`, counted from 1, for a GROUP BY."""
    return [exp.Literal.number(str(position)) for position in range(first, last + 1)]


def left_join(source: exp.Expr, on: exp.Expr) -> exp.Join:
    return exp.Join(this=source, side="LEFT", on=on)


def substituted(ast: exp.Expr, values: Mapping[str, exp.Expr]) -> exp.Expr:
    """A copy of `ast` with the columns named in `values` (lower case) replaced."""
    if isinstance(ast, exp.Column):
        return values[ast.name.lower()].copy() if ast.name.lower() in values else ast.copy()
    made = ast.copy()
    for found in list(made.find_all(exp.Column)):
        value = values.get(found.name.lower())
        if value is not None:
            found.replace(closed(value.copy()))
    return made
