"""Buckets of time without rows, for metrics that join to the time spine.

Every bucket of the stretch is there; with further keys every bucket of each of their observed
members, where the metric fills what is missing. A bucket that nothing fills adds nothing to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Scan, Stage
from assistant.compiler.formula import condition_of
from assistant.compiler.scan import shifted
from assistant.compiler.spine import MOMENT, SPINE, Bounds, key_on_spine, spine_grain, spine_query
from assistant.plan import ResolvedField, ResolvedFilter
from assistant.resolve.columns import PERIOD
from assistant.resolve.grains import grain_rank

MEMBERS, BUCKETS = "_members", "_buckets"


def is_densified(draft: Draft, fields: Sequence[ResolvedField], scan: Scan) -> bool:
    """Whether buckets without rows are added for this scan."""
    bounded = scan.frame.range is not None or any(field.is_metric_time and field.grain for field in fields)
    if not bounded and not draft.resolved.catalog.time_spines:
        return False
    joined = all(slot.leaf.kind.join_to_timespine for slot in scan.slots)
    timed = any(field.is_metric_time for field in fields)
    others = any(not field.is_metric_time for field in fields)
    filled = any(slot.leaf.kind.fill_nulls_with is not None for slot in scan.slots)
    return joined and timed and (filled or not others)


def densified(draft: Draft, fields: Sequence[ResolvedField], scan: Scan, stage: Stage) -> tuple[Draft, Stage]:
    draft, part = draft.with_part(stage)
    draft, buckets = _buckets(draft, fields, scan, part)
    others = [field.name for field in fields if not field.is_metric_time]
    timed = [field.name for field in fields if field.is_metric_time]
    joins = []
    if others:
        members = nodes.select([nodes.column(name) for name in others], nodes.table(part))
        members.set("distinct", exp.Distinct())
        joins.append(exp.Join(this=nodes.subquery(members, MEMBERS), kind="CROSS"))
    on = [nodes.same(nodes.column(name, BUCKETS), nodes.column(name, part)) for name in timed]
    on += [nodes.same(nodes.column(name, MEMBERS), nodes.column(name, part)) for name in others]
    matched = nodes.some(nodes.both(on))
    joins.append(nodes.left_join(nodes.table(part), matched))
    keys = [_key(name, others, scan) for name in stage.keys]
    select = nodes.select(keys, nodes.subquery(buckets, BUCKETS), joins)
    values: dict[str, exp.Expr] = {name: nodes.column(name, part) for name in stage.values}
    return draft, Stage(select, values, False, stage.keys)


def _key(name: str, others: Sequence[str], scan: Scan) -> exp.Expr:
    if name == PERIOD:
        return nodes.aliased(exp.Literal.string(scan.frame.label or ""), PERIOD)
    return nodes.column(name, MEMBERS if name in others else BUCKETS)


def _buckets(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, part: str
) -> tuple[Draft, exp.Select]:
    """The time keys of every moment of the spine that passes the filters on time."""
    query = draft.resolved
    timed = [field for field in fields if field.is_metric_time]
    held = [item for item in scan.common if item.fields and all(f.is_metric_time for f in item.fields)]
    needed = [*timed, *(field for item in held for field in item.fields)]
    grain = spine_grain(needed)
    bounds = _bounds(timed, grain, part)
    select, tables = spine_query(query.catalog, grain, needed, scan.frame.range, query.now, bounds)
    keys = [
        nodes.aliased(shifted(key_on_spine(query.catalog, field), field, scan), field.name) for field in timed
    ]
    conditions = [_condition(draft, item) for item in held]
    if query.average_per and scan.frame.range is None and bounds is not None:
        conditions += _between(*bounds)
    made = nodes.select(keys, nodes.subquery(select, SPINE), where=nodes.both(conditions))
    made.set("distinct", exp.Distinct())
    return draft.reading(tables), made


def _between(first: exp.Expr, last: exp.Expr) -> list[exp.Expr]:
    """Buckets before the data begins or after it ends are none that a mean is taken over."""
    moment = nodes.column(MOMENT, SPINE)
    return [
        exp.GTE(this=moment, expression=first.copy()),
        exp.LTE(this=moment.copy(), expression=last.copy()),
    ]


def _bounds(timed: Sequence[ResolvedField], grain: str, part: str) -> Bounds | None:
    """Without a spine or a range the buckets run from the first one with rows to the last."""
    key = min((f for f in timed if f.grain and f.custom is None), key=lambda f: grain_rank(f.grain or grain),
              default=None)  # fmt: skip
    if key is None:
        return None
    first, last = (
        exp.Subquery(this=nodes.select([edge(this=nodes.column(key.name))], nodes.table(part)))
        for edge in (exp.Min, exp.Max)
    )
    return first, last


def _condition(draft: Draft, item: ResolvedFilter) -> exp.Expr:
    return condition_of(item, lambda field: key_on_spine(draft.resolved.catalog, field))
