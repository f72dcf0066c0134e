"""Personal values as labels: equal values get equal labels, and no label tells its value.

A label is the beginning of a digest of the value behind a secret key, so that values cannot be tried
out. The key stands in the SQL that runs; `without_key` takes it out of SQL that is shown.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from assistant.catalog.model import Dimension, SqlExpression

_DIGITS = 12
"""Of the digest: two of a million values share a label with a chance of one in 500."""
_MASKED = "masked: "
HIDDEN_KEY = "…"


def masked(dimension: Dimension, key: str) -> Dimension:
    """The dimension with labels for values; a missing value stays missing."""
    text = exp.Cast(this=dimension.expr.ast.copy(), to=exp.DataType(this=exp.DType.VARCHAR))
    digest = exp.MD5(this=exp.DPipe(this=exp.Literal.string(key), expression=text))
    label = exp.DPipe(
        this=exp.Literal.string("#"),
        expression=exp.Left(this=digest, expression=exp.Literal.number(str(_DIGITS))),
    )
    return replace(
        dimension,
        expr=SqlExpression(f"{_MASKED}{dimension.expr.text}", label),
        type="categorical",
        granularity=None,
        data_type="string",
        unit=None,
        values=(),
        values_from=None,
        index_values=False,
    )


def is_masked(dimension: Dimension) -> bool:
    return dimension.expr.text.startswith(_MASKED)


def without_key(sql: str, key: str | None) -> str:
    """SQL as it may be shown."""
    return sql.replace(key, HIDDEN_KEY) if key else sql
