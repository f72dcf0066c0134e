"""Rows that count at several moments: within a window, to date, for all time, or at the start of a period.

The rows are aggregated by their own moment first; those few are then joined to a time spine, each to
every moment at which it counts. Members without rows on a day keep the value of their window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from assistant.catalog.model import Catalog, Simple, Window
from assistant.compiler import nodes, times
from assistant.compiler.draft import Draft, Scan, Stage
from assistant.compiler.formula import condition_of
from assistant.compiler.kinds.simple import ROLL_UPS, aggregate, countable
from assistant.compiler.rows import Rows
from assistant.compiler.scan import before, carried, key_names, label, reach, shifted
from assistant.compiler.spine import MOMENT, SPINE, key_on_spine, spine_grain, spine_query
from assistant.plan import Accumulation, Leaf, Offset, ResolvedField, ResolvedFilter, ToGrain
from assistant.query import TimeRange
from assistant.resolve.grains import grain_rank, source_grain

ROWS, DAYS = "_rows", "_days"


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """What is known of one scan before its SELECTs are written."""

    scan: Scan
    leaf: Leaf
    grain: str
    """Of the spine and of the rows' own moments."""
    timed: tuple[ResolvedField, ...]
    others: tuple[ResolvedField, ...]
    rolled: bool
    """Whether the values of single moments make those of a window."""
    carried: tuple[Window, ...]
    """Offsets by which the moments shown are carried as whole months, instead of looked up day by day."""
    looked_up: tuple[Offset, ...]


def spread(draft: Draft, fields: Sequence[ResolvedField], scan: Scan) -> tuple[Draft, Stage]:
    """The slots of `scan` by `fields`, of which at least one is the time."""
    plan = _planned(draft, fields, scan)
    draft, source, held = _by_moment(draft, plan)
    draft, moments = _moments(draft, plan, source)
    keys = {field.name: _key(draft, field, plan, source) for field in fields}
    conditions = [*held, *_starts_of_buckets(draft, plan)]
    joins = [exp.Join(this=moments, on=_counts(draft, plan, source))]
    projections = [*label(scan), *(nodes.aliased(key, name) for name, key in keys.items())]
    settled = _is_settled(plan)
    if not settled:
        projections.append(nodes.aliased(nodes.column(MOMENT, SPINE), MOMENT))
    group = nodes.positions(len(label(scan)) + 1, len(projections))
    select = nodes.select(projections, nodes.table(source), joins, nodes.both(conditions), group)
    values = {slot.name: _value(slot.leaf.kind, slot.name, source, plan) for slot in scan.slots}
    stage = Stage(select, values, True, key_names(fields, scan))
    return (draft, stage) if settled else _per_bucket(draft, plan, stage)


def _planned(draft: Draft, fields: Sequence[ResolvedField], scan: Scan) -> _Spread:
    catalog, leaf = draft.resolved.catalog, scan.slots[0].leaf
    timed = tuple(field for field in fields if field.is_metric_time)
    others = tuple(field for field in fields if not field.is_metric_time)
    wanted = [spine_grain(timed, coarsest="day")]
    wanted += [offset.grain for offset in leaf.offsets]
    if leaf.accumulation is not None:
        window, to_date = leaf.accumulation.window, leaf.accumulation.to_date
        wanted += [grain for grain in (window and window.grain, to_date) if grain]
    grain = max(min(wanted, key=grain_rank), source_grain(catalog, scan.source), key=grain_rank)
    rolled = all(slot.leaf.kind.function in ROLL_UPS for slot in scan.slots)
    whole = all(grain_rank(field.grain or field.date_part or "day") >= grain_rank("month") for field in timed)
    windows = carried(leaf.offsets) if whole and len(carried(leaf.offsets)) == len(leaf.offsets) else ()
    looked_up = () if windows else leaf.offsets
    return _Spread(scan, leaf, grain, timed, others, rolled, windows, looked_up)


def _by_moment(draft: Draft, plan: _Spread) -> tuple[Draft, str, list[exp.Expr]]:
    """The rows by their own moment and the keys that are not time, and the conditions on time that are
    left for the spine: they speak of the moment shown, not of the row's.
    """
    rows = Rows(draft.governed, plan.scan.source)
    binding, column = rows.time()
    own = ResolvedField(MOMENT, "time", {rows.source: binding}, plan.grain)
    projections = [nodes.aliased(times.bucket(rows.catalog, own, binding, column), MOMENT)]
    projections += [nodes.aliased(rows.field(field), field.name) for field in plan.others]
    name = f"{ROWS}{len(draft.parts) + 1}"
    conditions = _own_time(draft, plan, rows)
    left: list[exp.Expr] = []
    for number, item in enumerate(plan.scan.common):
        if any(field.is_metric_time for field in item.fields):
            left.append(_on_spine(draft, rows, plan, item, name, f"_f{number}", projections))
        else:
            conditions.append(rows.condition(item))
    group = nodes.positions(1, len(projections)) if plan.rolled else []
    for slot in plan.scan.slots:
        value = rows.expression(slot.leaf.kind.expr.ast)
        made = aggregate(slot.leaf.kind, value, None) if plan.rolled else countable(value)
        projections.append(nodes.aliased(made, slot.name))
    select = nodes.select(projections, rows.base, rows.joins, nodes.both(conditions), group)
    return draft.add_part(name, select).reading(rows.tables), name, left


def _own_time(draft: Draft, plan: _Spread, rows: Rows) -> list[exp.Expr]:
    """Rows that can count nowhere in the stretch are not read."""
    calendar = draft.resolved.catalog.calendar
    asked = before(plan.scan.frame.range, plan.leaf.offsets, calendar)
    if asked is None:
        return []
    start = asked.start
    if plan.leaf.accumulation is not None:
        # The window of the first moment begins behind its end: a day early does no harm.
        start = reach(plan.leaf.accumulation, asked.start, asked.start, calendar)
    binding, column = rows.time()
    return [times.within(rows.catalog, binding, column.copy(), TimeRange(start, asked.end))]


def _on_spine(
    draft: Draft,
    rows: Rows,
    plan: _Spread,
    item: ResolvedFilter,
    source: str,
    name: str,
    projections: list[exp.Expr],
) -> exp.Expr:
    """A filter on the time shown; what else it speaks of becomes a column of the rows."""

    def value(field: ResolvedField) -> exp.Expr:
        if field.is_metric_time:
            return key_on_spine(draft.resolved.catalog, field, plan.carried)
        column = f"{name}_{len(projections)}"
        projections.append(nodes.aliased(rows.field(field), column))
        return nodes.column(column, source)

    return condition_of(item, value)


def _moments(draft: Draft, plan: _Spread, source: str) -> tuple[Draft, exp.Subquery]:
    query = draft.resolved
    bounds = (_edge_of(source, exp.Min), _edge_of(source, exp.Max))
    fields = [*plan.timed, *(field for item in plan.scan.common for field in item.fields)]
    custom = [field for field in fields if field.is_metric_time]
    asked = before(plan.scan.frame.range, plan.carried, query.catalog.calendar)
    select, tables = spine_query(query.catalog, plan.grain, custom, asked, query.now, bounds)
    return draft.reading(tables), nodes.subquery(select, SPINE)


def _edge_of(source: str, edge: type[exp.AggFunc]) -> exp.Expr:
    return exp.Subquery(this=nodes.select([edge(this=nodes.column(MOMENT))], nodes.table(source)))


def _counts(draft: Draft, plan: _Spread, source: str) -> exp.Expr:
    """Which rows count at a moment of the spine."""
    anchor = _anchor(draft.resolved.catalog, plan)
    moment = nodes.column(MOMENT, source)
    accumulation = plan.leaf.accumulation
    if accumulation is None:
        return exp.EQ(this=moment, expression=anchor)
    until: exp.Expr = exp.LTE(this=moment, expression=anchor)
    since = _since(draft.resolved.catalog, accumulation, moment.copy(), anchor.copy())
    return exp.And(this=until, expression=since) if since is not None else until


def _since(
    catalog: Catalog, accumulation: Accumulation, moment: exp.Expr, anchor: exp.Expr
) -> exp.Expr | None:
    if accumulation.window is not None:
        return exp.GT(this=moment, expression=times.earlier(anchor, accumulation.window))
    if accumulation.to_date is not None:
        return exp.GTE(this=moment, expression=times.start_of(catalog, accumulation.to_date, anchor))
    return None


def _anchor(catalog: Catalog, plan: _Spread) -> exp.Expr:
    """The moment whose value is shown: that of the spine, less the offsets, the last one taken first."""
    moment: exp.Expr = nodes.column(MOMENT, SPINE)
    for offset in reversed(plan.looked_up):
        if isinstance(offset, ToGrain):
            moment = times.start_of(catalog, offset.grain, moment)
        else:
            moment = times.earlier(moment, offset)
    return moment


def _key(draft: Draft, field: ResolvedField, plan: _Spread, source: str) -> exp.Expr:
    if not field.is_metric_time:
        return nodes.column(field.name, source)
    return shifted(key_on_spine(draft.resolved.catalog, field, plan.carried), field, plan.scan)


def _starts_of_buckets(draft: Draft, plan: _Spread) -> list[exp.Expr]:
    """A value at the start of a period is shown by coarser buckets at their own first moment."""
    if plan.leaf.accumulation is not None:
        return []  # its buckets choose among their days
    grains = [field.grain for field in plan.timed if field.grain and field.custom is None]
    if not grains or min(grains, key=grain_rank) == plan.grain:
        return []
    catalog, moment = draft.resolved.catalog, nodes.column(MOMENT, SPINE)
    starts = [
        exp.EQ(this=times.start_of(catalog, g, moment.copy()), expression=moment.copy()) for g in grains
    ]
    found = nodes.either(starts)
    return [exp.Paren(this=found)] if found is not None else []


def _is_settled(plan: _Spread) -> bool:
    """Whether each group holds one moment, or the moments of a group are added up."""
    if plan.leaf.accumulation is None:
        return True
    return any(field.grain == plan.grain for field in plan.timed)


def _value(kind: Simple, name: str, source: str, plan: _Spread) -> exp.Expr:
    column = nodes.column(name, source)
    return ROLL_UPS[kind.function](this=column) if plan.rolled else aggregate(kind, column, None)


def _per_bucket(draft: Draft, plan: _Spread, stage: Stage) -> tuple[Draft, Stage]:
    """Of the moments in a bucket the first one's value, the last one's or their mean."""
    accumulation = plan.leaf.accumulation
    assert accumulation is not None
    draft, name = draft.with_part(stage, DAYS)

    def of_bucket(slot: str) -> exp.Expr:
        value = nodes.column(slot)
        if accumulation.period_agg == "average":
            return exp.Avg(this=value)
        pick = exp.ArgMin if accumulation.period_agg == "first" else exp.ArgMax
        return pick(this=value, expression=nodes.column(MOMENT))

    keys: list[exp.Expr] = [nodes.column(key) for key in stage.keys]
    select = nodes.select([key.copy() for key in keys], nodes.table(name), group=keys)
    return draft, Stage(select, {slot: of_bucket(slot) for slot in stage.values}, True, stage.keys)
