"""A limit on the very number that a metric is the mean of picks groups, where groups are asked for: "cuisines rated below 4
stars" are those whose rating is below 4 on average, and no worst reviews of every cuisine.
"""

from __future__ import annotations

from assistant.catalog.model import Simple
from assistant.query import Condition, Filter
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft

_MEANS = ("average", "avg", "median")
_LIMITS = ("<", "<=", ">", ">=", "between")
_ASKED = ("per.which", "per.person", "shape.how_many")


def turn_averaged_limits(draft: Draft) -> None:
    """Make such a condition on rows one on the metric."""
    grouped = any(not name.startswith(METRIC_TIME) for name in draft.group_by)
    asked = any(piece.is_(*_ASKED) and not piece.concerns for piece in draft.pieces)
    if not grouped or not asked or len(draft.metrics) != 1:
        return
    field = _averaged(draft, draft.metrics[0])
    turned: list[Filter] = []
    for item in draft.where:
        if isinstance(item, Condition) and item.op in _LIMITS and item.field == field:
            turned.append(Condition(draft.metrics[0], item.op, item.values))
    if turned:
        draft.where = [
            item
            for item in draft.where
            if not (isinstance(item, Condition) and item.op in _LIMITS and item.field == field)
        ]
        draft.having += turned


def _averaged(draft: Draft, name: str) -> str | None:
    """The dimension that shows the number of each row that the metric is the mean of."""
    kind = draft.ground.catalog.metrics[name].kind
    if not isinstance(kind, Simple) or kind.function not in _MEANS:
        return None
    dimensions = draft.ground.catalog.models[kind.model].dimensions.values()
    same = [each.name for each in dimensions if each.expr.text == kind.expr.text]
    return same[0] if len(same) == 1 else None
