"""Two keys as a table of shades, and two or three measures as points."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.presentation.chart_frame import (
    INK,
    MAIN,
    Spec,
    category,
    framed,
    heading_with_unit,
    measures,
    ordered_groups,
    quantity,
    records,
    title_by,
    tooltip,
    width_of,
)
from assistant.presentation.shape import Shape, number

_MOST_CELLS = 1500
_MOST_WRITTEN = 160
_MOST_SIDE = 48
_FEWEST_POINTS = 12
_MOST_NAMED = 30
_MOST_ACROSS = 84
"""Widths of labels, in letters, that fit side by side."""


def fits_heat_map(shape: Shape) -> bool:
    if len(shape.keys) != 2 or not shape.series:
        return False
    sides = [len(shape.distinct(key)) for key in shape.keys]
    return max(sides) <= _MOST_SIDE and min(sides) >= 2 and sides[0] * sides[1] <= _MOST_CELLS


def heat_map(shape: Shape) -> Spec:
    """A cell per pair of keys; cells without a value stay empty."""
    row_key, column_key = _row_and_column(shape)
    position = shape.series[0].position()
    rows = [row for row in shape.data if number(row[position]) is not None]
    orders = {key: _order(shape, key, position) for key in (row_key, column_key)}
    encoding = {
        "x": category(
            shape,
            column_key,
            orders[column_key],
            axis=_top_axis(shape.heading(column_key), orders[column_key]),
        ),
        "y": category(
            shape, row_key, orders[row_key], axis={"title": shape.heading(row_key), "titlePadding": 8}
        ),
    }
    color = {
        "field": f"v{position}", "type": "quantitative", "scale": {"scheme": "blues"},
        "legend": None,
    }  # fmt: skip
    tips = {"tooltip": tooltip(shape, [row_key, column_key, *measures(shape)])}
    layers: list[Spec] = [
        {"mark": {"type": "rect", "stroke": "#FFFFFF"}, "encoding": encoding | tips | {"color": color}}
    ]
    if len(rows) <= _MOST_WRITTEN:
        layers.append(_cell_texts(shape, position, encoding, [number(row[position]) or 0.0 for row in rows]))
    values = records(shape, rows, [row_key, column_key, *measures(shape)])
    title = title_by(shape, position, shape.keys)
    body: Spec = {"data": {"values": values}, "layer": layers}
    return framed(body, title, height={"step": 30})


def _top_axis(title: str, labels: Sequence[str]) -> Spec:
    """An axis that leaves out no label: long ones are turned."""
    axis: Spec = {"orient": "top", "title": title, "labelOverlap": False}
    width = max(map(width_of, labels), default=0) * len(labels)
    return (
        axis if width <= _MOST_ACROSS else axis | {"labelAngle": -40, "labelAlign": "left", "labelLimit": 120}
    )


def _cell_texts(shape: Shape, position: int, encoding: Spec, sizes: list[float]) -> Spec:
    middle = min(sizes) + 0.55 * (max(sizes) - min(sizes)) if sizes else 0.0
    color = {"condition": {"test": f"datum.v{position} > {middle:.12g}", "value": "#FFFFFF"}, "value": INK}
    text = {"text": {"field": f"t{position}", "type": "nominal"}, "color": color}
    return {"mark": {"type": "text", "fontSize": 11}, "encoding": encoding | text}


def _row_and_column(shape: Shape) -> tuple[int, int]:
    # Cohorts read down, their age across; otherwise time runs across.
    first, second = shape.keys
    if shape.time is None or shape.analysis == "cohort":
        return first, second
    return second, first


def _order(shape: Shape, key: int, position: int) -> list[str]:
    groups = shape.distinct(key)
    if shape.column(key).role == "time":
        groups = sorted(groups, key=lambda value: (value is None, str(value)))
    else:
        groups = ordered_groups(shape, key, position)
    return [shape.label(key, group) for group in groups]


def fits_scatter(shape: Shape) -> bool:
    if len(shape.dimensions) != 1 or shape.time is not None or not 2 <= len(shape.series) <= 3:
        return False
    units = {shape.column(series.position()).unit for series in shape.series}
    return len(units) > 1 and len(shape.data) >= _FEWEST_POINTS


def scatter(shape: Shape) -> Spec:
    """A point per group: first metric across, second up, a third as the point's size."""
    key = shape.dimensions[0]
    places = [series.position() for series in shape.series]
    rows = [row for row in shape.data if all(number(row[place]) is not None for place in places[:2])]
    encoding: Spec = {
        "x": quantity(shape, places[0], zero=False, title=heading_with_unit(shape, places[0])),
        "y": quantity(shape, places[1], zero=False, title=heading_with_unit(shape, places[1])),
        "tooltip": tooltip(shape, [key, *measures(shape)]),
    }
    if len(places) == 3:
        legend = {"title": heading_with_unit(shape, places[2])}
        encoding["size"] = {"field": f"v{places[2]}", "type": "quantitative", "legend": legend}
    mark = {"type": "point", "filled": True, "opacity": 0.75, "color": MAIN, "size": 80}
    layers: list[Spec] = [{"mark": mark, "encoding": encoding}]
    if len(rows) <= _MOST_NAMED:
        text = {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "color": INK}
        named = {name: encoding[name] for name in ("x", "y", "tooltip")} | {"text": {"field": f"k{key}"}}
        layers.append({"mark": text, "encoding": named})
    values = records(shape, rows, [key, *measures(shape)])
    labels = " × ".join(shape.heading(place) for place in places)
    title = shape.names.words.text("chart.by", metric=labels, dimension=shape.heading(key))
    return framed({"data": {"values": values}, "layer": layers}, title, height=360)
