"""What must hold between joined rows beside their keys: the same partition, and the version of that time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlglot import exp

from assistant.catalog.joins import Hop, JoinPath
from assistant.catalog.model import Dimension, SemanticModel
from assistant.compiler import nodes, times
from assistant.plan import Binding, ResolvedField

if TYPE_CHECKING:
    from assistant.compiler.rows import Rows


def same_partitions(rows: Rows, hops: tuple[Hop, ...]) -> Iterator[exp.Expr]:
    """Equal partitions of the row joined last and of the nearest row on the way to it that has them."""
    right, theirs = rows.alias_of(hops), rows.catalog.models[hops[-1].right_model]
    for name, dimension in theirs.dimensions.items():
        near = _nearest_partition(rows, name, hops[:-1]) if dimension.is_partition else None
        if near is not None:
            model, alias = near
            left = _partition(rows, model, model.dimensions[name], alias)
            yield exp.EQ(this=left, expression=_partition(rows, theirs, dimension, right))


def _nearest_partition(rows: Rows, name: str, hops: tuple[Hop, ...]) -> tuple[SemanticModel, str] | None:
    for length in range(len(hops), -1, -1):
        model = rows.catalog.models[hops[length - 1].right_model] if length else rows.model
        dimension = model.dimensions.get(name)
        if dimension is not None and dimension.is_partition:
            return model, rows.alias_of(hops[:length])
    return None


def _partition(rows: Rows, model: SemanticModel, dimension: Dimension, alias: str) -> exp.Expr:
    value = rows.expression(dimension.expr.ast, alias)
    if dimension.type != "time":
        return nodes.closed(value)
    binding = Binding(JoinPath(), model, dimension.expr, dimension)
    own = ResolvedField(dimension.name, "time", {}, dimension.granularity or "day")
    return times.bucket(rows.catalog, own, binding, value)


def held_then(rows: Rows, model: SemanticModel, alias: str) -> list[exp.Expr]:
    """The version of the joined row that held when the row happened: from its start, before its end."""
    start, end = _edge(model, "is_start"), _edge(model, "is_end")
    if start is None or end is None:
        return []
    moment = rows.time()[1] if rows.source.time else nodes.timestamp(rows.now)
    since = nodes.closed(rows.expression(start.expr.ast, alias))
    until = nodes.closed(rows.expression(end.expr.ast, alias))
    before = exp.LT(this=nodes.closed(moment.copy()), expression=until)
    open_end = exp.Is(this=until.copy(), expression=exp.Null())
    return [
        exp.GTE(this=nodes.closed(moment), expression=since),
        exp.Paren(this=exp.Or(this=before, expression=open_end)),
    ]


def _edge(model: SemanticModel, edge: str) -> Dimension | None:
    return next((d for d in model.dimensions.values() if d.validity and getattr(d.validity, edge)), None)
