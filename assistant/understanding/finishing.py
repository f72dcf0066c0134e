"""The query as a whole, once all is read: required dimensions, the order of columns, and limits and shares that nothing
could be seen of: "leads over 500" without groups.
"""

from __future__ import annotations

from assistant.query import Order, filtered_fields
from assistant.resolve.names import is_among
from assistant.understanding.conditions.limits.claims import settle_claims
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.rates.quotients import take_rate_of
from assistant.understanding.shape.shares import only_condition
from assistant.understanding.time.settling import METRIC_TIME, is_one_bucket


def require_dimensions(draft: Draft) -> None:
    """Some metrics mean nothing over all values of a dimension: they are shown by it, and it is said."""
    cards = [draft.ground.catalog.metrics[name].card for name in draft.metrics]
    used = [*draft.group_by, *filtered_fields(draft.where)]
    for dimension in dict.fromkeys(name for card in cards for name in card.required_dimensions):
        if not is_among(dimension, used):
            draft.group_by.append(dimension)
            draft.assume("required_dimension", dimension)


def order_columns(draft: Draft) -> None:
    """Dimensions first, the time last; a time series by itself runs forward."""
    times = [name for name in draft.group_by if name.startswith(METRIC_TIME)]
    draft.group_by = [name for name in draft.group_by if name not in times] + times
    draft.order_by = [Order(order.field, order.descending) for order in draft.order_by]


def check_limits(draft: Draft) -> None:
    """A limit on a metric picks groups; without groups it is a condition nobody can see the effect of."""
    grouped = draft.group_by or (draft.ground.base is not None and draft.ground.base.group_by)
    settle_claims(draft, bool(grouped))
    if (draft.having or draft.picks) and not grouped:
        told = ("having", "number", "limit", "order")
        limits = [at for at, (means, _) in draft.meanings.items() if means in told]
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in sorted(limits)))


def check_share(draft: Draft) -> None:
    """A share needs parts to be the share of; that of what a rate counts is the rate: SLA超时的工单占比."""
    base = draft.ground.base
    grouped = draft.group_by or draft.grain or (base is not None and (base.group_by or only_condition(base)))
    if draft.share and not grouped and not take_rate_of(draft):
        told = [at for at, (means, _) in draft.meanings.items() if means == "share"]
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in sorted(told)))
    if draft.share and draft.grain is not None and not draft.limit and is_one_bucket(draft):
        told = [at for at, (means, _) in draft.meanings.items() if means == "grain"]
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in sorted(told)))
