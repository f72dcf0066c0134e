"""Filtered scans read the columns that are used, not all that the catalog mentions of the relation."""

from __future__ import annotations

from sqlglot import exp

from assistant.compiler.draft import Draft
from assistant.compiler.rows import FILTERED


def narrow_scans(draft: Draft) -> Draft:
    """The statement is changed in place. Comes last: only then is everything that uses a scan there."""
    if not draft.governed.row_filters or draft.finished is None:
        return draft
    for query in (*(part.this for part in draft.parts), draft.finished):
        for scan in list(query.find_all(exp.Subquery)):
            outer = scan.find_ancestor(exp.Select)
            if scan.meta.get(FILTERED) and outer is not None:
                _narrow(scan, outer)
    return draft


def _narrow(scan: exp.Subquery, outer: exp.Select) -> None:
    alias = scan.alias.lower()
    outside = outer.walk(prune=lambda node: node is scan)
    used = {
        node.name.lower()
        for node in outside
        if isinstance(node, exp.Column) and node.table.lower() in ("", alias)
    }
    inner = scan.this
    kept = [item for item in inner.expressions if item.alias_or_name.lower() in used]
    inner.set("expressions", kept or inner.expressions[:1])
