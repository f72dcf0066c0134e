"""Events counted at the earlier event of the same entity that led to them.

Each conversion belongs to the latest base row of its entity that came before it, within the window
and with the same constant properties, and counts where and when that base row stands. Filters and
ranges of the query choose among the base rows afterwards, so that a part shows what a group shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from assistant.compiler import nodes, times
from assistant.compiler.draft import Draft, Scan, Stage
from assistant.compiler.kinds.simple import aggregate, countable
from assistant.compiler.rows import Rows
from assistant.compiler.scan import (
    Excluded,
    carried,
    exclusion,
    in_time,
    key_names,
    key_of,
    label,
    occurred,
)
from assistant.plan import Conversions, ResolvedField
from assistant.query import TimeRange
from assistant.resolve.grains import default_grain, source_grain

BASE, CONVERTED, MATCHED = "_base", "_converted", "_matched"
ENTITY, MOMENT, ROW, PLACE, SHOWN = "_entity", "_moment", "_row", "_place", "_shown"


def converted(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, linked: Conversions, excluded: Excluded | None
) -> tuple[Draft, Stage]:
    """The slots of `scan`, whose source is the base, by `fields` of the base rows."""
    number = len(draft.parts) + 1
    draft = _base_rows(draft, fields, scan, linked, f"{BASE}{number}")
    draft = _conversion_rows(draft, scan, linked, f"{CONVERTED}{number}")
    keys = key_names(fields, scan)
    draft = draft.add_part(f"{MATCHED}{number}", _matched(keys, scan, linked, number))
    columns: dict[str, exp.Expr] = {key: nodes.column(key, f"{MATCHED}{number}") for key in keys}
    nearest = exp.EQ(this=nodes.column(PLACE, f"{MATCHED}{number}"), expression=nodes.one())
    joins: list[exp.Join] = []
    conditions: list[exp.Expr] = [nearest, nodes.column(SHOWN, f"{MATCHED}{number}")]
    if excluded is not None:
        named = {field.name: columns[field.name] for field in excluded.fields if field.name in columns}
        joins, left_out = exclusion(named, excluded, scan)
        conditions += left_out
    group = [column.copy() for column in columns.values()]
    projections = [nodes.aliased(column, key) for key, column in columns.items()]
    select = nodes.select(
        projections, nodes.table(f"{MATCHED}{number}"), joins, nodes.both(conditions), group
    )
    values = {
        slot.name: aggregate(slot.leaf.kind, nodes.column(slot.name, f"{MATCHED}{number}"), None)
        for slot in scan.slots
    }
    return draft, Stage(select, values, True, keys)


def _base_rows(
    draft: Draft, fields: Sequence[ResolvedField], scan: Scan, linked: Conversions, name: str
) -> Draft:
    rows = Rows(draft.governed, scan.source, offsets=carried(scan.offsets))
    projections = [*label(scan)]
    projections += [nodes.aliased(key_of(rows, field, scan), field.name) for field in fields]
    projections += _linking(
        rows, linked, [item.base for item in linked.constants], _grain(scan, rows, linked)
    )
    # What is not looked at may still be what led to a conversion.
    shown = nodes.both([*in_time(rows, scan), *(rows.condition(item) for item in linked.shown)])
    projections.append(nodes.aliased(exp.true() if shown is None else shown, SHOWN))
    conditions = [*_since(draft, rows, scan), *(rows.condition(item) for item in scan.common)]
    select = nodes.select(projections, rows.base, rows.joins, nodes.both(conditions))
    return draft.add_part(name, select).reading(rows.tables)


def _since(draft: Draft, rows: Rows, scan: Scan) -> list[exp.Expr]:
    """Earlier base rows cannot take a conversion from one that is looked at."""
    asked = occurred(scan, draft.resolved.catalog.calendar)
    if asked is None:
        return []
    binding, column = rows.time()
    return [times.within(rows.catalog, binding, column, TimeRange(asked.start, datetime.max))]


def _conversion_rows(draft: Draft, scan: Scan, linked: Conversions, name: str) -> Draft:
    rows = Rows(draft.governed, linked.source)
    constants = [item.conversion for item in linked.constants]
    projections = _linking(rows, linked, constants, _grain(scan, rows, linked))
    for slot in scan.slots:
        value = rows.expression(slot.leaf.kind.expr.ast)
        projections.append(nodes.aliased(countable(value), slot.name))
    projections.append(nodes.aliased(exp.Window(this=exp.RowNumber()), ROW))
    conditions = [rows.condition(item) for item in linked.filters]
    select = nodes.select(projections, rows.base, rows.joins, nodes.both(conditions))
    return draft.add_part(name, select).reading(rows.tables)


def _grain(scan: Scan, rows: Rows, linked: Conversions) -> str:
    """What both sides' moments can be compared by: the coarser of their grains."""
    return default_grain([source_grain(rows.catalog, source) for source in (scan.source, linked.source)])


def _linking(rows: Rows, linked: Conversions, constants: Sequence[str], grain: str) -> list[exp.Expr]:
    """The entity, the moment and the constant properties of a row."""
    binding, column = rows.time()
    own = ResolvedField(MOMENT, "time", {rows.source: binding}, grain)
    entity = rows.expression(rows.model.entities[linked.entity].expr.ast)
    found = [
        nodes.aliased(entity, ENTITY),
        nodes.aliased(times.bucket(rows.catalog, own, binding, column), MOMENT),
    ]
    for number, name in enumerate(constants):
        held = rows.model.dimensions.get(name) or rows.model.entities[name]
        found.append(nodes.aliased(rows.expression(held.expr.ast), f"_constant{number}"))
    return found


def _matched(keys: Sequence[str], scan: Scan, linked: Conversions, number: int) -> exp.Select:
    base, later = f"{BASE}{number}", f"{CONVERTED}{number}"
    ordered = [exp.Ordered(this=nodes.column(MOMENT, base), desc=True, nulls_first=False)]
    # Rows of one moment are told apart by the keys they count at, so that every run counts alike.
    ordered += [exp.Ordered(this=nodes.column(key, base), nulls_first=False) for key in keys]
    place = exp.Window(
        this=exp.RowNumber(), partition_by=[nodes.column(ROW, later)], order=exp.Order(expressions=ordered)
    )
    columns: list[exp.Expr] = [nodes.aliased(nodes.column(key, base), key) for key in keys]
    columns += [nodes.aliased(nodes.column(slot.name, later), slot.name) for slot in scan.slots]
    columns += [nodes.aliased(nodes.column(SHOWN, base), SHOWN), nodes.aliased(place, PLACE)]
    join = exp.Join(this=nodes.table(later), on=_follows(base, later, linked))
    return nodes.select(columns, nodes.table(base), [join])


def _follows(base: str, later: str, linked: Conversions) -> exp.Expr:
    """Whether a conversion can have come of a base row. Unknown properties are not known to be equal."""
    moment, start = nodes.column(MOMENT, later), nodes.column(MOMENT, base)
    conditions: list[exp.Expr] = [
        exp.EQ(this=nodes.column(ENTITY, base), expression=nodes.column(ENTITY, later)),
        exp.LTE(this=start, expression=moment),
    ]
    if linked.window is not None:
        conditions.append(exp.GT(this=start.copy(), expression=times.earlier(moment.copy(), linked.window)))
    for number, _ in enumerate(linked.constants):
        name = f"_constant{number}"
        conditions.append(exp.EQ(this=nodes.column(name, base), expression=nodes.column(name, later)))
    return nodes.some(nodes.both(conditions))
