"""From SQL text to a syntax tree, before any rule is applied to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assistant.errors import QueryError

MAX_EXPRESSION = 2000
MAX_GOVERNED = 20_000
MAX_DEPTH = 250


class BadExpression(QueryError):
    """Text that is not the SQL it should be; the message is a sentence part that says what and where."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="bad_expression")


def parse_one(text: str, limit: int = MAX_EXPRESSION) -> exp.Expression:
    """The syntax tree of one expression or statement, `$name` as Parameter nodes; otherwise unchecked.

    Raises BadExpression for what is too long, no SQL, or more than one statement.
    """
    if len(text) > limit:
        raise BadExpression(f"longer than {limit} characters")
    ast = _as_parameters(_parsed(text.lstrip("\ufeff")).copy())
    for node in ast.walk():
        node.comments = None
    return cast(exp.Expression, ast)


def parameters(ast: exp.Expr) -> tuple[str, ...]:
    """The names of the `$name` parameters in `ast`."""
    return tuple(dict.fromkeys(node.name.lower() for node in ast.find_all(exp.Parameter)))


@lru_cache(maxsize=2048)
def _parsed(text: str) -> exp.Expr:
    try:
        statements = [item for item in sqlglot.parse(text, read="duckdb") if item is not None]
    except SqlglotError as fault:
        raise BadExpression(_syntax_message(fault)) from None
    except RecursionError:
        raise BadExpression("nested too deeply") from None
    if len(statements) == 1 and _depth(statements[0]) > MAX_DEPTH:
        raise BadExpression(f"nested deeper than {MAX_DEPTH} levels")
    if len(statements) != 1 or isinstance(statements[0], exp.Semicolon):
        raise BadExpression("exactly one expression is wanted")
    return statements[0]


def _depth(ast: exp.Expr) -> int:
    deepest, level = 0, [ast]
    while level:
        deepest += 1
        level = [child for node in level for child in node.iter_expressions()]
    return deepest


def _as_parameters(ast: exp.Expr) -> exp.Expr:
    def rename(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder) and node.name:
            return exp.Parameter(this=exp.var(node.name.lower()))
        return node

    return ast.transform(rename, copy=False) if ast.find(exp.Placeholder) else ast


def _syntax_message(fault: SqlglotError) -> str:
    details = getattr(fault, "errors", None)
    if not details:
        return f"not valid SQL: {str(fault).splitlines()[0]}"
    first = details[0]
    near = f" near '{first['highlight']}'" if first.get("highlight") else ""
    description = re.sub(
        r"<class '.*\.(\w+)'>", r"\1", str(first.get("description") or "syntax error")
    ).rstrip(".")
    return f"not valid SQL: {description} at line {first.get('line')}, column {first.get('col')}{near}"


def conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The conditions that are AND-ed in `node`."""
    node = node.unnest()
    if isinstance(node, exp.And):
        yield from conjuncts(node.this)
        yield from conjuncts(node.expression)
    else:
        yield node
