"""Scans as SELECTs, and several of them merged on their shared keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Scan, Slot, Stage
from assistant.compiler.kinds.conversion import converted
from assistant.compiler.kinds.cumulative import spread
from assistant.compiler.kinds.firsts import firsts
from assistant.compiler.kinds.simple import filled
from assistant.compiler.kinds.timespine import densified, is_densified
from assistant.compiler.scan import Excluded, key_names, scanned
from assistant.plan import ResolvedField

UNION = "_u"


def aggregated(
    draft: Draft, fields: Sequence[ResolvedField], scans: Sequence[Scan], excluded: Excluded | None = None
) -> tuple[Draft, Stage]:
    """Every slot of `scans` by `fields`: one SELECT, or one per scan merged by UNION ALL.

    Merging groups again, so that missing values meet and no key of any scan is lost.
    """
    if len(scans) == 1:
        return _alone(draft, fields, scans[0], excluded)
    slots = list(dict.fromkeys(slot for scan in scans for slot in scan.slots))
    names: list[str] = []
    for scan in scans:
        draft, made = _stage(draft, fields, scan, excluded)
        draft, name = draft.with_part(made)
        names.append(name)
    keys = key_names(fields, scans[0])
    if len(scans) == 2 and fields and excluded is None and scans[0].frame.label is None:
        return draft, _paired(names, keys, scans)
    parts = [_member(name, keys, scan.slots, slots) for name, scan in zip(names, scans, strict=True)]
    group: list[exp.Expr] = [nodes.column(key, UNION) for key in keys]
    projections = [nodes.aliased(column.copy(), key) for column, key in zip(group, keys, strict=True)]
    source = nodes.subquery(nodes.union_all(parts), UNION)
    values = {slot.name: filled(slot.leaf, exp.Max(this=nodes.column(slot.name, UNION))) for slot in slots}
    return draft, Stage(nodes.select(projections, source, group=group), values, True, keys)


def _paired(names: Sequence[str], keys: tuple[str, ...], scans: Sequence[Scan]) -> Stage:
    """Two parts side by side: what only one of them has keeps its keys, and missing keys are equal."""
    first, second = names
    on = nodes.both(nodes.same(nodes.column(key, first), nodes.column(key, second)) for key in keys)
    join = exp.Join(this=nodes.table(second), side="FULL", on=on)
    projections = [
        nodes.aliased(
            exp.Coalesce(this=nodes.column(key, first), expressions=[nodes.column(key, second)]), key
        )
        for key in keys
    ]
    values = {
        slot.name: filled(slot.leaf, nodes.column(slot.name, name))
        for name, scan in zip(names, scans, strict=True)
        for slot in scan.slots
    }
    return Stage(nodes.select(projections, nodes.table(first), [join]), values, False, keys)


def _alone(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    draft, stage = _stage(draft, fields, scan, excluded)
    with_default = {slot.name for slot in scan.slots if slot.leaf.kind.fill_nulls_with is not None}
    leaves = {slot.name: slot.leaf for slot in scan.slots}
    values = {
        n: filled(leaves[n], value) if n in with_default else value for n, value in stage.values.items()
    }
    return draft, replace(stage, values=values)


def _stage(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    """The slots of one scan by `fields`, by the way their kind is computed."""
    leaf = scan.slots[0].leaf
    if leaf.conversions is not None:
        draft, stage = converted(draft, fields, scan, leaf.conversions, excluded)
    elif leaf.on_spine and any(field.is_metric_time for field in fields):
        draft, stage = spread(draft, fields, scan)
    elif leaf.first_within is not None and any(field.is_metric_time and field.grain for field in fields):
        return firsts(draft, fields, scan, leaf.first_within, excluded)
    else:
        draft, stage = scanned(draft, fields, scan, excluded)
    if excluded is None and is_densified(draft, fields, scan):
        return densified(draft, fields, scan, stage)
    return draft, stage


def _member(name: str, keys: tuple[str, ...], own: tuple[Slot, ...], slots: Sequence[Slot]) -> exp.Select:
    """One side of the union: its own slots, and nothing for those of the others."""
    mine = {slot.name for slot in own}
    columns: list[exp.Expr] = [nodes.column(key) for key in keys]
    columns += [nodes.column(s.name) if s.name in mine else nodes.aliased(exp.Null(), s.name) for s in slots]
    return nodes.select(columns, nodes.table(name))
