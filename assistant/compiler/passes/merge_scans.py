"""Every slot by every key, in one stage."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.aggregate import aggregated
from assistant.compiler.draft import Draft, Scan, Stage
from assistant.plan import ResolvedField

MERGED = "_merged"
SNAPSHOT = "_snapshot"


def merge_scans(draft: Draft) -> Draft:
    return draft if draft.resolved.average_per else merged(draft, draft.resolved.keys)


def merged(draft: Draft, fields: tuple[ResolvedField, ...]) -> Draft:
    """Every slot of the draft's scans by `fields`."""
    present = [scan for scan in draft.scans if is_broadcast(scan, fields)]
    if not present:
        draft, stage = aggregated(draft, fields, draft.scans)
        return replace(draft, stage=stage)
    placed = [scan for scan in draft.scans if scan not in present]
    draft, stage = aggregated(draft, fields, placed)
    draft = replace(draft, stage=stage).close(MERGED)
    return _broadcast(replace(draft, merged=MERGED), fields, present)


def is_broadcast(scan: Scan, fields: tuple[ResolvedField, ...]) -> bool:
    """A snapshot has no time keys: its values stand beside every bucket of the others."""
    return scan.source.time is None and any(field.is_metric_time for field in fields)


def _broadcast(draft: Draft, fields: tuple[ResolvedField, ...], present: list[Scan]) -> Draft:
    others = tuple(field for field in fields if not field.is_metric_time)
    draft, snapshot = aggregated(draft, others, present)
    projections = [*snapshot.select.expressions]
    snapshot.select.set(
        "expressions", projections + [nodes.aliased(v, n) for n, v in snapshot.values.items()]
    )
    draft = draft.add_part(SNAPSHOT, snapshot.select)
    stage = draft.current
    if not snapshot.keys:
        values = {name: nodes.only_value(name, SNAPSHOT) for name in snapshot.values}
        return replace(draft, stage=replace(stage, values={**stage.values, **values}))
    keys: list[exp.Expr] = [nodes.column(key, MERGED) for key in stage.keys]
    on = nodes.some(
        nodes.both(nodes.same(nodes.column(k, MERGED), nodes.column(k, SNAPSHOT)) for k in snapshot.keys)
    )
    select = nodes.select(keys, nodes.table(MERGED), [nodes.left_join(nodes.table(SNAPSHOT), on)])
    values = {name: nodes.column(name, SNAPSHOT) for name in snapshot.values}
    return replace(draft, stage=Stage(select, {**stage.values, **values}, False, stage.keys))
