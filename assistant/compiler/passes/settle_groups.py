"""Groups become a table of their own where something is computed across them."""

from __future__ import annotations

from dataclasses import replace

from assistant.compiler.draft import Draft
from assistant.compiler.passes.merge_scans import MERGED
from assistant.compiler.totals import add_share_totals

SETTLED = "_groups"


def settle_groups(draft: Draft) -> Draft:
    query = draft.resolved.query
    across = query.share_of_total or query.running or query.moving or query.totals or query.others
    if not across and query.compare is None:
        return draft
    name = SETTLED if draft.merged else MERGED
    draft = replace(draft.close(name), merged=name)
    return add_share_totals(draft) if query.share_of_total else draft
