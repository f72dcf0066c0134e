"""Scans as SELECTs, and several of them merged on their shared keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlglot import exp

from assistant.catalog.model import NonAdditive, Window
from assistant.compiler import nodes, times
from assistant.compiler.draft import Draft, Scan, Slot, Stage
from assistant.compiler.kinds.semi_additive import is_bucket, keep_edge_rows
from assistant.compiler.kinds.simple import aggregate, filled
from assistant.compiler.parameters import Span
from assistant.compiler.rows import Rows
from assistant.plan import ResolvedField, ResolvedFilter
from assistant.query import TimeRange
from assistant.resolve.columns import PERIOD
from assistant.resolve.periods import shift_months

UNION = "_u"


@dataclass(frozen=True, slots=True, eq=False)
class Excluded:
    """Groups to leave out: those in the common table expression `name`, which has `fields` and `_rank`."""

    name: str
    fields: Sequence[ResolvedField]


def aggregated(
    draft: Draft, fields: Sequence[ResolvedField], scans: Sequence[Scan], excluded: Excluded | None = None
) -> tuple[Draft, Stage]:
    """Every slot of `scans` by `fields`: one SELECT, or one per scan merged by UNION ALL.

    Merging groups again, so that missing values meet and no key of any scan is lost.
    """
    if len(scans) == 1:
        return _alone(draft, fields, scans[0], excluded)
    slots = list(dict.fromkeys(slot for scan in scans for slot in scan.slots))
    parts: list[exp.Select] = []
    for scan in scans:
        draft, made = _scan(draft, fields, scan, excluded)
        name = f"_part{len(draft.parts) + 1}"
        made.select.set("expressions", [*made.select.expressions, *_named(made)])
        draft = draft.add_part(name, made.select)
        parts.append(_member(name, made.keys, scan.slots, slots))
    keys = _key_names(fields, scans[0])
    group: list[exp.Expr] = [nodes.column(key, UNION) for key in keys]
    projections = [nodes.aliased(column.copy(), key) for column, key in zip(group, keys, strict=True)]
    source = nodes.subquery(nodes.union_all(parts), UNION)
    values = {
        slot.name: filled(slot.leaf.kind, exp.Max(this=nodes.column(slot.name, UNION))) for slot in slots
    }
    return draft, Stage(nodes.select(projections, source, group=group), values, True, keys)


def _alone(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    draft, stage = _scan(draft, fields, scan, excluded)
    with_default = {slot.name for slot in scan.slots if slot.leaf.kind.fill_nulls_with is not None}
    leaves = {slot.name: slot.leaf for slot in scan.slots}
    values = {
        n: filled(leaves[n].kind, value) if n in with_default else value for n, value in stage.values.items()
    }
    return draft, replace(stage, values=values)


def _member(name: str, keys: tuple[str, ...], own: tuple[Slot, ...], slots: Sequence[Slot]) -> exp.Select:
    """One side of the union: its own slots, and nothing for those of the others."""
    mine = {slot.name for slot in own}
    columns: list[exp.Expr] = [nodes.column(key) for key in keys]
    columns += [nodes.column(s.name) if s.name in mine else nodes.aliased(exp.Null(), s.name) for s in slots]
    return nodes.select(columns, nodes.table(name))


def _named(stage: Stage) -> list[exp.Expr]:
    return [nodes.aliased(value, name) for name, value in stage.values.items()]


def _key_names(fields: Sequence[ResolvedField], scan: Scan) -> tuple[str, ...]:
    names = tuple(field.name for field in fields)
    return (PERIOD, *names) if scan.frame.label is not None else names


def _scan(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    """One SELECT over one model: keys, aggregates, the common filters and the time of its frame."""
    rows = Rows(draft.governed, scan.source, offsets=scan.offsets, span=_span(scan, fields))
    keys = [_key(rows, field, scan) for field in fields]
    values = {slot.name: _value(rows, slot, scan) for slot in scan.slots}
    conditions = [*_in_time(rows, scan), *_common(rows, scan)]
    if scan.non_additive is not None:
        rows.joins.append(_at_the_edge(draft, rows, fields, scan, scan.non_additive))
    exclusion = _exclusion(rows, excluded, scan) if excluded is not None else None
    if excluded is not None and exclusion is not None:
        rows.joins.append(exclusion)
        conditions.append(exp.Is(this=nodes.column("_rank", excluded.name), expression=exp.Null()))
    label = scan.frame.label
    projections = [nodes.aliased(exp.Literal.string(label), PERIOD)] if label is not None else []
    first = len(projections) + 1
    projections += [nodes.aliased(key, field.name) for key, field in zip(keys, fields, strict=True)]
    group = [_group(key, position) for position, key in enumerate(keys, first)]
    select = nodes.select(projections, rows.base, rows.joins, nodes.both(conditions), group)
    made = replace(draft, tables=draft.tables | rows.tables)
    return made, Stage(select, values, True, _key_names(fields, scan))


def _span(scan: Scan, fields: Sequence[ResolvedField]) -> Span:
    return Span.of(_before(scan.frame.range, scan.offsets) if scan.source.time else None, fields)


def _group(key: exp.Expr, position: int) -> exp.Expr:
    bucket = times.within_bucket(key)
    return exp.Literal.number(str(position)) if bucket is None else bucket.copy()


def _at_the_edge(
    draft: Draft, rows: Rows, fields: Sequence[ResolvedField], scan: Scan, kind: NonAdditive
) -> exp.Join:
    inside = Rows(draft.governed, scan.source, offsets=scan.offsets, span=_span(scan, fields))
    buckets = [field for field in fields if is_bucket(field, inside, kind)]
    conditions = [*_in_time(inside, scan), *_common(inside, scan)]
    return keep_edge_rows(rows, inside, kind, buckets, conditions)


def _key(rows: Rows, field: ResolvedField, scan: Scan) -> exp.Expr:
    key = rows.field(field)
    prior = scan.frame.prior
    if prior is None or not field.is_metric_time or field.grain is None or field.grain not in prior.shifts:
        return key
    return times.shifted(key, prior.shifts[field.grain], field.grain)


def _value(rows: Rows, slot: Slot, scan: Scan) -> exp.Expr:
    kind = slot.leaf.kind
    held = {item.identity for item in scan.common}
    own = [rows.condition(item) for item in slot.leaf.filters if item.identity not in held]
    return aggregate(kind, rows.expression(kind.expr.ast), nodes.both(own))


def _in_time(rows: Rows, scan: Scan) -> list[exp.Expr]:
    asked = _before(scan.frame.range, scan.offsets)
    if asked is None or scan.source.time is None:
        return []
    binding, column = rows.time()
    catalog = rows.catalog
    conditions = [times.within(catalog, binding, column, asked)]
    for left_out in scan.frame.prior.without if scan.frame.prior else ():
        conditions.append(times.outside(catalog, binding, column.copy(), left_out))
    return conditions


def _before(asked: TimeRange | None, offsets: Sequence[Window]) -> TimeRange | None:
    """When rows happened that count within `asked`."""
    if asked is None:
        return None
    for window in reversed(offsets):
        unit, factor = times.OFFSET_UNITS[window.grain]
        count = window.count * factor
        if unit == "MONTH":
            asked = TimeRange(shift_months(asked.start, -count), shift_months(asked.end, -count))
        else:
            length = timedelta(**{f"{unit.lower()}s": count})
            asked = TimeRange(asked.start - length, asked.end - length)
    return asked


def _common(rows: Rows, scan: Scan) -> list[exp.Expr]:
    """The filters of all slots; where every slot has more of its own, rows of none of them are left out."""
    held = {item.identity for item in scan.common}
    conditions = [rows.condition(item) for item in scan.common]
    further = [[item for item in slot.leaf.filters if item.identity not in held] for slot in scan.slots]
    if all(further):
        apart = {tuple(f.identity for f in items): items for items in further}
        any_of = nodes.either(_all_of(rows, items) for items in apart.values())
        conditions += [any_of] if any_of is not None else []
    return conditions


def _all_of(rows: Rows, items: list[ResolvedFilter]) -> exp.Expr:
    joined = nodes.both(rows.condition(item) for item in items)
    assert joined is not None
    return joined


def _exclusion(rows: Rows, excluded: Excluded, scan: Scan) -> exp.Join | None:
    """The join whose misses are the rows of no excluded group; a snapshot has no time to compare."""
    on = [
        nodes.same(nodes.closed(_key(rows, field, scan)), nodes.column(field.name, excluded.name))
        for field in excluded.fields
        if scan.source in field.bindings
    ]
    if not on:
        return None
    if scan.frame.label is not None:
        on.append(nodes.same(nodes.column(PERIOD, excluded.name), exp.Literal.string(scan.frame.label)))
    joined = nodes.both(on)
    assert joined is not None
    return nodes.left_join(nodes.table(excluded.name), joined)
