"""Results of two parts of the rows that are set against each other: a sentence with both numbers, or what they are to
each other in the place of the metric where there are groups.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.presentation.describe import against_texts
from assistant.presentation.shape import Series, Shape


def of_sides(shape: Shape) -> Shape:
    """The shape with shares, ratios or differences in the place of the metrics; the same one for a query without."""
    against = shape.query.against
    if against is None or not shape.keys:
        return shape
    series = tuple(
        Series(None, shape.heading(item.position(against.kind)), {"metric": item.position(against.kind)})
        for item in shape.series
        if item.has(against.kind)
    )
    return replace(shape, series=series) if series else shape


def is_set_against(shape: Shape) -> bool:
    return shape.query.against is not None and not shape.keys and len(shape.data) == 1


def set_against(shape: Shape, scope: str) -> str:
    against = shape.query.against
    assert against is not None
    row, words = shape.data[0], shape.names.words
    part, other = against_texts(against, shape.query.metrics, shape.names)
    told = []
    for item in shape.series:
        result, value, whole = (item.position(role) for role in (against.kind, "metric", "other"))
        told.append(
            words.text(
                f"against.{against.kind}", metric=item.label, part=part, other=other, scope=scope,
                result=shape.shown(result, row[result]), value=shape.shown(value, row[value]),
                whole=shape.shown(whole, row[whole]),
            )
        )  # fmt: skip
    return " ".join(told)
