"""Results whose ratio of two metrics is what is told and drawn; the two stay in the table."""

from __future__ import annotations

from dataclasses import replace

from assistant.presentation.shape import Series, Shape
from assistant.rows import ColumnRole


def of_ratios(shape: Shape) -> Shape:
    """The shape with the ratios in the place of the metrics; the same one for a query without."""
    if shape.query.ratio_to is None:
        return shape
    series = tuple(_series(shape, item) for item in shape.series if item.has("ratio"))
    return replace(shape, series=series) if series else shape


def _series(shape: Shape, item: Series) -> Series:
    columns: dict[ColumnRole, int] = {"metric": item.position("ratio")}
    if item.has("ratio_prior"):
        columns["prior"] = item.position("ratio_prior")
    return Series(None, shape.heading(item.position("ratio")), columns)
