"""Words that say once more what is read: the 分布 of 按渠道看线索分布, the 按数量 of 按数量从多到少排, the 单张 of
单张保单保费超过5000的保单.
"""

from __future__ import annotations

from assistant.query import filtered_fields
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.words import load_vocabulary


def read_said_again(draft: Draft) -> None:
    """Each of them where what it says is in the query, and nowhere else."""
    words = load_vocabulary().codewords
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns or draft.ground.base is not None:
            continue
        if piece.text in words["spread_over"] and _is_of_groups(draft, at):
            draft.read(at, "connective")
        elif piece.text in words["by_number"] and _orders_by_number(draft):
            draft.read(at, "order")
        elif piece.text in words["one_row"] and _limits_rows(draft, at):
            draft.read(at, "filter")


def _is_of_groups(draft: Draft, at: int) -> bool:
    """Whether it ends the question, right behind a number that is grouped by what was said before it."""
    grouped = draft.group_by and not (draft.share or draft.order_by or draft.picks)
    last = all(piece.mark for piece in draft.pieces[at + 1 :])
    return bool(grouped) and last and at - 1 in draft.focus.values()


def _orders_by_number(draft: Draft) -> bool:
    catalog = draft.ground.catalog
    ordered = [order.field for order in draft.order_by]
    return draft.metrics == ordered and is_count(catalog, ordered[0]) and draft.compare is None


def _limits_rows(draft: Draft, at: int) -> bool:
    """Whether the number of each row that is called right behind it is limited, and the rows are counted."""
    behind = draft.right(at)
    if behind is None or not all(is_count(draft.ground.catalog, name) for name in draft.metrics):
        return False
    fields = set(filtered_fields(draft.where))
    return any(name.dimension in fields for name in draft.pieces[behind].dimensions)
