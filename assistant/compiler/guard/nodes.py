"""What a statement may consist of: node types, their arguments, functions and their size."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from assistant.catalog.allowed_functions import (
    QUERY_NODES,
    SCALAR_NODES,
    function_name,
    is_allowed_function,
    words,
)
from assistant.compiler.guard.growth import GROWING, MOST_GROWTH, factor, most_growth
from assistant.compiler.guard.series import check_series, check_unnest
from assistant.errors import GuardRefusal

MOST_NODES = 20_000
DEEPEST = 120
MOST_JOINS = 160
MOST_JOINS_AT_ONCE = 10
MOST_SELECTS = 250
MOST_LITERAL = 4_096
MOST_GROUPINGS = 16

_FORBIDDEN = (exp.Parameter, exp.Placeholder, exp.Bracket)
_NODES: frozenset[type[exp.Expr]] = frozenset(
    node
    for node in (*SCALAR_NODES, *QUERY_NODES, exp.Offset, exp.GroupingSets, exp.Rollup)
    if node not in _FORBIDDEN
)
_FUNCTIONS = (exp.CurrentDate, exp.Grouping, exp.WeekStart)
"""Allowed in a query, and not in the expressions of a catalog."""
_ARGUMENTS: Mapping[type[exp.Expr], frozenset[str]] = {
    exp.Select: frozenset(
        (
            *("with_", "expressions", "distinct", "from_", "joins", "where", "group", "having"),
            *("qualify", "order", "limit", "offset"),
        )
    ),
    exp.Union: frozenset(["with_", "this", "expression", "distinct", "order", "limit", "offset"]),
    exp.Subquery: frozenset(["this", "alias"]),
    exp.Table: frozenset(["this", "db", "catalog", "alias"]),
    exp.TableAlias: frozenset(["this"]),
    exp.From: frozenset(["this"]),
    exp.Join: frozenset(["this", "on", "using", "side", "kind"]),
    exp.With: frozenset(["expressions"]),
    exp.CTE: frozenset(["this", "alias", "materialized"]),
    exp.Group: frozenset(["expressions"]),
    exp.Order: frozenset(["this", "expressions"]),
    exp.Ordered: frozenset(["this", "desc", "nulls_first"]),
    exp.Limit: frozenset(["expression"]),
    exp.Offset: frozenset(["expression"]),
    exp.Distinct: frozenset(["expressions"]),
    exp.Window: frozenset(["this", "partition_by", "order", "spec", "over"]),
    exp.WindowSpec: frozenset(["kind", "start", "start_side", "end", "end_side"]),
    exp.Column: frozenset(["this", "table", "db", "catalog"]),
    exp.Identifier: frozenset(["this", "quoted"]),
    exp.In: frozenset(["this", "expressions", "query"]),
    exp.Alias: frozenset(["this", "alias"]),
    exp.Star: frozenset(),
    exp.Max: frozenset(["this"]),
    exp.Min: frozenset(["this"]),
    exp.ArgMax: frozenset(["this", "expression"]),
    exp.ArgMin: frozenset(["this", "expression"]),
    exp.LastDay: frozenset(["this"]),
    exp.CurrentDate: frozenset(),
}
"""What the shape-giving nodes may carry; anything else set on them is refused."""

_TYPES = frozenset(
    {
        exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ, exp.DType.TIMESTAMPTZ, exp.DType.TIME,
        exp.DType.INTERVAL, exp.DType.BOOLEAN, exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT,
        exp.DType.BIGINT, exp.DType.INT128, exp.DType.UTINYINT, exp.DType.USMALLINT, exp.DType.UINT,
        exp.DType.UBIGINT, exp.DType.FLOAT, exp.DType.DOUBLE, exp.DType.DECIMAL, exp.DType.VARCHAR,
        exp.DType.TEXT, exp.DType.CHAR, exp.DType.DATETIME, exp.DType.DATETIME2, exp.DType.TIMESTAMPLTZ,
    }
)  # fmt: skip
_SIDES = ("", "LEFT", "RIGHT", "FULL")
_KINDS = ("", "INNER", "OUTER", "CROSS")
_KEYWORDS = words(
    """
    microsecond millisecond second minute hour day week month quarter year decade century millennium epoch
    dow dayofweek isodow doy dayofyear isoyear weekday yearweek weekofyear dayofmonth monday sunday
    """
)
"""Units of time: what else may stand unquoted in the text that is made of the tree."""


def check_nodes(tree: exp.Expr) -> None:
    """Raises GuardRefusal naming what is not allowed."""
    if not isinstance(tree, (exp.Select, exp.Union)):
        raise GuardRefusal("only a SELECT is allowed", "not_a_select")
    count = depth = joins = selects = 0
    growth = 1
    level: list[exp.Expr] = [tree]
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_NODES or depth > DEEPEST:
            raise GuardRefusal("the SQL is too large", "too_large")
        for node in level:
            kind = type(node)
            _check_node(node, kind)
            joins += kind is exp.Join
            selects += kind is exp.Select
            if kind in GROWING:
                growth = min(growth * factor(node), MOST_GROWTH + 1)
        level = [child for node in level for child in _children(node)]
    too_large = joins > MOST_JOINS or selects > MOST_SELECTS
    if too_large or (growth > MOST_GROWTH and most_growth(tree) > MOST_GROWTH):
        raise GuardRefusal("the SQL is too large", "too_large")


def _check_node(node: exp.Expr, kind: type[exp.Expr]) -> None:
    node.comments = None
    if kind not in _NODES:
        _check_function(node)
    arguments = _ARGUMENTS.get(kind)
    if arguments is not None:
        _check_arguments(node, arguments)
    check = _CHECKS.get(kind)
    if check is not None:
        check(node)


def _children(node: exp.Expr) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for value in node.args.values():
        if isinstance(value, exp.Expr):
            found.append(value)
        elif type(value) is list:
            found += [item for item in value if isinstance(item, exp.Expr)]
    return found


def _check_function(node: exp.Expr) -> None:
    if isinstance(node, exp.Explode):
        check_unnest(node)
    elif isinstance(node, exp.GenerateSeries):
        check_series(node)
    elif isinstance(node, exp.Func):
        if type(node) not in _FUNCTIONS and not is_allowed_function(node, aggregates=True, windows=True):
            raise GuardRefusal(f"the function {function_name(node)}() is not allowed", "function")
        if node.arg_key == "this" and isinstance(node.parent, (exp.From, exp.Join, exp.Table)):
            raise GuardRefusal("table functions are not allowed", "table_function")
    else:
        raise GuardRefusal(f"{node.key} is not allowed", "syntax_not_allowed")


def _check_arguments(node: exp.Expr, allowed: frozenset[str]) -> None:
    for name, value in node.args.items():
        if name not in allowed and value not in (None, False, []):
            raise GuardRefusal(f"{node.key} with {name.rstrip('_')} is not allowed", "syntax_not_allowed")


def _check_join(node: exp.Expr) -> None:
    side, kind = node.text("side").upper(), node.text("kind").upper()
    if side not in _SIDES or kind not in _KINDS:
        raise GuardRefusal(f"{(kind or side).lower()} join is not allowed", "join")


def _check_select(node: exp.Expr) -> None:
    joins = node.args.get("joins") or []
    if len(joins) > MOST_JOINS_AT_ONCE:
        raise GuardRefusal(f"more than {MOST_JOINS_AT_ONCE} joins are not allowed", "too_large")
    if joins and node.args.get("from_") is None:
        raise GuardRefusal("a join needs a FROM", "join")
    if not node.expressions:
        raise GuardRefusal("a SELECT names its columns", "syntax_not_allowed")


def _check_type(node: exp.Expr) -> None:
    if node.this not in _TYPES or (node.args.get("nested") and node.expressions):
        raise GuardRefusal("a cast to this type is not allowed", "type")


def _check_star(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Count):
        raise GuardRefusal("* is not allowed: list the columns", "star")


def _check_word(node: exp.Expr) -> None:
    name = node.name.lower()
    if name not in _KEYWORDS and name.removesuffix("s") not in _KEYWORDS:
        raise GuardRefusal(f"{node.name[:40]!r} is no unit of time", "syntax_not_allowed")


def _check_literal(node: exp.Expr) -> None:
    if len(node.name) > MOST_LITERAL:
        raise GuardRefusal(f"a constant is longer than {MOST_LITERAL} characters", "too_large")


def _check_groupings(node: exp.Expr) -> None:
    if len(node.expressions) > MOST_GROUPINGS:
        raise GuardRefusal(f"more than {MOST_GROUPINGS} groupings are not allowed", "too_large")


_CHECKS: Mapping[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Join: _check_join,
    exp.Select: _check_select,
    exp.DataType: _check_type,
    exp.Star: _check_star,
    exp.Var: _check_word,
    exp.Literal: _check_literal,
    exp.GroupingSets: _check_groupings,
    exp.Rollup: _check_groupings,
}
