"""The first ones within each of something: 每个等级里最高的两家 of the partners that have the level, "the region
with the highest revenue each month" within the months.
"""

from __future__ import annotations

from assistant.catalog.model import Dimension
from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import is_picked
from assistant.understanding.linking import distance
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.words import load_vocabulary

_EACH = "per.each"


def take_within(draft: Draft) -> None:
    """Rank within each group where it is said so. Raises ImpossibleError where what is ranked is not."""
    if draft.limit_per is not None or draft.ground.base is not None:
        return
    _take_best_of_buckets(draft)
    _take_what_has_it(draft)


def _take_best_of_buckets(draft: Draft) -> None:
    """每月线索最多的渠道: the first one of each month."""
    times = [name for name in draft.group_by if name.startswith(METRIC_TIME)]
    others = [name for name in draft.group_by if name not in times]
    if draft.limit is not None or not draft.rank or len(times) != 1 or len(others) != 1:
        return
    bucket, picked = draft.focus.get(METRIC_TIME), draft.focus.get(others[0])
    if bucket is None or picked is None or not _is_each(draft, bucket) or not is_picked(draft, picked):
        return
    draft.limit, draft.limit_per = 1, times[0]


def _is_each(draft: Draft, at: int) -> bool:
    """Whether a word for "each" stands before the grain, or opens it: "each month", 每月."""
    if at and draft.has(at - 1, _EACH):
        return True
    text = draft.pieces[at].text
    if any(text.startswith(mark) for mark in load_vocabulary().anaphora["averaged"]):
        return True
    found = load_vocabulary().phrases.matches(tokenize(text))
    return any(first == 0 and _EACH in roles for first, _, roles in found)


def _take_what_has_it(draft: Draft) -> None:
    """A number of unnamed things within each group: they are what the group is told of. Raises
    ImpossibleError where that is the thing itself, or each row of the metric.
    """
    number = draft.focus.get("limit")
    if number is None or draft.limit is None or len(draft.group_by) != 1:
        return
    name = draft.group_by[0]
    at = draft.focus.get(name)
    if at is None or not at or not draft.has(at - 1, _EACH) or _is_of_all(draft.pieces[at - 1].text):
        return
    if any(piece.dimensions or piece.entities for piece in draft.pieces[number + 1 : at]):
        return
    thing = _thing_of(draft, name)
    if thing is None:
        raise ImpossibleError("unread_condition", draft.pieces[number].text)
    draft.group_by.append(thing.name)
    draft.limit_per = name
    draft.assume("weak_word", draft.pieces[number].text)


def _is_of_all(mark: str) -> bool:
    """各渠道前三 are three channels of all; "each" and 每个 say that there are so many in each of them."""
    return mark in load_vocabulary().anaphora["among_all"]


def _thing_of(draft: Draft, name: str) -> FieldOption | None:
    """What the dimension tells of and is called by: the partner of the partner tier."""
    options = draft.ground.linker.options(draft.metrics)
    field = next((item for item in options if item.name == name), None)
    if field is None or field.dimension is None or distance(field, options) == 0:
        return None
    named = _words_of(field.dimension)
    found = [
        item
        for item in options
        if item.dimension is not None
        and item.model == field.model
        and item.name != name
        and item.dimension.type != "time"
        and any(own != whole and own in whole for own in _words_of(item.dimension) for whole in named)
    ]
    return found[0] if len(found) == 1 else None


def _words_of(dimension: Dimension) -> set[str]:
    return {label.casefold() for label in dimension.labels}
