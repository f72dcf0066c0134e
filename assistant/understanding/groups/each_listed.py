"""An "each" without a noun, behind values that are listed: "for email and paid search, the two campaigns in each
that …", 华东、华南每个里面最高的两家客户. The first ones are those within each of the values; with nothing that
is ranked, the numbers are shown for each: "how many leads in each".
"""

from __future__ import annotations

from assistant.query import Condition
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES

_EACH = ("per.each", "order.within")
_LEAST = 2


def take_each_listed(draft: Draft) -> None:
    """Raises ImpossibleError where values of several fields are listed, each of which it could be."""
    if len(draft.group_by) > 1 or draft.grain or draft.limit_per is not None or draft.ground.base is not None:
        return
    ranked = draft.limit is not None or bool(draft.find(*EXTREMES))
    if bool(draft.group_by) is not ranked:
        return
    left = [at for at in draft.find(*_EACH) if _has_no_noun(draft, at)]
    listed = _listed(draft)
    if not left or not listed:
        return
    if len(listed) > 1:
        raise ImpossibleError("unread_condition", draft.pieces[left[0]].text)
    picked = next(iter(draft.group_by), None)
    if picked in listed:
        return
    draft.group_by.insert(0, listed[0])
    draft.focus.setdefault(listed[0], left[0])
    if picked is not None and (draft.limit is not None or _is_one(draft, picked)):
        draft.limit, draft.limit_per = draft.limit or 1, listed[0]
    for at in left:
        draft.read(at, "connective")


def _listed(draft: Draft) -> list[str]:
    """Fields of which the question names several values that are wanted."""
    return list(
        dict.fromkeys(
            item.field
            for item in draft.where
            if isinstance(item, Condition) and item.op == "in" and len(item.values) >= _LEAST
        )
    )


def _has_no_noun(draft: Draft, at: int) -> bool:
    """Whether it is the end of a clause, or stands before words that say more of the first ones, or before 里面."""
    if at + 1 == len(draft.pieces):
        return True
    behind = draft.pieces[at + 1]
    if behind.is_("join.of"):
        return at + 2 < len(draft.pieces) and draft.pieces[at + 2].time is not None  # "in each in Q3"
    if behind.says_grain or behind.number is not None:
        return False
    apart = draft.between(at, at + 1).strip()
    return bool(apart) or not (behind.concerns or behind.unread)


def _is_one(draft: Draft, group: str) -> bool:
    """Whether the word for what is picked is that for one of it: "the campaign in each with the most leads"."""
    at = draft.focus.get(group)
    text = draft.pieces[at].text if at is not None else ""
    return not (text.isascii() and text.endswith("s"))
