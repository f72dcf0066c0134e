"""A limit on the very number that a metric is the mean of picks groups, where groups are asked for: "cuisines rated below 4
stars" are those whose rating is below 4 on average, and no worst reviews of every cuisine.
"""

from __future__ import annotations

from assistant.query import Condition, Filter
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.named.freeing import numbers_averaged

_LIMITS = ("<", "<=", ">", ">=", "between")
_ASKED = ("per.which", "per.person", "shape.how_many")


def turn_averaged_limits(draft: Draft) -> None:
    """Make such a condition on rows one on the metric."""
    grouped = any(not name.startswith(METRIC_TIME) for name in draft.group_by)
    asked = any(piece.is_(*_ASKED) and not piece.concerns for piece in draft.pieces)
    if not grouped or not asked or len(draft.metrics) != 1:
        return
    [metric] = draft.metrics
    numbers = [item.dimension for item in numbers_averaged(draft.ground.catalog, metric)]
    kept: list[Filter] = []
    for item in draft.where:
        if isinstance(item, Condition) and item.op in _LIMITS and [item.field] == numbers:
            draft.having.append(Condition(metric, item.op, item.values))
        else:
            kept.append(item)
    draft.where = kept
