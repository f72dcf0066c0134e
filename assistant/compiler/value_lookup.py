"""Which of some values rows of a model carry that somebody may see."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.guard import guard_for
from assistant.compiler.rows import Rows
from assistant.plan import Binding, GovernedQuery, Source
from assistant.query import Scalar
from assistant.rows import Column, ColumnType
from assistant.statement import Statement


def values_present(
    governed: GovernedQuery,
    source: Source,
    binding: Binding,
    values: Sequence[Scalar],
    dialect: str = "duckdb",
) -> Statement:
    """Those of `values` of the field that permitted rows of `source` lead to; one column, `value`."""
    rows = Rows(governed, source)
    value = rows.value(binding)
    among = exp.In(this=nodes.closed(value.copy()), expressions=[exp.convert(item) for item in values])
    select = nodes.select([nodes.aliased(value, "value")], rows.base, rows.joins, among)
    select.set("distinct", exp.Distinct())
    catalog = governed.resolved.catalog.complete
    name = binding.dimension.name if binding.dimension else ""
    kind: ColumnType = "string" if all(isinstance(item, str) for item in values) else "number"
    column = Column("value", kind, "dimension", f"{binding.model.name}.{name}")
    return Statement(
        guard_for(catalog).checked_sql(select.sql(dialect), dialect),
        dialect,
        (column,),
        tuple(sorted(rows.tables)),
    )
