"""Shares of a part that the question names: of one channel in all bookings, within each hotel.

The part's values are conditions on the groups that are shown (`having`), since a condition on the rows would
leave nothing else to be the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.query import Against, Condition, MetricQuery
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.rates.part_rates import take_rate_of_part
from assistant.understanding.shape.part_asked import part_behind, parts_asked
from assistant.understanding.shape.told_parts import take_told_part
from assistant.understanding.words import load_vocabulary

_CLAUSES = (",", ";")
_TOGETHER = ("shape.together", "shape.total")


def group_share(draft: Draft, marks: Sequence[int]) -> None:
    """The share of what a condition is about, said around the words at `marks`, is its part of all values
    of its dimension: these become groups, of which the part is shown.

    Where other groups are asked for, the whole is what each of them has. A rate of the catalog that is
    this very share is named instead.
    """
    if take_told_part(draft, marks):
        return
    told = [item for item in draft.where if isinstance(item, Condition) and item.op in ("=", "in")]
    included = parts_asked(draft, marks, told)
    for item in included:
        if item.field in draft.focus and item.field in draft.group_by and len(item.values) == 1:
            draft.where.remove(item)  # 邮件占全部渠道的比例: within itself it would be all
            draft.about.append(item)
            draft.assume("share_of", item.field)
            return
    compared = [item for item in included if item.field in draft.group_by and item.field not in draft.focus]
    if compared:
        included = compared  # 华东和华南各占收入多少
    elif draft.group_by or len(included) > 1:
        behind = len(included) < len(told) or any(part_behind(draft, at) is not None for at in marks)
        told = [item for item in included if behind or any(_is_part(draft, at, item) for at in marks)]
        if not told and len(included) == 1 and _take_rate_within(draft, included[0], marks):
            return
        included = told
    if len(included) != 1:
        return
    part = included[0]
    if draft.having and set(draft.group_by) <= {part.field}:
        # More than 1,000 of something is said of groups, and the part is none among them.
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in marks))
    draft.where.remove(part)
    if take_rate_of_part(draft, part):
        return
    if _are_one_part(draft, part):
        draft.against, draft.share = Against("share", (part,)), False
        for at in draft.find(*_TOGETHER, "shape.totals"):
            draft.read(at, "share")
        draft.group_by = [name for name in draft.group_by if name != part.field]
        draft.assume("share_of", part.field)
        return
    if part.field not in draft.group_by:
        draft.share_within = [name for name in draft.group_by if not name.startswith(METRIC_TIME)]
        draft.group_by.append(part.field)
    draft.assume("share_of", part.field)
    if _is_whole_asked(draft, marks, part):
        draft.about.append(part)
    elif len(part.values) == 1 or not any(piece.is_(*_TOGETHER) for piece in draft.pieces):
        draft.having.append(part)
    else:
        draft.about.append(part)


def _are_one_part(draft: Draft, part: Condition) -> bool:
    """Whether several values make up one part together of what each other group has: 各区域的工单里P1和P2加起来占多少, "what
    share of tickets are P1 or P2, by region". Alone, each is shown with what they are together.
    """
    others = [name for name in draft.group_by if name != part.field]
    if (
        len(part.values) < 2
        or not (others or draft.grain is not None)
        or draft.having
        or draft.ground.base is not None
    ):
        return False
    places = [at for at in range(len(draft.pieces)) if _tells(draft, at, part)]
    inside = range(places[0], places[-1] + 1) if places else range(0)
    either = any(draft.has(at, "join.or") for at in inside)
    together = (*_TOGETHER, "shape.totals")
    return either or any(piece.is_(*together) and not piece.concerns for piece in draft.pieces)


def _is_whole_asked(draft: Draft, marks: Sequence[int], part: Condition) -> bool:
    """Whether the number of all is asked for as well, in a clause before: 一共接了多少工单,其中集成类占多少."""
    if draft.share_within or draft.ground.base is not None:
        return False
    before = draft.ground.text[: draft.pieces[min(marks)].start]
    clause = max(before.rfind(mark) for mark in _CLAUSES)
    if clause < 0 or load_vocabulary().matching("share.whole_asked", before[:clause]) is None:
        return False
    told = [at for at in range(len(draft.pieces)) if _tells(draft, at, part)]
    return all(draft.pieces[at].start > clause for at in told) and any(
        draft.pieces[at].end <= clause for name, at in draft.focus.items() if name in draft.metrics
    )


def _take_rate_within(draft: Draft, part: Condition, marks: Sequence[int]) -> bool:
    """Where each group is asked for with its share of a value, the catalog's rate of that: "percent of high-intent
    leads per channel". The shares of channels in 高意向线索各渠道占比 are none.
    """
    grouped = {place for place, (means, _) in draft.meanings.items() if means == "dimension"}
    if any(at - 1 in grouped for at in marks):
        return False
    if not take_rate_of_part(draft, part):
        return False
    draft.where.remove(part)
    draft.assume("default_metric", draft.metrics[0])
    return True


def share_asked_behind(draft: Draft) -> list[int]:
    """Words for "how much" that ask for a part of what they stand beside: 华南占收入多少, "how much of revenue
    comes from email".
    """
    takes = [at for at, piece in enumerate(draft.pieces) if piece.is_("shape.takes") and not piece.concerns]
    if takes:
        behind = [at for at in draft.find("shape.how_many") if at > takes[0]]
        if behind:
            return behind
    included = [item for item in draft.where if isinstance(item, Condition) and item.op in ("=", "in")]
    parts = draft.find("shape.part_of")
    return [at for at in parts if any(_is_part(draft, at, item) for item in included)]


def only_condition(query: MetricQuery) -> Condition | None:
    """The one value or list that the numbers of a query without groups are narrowed to."""
    item = query.where[0] if len(query.where) == 1 and not query.group_by else None
    return item if isinstance(item, Condition) and item.op in ("=", "in") else None


def order_by_shares(draft: Draft) -> None:
    """Where the parts of several wholes are ranked, their shares are: the largest part may be of the largest whole."""
    shown = {item.field for item in draft.having if isinstance(item, Condition)}
    if not draft.share or not shown & set(draft.group_by):
        return
    if draft.limit_per in shown:
        draft.limit_per = None
    draft.order_by = [
        replace(order, field=f"{order.field}__share") if order.field in draft.metrics else order
        for order in draft.order_by
    ]


def _is_part(draft: Draft, at: int, condition: Condition) -> bool:
    """Whether the condition's words stand where a sentence says what has the share, rather than where it says
    of what: OTA占预订量的比例, "share of suites in room nights", "what share of bookings was cancelled".
    """
    before, behind = draft.left(at), draft.right(at)
    if _tells(draft, before, condition):
        return True
    if before is not None and _names_amount(draft, before):
        value = draft.left(before)
        whole = _is_whole(draft, behind) or _describes(draft, value, before, at)
        if whole and _tells(draft, value, condition):
            return True
    if behind is not None and draft.pieces[behind].time is not None:
        behind = draft.right(behind)  # "share of this year's tickets that were P1"
    if behind is None:
        return False
    vocabulary = load_vocabulary()
    after = draft.right(behind)
    dated = after is not None and _is_dated(draft, behind, after)
    if dated and after is not None:
        behind, after = after, draft.right(after)
    if after is not None and draft.has(after, "follow.negate"):
        after = draft.right(after)  # "percentage of orders not delivered late by carrier"
    if after is None:
        return False
    between = draft.between(behind, after)
    if _tells(draft, behind, condition):
        if _is_metric(draft, after) and _is_named_again(draft, after):
            return True  # "share of P1 tickets in all tickets"
        return _is_metric(draft, after) and vocabulary.matching("share.inside", between) is not None
    if _is_metric(draft, after) and draft.meanings.get(behind, ("",))[0] == "value":
        behind, after = after, draft.right(after)  # "what share of gold members pay in euros"
        if after is None or not _tells(draft, after, condition):
            return False
        if draft.pieces[after].aside:
            return True
        between = draft.between(behind, after)
    told = (dated or _is_metric(draft, behind)) and _tells(draft, after, condition)
    close = after is not None and (_is_flag(draft, after) or _is_participle(draft, after))
    was = "share.did" if close else "share.was"
    denied = condition.values == (False,) and vocabulary.matching("share.did_not", between) is not None
    return told and (denied or vocabulary.matching(was, between) is not None)


def _is_dated(draft: Draft, metric: int, at: int) -> bool:
    """Whether a period says right behind the things when they are of: "tickets this year are P1"."""
    if draft.pieces[at].time is None or not _is_metric(draft, metric):
        return False
    return load_vocabulary().matching("share.linked", draft.between(metric, at)) is not None


def _describes(draft: Draft, value: int | None, metric: int, mark: int) -> bool:
    """Whether the value stands right before the metric and that right before the mark: P1工单占比. What
    is said of groups between, as in 邮件线索各渠道占比, parts the two.
    """
    if value is None or (metric != mark - 1 and not _only_of(draft, metric, mark)):
        return False
    close = not draft.between(value, metric).strip() or _only_of(draft, value, metric)
    return close and not any(draft.pieces[at].dimensions for at in range(value + 1, metric))


def _only_of(draft: Draft, first: int, second: int) -> bool:
    inside = range(first + 1, second)
    return bool(inside) and all(draft.has(at, "join.of") for at in inside)


def _is_named_again(draft: Draft, at: int) -> bool:
    named = {name.metric for name in draft.pieces[at].metrics}
    return any(named & {name.metric for name in piece.metrics} for piece in draft.pieces[at + 1 :])


def _is_flag(draft: Draft, at: int) -> bool:
    """Whether it says what happened to some of the things, as "bounced" does."""
    booleans = [name for name in draft.pieces[at].dimensions if name.boolean]
    return bool(booleans) or any(value.value is True for value in draft.pieces[at].values)


def _is_participle(draft: Draft, at: int) -> bool:
    """Whether it says what was done to the things right before it: "percentage of refunds rejected by region"."""
    text = draft.pieces[at].text
    return text.isascii() and text.endswith(tuple(load_vocabulary().codewords["rate_participle"]))


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
