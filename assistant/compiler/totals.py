"""Slots of a whole: rolled up from the groups where that is right, else computed from the rows again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from assistant.catalog.parameters import TIME_GRAIN
from assistant.compiler import nodes
from assistant.compiler.aggregate import aggregated
from assistant.compiler.draft import Draft, Stage
from assistant.compiler.kinds.simple import ROLL_UPS, can_roll_up, filled
from assistant.compiler.passes.merge_scans import is_broadcast
from assistant.compiler.scan import Excluded
from assistant.plan import Leaf, ResolvedField
from assistant.resolve.columns import PERIOD

TOTAL = "_total"


def rolls_up(draft: Draft) -> bool:
    """Whether every slot of a whole follows from those of its parts."""
    known = all(
        can_roll_up(slot.leaf) and not _knows_grain(draft, slot.leaf) for slot in draft.slots.values()
    )
    return known and not any(is_broadcast(scan, draft.resolved.keys) for scan in draft.scans)


def _knows_grain(draft: Draft, leaf: Leaf) -> bool:
    """Whether the rows themselves depend on the grain that they are grouped by."""
    governed = draft.resolved.catalog.models[leaf.source.model].governed
    return governed is not None and TIME_GRAIN in governed.parameters


def rolled_up(draft: Draft, source: str, keys: Sequence[str], where: exp.Expr | None = None) -> Stage:
    """The slots of `source` (a common table expression with all of them) by `keys`."""
    values: dict[str, exp.Expr] = {
        slot.name: filled(slot.leaf, ROLL_UPS[slot.leaf.kind.function](this=nodes.column(slot.name)))
        for slot in draft.slots.values()
    }
    group: list[exp.Expr] = [nodes.column(key) for key in keys]
    select = nodes.select([key.copy() for key in group], nodes.table(source), where=where, group=group)
    return Stage(select, values, True, tuple(keys))


def whole(
    draft: Draft,
    fields: Sequence[ResolvedField],
    source: str,
    where: exp.Expr | None = None,
    excluded: Excluded | None = None,
) -> tuple[Draft, Stage]:
    """The slots of everything by `fields`, or of what `where` keeps of the groups in `source`, which
    is what lies outside the groups of `excluded`.
    """
    if rolls_up(draft):
        period = [PERIOD] if PERIOD in draft.current.keys else []
        return draft, rolled_up(draft, source, [*period, *(field.name for field in fields)], where)
    return aggregated(draft, fields, draft.scans, excluded)


def add_share_totals(draft: Draft) -> Draft:
    """Beside each slot the one of the total it is a share of: of its time bucket, else of everything."""
    assert draft.merged is not None
    fields = share_fields(draft)
    draft, stage = whole(draft, fields, draft.merged)
    projections = [
        nodes.aliased(_unaliased(node), f"_k{i}") for i, node in enumerate(stage.select.expressions)
    ]
    projections += [nodes.aliased(value, f"{name}_total") for name, value in stage.values.items()]
    stage.select.set("expressions", projections)
    draft = draft.add_part(TOTAL, stage.select)
    current, merged = draft.current, draft.merged
    assert merged is not None
    if not stage.keys:
        totals: dict[str, exp.Expr] = {
            f"{name}_total": nodes.only_value(f"{name}_total", TOTAL) for name in stage.values
        }
        return replace(draft, totals=TOTAL, stage=replace(current, values={**current.values, **totals}))
    pairs = [
        nodes.same(nodes.column(key, merged), nodes.column(f"_k{i}", TOTAL))
        for i, key in enumerate(stage.keys)
    ]
    on = nodes.some(nodes.both(pairs))
    mine: list[exp.Expr] = [nodes.column(key, merged) for key in current.keys]
    select = nodes.select(mine, nodes.table(merged), [nodes.left_join(nodes.table(TOTAL), on)])
    values: dict[str, exp.Expr] = {name: nodes.column(name, merged) for name in current.values}
    values |= {f"{name}_total": nodes.column(f"{name}_total", TOTAL) for name in stage.values}
    return replace(draft, totals=TOTAL, stage=Stage(select, values, False, current.keys))


def share_fields(draft: Draft) -> tuple[ResolvedField, ...]:
    """The keys within whose groups the shares are: those that the query names, and with another key beside
    time each time bucket.
    """
    keys, within = draft.resolved.keys, draft.resolved.share_within
    apart = tuple(field for field in keys if field.is_metric_time or field.name in within)
    return apart if len(apart) < len(keys) else ()


def _unaliased(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Alias) else node
