"""Order, limits and the extra rows: the statement itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Output, Stage
from assistant.compiler.passes.compute_outputs import derived_value, value_of
from assistant.compiler.scan import Excluded
from assistant.compiler.totals import TOTAL, rolls_up, share_fields, whole
from assistant.plan import ResolvedMetric
from assistant.resolve.columns import PERIOD, derived_roles
from assistant.rows import Column

ANSWER, RANKED, TOP, ROWS = "_answer", "_ranked", "_top", "_rows"
RANK, LEVEL = "_rank", "_level"


def finish(draft: Draft) -> Draft:
    query = draft.resolved.query
    if draft.resolved.count_of is not None:
        return _counted(draft, draft.resolved.count_of)
    if query.limit_per is None and not query.others and not query.totals:
        return _plain(draft)
    draft = draft.close(ANSWER, outputs=True)
    if query.limit is not None:
        draft = _rank(draft)
    return _with_extra_rows(draft) if query.others or query.totals else _kept_only(draft)


def _plain(draft: Draft) -> Draft:
    """Ordered and limited; keys are projected by the stage already."""
    select = draft.current.select
    keys = {_alias(node): node for node in select.expressions}
    shown = [output for output in draft.outputs if not output.hidden]
    projections = [keys.get(o.column.name) or nodes.aliased(o.expr, o.column.name) for o in shown]
    select.set("expressions", projections)
    _order(select, draft, {output.column.name for output in shown})
    if draft.resolved.query.limit is not None:
        select.set("limit", exp.Limit(expression=nodes.number(draft.resolved.query.limit)))
    return replace(draft, finished=select)


def _counted(draft: Draft, counted: str) -> Draft:
    """The number of groups of one key, apart for those of the others; rows that have none of it are no group."""
    finished = _plain(draft).finished
    assert isinstance(finished, exp.Select)
    finished.set("order", None)
    kept = [o for o in draft.outputs if o.column.role in ("time", "dimension") and o.column.name != counted]
    names = [output.column.name for output in kept]
    metrics = draft.resolved.metrics
    column = Column(
        f"{counted}__count", "integer", "metric", metrics[0].metric.name if metrics else counted, "count"
    )
    number = exp.Count(this=exp.Star(), big_int=True)
    select = nodes.select(
        [*(nodes.column(name) for name in names), nodes.aliased(number, column.name)],
        nodes.subquery(finished, ROWS),
        where=exp.Not(this=exp.Is(this=nodes.column(counted), expression=exp.Null())),
        group=[nodes.column(name) for name in names],
    )
    if names:
        select.set("order", exp.Order(expressions=[_ordered(nodes.column(name), False) for name in names]))
    return replace(draft, finished=select, outputs=(*kept, Output(column, nodes.column(column.name))))


def _alias(node: exp.Expr) -> str:
    return node.alias_or_name


def _orders(draft: Draft) -> list[tuple[str, bool]]:
    """What is asked for, then every key, so that equal rows come in one order. A limit without an
    order keeps the highest of the first metric.
    """
    query = draft.resolved
    asked = [(item.column, item.descending) for item in query.order]
    ranked = query.query.limit_per is not None or query.query.others
    if not asked and ranked:
        asked = [(query.metrics[0].name, True)]
    keys = [o.column.name for o in draft.outputs if o.column.role in ("time", "dimension")]
    named = {name for name, _ in asked}
    return asked + [(key, False) for key in keys if key not in named]


def _order(select: exp.Select, draft: Draft, shown: set[str], first: Sequence[exp.Expr] = ()) -> None:
    values = {output.column.name: output.expr for output in draft.outputs}
    ordered = list(first)
    for name, descending in _orders(draft):
        by = nodes.column(name) if name in shown else values[name].copy()
        ordered.append(_ordered(by, descending))
    if ordered:
        select.set("order", exp.Order(expressions=ordered))


def _ordered(by: exp.Expr, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=by, desc=descending or None, nulls_first=False)


def _rank(draft: Draft) -> Draft:
    """Each row's place among all, or among those of its `limit_per` group."""
    apart = draft.resolved.limit_per
    columns = [nodes.column(output.column.name) for output in draft.outputs]
    columns += [nodes.column(name) for name in draft.current.values]
    ordered = [_ordered(nodes.column(name), desc) for name, desc in _orders(draft) if name != apart]
    order = exp.Order(expressions=ordered) if ordered else None
    partition = [nodes.column(apart)] if apart else []
    place = exp.Window(this=exp.RowNumber(), partition_by=partition, order=order)
    made = nodes.select([*columns, nodes.aliased(place, RANK)], draft.current.select.args["from_"].this)
    return draft.add_part(RANKED, made)


def _kept(draft: Draft) -> exp.Expr | None:
    limit = draft.resolved.query.limit
    return None if limit is None else exp.LTE(this=nodes.column(RANK), expression=nodes.number(limit))


def _kept_only(draft: Draft) -> Draft:
    shown = [output for output in draft.outputs if not output.hidden]
    select = nodes.select(
        [nodes.column(o.column.name) for o in shown], nodes.table(RANKED), where=_kept(draft)
    )
    _order(select, draft, set())
    return replace(draft, finished=select)


def _with_extra_rows(draft: Draft) -> Draft:
    """The rows kept, then the rest as one, then the total, told apart by `_level` until they are ordered."""
    query = draft.resolved.query
    source = RANKED if query.limit is not None else ANSWER
    columns = [nodes.column(output.column.name) for output in draft.outputs]
    parts = [nodes.select([*columns, _level(0)], nodes.table(source), where=_kept(draft))]
    if query.others:
        draft, rest = _rest(draft)
        parts.append(rest)
    if query.totals:
        assert draft.merged is not None
        draft, total = whole(draft, (), draft.merged)
        draft, row = _extra_row(draft, total, 2)
        parts.append(row)
    shown = [nodes.column(output.column.name) for output in draft.outputs if not output.hidden]
    select = nodes.select(shown, nodes.subquery(nodes.union_all(parts), ROWS))
    _order(select, draft, set(), [exp.Ordered(this=nodes.column(LEVEL), nulls_first=False)])
    return replace(draft, finished=select)


def _rest(draft: Draft) -> tuple[Draft, exp.Select]:
    """What no kept row stands for; no row where everything is kept."""
    limit = draft.resolved.query.limit or 0
    apart = tuple(field for field in draft.resolved.keys if field.name == draft.resolved.limit_per)
    left = exp.GT(this=nodes.column(RANK), expression=nodes.number(limit))
    count: exp.Expr = exp.Count(this=exp.Star(), big_int=True)
    if rolls_up(draft):
        draft, stage = whole(draft, apart, RANKED, where=left)
    else:
        fields = draft.resolved.keys
        keys: list[exp.Expr] = [nodes.column(key) for key in draft.current.keys]
        top = nodes.select([*keys, nodes.column(RANK)], nodes.table(RANKED), where=_kept(draft))
        draft = draft.add_part(TOP, top)
        draft, stage = whole(draft, apart, RANKED, excluded=Excluded(TOP, fields))
        count = exp.Subquery(this=nodes.select([count], nodes.table(RANKED), where=left))
    stage.select.set("having", exp.Having(this=exp.GT(this=count, expression=nodes.zero())))
    return _extra_row(draft, stage, 1)


def _level(level: int) -> exp.Expr:
    return nodes.aliased(exp.Literal.number(str(level)), LEVEL)


def _extra_row(draft: Draft, made: Stage, level: int) -> tuple[Draft, exp.Select]:
    """Metrics from the slots of `made`; keys that it does not have are NULL."""
    name = f"_extra{level}"
    closed = replace(draft, stage=made).close(name)
    draft, stage = replace(closed, stage=draft.stage), closed.current
    values = dict(stage.values)
    if draft.totals and not share_fields(draft) and PERIOD not in draft.current.keys:
        values |= {f"{name}_total": nodes.only_value(f"{name}_total", TOTAL) for name in stage.values}
    within = replace(draft, stage=replace(stage, values=values))
    keys = [output.column.name for output in draft.outputs if output.column.role in ("time", "dimension")]
    columns: list[exp.Expr] = [
        nodes.column(key) if key in stage.keys else nodes.aliased(exp.Null(), key) for key in keys
    ]
    for item in draft.resolved.metrics:
        columns += _metric_columns(within, item)
    stage.select.set("expressions", [*columns, _level(level)])
    return draft, stage.select


def _metric_columns(draft: Draft, item: ResolvedMetric) -> list[exp.Expr]:
    columns = [nodes.aliased(value_of(draft, item), item.name)]
    for role in derived_roles(draft.resolved.query, item.name):
        columns.append(nodes.aliased(derived_value(draft, item, role), f"{item.name}__{role}"))
    return columns
