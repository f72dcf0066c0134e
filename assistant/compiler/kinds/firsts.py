"""Distinct things, each counted in the first bucket of its stretch in which it occurs.

Added up from bucket to bucket they make the number of distinct things so far, which the counts of the
buckets themselves do not: the same thing may occur in several of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Scan, Stage
from assistant.compiler.scan import Excluded, key_names, scanned
from assistant.plan import ResolvedField
from assistant.query import RunningScope
from assistant.resolve.grains import grain_rank


def firsts(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, scope: RunningScope, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    """The slot of `scan` by `fields`, of which some are buckets of time. What a thing's first bucket is
    starts anew with every other key and with every year, quarter or month where that is the `scope`.
    """
    draft, stage = scanned(draft, fields, scan, excluded)
    slot, call = next(iter(stage.values.items()))
    thing = call.this.expressions[0]
    buckets = {field.name for field in fields if field.is_metric_time and field.grain}
    timed = [field for field in fields if field.name in buckets]
    finest = min(timed, key=lambda field: grain_rank(field.grain or "day"))
    projections: list[exp.Expr] = []
    group: list[exp.Expr] = []
    for position, node in enumerate(stage.select.expressions, 1):
        if node.alias_or_name not in buckets:
            projections.append(node)
            group.append(exp.Literal.number(str(position)))
            continue
        own = node.this if isinstance(node, exp.Alias) else node
        projections.append(nodes.aliased(exp.Min(this=own.copy()), node.alias_or_name))
        if scope != "all" and node.alias_or_name == finest.name:
            group.append(exp.TimestampTrunc(this=own.copy(), unit=exp.Var(this=scope.upper())))
    stage.select.set("expressions", [*projections, nodes.aliased(thing.copy(), slot)])
    stage.select.set("group", exp.Group(expressions=[*group, thing.copy()]))
    name = f"_firsts{len(draft.parts) + 1}"
    draft = draft.add_part(name, stage.select)
    keys = key_names(fields, scan)
    named: list[exp.Expr] = [nodes.column(key) for key in keys]
    select = nodes.select([key.copy() for key in named], nodes.table(name), group=named)
    return draft, Stage(select, {slot: exp.Count(this=nodes.column(slot), big_int=True)}, True, keys)
