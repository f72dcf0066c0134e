"""`min_max_only`: of every listed value the least and the greatest."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Output

LISTED = "_listed"


def bound_values(draft: Draft) -> Draft:
    query = draft.resolved.query
    if not query.min_max_only or draft.finished is None:
        return draft
    listed = draft.finished
    listed.set("order", None)
    outputs: list[Output] = []
    for output in draft.outputs:
        for edge, aggregate in (("min", exp.Min), ("max", exp.Max)):
            column = replace(output.column, name=f"{output.column.name}__{edge}")
            outputs.append(Output(column, aggregate(this=nodes.column(output.column.name))))
    select = nodes.select(
        [nodes.aliased(output.expr, output.column.name) for output in outputs], nodes.table(LISTED)
    )
    return replace(draft.add_part(LISTED, listed), outputs=tuple(outputs), finished=select)
