"""Amounts that are named by the column they add up: the order amount of 黄金会员的订单金额, where the catalog has no metric
of that name but one that is the sum of it.
"""

from __future__ import annotations

from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.columns import are_numbers, computed_from
from assistant.understanding.neighbours import GROUPING

_WHOLE = ("shape.total", "shape.sum")


def take_column_amounts(draft: Draft) -> None:
    """Where no metric is named: the one that adds up a number of the rows over all of them.

    A limit on the number picks rows where the things in the rows are asked for, 金额超过1万的订单, and else the groups:
    品牌 whose amount is above it.
    """
    catalog = draft.ground.catalog
    for at, piece in enumerate(draft.pieces):
        if piece.metrics or piece.values or not are_numbers(catalog, piece.dimensions):
            continue
        if draft.preceded(at, *GROUPING):
            continue
        found = computed_from(catalog, piece.dimensions, "sum")
        if len(found) != 1 or (_is_limited(draft, at) and _asks_for_rows(draft, piece)):
            continue
        draft.name_instead(found[0].name, at, (at,))
        for mark in (draft.left(at, *_WHOLE), draft.right(at, *_WHOLE, skip=("join.of",))):
            if draft.has(mark, *_WHOLE) and draft.free(mark):
                draft.read(mark, "connective")  # type: ignore[arg-type]
        draft.metrics.append(found[0].name)
        draft.read(at, "metric", found[0].name)
        draft.focus[found[0].name] = at
        return


def _is_limited(draft: Draft, at: int) -> bool:
    return draft.followed(at, *BEFORE, *AFTER) or draft.preceded(at, *BEFORE)


def _asks_for_rows(draft: Draft, column: Piece) -> bool:
    """Whether what is in each row is asked for: the orders of an order amount."""
    models = draft.ground.catalog.models
    rows = {models[each.model].primary_entity for each in column.dimensions}
    return any(thing.entity in rows for piece in draft.pieces for thing in piece.entities)
