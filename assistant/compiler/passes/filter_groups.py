"""`having`: groups kept by the values of their metrics, or by what they are."""

from __future__ import annotations

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft

WINDOWED = "_windowed"


def filter_groups(draft: Draft) -> Draft:
    """A HAVING where the stage still groups and only metrics are looked at, else a WHERE."""
    having = draft.resolved.having
    if not having:
        return draft
    keys = {output.column.name for output in draft.outputs if output.column.role in ("time", "dimension")}
    named = {column.name for item in having for column in item.ast.find_all(exp.Column)}
    if draft.windowed or (draft.current.grouped and named & keys):
        draft = draft.close(WINDOWED, outputs=True)
    values = {output.column.name.lower(): output.expr for output in draft.outputs}
    condition = nodes.some(nodes.both(nodes.substituted(item.ast, values) for item in having))
    select = draft.current.select
    if draft.current.grouped:
        select.set("having", exp.Having(this=condition))
    else:
        select.set("where", exp.Where(this=condition))
    return draft
