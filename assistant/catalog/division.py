"""What a derived metric divides by what, as its expression says."""

from __future__ import annotations

from sqlglot import exp

from assistant.catalog.metric import Derived
from assistant.catalog.model import Metric


def quotient_of(metric: Metric) -> tuple[str, str] | None:
    """The dividend as SQL and the name of the divisor; None for any other expression, and for inputs that are renamed,
    filtered or of another time.
    """
    kind = metric.kind
    if not isinstance(kind, Derived):
        return None
    if any(item.alias or item.filters or item.offset_window for item in kind.inputs):
        return None
    division = kind.expr.ast
    if not isinstance(division, exp.Div):
        return None
    below = division.expression
    below = below.this if isinstance(below, exp.Nullif) else below
    return (division.this.unnest().sql(), below.name) if isinstance(below, exp.Column) else None


def is_computed_as(metric: Metric, sql: str) -> bool:
    """Whether it is derived by this very expression."""
    return isinstance(metric.kind, Derived) and metric.kind.expr.ast.sql() == sql
