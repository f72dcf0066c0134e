"""Groups of too few records: put together into one, which is shown only where it is large enough.

A record counts for a metric when it passes the metric's filters and carries a value; of a ratio the
records of its denominator count. Where one of the metrics of a row has too few of them, now or in
the compared period, the row is small. Totals and shares are those of the rows that are shown, so that
no difference tells what was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from assistant.catalog.model import Simple
from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Scan, Slot
from assistant.compiler.passes.merge_scans import is_broadcast
from assistant.compiler.scan import Excluded
from assistant.compiler.totals import rolls_up, whole
from assistant.errors import NotSupported
from assistant.plan import Computation, Formula, Leaf, Quotient, ResolvedField

SIZED, LARGE, REST, SHOWN = "_sized", "_large", "_rest", "_shown"
RANK = "_rank"
SIZE = "_rows"


def count_group_rows(draft: Draft) -> Draft:
    """Beside each slot that tells of persons one that counts its records. Comes after the scans are planned."""
    if draft.governed.minimum_group < 2:
        return draft
    wanted = {
        leaf.identity
        for item in draft.resolved.metrics
        for formula in item.formulas
        for leaf in _population(formula)
        if leaf.source.model in draft.governed.protected
    }
    scans = tuple(
        replace(scan, slots=(*scan.slots, *(_count(s) for s in scan.slots if s.leaf.identity in wanted)))
        for scan in draft.scans
    )
    counts: dict[object, Slot] = {
        ((slot.leaf.identity, SIZE), scan.frame.prior is not None): slot
        for scan in scans
        for slot in scan.slots
        if slot.name.endswith(SIZE)
    }
    return replace(draft, scans=scans, slots={**draft.slots, **counts})


def merge_small_groups(draft: Draft) -> Draft:
    """The groups that are large enough, and what is left as one more. Comes after the scans are merged."""
    sizes = [name for name in draft.current.values if name.endswith(SIZE)]
    if not sizes:
        return draft
    _check(draft)
    draft = draft.close(SIZED)
    large = _large(draft, [nodes.column(name) for name in sizes])
    stage = draft.current
    every = [nodes.column(name) for name in (*stage.keys, *stage.values)]
    parts = [nodes.select(every, nodes.table(SIZED), where=large.copy())]
    if draft.current.keys and not (draft.means or _only_time(draft) or _has_snapshot(draft)):
        draft, rest = _rest(draft, sizes, large)
        parts.append(rest)
    draft = draft.add_part(SHOWN, nodes.union_all(parts))
    keys: list[exp.Expr] = [nodes.column(key) for key in stage.keys]
    return replace(draft, stage=replace(stage, select=nodes.select(keys, nodes.table(SHOWN))))


def _population(formula: Formula) -> Iterator[Leaf]:
    match formula:
        case Leaf():
            yield formula
        case Quotient():
            yield from _population(formula.denominator)
        case Computation():
            for item in formula.inputs.values():
                yield from _population(item)


def _count(slot: Slot) -> Slot:
    """The records of a slot: as many as carry a value, in the same places and under the same filters."""
    kind: Simple = replace(
        slot.leaf.kind,
        function="count",
        percentile=None,
        discrete=False,
        approximate=False,
        join_to_timespine=False,
        fill_nulls_with=None,
    )
    return Slot(f"{slot.name}{SIZE}", replace(slot.leaf, kind=kind), slot.of_prior)


def _check(draft: Draft) -> None:
    query = draft.resolved.query
    across = query.totals or query.others or query.share_of_total
    if across and not rolls_up(draft):
        raise NotSupported(
            "totals, shares and the rest of such a metric would tell of groups that are too small to be shown",
            "minimum_group_size",
        )


def _large(draft: Draft, sizes: Sequence[exp.Expr], some: bool = False) -> exp.Expr:
    """No size is from 1 to below the minimum, and one at least is not 0, where nothing else is told or
    where it is asked for that there are `some`.
    """
    least = nodes.number(draft.governed.minimum_group)
    conditions: list[exp.Expr] = []
    for size in sizes:
        known = exp.Coalesce(this=size, expressions=[nodes.zero()])
        none = exp.EQ(this=known, expression=nodes.zero())
        conditions.append(exp.Or(this=none, expression=exp.GTE(this=known.copy(), expression=least.copy())))
    if some or all(scan.source.model in draft.governed.protected for scan in draft.scans):
        reached: list[exp.Expr] = [exp.GTE(this=size.copy(), expression=least.copy()) for size in sizes]
        conditions.append(_either(reached))
    return nodes.some(nodes.both(conditions))


def _either(items: Sequence[exp.Expr]) -> exp.Expr:
    return nodes.some(nodes.either(items))


def _rest(draft: Draft, sizes: list[str], large: exp.Expr) -> tuple[Draft, exp.Select]:
    """All small groups as one row, of each time bucket where there are some; keys that it has not are NULL."""
    stage, fields = draft.current, draft.resolved.keys
    timed = tuple(field for field in fields if field.is_metric_time)
    small = exp.Not(this=exp.Paren(this=large.copy()))
    if rolls_up(draft):
        draft, made = whole(draft, timed, SIZED, where=small)
    else:
        kept: list[exp.Expr] = [nodes.column(key) for key in stage.keys]
        ranked = nodes.aliased(nodes.one(), RANK)
        draft = draft.add_part(LARGE, nodes.select([*kept, ranked], nodes.table(SIZED), where=large.copy()))
        draft, made = whole(draft, timed, SIZED, excluded=Excluded(LARGE, fields))
    made.select.set(
        "having", exp.Having(this=_large(draft, [made.values[name].copy() for name in sizes], some=True))
    )
    values = [nodes.aliased(value.copy(), name) for name, value in made.values.items()]
    made.select.set("expressions", [*made.select.expressions, *values])
    columns: list[exp.Expr] = [
        nodes.column(key) if key in made.keys else nodes.aliased(exp.Null(), key) for key in stage.keys
    ]
    columns += [nodes.column(name) for name in stage.values]
    return draft, nodes.select(columns, nodes.subquery(made.select, REST))


def _only_time(draft: Draft) -> bool:
    """A row without a date would say nothing in a course over time."""
    fields: tuple[ResolvedField, ...] = draft.resolved.keys
    return bool(fields) and all(field.is_metric_time for field in fields)


def _has_snapshot(draft: Draft) -> bool:
    scans: tuple[Scan, ...] = draft.scans
    return any(is_broadcast(scan, draft.resolved.keys) for scan in scans)
