"""A question with its follow-up in one: 全职老师有多少人，兼职呢, "revenue of East China in Q3, and what about the south?". Both are
read as turns of a conversation, and shown side by side where they differ in one thing.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Condition, Filter, MetricQuery
from assistant.understanding.cutting.normalize import Normalized
from assistant.understanding.words import load_vocabulary

_EQUAL = ("=", "in")
_MARKS = " ,.;?，。；？"


def parts_of(text: Normalized) -> tuple[int, str] | None:
    """Where the follow-up begins in the text, and the follow-up as it would be typed; None where there is none."""
    found = load_vocabulary().matching("turn.asked_on", text.text)
    if found is None:
        return None
    return found.end("first"), text.text[found.end("first") :].lstrip(_MARKS)


def side_by_side(first: MetricQuery, then: MetricQuery) -> MetricQuery | None:
    """What both ask for, where they differ in one condition, in their period or in what is measured; else None."""
    if first == then:
        return None
    if then.but(time=first.time) == first and not isinstance(first.time, tuple) and first.time and then.time:
        return None if first.compare else first.but(time=(first.time, then.time))
    if then.but(metrics=first.metrics, order_by=first.order_by) == first:
        return first.but(metrics=tuple(dict.fromkeys((*first.metrics, *then.metrics))))
    if then.but(where=first.where) == first:
        return _of_both(first, then)
    shown = first.group_by, first.order_by, first.limit, first.compare
    if then.but(group_by=shown[0], order_by=shown[1], limit=shown[2], compare=shown[3]) == first:
        return then  # 按区域呢, 同比呢 only say more of how it is to be shown
    return None


def _of_both(first: MetricQuery, then: MetricQuery) -> MetricQuery | None:
    """The values of both on one dimension, each by itself."""
    own, other = _only_in(first.where, then.where), _only_in(then.where, first.where)
    if own is None or other is None or own.field != other.field:
        return None
    both = Condition(own.field, "in", (*own.values, *other.values))
    where = tuple(both if item == own else item for item in first.where)
    groups = first.group_by if own.field in first.group_by else (*first.group_by, own.field)
    return first.but(where=where, group_by=groups)


def _only_in(these: Sequence[Filter], those: Sequence[Filter]) -> Condition | None:
    """The one condition that only these have, if it says what something is."""
    found = [item for item in these if item not in those]
    if len(found) != 1 or not isinstance(found[0], Condition) or found[0].op not in _EQUAL:
        return None
    return found[0]
