"""One SELECT over the rows of one model: keys, aggregates, filters and the stretch of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlglot import exp

from assistant.catalog.calendar import Calendar
from assistant.catalog.model import NonAdditive, Window
from assistant.compiler import nodes, times
from assistant.compiler.draft import Draft, Scan, Slot, Stage
from assistant.compiler.kinds.semi_additive import holds_one_moment, is_bucket, keep_edge_rows
from assistant.compiler.kinds.simple import aggregate
from assistant.compiler.parameters import Span
from assistant.compiler.rows import Rows
from assistant.plan import Accumulation, Offset, ResolvedField, ResolvedFilter
from assistant.query import TimeRange
from assistant.resolve.columns import PERIOD
from assistant.resolve.periods import MONTHS, shift_months, start_of

BEGINNING = datetime.min
"""Start of a stretch that holds everything before its end."""


@dataclass(frozen=True, slots=True, eq=False)
class Excluded:
    """Groups to leave out: those in the common table expression `name`, which has `fields` and `_rank`."""

    name: str
    fields: Sequence[ResolvedField]


def scanned(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    """The slots of `scan` by `fields`."""
    rows = Rows(draft.governed, scan.source, offsets=carried(scan.offsets), span=_span(draft, scan, fields))
    keys = {field.name: key_of(rows, field, scan) for field in fields}
    values = {slot.name: _value(rows, slot, scan) for slot in scan.slots}
    conditions = [*_in_either_time(rows, scan), *_common(rows, scan)]
    if scan.non_additive is not None and not holds_one_moment(fields, rows, scan.non_additive):
        rows.joins.append(_at_the_edge(draft, rows, fields, scan, scan.non_additive))
    if excluded is not None:
        present = [field for field in excluded.fields if scan.source in field.bindings]
        bound = {field.name: keys.get(field.name) or key_of(rows, field, scan) for field in present}
        joins, left_out = exclusion(bound, excluded, scan)
        rows.joins += joins
        conditions += left_out
    projections = [*label(scan), *(nodes.aliased(key, name) for name, key in keys.items())]
    group = [_group(key, position) for position, key in enumerate(keys.values(), len(label(scan)) + 1)]
    select = nodes.select(projections, rows.base, rows.joins, nodes.both(conditions), group)
    return draft.reading(rows.tables), Stage(select, values, True, key_names(fields, scan))


def _span(draft: Draft, scan: Scan, fields: Sequence[ResolvedField]) -> Span:
    """What governed SQL is told of the time asked for."""
    asked = occurred(scan, draft.resolved.catalog.calendar) if scan.source.time else None
    return Span.of(asked, fields)


def label(scan: Scan) -> list[exp.Expr]:
    """The range's name where several are set side by side."""
    name = scan.frame.label
    return [nodes.aliased(exp.Literal.string(name), PERIOD)] if name is not None else []


def key_names(fields: Sequence[ResolvedField], scan: Scan) -> tuple[str, ...]:
    names = tuple(field.name for field in fields)
    return (PERIOD, *names) if scan.frame.label is not None else names


def key_of(rows: Rows, field: ResolvedField, scan: Scan) -> exp.Expr:
    return shifted(rows.field(field), field, scan)


def shifted(key: exp.Expr, field: ResolvedField, scan: Scan) -> exp.Expr:
    """A bucket of the prior range as its counterpart in the current one."""
    prior = scan.frame.prior
    if prior is None or not field.is_metric_time or field.grain is None or field.grain not in prior.shifts:
        return key
    return times.shifted(key, prior.shifts[field.grain], field.grain)


def carried(offsets: Sequence[Offset]) -> tuple[Window, ...]:
    return tuple(offset for offset in offsets if isinstance(offset, Window))


def in_time(rows: Rows, scan: Scan) -> list[exp.Expr]:
    """Conditions that keep the rows of the scan's stretch of time."""
    asked = occurred(scan, rows.catalog.calendar)
    if asked is None or scan.source.time is None:
        return []
    binding, column = rows.time()
    conditions = [times.within(rows.catalog, binding, column, asked)]
    for left_out in scan.frame.prior.without if scan.frame.prior else ():
        conditions.append(times.outside(rows.catalog, binding, column.copy(), left_out))
    return conditions


def _in_either_time(rows: Rows, scan: Scan) -> list[exp.Expr]:
    """The stretch of the scan, or either of the two that it reads.

    What surrounds both comes first: an engine skips parts of a table by it, and by an OR it cannot.
    """
    if scan.prior is None:
        return in_time(rows, scan)
    stretches = _both_stretches(rows, scan)
    earlier, later = sorted(stretches, key=lambda one: one.start)
    conditions = [times.within(rows.catalog, *rows.time(), _around(stretches))]
    if later.start > earlier.end:
        each = (times.within(rows.catalog, *rows.time(), one) for one in (later, earlier))
        conditions.append(nodes.some(nodes.either(each)))
    return conditions


def _in_own_time(rows: Rows, scan: Scan, slot: Slot) -> list[exp.Expr]:
    """Of the two stretches that a scan reads, the one of a slot; a bound that all its rows keep is left out."""
    if scan.prior is None:
        return []
    stretches = _both_stretches(rows, scan)
    own, around = stretches[slot.of_prior], _around(stretches)
    start = datetime.min if own.start == around.start else own.start
    end = datetime.max if own.end == around.end else own.end
    if (start, end) == (datetime.min, datetime.max):
        return []
    return [times.within(rows.catalog, *rows.time(), TimeRange(start, end))]


def _both_stretches(rows: Rows, scan: Scan) -> tuple[TimeRange, TimeRange]:
    """The current stretch and the prior one, of a scan that reads both."""
    assert scan.prior is not None
    frames = (scan.frame, scan.prior)
    current, prior = (occurred(replace(scan, frame=frame), rows.catalog.calendar) for frame in frames)
    assert current is not None
    assert prior is not None
    return current, prior


def _around(stretches: tuple[TimeRange, TimeRange]) -> TimeRange:
    return TimeRange(min(one.start for one in stretches), max(one.end for one in stretches))


def occurred(scan: Scan, calendar: Calendar) -> TimeRange | None:
    """When rows happened that count at the end of the stretch, for an accumulation, or within it."""
    asked = before(scan.frame.range, scan.offsets, calendar)
    accumulation = scan.slots[0].leaf.accumulation
    if asked is None or accumulation is None:
        return asked
    last = asked.end - timedelta(microseconds=1)
    return TimeRange(reach(accumulation, asked.end, last, calendar), asked.end)


def reach(accumulation: Accumulation, end: datetime, last: datetime, calendar: Calendar) -> datetime:
    """The earliest moment that counts at `last`, where the window's end is `end`."""
    if accumulation.window is not None:
        return back(end, accumulation.window)
    if accumulation.to_date is not None and (
        accumulation.to_date in MONTHS or accumulation.to_date == "week"
    ):
        return datetime.combine(start_of(accumulation.to_date, last.date(), calendar), datetime.min.time())
    if accumulation.to_date is not None:
        return datetime.combine(last.date(), datetime.min.time())
    return BEGINNING


def before(asked: TimeRange | None, offsets: Sequence[Offset], calendar: Calendar) -> TimeRange | None:
    """When rows happened that count within `asked`."""
    if asked is None:
        return None
    for offset in reversed(offsets):
        if isinstance(offset, Window):
            asked = TimeRange(back(asked.start, offset), _end_back(asked.end, offset))
        elif offset.grain in MONTHS or offset.grain in ("week", "day"):
            first = start_of(offset.grain, asked.start.date(), calendar)
            asked = TimeRange(datetime.combine(first, datetime.min.time()), asked.end)
    return asked


def back(moment: datetime, window: Window) -> datetime:
    if moment == BEGINNING:
        return moment
    unit, factor = times.OFFSET_UNITS[window.grain]
    count = window.count * factor
    if unit == "MONTH":
        return shift_months(moment, -count)
    return moment - timedelta(**{f"{unit.lower()}s": count})


def _end_back(end: datetime, window: Window) -> datetime:
    """An end by the date of the last day before it, so that months of other lengths stay whole."""
    unit, _ = times.OFFSET_UNITS[window.grain]
    if unit != "MONTH" or end.day == 1 or end.time() != datetime.min.time():
        return back(end, window)
    day = timedelta(days=1)
    return back(end - day, window) + day


def exclusion(
    keys: Mapping[str, exp.Expr], excluded: Excluded, scan: Scan
) -> tuple[list[exp.Join], list[exp.Expr]]:
    """The join whose misses are the rows of no excluded group, and the condition that keeps them.

    A snapshot has no time to compare; what has none of the fields is kept whole.
    """
    on = [
        nodes.same(nodes.closed(key.copy()), nodes.column(name, excluded.name)) for name, key in keys.items()
    ]
    if not on:
        return [], []
    if scan.frame.label is not None:
        on.append(nodes.same(nodes.column(PERIOD, excluded.name), exp.Literal.string(scan.frame.label)))
    joined = nodes.some(nodes.both(on))
    missed = exp.Is(this=nodes.column("_rank", excluded.name), expression=exp.Null())
    return [nodes.left_join(nodes.table(excluded.name), joined)], [missed]


def _group(key: exp.Expr, position: int) -> exp.Expr:
    bucket = times.within_bucket(key)
    return exp.Literal.number(str(position)) if bucket is None else bucket.copy()


def _at_the_edge(
    draft: Draft, rows: Rows, fields: Sequence[ResolvedField], scan: Scan, kind: NonAdditive
) -> exp.Join:
    inside = Rows(draft.governed, scan.source, offsets=carried(scan.offsets), span=_span(draft, scan, fields))
    buckets = [field for field in fields if is_bucket(field, inside, kind)]
    conditions = [*in_time(inside, scan), *_common(inside, scan)]
    return keep_edge_rows(rows, inside, kind, buckets, conditions)


def _value(rows: Rows, slot: Slot, scan: Scan) -> exp.Expr:
    kind = slot.leaf.kind
    held = {item.identity for item in scan.common}
    own = [rows.condition(item) for item in slot.leaf.filters if item.identity not in held]
    conditions = nodes.both((*own, *_in_own_time(rows, scan, slot)))
    return aggregate(kind, rows.expression(kind.expr.ast), conditions)


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
    return nodes.some(nodes.both(rows.condition(item) for item in items))
