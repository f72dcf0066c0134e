"""Running totals and moving averages over the time key of the groups."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft
from assistant.compiler.formula import expression
from assistant.compiler.kinds.simple import ROLL_UPS, can_roll_up
from assistant.plan import Leaf, Quotient, ResolvedField, ResolvedMetric, leaves
from assistant.query import RunningScope
from assistant.resolve.columns import PERIOD
from assistant.resolve.grains import grain_rank

_UNITS = {"quarter": ("MONTH", 3)}


def running(draft: Draft, item: ResolvedMetric) -> exp.Expr:
    """The metric over all buckets so far, within the year, quarter or month where one is named."""
    time = finest_time(draft)
    scope = draft.resolved.query.running
    within = [] if scope in (None, "all") else [
        exp.TimestampTrunc(this=nodes.column(time.name), unit=exp.Var(this=str(scope).upper()))
    ]  # fmt: skip
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")

    def value(leaf: Leaf) -> exp.Expr:
        added = first_seen(leaf, scope or "all") if leaf.kind.function == "count_distinct" else leaf
        call = ROLL_UPS.get(leaf.kind.function, exp.Sum)(this=_slot(draft, added))
        return _over(draft, call, time, spec, within)

    return expression(item.formula, value)


def first_seen(leaf: Leaf, scope: RunningScope) -> Leaf:
    """What adds up to the number of distinct things so far."""
    return replace(leaf, first_within=scope)


def moving(draft: Draft, item: ResolvedMetric) -> exp.Expr:
    """Over the last N buckets of time, empty ones left out: an average of amounts, a rate anew for rates."""
    time = finest_time(draft)
    unit, factor = _UNITS.get(time.grain or "day", ((time.grain or "day").upper(), 1))
    periods = (draft.resolved.query.moving or 1) - 1
    start = nodes.interval(periods * factor, unit)
    spec = exp.WindowSpec(kind="RANGE", start=start, start_side="PRECEDING", end="CURRENT ROW")
    recomputable = all(can_roll_up(leaf) for leaf in leaves(item.formula))
    if isinstance(item.formula, Quotient) and recomputable:

        def value(leaf: Leaf) -> exp.Expr:
            return _over(draft, ROLL_UPS[leaf.kind.function](this=_slot(draft, leaf)), time, spec, [])

        return expression(item.formula, value)
    mean = exp.Avg(this=expression(item.formula, lambda leaf: _slot(draft, leaf)))
    return _over(draft, mean, time, spec, [])


def finest_time(draft: Draft) -> ResolvedField:
    timed = [field for field in draft.resolved.keys if field.is_metric_time and field.grain]
    return min(timed, key=lambda field: grain_rank(field.grain or "day"))


def _slot(draft: Draft, leaf: Leaf) -> exp.Expr:
    return draft.current.values[draft.slots[(leaf.identity, False)].name].copy()


def _over(
    draft: Draft, call: exp.Expr, time: ResolvedField, spec: exp.WindowSpec, within: list[exp.TimestampTrunc]
) -> exp.Expr:
    coarser = {field.name for field in draft.resolved.keys if field.is_metric_time and field.grain}
    apart: list[exp.Expr] = [
        nodes.column(key) for key in draft.current.keys if key not in coarser or key == PERIOD
    ]
    order = exp.Order(expressions=[exp.Ordered(this=nodes.column(time.name))])
    return exp.Window(
        this=call, partition_by=[*apart, *(node.copy() for node in within)], order=order, spec=spec.copy()
    )
