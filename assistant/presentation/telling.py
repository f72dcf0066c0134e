"""Parts of sentences about results: changes, groups and what orders them."""

from __future__ import annotations

import math

from assistant.presentation.numbers import format_change, format_rate, format_size, format_value
from assistant.presentation.shape import OTHERS, Row, Series, Shape, number
from assistant.presentation.verdict import change_verdict, direction_key


def is_flat(value: float, other: float) -> bool:
    """The same but for the last digits of adding up fractions."""
    return math.isclose(value, other, rel_tol=1e-7)


def change_gaps(shape: Shape, series: Series, value: float, prior: float) -> dict[str, str]:
    words = shape.names.words
    return {
        "direction": words.text(direction_key(value - prior)),
        "change": change_size(shape, series, value, prior),
        "verdict": change_verdict(value - prior, series.metric, shape.names),
    }


def change_size(shape: Shape, series: Series, value: float, prior: float) -> str:
    """The relative change; of percentages, and from zero, the difference."""
    unit = shape.column(series.position()).unit
    if unit == "percent" or prior == 0:
        return format_size(value - prior, unit, shape.names.language)
    return format_value(abs(value - prior) / abs(prior), "percent", shape.names.language)


def short_change(shape: Shape, series: Series, row: Row) -> str:
    if not series.has("prior"):
        return ""
    value, prior = number(row[series.position()]), number(row[series.position("prior")])
    if value is None or prior is None:
        return ""
    unit = shape.column(series.position()).unit
    if unit == "percent" or prior == 0:
        return format_change(value - prior, unit, shape.names.language)
    return format_rate((value - prior) / abs(prior), shape.names.language)


def group_name(shape: Shape, row: Row) -> str:
    return " · ".join(shape.told(position, row[position]) for position in shape.dimensions)


def dimension_names(shape: Shape) -> str:
    return "×".join(shape.heading(position) for position in shape.dimensions)


def size_of(row: Row, series: Series) -> float:
    value = number(row[series.position()])
    return float("-inf") if value is None else value


def named_groups(shape: Shape) -> list[Row]:
    """The rows that stand for one group; the row for the rest only where there is nothing else."""
    rows = [row for row in shape.data if all(row[position] != OTHERS for position in shape.dimensions)]
    return rows or list(shape.data)


def table(shape: Shape, scope: str) -> str:
    words = shape.names.words
    metrics = words.join(series.label for series in shape.series)
    return words.text("headline.table", metrics=metrics, scope=scope, count=len(shape.data))
