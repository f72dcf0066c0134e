"""Whether one group is the first of all: 华东是不是签约额最高的区域, "is East China our best region by revenue". All of them are
ranked, since a ranking of one says nothing.
"""

from __future__ import annotations

from assistant.query import Condition
from assistant.understanding.cutting.pieces import DEGREES, FIRST_ONES
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_MARKS = (*FIRST_ONES, "order.fastest", "order.slowest")


def group_asked_first(draft: Draft) -> None:
    """The groups that the one is among, where none are named: 华东的签约额是不是最高的."""
    if draft.ground.base is not None or draft.group_by or draft.grain or not draft.find(*DEGREES):
        return
    if load_vocabulary().matching("asked.whether", draft.ground.text) is None:
        return
    single = [
        item
        for item in draft.where
        if isinstance(item, Condition) and item.op == "=" and len(item.values) == 1
    ]
    if len(single) != 1 or isinstance(single[0].values[0], bool):
        return
    draft.where.remove(single[0])
    draft.group_by.append(single[0].field)
    draft.assume("whether_first", _said(draft, single[0]))


def rank_all_of_asked(draft: Draft) -> None:
    """The condition on the group is left out where the question asks whether it is the first, and told."""
    if (
        draft.ground.base is not None
        or load_vocabulary().matching("asked.whether", draft.ground.text) is None
    ):
        return
    if not draft.find(*_MARKS) and not any(draft.pieces[at].is_(*_MARKS) for at in draft.meanings):
        return
    for item in list(draft.where):
        single = isinstance(item, Condition) and item.op == "=" and len(item.values) == 1
        if single and isinstance(item, Condition) and item.field in draft.group_by and draft.order_by:
            draft.where.remove(item)
            draft.limit = None
            draft.assume("whether_first", _said(draft, item))


def _said(draft: Draft, item: Condition) -> str:
    """The value as the question has it."""
    told = f"{item.field}="
    for at, (means, detail) in draft.meanings.items():
        if means == "value" and detail.startswith(told):
            return draft.ground.typed(draft.pieces[at].start, draft.pieces[at].end)
    return str(item.values[0])
