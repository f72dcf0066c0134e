"""An edit applied: the query before with what the follow-up says, slot by slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.query import Condition, Filter, MetricQuery, Order, filtered_fields
from assistant.understanding.conversation.edit import Edit
from assistant.understanding.conversation.parts import with_parts
from assistant.understanding.conversation.periods import with_time
from assistant.understanding.conversation.ranked_inside import ranked_inside
from assistant.understanding.conversation.work import field_of
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.time.settling import METRIC_TIME, time_grain

_EXCLUDES = ("!=", "not in")
_SORTS = ("order.sort", "order.rank", "order.top", "order.bottom", *EXTREMES)


def applied(edit: Edit, draft: Draft) -> MetricQuery:
    """The previous query with what the follow-up says. Raises ImpossibleError where they clash."""
    if edit.about is not None:
        return _about_the_same(edit, edit.about, draft)
    query = _with_metrics(edit, draft)
    before = query
    query = query.but(
        group_by=_groups(query.group_by, draft, edit),
        where=_conditions(query.where, draft.where, edit),
        having=_replaced(query.having, draft.having),
    )
    _check_additions(edit, draft)
    query = with_time(edit, before, query, draft)
    query = _with_order(query, draft)
    query = query.but(
        share_of_total=query.share_of_total or draft.share,
        share_within=tuple(draft.share_within) or query.share_within,
        totals=query.totals or draft.totals,
        others=query.others or draft.others,
        running=draft.running or (None if draft.moving else query.running),
        moving=draft.moving or (None if draft.running else query.moving),
        average_per=tuple(
            name for name in draft.average_per or query.average_per if name not in query.group_by
        ),
        parameters={**(query.parameters or {}), **draft.parameters} or None,
    )
    if any(piece.is_("per.which") for piece in draft.pieces):
        query = query.but(count_of=None)  # how many there were is known: which they are is asked
    query = _settled(with_parts(edit.base, query, draft, edit.adds))
    query = ranked_inside(query, edit.before, draft.ground.catalog, draft.ground.now)
    _check_fields(query, draft)
    _say_what_is_gone(edit, query, draft)
    return query


def _check_additions(edit: Edit, draft: Draft) -> None:
    """What is not narrowed holds all values already: to add one would narrow it. Raises ImpossibleError."""
    if not edit.adds or any(piece.is_("restrict.only") for piece in draft.pieces):
        return
    narrowed = {*filtered_fields((*edit.base.where, *edit.before.where)), *draft.group_by}
    for at, (means, _) in draft.meanings.items():
        fields = {field for item in draft.where for field in filtered_fields((item,)) if _includes(item)}
        if means == "value" and fields and not fields & narrowed:
            raise ImpossibleError("unread_condition", draft.pieces[at].text)


def _includes(item: Filter) -> bool:
    return isinstance(item, Condition) and item.op in ("=", "in")


def _settled(query: MetricQuery) -> MetricQuery:
    """Without forms that need groups, buckets or a limit which are gone."""
    if time_grain(query.group_by) is None:
        query = query.but(running=None, moving=None)
    if query.limit is None:
        query = query.but(others=False)
    shown = query.limit or query.order_by or query.compare or query.share_of_total or query.average_per
    if shown or query.count_of not in query.group_by:
        query = query.but(count_of=None)
    if query.ratio_to not in query.metrics or len(query.metrics) < 2 or query.share_of_total:
        query = query.but(ratio_to=None)
    if query.ratio_to is not None:
        query = query.but(order_by=tuple(_by_ratio(query, order) for order in query.order_by))
    columns = _columns_added(query)
    orders = tuple(o for o in query.order_by if o.field in query.group_by or o.field in columns)
    query = query.but(order_by=orders)
    within = tuple(name for name in query.share_within if name in query.group_by)
    parts = [name for name in query.group_by if name not in within and not name.startswith(METRIC_TIME)]
    query = query.but(share_within=within if query.share_of_total and parts else ())
    if not query.group_by:
        query = query.but(share_of_total=False, totals=False, limit=None, limit_per=None, order_by=())
    return query


def _by_ratio(query: MetricQuery, order: Order) -> Order:
    """What is ranked beside a ratio is the ratio, and not what it is of."""
    divided = order.field in query.metrics and order.field != query.ratio_to
    return replace(order, field=f"{order.field}__ratio") if divided else order


def _columns_added(query: MetricQuery) -> frozenset[str]:
    """The metrics of the query and what it adds to them."""
    added = {
        "prior": query.compare, "change": query.compare, "change_rate": query.compare,
        "share": query.share_of_total, "ratio": query.ratio_to, "running": query.running, "moving": query.moving,
    }  # fmt: skip
    names = {f"{name}__{column}" for name in query.metrics for column, there in added.items() if there}
    return frozenset({*query.metrics, *names})


def _say_what_is_gone(edit: Edit, query: MetricQuery, draft: Draft) -> None:
    """What held before, was not taken back, and does not go with what is asked now; or that nothing has
    changed."""
    fields = {field_of(item) for item in query.having}
    for item in edit.base.having:
        if field_of(item) not in fields and field_of(item) not in edit.base.group_by:
            draft.assume("not_kept", field_of(item))
    for old in edit.base.where:
        if _includes(old) and any(_comes_instead(item, old) for item in query.where):
            draft.assume("not_kept", field_of(old))
    if edit.base.compare is not None and query.compare is None and not edit.moves:
        draft.assume("comparison_not_kept")
    if edit.shown and query == edit.before:
        _check_words(edit, draft)
        draft.assume("already_so")


def _comes_instead(item: Filter, old: Filter) -> bool:
    """Whether other values are left out where some were shown: "not email" of trade shows."""
    if not (isinstance(item, Condition) and isinstance(old, Condition)) or item.op not in _EXCLUDES:
        return False
    return item.field == old.field and not set(item.values) & set(old.values)


def _check_words(edit: Edit, draft: Draft) -> None:
    """What has changed nothing and names what is not used was not understood. Raises ImpossibleError."""
    said = any(
        means not in ("connective", "filler") for means, _ in (*draft.meanings.values(), *edit.told.values())
    )
    weak = [item.detail for item in draft.assumptions if item.code == "weak_word"]
    every = [piece.text for piece in edit.pieces if piece.is_("follow.everywhere", "per.all")]
    if (weak or every) and not said:
        raise ImpossibleError("unread_condition", (weak or every)[0])


def _about_the_same(edit: Edit, about: Piece, draft: Draft) -> MetricQuery:
    """Further metrics of the groups that were shown: those stay picked and ordered as they were.

    Raises ImpossibleError for anything else that is said of them, which would pick others.
    """
    base = edit.base
    others = draft.where or draft.having or draft.order_by or draft.limit is not None or draft.share
    moved = draft.time is not None and draft.time != base.time
    if others or moved or draft.compare is not None or set(draft.group_by) - set(base.group_by):
        raise ImpossibleError("unread_condition", about.text)
    query = base.but(metrics=tuple(dict.fromkeys((*base.metrics, *draft.metrics))))
    _check_fields(query, draft)
    return query


def _with_metrics(edit: Edit, draft: Draft) -> MetricQuery:
    base = edit.base
    named = tuple(name for name in draft.focus if name in draft.metrics)
    if not named or set(named) == set(base.metrics):
        return base
    if edit.limits and set(named) <= set(filtered_fields(draft.having)):
        return base
    only_order = bool(draft.order_by) and all(order.field in base.metrics for order in draft.order_by)
    sorts = any(piece.is_(*_SORTS) for piece in draft.pieces) and not draft.group_by
    sorted_by = sorts and bool(base.group_by) and {order.field for order in draft.order_by} == set(named)
    if edit.adds or edit.adds_metric or ((only_order or sorted_by) and not edit.exchanges):
        return base.but(metrics=tuple(dict.fromkeys((*base.metrics, *named))))
    first = named[0]
    orders = tuple(
        replace(order, field=first if order.field in base.metrics else order.field) for order in base.order_by
    )
    having = tuple(item for item in base.having if field_of(item) in (*named, *base.group_by))
    return base.but(metrics=named, order_by=orders, having=having)


def _groups(before: Sequence[str], draft: Draft, edit: Edit) -> tuple[str, ...]:
    """What is said replaces its like: dimensions, or the buckets of time; "by month instead" of a
    query without buckets replaces its dimensions. Values that are set against each other come beside them."""
    times = [name for name in draft.group_by if name.startswith(METRIC_TIME)]
    dimensions = [name for name in draft.group_by if name not in times]
    old_times = [name for name in before if name.startswith(METRIC_TIME)]
    old_dimensions = [name for name in before if name not in old_times]
    named = [name for name in dimensions if name in draft.focus or name not in filtered_fields(draft.where)]
    swapped = bool(named) or (edit.replaces and bool(times) and not old_times)
    kept = old_dimensions if edit.adds or not swapped else []
    return tuple(dict.fromkeys((*kept, *dimensions, *(times or old_times))))


def _conditions(before: Sequence[Filter], new: Sequence[Filter], edit: Edit) -> tuple[Filter, ...]:
    out = list(before)
    shown = {field_of(item) for item in new if _includes(item)}
    for item in sorted(new, key=lambda item: not _includes(item)):
        out = _with_condition(out, item, edit, field_of(item) in shown)
    return tuple(out)


def _with_condition(before: list[Filter], item: Filter, edit: Edit, said: bool) -> list[Filter]:
    """A value replaces the values of its dimension; an exclusion takes it out of them or adds to it."""
    if not isinstance(item, Condition):
        return [*before, item]
    same = [old for old in before if isinstance(old, Condition) and old.field == item.field]
    others = [old for old in before if old not in same]
    included = next((old for old in same if _includes(old)), None)
    if item.op in _EXCLUDES:
        return _without(before, item, same, edit, said)
    excluded = next((old for old in same if old.op in _EXCLUDES), None)
    if edit.adds and excluded is not None and set(item.values) <= set(excluded.values):
        left = tuple(value for value in excluded.values if value not in item.values)
        kept_out = [Condition(item.field, "!=" if len(left) == 1 else "not in", left)] if left else []
        return [*others, *(old for old in same if old is not excluded), *kept_out]
    if edit.adds and included is not None and _includes(item):
        values = tuple(dict.fromkeys((*included.values, *item.values)))
        return [*others, Condition(item.field, "in", values)]
    return [*others, item]


def _without(
    before: list[Filter], item: Condition, same: Sequence[Condition], edit: Edit, said: bool
) -> list[Filter]:
    """With an exclusion: of values that are in it takes them out. Of others it comes instead of what was in,
    unless they were to be taken away, which they are already.
    """
    others = [old for old in before if old not in same]
    included = next((old for old in same if _includes(old)), None)
    if included is not None and said and not set(included.values) & set(item.values):
        return before  # "Finance, not Retail": what it is to be is said as well
    if included is not None:
        left = tuple(value for value in included.values if value not in item.values)
        if not left or (edit.negates and len(left) == len(included.values)):
            return [*others, item]
        return [*others, Condition(item.field, "=" if len(left) == 1 else "in", left)]
    excluded = tuple(value for old in same if old.op in _EXCLUDES for value in old.values)
    values = tuple(dict.fromkeys((*excluded, *item.values)))
    kept = [old for old in same if old.op not in _EXCLUDES]
    return [*others, *kept, Condition(item.field, "!=" if len(values) == 1 else "not in", values)]


def _replaced(before: Sequence[Filter], new: Sequence[Filter]) -> tuple[Filter, ...]:
    fields = {field_of(item) for item in new}
    return (*(item for item in before if field_of(item) not in fields), *new)


def _with_order(query: MetricQuery, draft: Draft) -> MetricQuery:
    orders, base = tuple(draft.order_by) or query.order_by, draft.ground.base
    if draft.limit is not None:
        orders = orders or (Order(query.metrics[0], True),)
        per = draft.limit_per or _time_beside_groups(query.group_by)
        return query.but(limit=draft.limit, order_by=orders, limit_per=per)
    if query.limit_per is not None and query.limit_per not in query.group_by:
        query = query.but(limit_per=None)
    added = [name for name in query.group_by if base is not None and name not in base.group_by]
    if query.limit is not None and query.limit_per is None and len(added) == 1 < len(query.group_by):
        # The first few of what there was, in each group of what is added; not the first few cells.
        query = query.but(limit_per=added[0])
    return query.but(order_by=orders)


def _time_beside_groups(groups: Sequence[str]) -> str | None:
    """The buckets within which groups are ranked, where a query has both."""
    times = [name for name in groups if name.startswith(METRIC_TIME)]
    return times[0] if len(times) == 1 < len(groups) else None


def _check_fields(query: MetricQuery, draft: Draft) -> None:
    """What was kept must still apply to the metrics."""
    linker = draft.ground.linker
    swaps = {
        name for metric in query.metrics for name in draft.ground.catalog.metrics[metric].card.by_dimension
    }
    usable = {option.name for option in linker.options(query.metrics)}
    usable |= {option.qualified_name for option in linker.options(query.metrics)}
    for name in [*query.group_by, *(field_of(item) for item in query.where)]:
        base = METRIC_TIME if name.startswith(METRIC_TIME) else name
        bare = base.rsplit("__", 1)[0]
        if base and base not in usable and bare not in usable and base not in swaps:
            raise ImpossibleError("incompatible_dimension", base)
