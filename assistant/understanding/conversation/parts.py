"""Follow-ups to shares of a part: another part, the same one within other groups, all parts again."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition, Filter, MetricQuery
from assistant.understanding.draft import Draft
from assistant.understanding.shape.shares import only_condition
from assistant.understanding.time.settling import METRIC_TIME

_EXCLUDES = ("!=", "not in")


def with_parts(base: MetricQuery, query: MetricQuery, draft: Draft, adds: bool) -> MetricQuery:
    """The edited query with the parts that it shows the shares of as conditions on its groups.

    A value of what a share is shown by picks among the shares, as a condition on the rows would make it
    the whole: "and trade shows?".
    """
    named = {name for name in draft.group_by if name in draft.focus}
    left_out = {item.field for item in query.where if isinstance(item, Condition) and item.op in _EXCLUDES}
    parts = [item for item in parts_of(base) if item.field not in named | left_out]
    query = _without(query, [item for item in query.having if _is_on(item, base.group_by)])
    part = only_condition(base) if draft.share else None
    if part is not None and not query.group_by and part in query.where:
        where = tuple(item for item in query.where if item is not part)
        return query.but(where=where, group_by=(part.field,), having=(part,), share_of_total=True)
    if not query.share_of_total:
        return query
    for item in query.where:
        if isinstance(item, Condition) and _picks(item, query, draft) and base.share_of_total:
            query = query.but(where=tuple(other for other in query.where if other is not item))
            parts = _with_part(parts, item, adds)
    for item in parts:
        if item.field not in query.group_by:
            query = _within_groups(query, item.field)
    return query.but(having=(*query.having, *parts))


def parts_of(query: MetricQuery) -> list[Condition]:
    """The conditions on what the query is grouped by."""
    return [item for item in query.having if isinstance(item, Condition) and _is_on(item, query.group_by)]


def _is_on(item: Filter, names: tuple[str, ...]) -> bool:
    return isinstance(item, Condition) and item.field in names


def _without(query: MetricQuery, items: list[Filter]) -> MetricQuery:
    return query.but(having=tuple(item for item in query.having if item not in items))


def _picks(item: Condition, query: MetricQuery, draft: Draft) -> bool:
    """Whether it is said now, of the parts. "Only" these leaves them as the whole, unless it is one."""
    only = len(item.values) > 1 and any(piece.is_("restrict.only") for piece in draft.pieces)
    parts = item.field in query.group_by and item.field not in query.share_within
    return item.op in ("=", "in") and item in draft.where and parts and not only


def _with_part(parts: list[Condition], item: Condition, adds: bool) -> list[Condition]:
    """A value comes in place of those of its dimension, or beside them."""
    old = next((other for other in parts if other.field == item.field), None)
    others = [other for other in parts if other is not old]
    if old is None or not adds:
        return [*others, item]
    values = tuple(dict.fromkeys((*old.values, *item.values)))
    return [*others, replace(old, op="in", values=values)]


def _within_groups(query: MetricQuery, field: str) -> MetricQuery:
    """The part's share within each of the groups that came in place of its dimension."""
    times = tuple(name for name in query.group_by if name.startswith(METRIC_TIME))
    groups = tuple(name for name in query.group_by if name not in times)
    return query.but(group_by=(*groups, field, *times), share_within=groups)
