"""All of a dimension again, everything together, each by itself, the other way around."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition, Order
from assistant.understanding.conversation.work import (
    Work,
    bare,
    conditions_on,
    field_of,
    grouped_by,
    names_of,
    without_groups,
)
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.settling import METRIC_TIME

_ANY = ("per.all", "per.overall", "follow.any")
_APART = ("per.after", "join.each", "per.before", "follow.apart")
_ALL = ("follow.everywhere", "per.all", "follow.any")
_OF_ALL = (*_ALL, "order.top", "order.bottom", "order.counter")
"""Words of "not only the first three, all of them"."""
_JOINS = ("restrict.only", "per.before", "per.after", "join.and")
_POINTING = ("follow.cue", "follow.change", "follow.same")


def only(work: Work) -> None:
    """Of several groups or metrics the ones that are named: "just region", 只看签约金额."""
    said = [piece for piece in work.said() if not piece.is_(*_POINTING) or piece.concerns]
    marks = [piece for piece in said if piece.is_("restrict.only") and not piece.concerns]
    named = [piece for piece in said if piece.concerns]
    if not marks or not named or any(p not in named and not p.is_(*_JOINS) for p in said):
        return
    groups = tuple(name for piece in named for name in grouped_by(work.query, piece))
    metrics = tuple(
        name for name in work.query.metrics if any(m.metric == name for p in named for m in p.metrics)
    )
    if groups and not metrics and len(groups) == len(named):
        kept = tuple(name for name in work.query.group_by if name in groups)
        work.query = without_groups(work.query, [name for name in work.query.group_by if name not in kept])
        work.take(said, "dimension", ", ".join(kept))
    elif len(metrics) == len(named):
        orders = tuple(order for order in work.query.order_by if order.field not in work.query.metrics)
        kept_orders = tuple(order for order in work.query.order_by if order.field in metrics)
        work.query = work.query.but(metrics=metrics, order_by=kept_orders or orders)
        work.take(said, "metric", ", ".join(metrics))


def widen(work: Work) -> None:
    """All of a dimension that was narrowed: "all regions again", 渠道不限."""
    said = work.said()
    for at, piece in enumerate(said):
        if not piece.dimensions:
            continue
        around = [said[near] for near in (at - 1, at + 1) if 0 <= near < len(said)]
        marks = [near for near in around if near.is_(*(_ANY if near.start < piece.start else _ANY[-1:]))]
        conditions = conditions_on(work.query, piece)
        groups = grouped_by(work.query, piece)
        if groups and any(near.is_("per.overall") for near in marks):
            work.query = without_groups(work.query, groups)
            work.take((*marks[:1], piece), "dimension", f"-{', '.join(groups)}")
            return
        if marks and (conditions or marks[0].is_("follow.any")):
            left = tuple(item for item in work.query.where if item not in conditions)
            all_parts = tuple(
                item for item in work.query.having if bare(field_of(item)) not in names_of(piece)
            )
            work.query = work.query.but(where=left, having=all_parts)  # of a share as well
            value = field_of(conditions[0]) if conditions else min(names_of(piece))
            work.take((*marks[:1], piece), "filter", f"-{value}")
            return


def widen_all(work: Work) -> None:
    """ "Nationwide", 全国呢: without the one condition that there is. Of several it is not said which.
    "All of them" of which only the first were shown: the others too.
    """
    alone = [piece for piece in work.said() if not piece.is_(*_POINTING)]
    limited = work.query.limit is not None
    if limited and alone and all(piece.number or piece.is_(*_OF_ALL) for piece in alone):
        if any(piece.is_(*_ALL) for piece in alone):
            work.query = work.query.but(limit=None, limit_per=None, others=False)
            work.take(alone, "limit", "-")
        return
    if not alone:
        alone = [piece for piece in work.pieces if piece.is_("per.all") and not piece.concerns]
    if len(alone) != 1 or not alone[0].is_("follow.everywhere", "per.all"):
        return
    fields = {field_of(item) for item in work.query.where}
    if len(fields) == 1 and "" not in fields:
        work.query = work.query.but(where=())
        work.take(alone, "filter", f"-{fields.pop()}")


def together(work: Work) -> None:
    """All groups as one, 合起来看; of a series that has no other groups, the buckets."""
    said = [piece for piece in work.said() if not piece.is_(*_POINTING, "join.and") and not _all_of(piece)]
    sums = [piece for piece in said if piece.is_("shape.together", "follow.together")]
    asked = any(piece.is_("shape.how_many") for piece in work.pieces)
    if not sums or not work.query.group_by:
        return
    if any(piece.is_("shape.totals") for piece in sums) and not asked:
        return  # a total row beside the groups
    if not all(piece in sums or _counts_as_all(work, piece) for piece in said):
        return
    dimensions = tuple(name for name in work.query.group_by if not name.startswith(METRIC_TIME))
    gone = dimensions or work.query.group_by
    work.query = without_groups(work.query, gone).but(share_of_total=False, share_within=(), totals=False)
    work.take(said, "dimension", f"-{', '.join(gone)}")


def _all_of(piece: Piece) -> bool:
    """A word such as "all" that stands for what is named behind it."""
    return piece.is_("per.all") and piece.is_("filler.plain")


def _counts_as_all(work: Work, piece: Piece) -> bool:
    """ "Both", "all", the groups themselves or the values that are shown."""
    if piece.is_("per.all", "shape.how_many", "follow.any", "order.counter") and not piece.concerns:
        return True
    listed = [item for item in conditions_on(work.query, piece) if isinstance(item, Condition)]
    return bool(grouped_by(work.query, piece)) or any(len(item.values) > 1 for item in listed)


def apart(work: Work) -> None:
    """Each of the values that were named by itself, 拆开看."""
    said = [piece for piece in work.said() if not piece.is_(*_POINTING, "follow.add") or piece.concerns]
    marks = [piece for piece in said if piece.is_(*_APART) and not piece.concerns]
    if not marks or any(piece.is_("shape.compare") for piece in said):
        return
    if not all(piece in marks or piece.number or _counts_as_all(work, piece) for piece in said):
        return
    fields = [
        item.field
        for item in work.query.where
        if isinstance(item, Condition) and item.op == "in" and len(item.values) > 1
    ]
    new = tuple(name for name in fields if name not in work.query.group_by)
    if new:
        times = tuple(name for name in work.query.group_by if name.startswith(METRIC_TIME))
        others = tuple(name for name in work.query.group_by if name not in times)
        work.query = work.query.but(group_by=(*others, *new, *times))
        work.take(said, "dimension", ", ".join(new))


def reverse(work: Work) -> None:
    """ "The other way around": the order that there is, or the lowest first."""
    said = [piece for piece in work.said() if not piece.is_(*_POINTING)]
    turned = [piece for piece in said if piece.is_("follow.reverse")]
    if not turned or not work.query.group_by:
        return
    others = [piece for piece in said if piece not in turned]
    if any(piece.number or piece.concerns or piece.time for piece in others):
        work.take(turned, "connective", "")  # what it is to be is said as well: 反过来,最低的3个
        return
    first, *more = work.query.order_by or (Order(work.query.metrics[0], True),)
    work.query = work.query.but(order_by=(replace(first, descending=not first.descending), *more))
    sorts = [piece for piece in others if piece.is_("order.sort", "order.rank")]
    work.take((*turned, *sorts), "order", "asc" if first.descending else "desc")
