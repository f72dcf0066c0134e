"""SQL expressions of a catalog, parsed and checked once."""

from __future__ import annotations

import re
from typing import cast

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from assistant.catalog.allowed_functions import scalar_violation
from assistant.catalog.model import SqlExpression
from assistant.catalog.parameters import AS_OF
from assistant.catalog.sql_text import BadExpression, parameters, parse_one

_PLAIN_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
_RESERVED = frozenset(word.lower() for word in DuckDB.Generator.RESERVED_KEYWORDS) | {
    "true", "false", "null", "case", "cast", "current_date", "current_timestamp", "interval",
    "not", "and", "or",
}  # fmt: skip


def column_expression(name: str) -> SqlExpression:
    """A column by its name, quoted where the name needs it."""
    quoted = not _PLAIN_COLUMN.match(name) or name.lower() in _RESERVED
    return SqlExpression(name, exp.Column(this=exp.to_identifier(name, quoted=quoted)))


def literal_expression(value: bool | int | float) -> SqlExpression:
    return SqlExpression(str(value).lower(), cast(exp.Expression, exp.convert(value)))


def parse_expression(text: str) -> SqlExpression:
    """One scalar expression; `$as_of` becomes a Parameter node.

    Raises BadExpression for what is not SQL, not scalar, too long, or uses what is not allowed.
    """
    if _PLAIN_COLUMN.match(text) and text.lower() not in _RESERVED:
        return column_expression(text)
    ast = parse_one(text)
    violation = scalar_violation(ast)
    if violation:
        raise BadExpression(violation)
    unknown = [name for name in parameters(ast) if name != AS_OF]
    if unknown:
        raise BadExpression(f"unknown parameter ${unknown[0]}; only ${AS_OF} is known")
    return SqlExpression(text, ast)
