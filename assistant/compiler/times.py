"""Conditions and buckets of time as expressions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from assistant.catalog.model import Catalog, Window
from assistant.compiler import nodes
from assistant.plan import Binding, ResolvedField, Shift
from assistant.query import TimeRange
from assistant.resolve.data_types import expression_type, is_zoned
from assistant.resolve.grains import grain_rank
from assistant.resolve.memory import remembered
from assistant.resolve.values import moment_literal

_PARTS = {"dow": "ISODOW"}
OFFSET_UNITS = {
    "second": ("SECOND", 1), "minute": ("MINUTE", 1), "hour": ("HOUR", 1), "day": ("DAY", 1),
    "week": ("DAY", 7), "month": ("MONTH", 1), "quarter": ("MONTH", 3), "year": ("MONTH", 12),
}  # fmt: skip


def within(catalog: Catalog, binding: Binding, column: exp.Expr, asked: TimeRange) -> exp.Expr:
    """Half-open, with nothing around the column: the engine can skip blocks by their minima and maxima.

    Without a bound where the range starts or ends with time itself.
    """
    column = nodes.closed(column)
    if asked.end == datetime.max:
        return exp.GTE(this=column, expression=_edge(catalog, binding, moment_literal(asked.start)))
    until = exp.LT(this=column, expression=_edge(catalog, binding, moment_literal(asked.end)))
    if asked.start == datetime.min:
        return until
    start = _edge(catalog, binding, moment_literal(asked.start))
    return exp.And(this=exp.GTE(this=column.copy(), expression=start), expression=until)


def outside(catalog: Catalog, binding: Binding, column: exp.Expr, left_out: TimeRange) -> exp.Expr:
    return exp.Not(this=exp.Paren(this=within(catalog, binding, column, left_out)))


def bucket(
    catalog: Catalog, field: ResolvedField, binding: Binding, column: exp.Expr, offsets: Sequence[Window] = ()
) -> exp.Expr:
    """The start of the bucket of `field`'s grain as a DATE (a TIMESTAMP below a day), or its date part.

    With `offsets` it is the bucket in which the row counts that much later.
    """
    local = carried(_local(catalog, binding, column), offsets, field.grain or field.date_part or "day")
    if field.date_part is not None:
        return part(field.date_part, local)
    grain = field.custom.spine.grain if field.custom else field.grain or "day"
    if grain == "day":
        known = remembered(
            catalog,
            ("type", binding.model.name, binding.expr.text),
            lambda: (expression_type(catalog, binding.model, binding.expr),),
        )
        declared = binding.dimension.data_type if binding.dimension else None
        return (
            local
            if "date" in (declared, *known) and not offsets
            else nodes.cast(nodes.closed(local), nodes.DATE)
        )
    return start_of(catalog, grain, local)


def start_of(catalog: Catalog, grain: str, local: exp.Expr) -> exp.Expr:
    """The start of the bucket that holds `local`: a DATE, below a day a TIMESTAMP."""
    if grain == "day":
        return nodes.cast(nodes.closed(local), nodes.DATE)
    if grain == "week" and catalog.calendar.week_start:
        return _shifted_week(catalog, local)
    truncated = exp.TimestampTrunc(this=local, unit=exp.Var(this=grain.upper()))
    return nodes.cast(truncated, nodes.DATE) if grain_rank(grain) > grain_rank("day") else truncated


def earlier(moment: exp.Expr, window: Window) -> exp.Expr:
    unit, factor = OFFSET_UNITS[window.grain]
    return exp.Sub(this=nodes.closed(moment), expression=nodes.interval(window.count * factor, unit))


def part(name: str, moment: exp.Expr) -> exp.Expr:
    """A date part; days of the week count from Monday, which is 1."""
    return exp.Extract(this=exp.Var(this=_PARTS.get(name, name.upper())), expression=moment)


def carried(local: exp.Expr, offsets: Sequence[Window], grain: str) -> exp.Expr:
    """When a row counts: its month, quarter or year carried as a whole, else the calendar day."""
    moment = local
    for window in offsets:
        if window.grain not in OFFSET_UNITS:
            continue  # a grain of the catalog's own, by which the bucket is carried
        unit, factor = OFFSET_UNITS[window.grain]
        whole = unit == "MONTH" and grain_rank(grain) >= grain_rank("month")
        finer = min(grain, window.grain, key=grain_rank)
        start = exp.TimestampTrunc(this=moment, unit=exp.Var(this=finer.upper())) if whole else moment
        moment = exp.Add(this=nodes.closed(start), expression=nodes.interval(window.count * factor, unit))
    return moment


def shifted(moment: exp.Expr, shift: Shift, grain: str) -> exp.Expr:
    """A bucket carried to its counterpart."""
    made = moment
    for count, unit in ((shift.months, "MONTH"), (shift.days, "DAY"), (shift.seconds, "SECOND")):
        if count:
            made = exp.Add(this=nodes.closed(made), expression=nodes.interval(count, unit))
    if made is moment or grain_rank(grain) < grain_rank("day"):
        return made
    return nodes.cast(made, nodes.DATE)


def within_bucket(key: exp.Expr) -> exp.Expr | None:
    """What tells the buckets of a time key apart before it is shifted and made a date.

    Grouping by it does that work once per group instead of once per row. None for another key.
    """
    found: exp.Expr | None = None
    node = key
    while True:
        if isinstance(node, exp.TimestampTrunc) or (_is_date(node) and isinstance(node.this, exp.Column)):
            found = node
        moved = isinstance(node, exp.Add) and isinstance(node.expression, exp.Interval)
        if not moved and not isinstance(node, exp.Paren) and not _is_date(node):
            return None if found is key else found
        node = node.this


def _is_date(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and node.to.this == nodes.DATE


def _shifted_week(catalog: Catalog, local: exp.Expr) -> exp.Expr:
    """Weeks that begin on another day than Monday."""
    days = 7 - catalog.calendar.week_start
    ahead = exp.Add(this=nodes.closed(local), expression=nodes.interval(days, "DAY"))
    monday = exp.TimestampTrunc(this=ahead, unit=exp.Var(this="WEEK"))
    return nodes.cast(exp.Sub(this=monday, expression=nodes.interval(days, "DAY")), nodes.DATE)


def _zone(catalog: Catalog, binding: Binding) -> str | None:
    zone = catalog.calendar.time_zone
    if zone is None:
        return None
    key = ("zoned", binding.model.name, binding.expr.text)
    return (
        zone
        if remembered(catalog, key, lambda: (is_zoned(catalog, binding.model, binding.expr),))[0]
        else None
    )


def _local(catalog: Catalog, binding: Binding, column: exp.Expr) -> exp.Expr:
    zone = _zone(catalog, binding)
    return (
        column if zone is None else exp.AtTimeZone(this=nodes.closed(column), zone=exp.Literal.string(zone))
    )


def _edge(catalog: Catalog, binding: Binding, literal: exp.Expr) -> exp.Expr:
    zone = _zone(catalog, binding)
    if zone is None:
        return literal
    moment = nodes.cast(literal, nodes.TIMESTAMP)
    return exp.AtTimeZone(this=moment, zone=exp.Literal.string(zone))
