"""Shares of a part that the question names: of one channel in all bookings, within each hotel."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Condition
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def group_share(draft: Draft, marks: Sequence[int]) -> None:
    """The share of one value, said around the words at `marks`, is its part of all values of its dimension: these
    become groups, for a condition would leave nothing else to be the whole.

    Where other groups are asked for, the whole is what each of them has.
    """
    included = [item for item in draft.where if isinstance(item, Condition) and item.op in ("=", "in")]
    for item in included:
        if item.field in draft.group_by and len(item.values) == 1:
            draft.where.remove(item)  # 邮件占全部渠道的比例: within itself it would be all
            draft.assume("share_of", item.field)
            return
    if draft.group_by or draft.grain:
        included = [item for item in included if any(_is_part(draft, at, item) for at in marks)]
    if len(included) != 1 or included[0].field in draft.group_by:
        return
    draft.where.remove(included[0])
    draft.share_within = [name for name in draft.group_by if not name.startswith(METRIC_TIME)]
    draft.group_by.append(included[0].field)
    draft.assume("share_of", included[0].field)


def _is_part(draft: Draft, at: int, condition: Condition) -> bool:
    """Whether the condition's words stand where a sentence says what has the share, rather than where it says
    of what: OTA占预订量的比例, "share of suites in room nights", "what share of bookings was cancelled".
    """
    before, behind = draft.left(at), draft.right(at)
    if _tells(draft, before, condition):
        return True
    if before is not None and _names_amount(draft, before) and _is_whole(draft, behind):
        return _tells(draft, draft.left(before), condition)
    if behind is None:
        return False
    vocabulary = load_vocabulary()
    after = draft.right(behind)
    if after is None:
        return False
    between = draft.between(behind, after)
    if _tells(draft, behind, condition):
        if _is_metric(draft, after) and _is_named_again(draft, after):
            return True  # "share of P1 tickets in all tickets"
        return _is_metric(draft, after) and vocabulary.matching("share.inside", between) is not None
    told = _is_metric(draft, behind) and _tells(draft, after, condition)
    return told and vocabulary.matching("share.was", between) is not None


def _is_named_again(draft: Draft, at: int) -> bool:
    named = {name.metric for name in draft.pieces[at].metrics}
    return any(named & {name.metric for name in piece.metrics} for piece in draft.pieces[at + 1 :])


def _is_metric(draft: Draft, at: int | None) -> bool:
    return at is not None and bool(draft.pieces[at].metrics)


def _names_amount(draft: Draft, at: int) -> bool:
    """A metric, or a word that is part of the name of one: the "revenue" of ancillary revenue."""
    piece = draft.pieces[at]
    return bool(piece.metrics) or not (piece.concerns or piece.time or piece.number)


def _is_whole(draft: Draft, at: int | None) -> bool:
    return _is_metric(draft, at) or draft.has(at, "shape.of_total", "per.all", "shape.total")


def _tells(draft: Draft, at: int | None, condition: Condition) -> bool:
    """Whether the piece at `at` is what the condition was read from."""
    if at is None:
        return False
    means, value = draft.meanings.get(at, ("", ""))
    if means == "value":
        return value.startswith(f"{condition.field}=")
    booleans = draft.pieces[at].dimensions and all(name.boolean for name in draft.pieces[at].dimensions)
    return means == "filter" and bool(booleans) and value == condition.field
