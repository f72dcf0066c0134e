"""`average_per`: each metric by more groups than are shown, then the mean of these.

A metric is averaged by itself and each side of a comparison by itself: over the groups that it would be
shown by if nothing else were asked. Groups without a value count for nothing, and what has none of the
thing that is averaged over (orders of no customer) is no group. Buckets of time are all there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.aggregate import UNION
from assistant.compiler.draft import Draft, Scan, Slot, Stage
from assistant.compiler.passes.compute_outputs import value_of
from assistant.compiler.passes.merge_scans import merged
from assistant.compiler.passes.plan_scans import shared_filters
from assistant.compiler.passes.small_groups import SIZE
from assistant.plan import ResolvedMetric, leaves

VALUE = "_value"


def average_groups(draft: Draft) -> Draft:
    """Comes in the place of merging the scans; the stage holds a column per metric and side."""
    query = draft.resolved
    if not query.average_per:
        return draft
    stages: list[Stage] = []
    means: dict[tuple[str, bool], str] = {}
    sides = (False,) if query.time.prior is None else (False, True)
    for number, item in enumerate(query.metrics, 1):
        for prior in sides:
            scans = _scans_of(draft, item, prior)
            if not scans:
                continue
            name = f"_mean{number}{'_prior' if prior else ''}"
            draft, stage = _averaged(draft, item, prior, scans, name)
            means[(item.name, prior)] = name
            stages.append(stage)
    draft, stage = _side_by_side(draft, stages)
    return replace(draft, stage=stage, means=means)


def _scans_of(draft: Draft, item: ResolvedMetric, prior: bool) -> tuple[Scan, ...]:
    """The scans of one side, with the slots of one metric and those that count its records alone."""
    own = {leaf.identity for leaf in leaves(item.formula)}
    found, alike = (
        [],
        _alike(slot for scan in draft.scans for slot in scan.slots if slot.leaf.identity in own),
    )
    for scan in draft.scans:
        slots = [slot for slot in scan.slots if slot.leaf.identity in own]
        if slots and (scan.frame.prior is not None) == prior:
            common = shared_filters([slot.leaf for slot in slots])
            found.append(replace(scan, slots=tuple(alike[slot.name] for slot in slots), common=common))
    return tuple(found)


def _alike(slots: Iterable[Slot]) -> Mapping[str, Slot]:
    """By name: what counts records gets the same buckets as what it counts them for."""
    found = {slot.name: slot for slot in slots}
    joined = {slot.leaf.identity for slot in found.values() if slot.leaf.kind.join_to_timespine}
    return {
        name: replace(slot, leaf=replace(slot.leaf, kind=replace(slot.leaf.kind, join_to_timespine=True)))
        if slot.leaf.identity in joined
        else slot
        for name, slot in found.items()
    }


def _averaged(
    draft: Draft, item: ResolvedMetric, prior: bool, scans: tuple[Scan, ...], name: str
) -> tuple[Draft, Stage]:
    """The mean of one metric over its groups of one side, as the value `name`."""
    query = draft.resolved
    inner = merged(replace(draft, scans=scans), query.grouped)
    stage, groups = inner.current, f"_groups{name}"
    sizes = [slot for slot in stage.values if slot.endswith(SIZE)]
    projections = [*stage.select.expressions, nodes.aliased(value_of(inner, item, prior), VALUE)]
    projections += [nodes.aliased(stage.values[size], size) for size in sizes]
    stage.select.set("expressions", projections)
    apart = {field.name for field in query.average_per}
    keys = tuple(key for key in stage.keys if key not in apart)
    named = nodes.both(
        nodes.present(nodes.column(field.name)) for field in query.average_per if not field.is_metric_time
    )
    group: list[exp.Expr] = [nodes.column(key) for key in keys]
    select = nodes.select([key.copy() for key in group], nodes.table(groups), where=named, group=group)
    values: dict[str, exp.Expr] = {name: exp.Avg(this=nodes.cast(nodes.column(VALUE), nodes.DOUBLE))}
    values |= {f"{name}{size}": exp.Sum(this=nodes.column(size)) for size in sizes}
    made = inner.add_part(groups, stage.select)
    return replace(made, scans=draft.scans), Stage(select, values, True, keys)


def _side_by_side(draft: Draft, stages: Sequence[Stage]) -> tuple[Draft, Stage]:
    """All of them on the keys that they share; no key of any of them is lost."""
    if len(stages) == 1:
        return draft, stages[0]
    columns = [column for stage in stages for column in stage.values]
    parts: list[exp.Select] = []
    for stage in stages:
        draft, name = draft.with_part(stage)
        projections: list[exp.Expr] = [nodes.column(key) for key in stage.keys]
        projections += [
            nodes.column(column) if column in stage.values else nodes.aliased(exp.Null(), column)
            for column in columns
        ]
        parts.append(nodes.select(projections, nodes.table(name)))
    keys = stages[0].keys
    group: list[exp.Expr] = [nodes.column(key, UNION) for key in keys]
    named = [nodes.aliased(column.copy(), key) for column, key in zip(group, keys, strict=True)]
    select = nodes.select(named, nodes.subquery(nodes.union_all(parts), UNION), group=group)
    values: dict[str, exp.Expr] = {column: exp.Max(this=nodes.column(column, UNION)) for column in columns}
    return draft, Stage(select, values, True, keys)
