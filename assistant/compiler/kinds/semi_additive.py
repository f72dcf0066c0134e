"""Amounts that must not be added up over time, such as balances: only the last (or first) rows count.

Of each bucket of time, and of each of the metric's own groupings, the rows at the latest (or
earliest) value of a time dimension are kept. What that value is follows from the rows that pass the
filters, whichever other keys the query groups by.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from assistant.catalog.joins import JoinPath
from assistant.catalog.model import NonAdditive
from assistant.compiler import nodes, times
from assistant.compiler.rows import Rows
from assistant.plan import Binding, ResolvedField

EDGE = "_edge"


def keep_edge_rows(
    rows: Rows,
    edge_rows: Rows,
    kind: NonAdditive,
    buckets: Sequence[ResolvedField],
    conditions: Sequence[exp.Expr],
) -> exp.Join:
    """The join that leaves of `rows` those at the edge; `edge_rows` and `conditions` find the edges."""
    parts = [edge_rows.expression(edge_rows.model.entities[name].expr.ast) for name in kind.groupings]
    group = [*parts, *(edge_rows.field(field) for field in buckets)]
    latest = exp.Max if kind.choice == "max" else exp.Min
    projections = [nodes.aliased(latest(this=_moment(edge_rows, kind)), EDGE)]
    projections += [nodes.aliased(part.copy(), f"_g{number}") for number, part in enumerate(parts)]
    select = nodes.select(projections, edge_rows.base, edge_rows.joins, nodes.both(conditions), group)
    on: list[exp.Expr] = [exp.EQ(this=nodes.closed(_moment(rows, kind)), expression=nodes.column(EDGE, EDGE))]
    on += [
        nodes.same(
            nodes.closed(rows.expression(rows.model.entities[name].expr.ast)),
            nodes.column(f"_g{number}", EDGE),
        )
        for number, name in enumerate(kind.groupings)
    ]
    joined = nodes.some(nodes.both(on))
    return exp.Join(this=nodes.subquery(select, EDGE), on=joined)


def holds_one_moment(fields: Sequence[ResolvedField], rows: Rows, kind: NonAdditive) -> bool:
    """Whether each group is of one moment already, so that there is no edge to find."""
    grain = rows.model.dimensions[kind.dimension].granularity or "day"
    return any(field.grain == grain and is_bucket(field, rows, kind) for field in fields)


def is_bucket(field: ResolvedField, rows: Rows, kind: NonAdditive) -> bool:
    """Whether a key divides the time that the edges are sought in."""
    binding = field.bindings.get(rows.source)
    own = binding is not None and not binding.path and binding.dimension is not None
    timed = field.grain is not None or field.date_part is not None
    return own and timed and binding is not None and _name(binding) == kind.dimension


def _name(binding: Binding) -> str:
    return binding.dimension.name if binding.dimension else ""


def _moment(rows: Rows, kind: NonAdditive) -> exp.Expr:
    """The time dimension at its own grain: rows of one day are of one moment where it is a day's."""
    dimension = rows.model.dimensions[kind.dimension]
    binding = Binding(JoinPath(), rows.model, dimension.expr, dimension)
    field = ResolvedField(kind.dimension, "time", {rows.source: binding}, dimension.granularity or "day")
    return times.bucket(rows.catalog, field, binding, rows.value(binding))
