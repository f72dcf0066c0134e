"""`having`: groups kept by the values of their metrics."""

from __future__ import annotations

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft

WINDOWED = "_windowed"


def filter_groups(draft: Draft) -> Draft:
    """A HAVING where the stage still groups, else a WHERE."""
    having = draft.resolved.having
    if not having:
        return draft
    if draft.windowed:
        draft = draft.close(WINDOWED, outputs=True)
    values = {output.column.name.lower(): output.expr for output in draft.outputs}
    condition = nodes.some(nodes.both(nodes.substituted(item.ast, values) for item in having))
    select = draft.current.select
    if draft.current.grouped:
        select.set("having", exp.Having(this=condition))
    else:
        select.set("where", exp.Where(this=condition))
    return draft
