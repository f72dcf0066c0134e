"""The one limit that a filter is: at most 24 of the field `repair_hours`, where that is all that it says."""

from __future__ import annotations

from typing import Literal

import sqlglot.expressions as exp

from assistant.catalog.filters import FieldReference, FilterExpression

Comparator = Literal["<", "<=", ">", ">="]
_COMPARATORS: dict[type[exp.Expression], Comparator] = {
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}


def limit_of(told: FilterExpression) -> tuple[FieldReference, Comparator, float] | None:
    """The field, how it is limited and by which number; None where the filter is anything else."""
    comparator = _COMPARATORS.get(type(told.ast))
    right = told.ast.args.get("expression")
    if comparator is None or len(told.fields) != 1 or not isinstance(right, exp.Literal) or right.is_string:
        return None
    if not isinstance(told.ast.args.get("this"), exp.Column):
        return None
    return told.fields[0], comparator, float(right.this)
