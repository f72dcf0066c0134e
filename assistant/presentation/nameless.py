"""A ranking or a limit that comes out with nobody: orders without a partner are no partner that sold the most, or much."""

from __future__ import annotations

from assistant.query import Condition, MetricQuery
from assistant.rows import Rows


def of_named_only(query: MetricQuery, rows: Rows) -> MetricQuery | None:
    """The query without rows that have no name in the groups picked; None where none of those picked is such a one.

    Where a number of groups or a condition on a metric picks, every row counts, else only the one that comes first.
    """
    ranked = bool(query.order_by) and query.order_by[0].field not in query.group_by
    limited = any(isinstance(item, Condition) and item.field not in query.group_by for item in query.having)
    whole = query.others or query.totals or query.share_of_total or query.count_of
    if not (ranked or limited) or whole or query.average_per:
        return None
    picked = rows.data if query.limit is not None or limited else rows.data[:1]
    nameless = [
        column.name
        for at, column in enumerate(rows.columns)
        if column.role == "dimension" and any(row[at] is None for row in picked)
    ]
    if not nameless:
        return None
    return query.but(where=(*query.where, *(Condition(name, "is not null", ()) for name in nameless)))
