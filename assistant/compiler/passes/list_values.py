"""Queries without metrics: the rows of one model with what it is joined to, grouped by the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from assistant.compiler import nodes
from assistant.compiler.draft import Draft, Stage
from assistant.compiler.formula import condition_of
from assistant.compiler.rows import Rows
from assistant.compiler.spine import MOMENT, SPINE, key_on_spine, spine_grain, spine_query
from assistant.errors import NotSupported
from assistant.plan import ResolvedField

EACH = "_each"


def list_values(draft: Draft) -> Draft:
    """Values that nothing refers to are listed as well, so what is joined keeps all of its rows; but where
    groups need a minimum of records, such values have too few.
    """
    query = draft.resolved
    assert query.values_of is not None
    fields = [*query.keys, *(field for item in query.where for field in item.fields)]
    timed = [field for field in fields if field.is_metric_time]
    some_only = draft.governed.minimum_group > 1 and len(timed) < len(fields)
    if some_only and (timed or not query.query.apply_group_by):
        # Beside moments a record is listed once for each, which says nothing of how many there are.
        raise NotSupported("single records are not listed for you", "minimum_group_size")
    rows = Rows(draft.governed, query.values_of, side="LEFT" if some_only else "FULL")

    def value(field: ResolvedField) -> exp.Expr:
        on_spine = field.is_metric_time
        return key_on_spine(query.catalog, field) if on_spine else rows.field(field)

    conditions = [condition_of(item, value) for item in query.where]
    if query.time.range is not None:
        # What stands beside no moment stands beside none of the range.
        conditions.append(nodes.present(nodes.column(MOMENT, SPINE)))
    keys = {field.name: value(field) for field in query.keys}
    draft, source, joins = _source(draft, rows, timed, alone=len(timed) == len(fields))
    projections = [nodes.aliased(key, name) for name, key in keys.items()]
    each = nodes.select(projections, source, joins, nodes.both(conditions))
    draft = draft.add_part(EACH, each).reading(rows.tables)
    columns: list[exp.Expr] = [nodes.column(name) for name in keys]
    group = [column.copy() for column in columns] if query.query.apply_group_by else []
    select = nodes.select(columns, nodes.table(EACH), group=group)
    if some_only:
        size = exp.Count(this=exp.Star())
        least = nodes.number(draft.governed.minimum_group)
        select.set("having", exp.Having(this=exp.GTE(this=size, expression=least)))
    return replace(draft, stage=Stage(select, {}, bool(group), tuple(keys)))


def _source(
    draft: Draft, rows: Rows, timed: Sequence[ResolvedField], alone: bool
) -> tuple[Draft, exp.Expr, list[exp.Join]]:
    """The rows, beside every moment of the spine where time is asked for; the spine `alone` where it is all."""
    if not timed:
        return draft, rows.base, rows.joins
    query = draft.resolved
    grain = spine_grain(timed, "year" if query.query.apply_group_by else "day")
    select, tables = spine_query(query.catalog, grain, timed, query.time.range, query.now, None)
    draft = draft.reading(tables)
    spine = nodes.subquery(select, SPINE)
    if alone:
        return draft, spine, []
    return draft, rows.base, [exp.Join(this=spine, kind="CROSS"), *rows.joins]
