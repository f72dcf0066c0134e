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
    if draft.group_by or draft.grain or not draft.find(*DEGREES) or not _asks_whether(draft):
        return
    single = _picked(draft)
    if len(single) == 1 and not isinstance(single[0].values[0], bool):
        _leave_out(draft, single[0])
        draft.group_by.append(single[0].field)


def rank_all_of_asked(draft: Draft) -> None:
    """The condition on the group is left out where the question asks whether it is the first, and told."""
    if not draft.order_by or not _asks_whether(draft):
        return
    if not draft.find(*_MARKS) and not any(draft.pieces[at].is_(*_MARKS) for at in draft.meanings):
        return
    for item in _picked(draft):
        if item.field in draft.group_by:
            _leave_out(draft, item)
            draft.limit = None


def _asks_whether(draft: Draft) -> bool:
    return draft.ground.base is None and (
        load_vocabulary().matching("asked.whether", draft.ground.text) is not None
    )


def _picked(draft: Draft) -> list[Condition]:
    """The conditions that leave one value of their field."""
    return [item for item in draft.where if isinstance(item, Condition) and item.picks_one]


def _leave_out(draft: Draft, item: Condition) -> None:
    draft.where.remove(item)
    draft.assume("whether_first", _said(draft, item))


def _said(draft: Draft, item: Condition) -> str:
    """The value as the question has it."""
    told = f"{item.field}="
    for at, (means, detail) in draft.meanings.items():
        if means == "value" and detail.startswith(told):
            return draft.ground.typed(draft.pieces[at].start, draft.pieces[at].end)
    return str(item.values[0])
