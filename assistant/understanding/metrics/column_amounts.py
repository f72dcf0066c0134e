"""Amounts that are named by the column they add up: the order amount of 黄金会员的订单金额, where the catalog has no metric
of that name but one that is the sum of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.conditions.limited import AFTER, BEFORE, NUMERIC
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.neighbours import GROUPING

_WHOLE = ("shape.total", "shape.sum")


def take_column_amounts(draft: Draft) -> None:
    """Where no metric is named: the one that adds up a number of the rows over all of them.

    A limit on the number picks rows where the things in the rows are asked for, 金额超过1万的订单, and else the groups:
    品牌 whose amount is above it.
    """
    catalog = draft.ground.catalog
    for at, piece in enumerate(draft.pieces):
        if not _is_number(catalog, piece) or draft.preceded(at, *GROUPING):
            continue
        keys = {key for each in piece.dimensions for key in _key_of(catalog, each.model, each.dimension)}
        found = shown_with(catalog, _sums, *keys)
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


def _is_number(catalog: Catalog, piece: Piece) -> bool:
    if piece.metrics or piece.values or not piece.dimensions:
        return False
    named = [catalog.models[each.model].dimensions.get(each.dimension) for each in piece.dimensions]
    return all(dimension is not None and dimension.data_type in NUMERIC for dimension in named)


def _key_of(catalog: Catalog, model: str, dimension: str) -> Iterator[tuple[str, str]]:
    yield model, catalog.models[model].dimensions[dimension].expr.text


def _sums(_: Catalog, metric: Metric) -> Iterator[tuple[str, str]]:
    kind = metric.kind
    if isinstance(kind, Simple) and kind.function == "sum" and not metric.filters:
        yield kind.model, kind.expr.text


def _is_limited(draft: Draft, at: int) -> bool:
    return draft.followed(at, *BEFORE, *AFTER) or draft.preceded(at, *BEFORE)


def _asks_for_rows(draft: Draft, column: Piece) -> bool:
    """Whether what is in each row is asked for: the orders of an order amount."""
    models = draft.ground.catalog.models
    rows = {models[each.model].primary_entity for each in column.dimensions}
    return any(thing.entity in rows for piece in draft.pieces for thing in piece.entities)
