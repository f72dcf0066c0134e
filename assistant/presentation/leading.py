"""Which group a ranking came out with, for a question that goes on about it."""

from __future__ import annotations

from assistant.catalog.masking import is_masked
from assistant.catalog.model import Catalog
from assistant.query import MetricQuery, Scalar
from assistant.rows import Rows


def leading_group(
    query: MetricQuery | None, rows: Rows | None, catalog: Catalog
) -> tuple[str, Scalar] | None:
    """The dimension, as `model.dimension`, and the value of the first row, where the rows are groups of one dimension
    in the order of a number. None for others, and for values that are shown masked.
    """
    if query is None or rows is None or not rows.data or len(query.group_by) != 1:
        return None
    column, value = rows.columns[0], rows.data[0][0]
    ranked = any(order.field != query.group_by[0] for order in query.order_by)
    if not ranked or column.role != "dimension" or value is None:
        return None
    model, _, name = column.source.rpartition(".")
    found = catalog.models[model].dimensions.get(name) if model in catalog.models else None
    return None if found is None or is_masked(found) else (column.source, value)
