"""What all charts share: inline data, axes with units, titles, colours and the frame around them.

Data fields are named by column position (`k0` label, `v0` number, `t0` formatted text), so that no
name of a catalog or a warehouse ever reads as an expression.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.presentation.numbers import format_value, unit_word
from assistant.presentation.shape import OTHERS, Shape, number
from assistant.presentation.units import parse_unit
from assistant.rows import Value

Spec = dict[str, Any]
Row = tuple[Value, ...]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONTS = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Han Sans SC, Noto Sans, Arial, sans-serif"
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A7A7A", "#8C6D31")
"""Distinguishable with colour-blindness."""
MAIN, QUIET, INK, MUTED, RULE = PALETTE[0], "#B8C2CC", "#1F2933", "#667080", "#D55E00"
GOOD, BAD = "#0072B2", "#D55E00"
LINE_HEIGHT, TILE_HEIGHT, BAR_STEP = 300, 130, 28
MOST_GROUPS = 30


def framed(body: Spec, title: str = "", subtitle: str = "", height: Any = LINE_HEIGHT) -> Spec:
    """A complete specification around marks and data; as wide as its container."""
    spec: Spec = {"$schema": SCHEMA, "width": "container", "height": height, **body, "config": config()}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return titled(spec, title, subtitle)


def titled(spec: Spec, title: str, subtitle: str = "") -> Spec:
    if title:
        spec["title"] = {"text": title, "anchor": "start"} | ({"subtitle": subtitle} if subtitle else {})
    return spec


def config() -> Spec:
    return {
        "font": FONTS,
        "background": "#FFFFFF",
        "view": {"stroke": None, "continuousWidth": 640, "discreteWidth": 640},
        "title": {"fontSize": 14, "fontWeight": 600, "color": INK, "subtitleColor": MUTED, "offset": 12},
        "axis": {
            "labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12,
            "titleFontWeight": "normal", "gridColor": "#E8ECF0", "domainColor": "#CBD2D9",
            "tickColor": "#CBD2D9",
        },
        "axisX": {"labelAngle": 0, "labelOverlap": "greedy", "grid": False},
        "legend": {"orient": "top", "title": None, "labelFontSize": 12, "labelColor": INK,
                   "symbolType": "circle", "labelLimit": 220, "columns": 4},
        "range": {"category": list(PALETTE)},
    }  # fmt: skip


def records(shape: Shape, rows: Iterable[Row], positions: Sequence[int]) -> list[dict[str, Any]]:
    """One record per row: labels of keys, numbers and formatted texts of measures."""
    return [_record(shape, row, positions) for row in rows]


def _record(shape: Shape, row: Row, positions: Sequence[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for position in positions:
        if shape.column(position).role in ("time", "dimension"):
            found[f"k{position}"] = shape.label(position, row[position])
        else:
            found[f"v{position}"] = number(row[position])
            found[f"t{position}"] = shape.shown(position, row[position])
    return found


def measures(shape: Shape) -> list[int]:
    """Positions of all columns that are not keys."""
    return [i for i, column in enumerate(shape.rows.columns) if column.role not in ("time", "dimension")]


def category(shape: Shape, position: int, order: Sequence[str], **more: Any) -> Spec:
    axis = {"title": None, "labelLimit": 200} | more.pop("axis", {})
    return {"field": f"k{position}", "type": "nominal", "sort": list(order), "axis": axis, **more}


def quantity(shape: Shape, position: int, zero: bool = True, title: str | None = None, **more: Any) -> Spec:
    axis = {"title": title, "tickCount": 5} | number_axis(shape, position) | more.pop("axis", {})
    return {
        "field": f"v{position}", "type": "quantitative", "axis": axis,
        "scale": {"zero": zero, "nice": True}, **more,
    }  # fmt: skip


def number_axis(shape: Shape, position: int) -> Spec:
    """Axis labels: percent, or short numbers in the way of the language."""
    column = shape.column(position)
    if column.role in ("share", "change_rate") or parse_unit(column.unit).kind == "percent":
        return {"format": ".1~%"}
    steps: Sequence[tuple[float, str]] = shape.names.words.raw("compact.steps")
    cases = "".join(
        f"abs(datum.value) >= {step:.0f} ? format(datum.value / {step:.0f}, ',.2~f') + '{name}' : "
        for step, name in steps
    )
    small = "abs(datum.value) < 1 ? format(datum.value, ',.3~g') : "
    return {"labelExpr": f"{cases}{small}format(datum.value, ',.2~f')"}


def tooltip(shape: Shape, positions: Iterable[int]) -> list[Spec]:
    return [
        {
            "field": f"k{i}" if shape.column(i).role in ("time", "dimension") else f"t{i}",
            "type": "nominal",
            "title": tooltip_title(shape.heading(i)),
        }
        for i in positions
    ]


def width_of(text: str) -> int:
    """How wide a label is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def tooltip_title(text: str) -> str:
    # Viewers draw an entry called "image" as a picture from the address in its value.
    return f"{text} " if text.strip().casefold() in ("image", "title") else text


def heading_with_unit(shape: Shape, position: int) -> str:
    """A column's heading, with its unit where numbers on the axis do not show it."""
    column = shape.column(position)
    label = shape.heading(position)
    unit = "" if column.role in ("share", "change_rate") else unit_word(column.unit, shape.names.language)
    if not unit or unit == "%":
        return label
    return shape.names.words.text("chart.with_unit", label=label, unit=unit)


def title_by(shape: Shape, position: int, keys: Sequence[int]) -> str:
    dimension = "×".join(shape.heading(key) for key in keys)
    return shape.names.words.text("chart.by", metric=heading_with_unit(shape, position), dimension=dimension)


def ordered_groups(shape: Shape, key: int, by: int | None) -> list[Value]:
    """Groups in drawing order: as asked, in their natural order, else the largest first.

    The group without a value and the rest come last.
    """
    groups = shape.distinct(key)
    column = shape.column(key)
    natural = column.role == "time" or column.type in ("integer", "number", "date", "timestamp")
    if not shape.query.order_by and natural:
        groups.sort(
            key=lambda value: (value is None, str(value) if isinstance(value, str) else number(value) or 0.0)
        )
    elif not shape.query.order_by and by is not None:
        sums: dict[Value, float] = {}
        for row in shape.data:
            sums[row[key]] = sums.get(row[key], 0.0) + (number(row[by]) or 0.0)
        groups.sort(key=lambda value: -sums[value])
    return sorted(groups, key=lambda value: (value == OTHERS) + 2 * (value is None))


def cut_note(shape: Shape, shown: int, total: int) -> str:
    return shape.names.words.text("chart.first", count=shown, total=total) if shown < total else ""


def thresholds(shape: Shape, position: int, channel: str = "y") -> list[Spec]:
    """A dashed line with its meaning for each threshold of the metric in a column."""
    metric = shape.names.catalog.metrics.get(shape.column(position).source)
    if metric is None or shape.column(position).unit != metric.card.unit:
        return []
    layers: list[Spec] = []
    for threshold in metric.card.thresholds:
        value = format_value(threshold.value, metric.card.unit, shape.names.language)
        text = shape.names.words.text(f"word.threshold_{threshold.kind}", value=value)
        place = {channel: {"datum": threshold.value, "type": "quantitative"}}
        rule = {"type": "rule", "color": RULE, "strokeDash": [5, 4], "strokeWidth": 1.5, "clip": True}
        label = {
            "type": "text",
            "color": RULE,
            "fontSize": 11,
            "align": "right",
            "baseline": "bottom",
            "dy": -3,
        }
        side: Spec = {"x": {"value": "width"}} if channel == "y" else {"y": {"value": 0}}
        if channel == "x":
            label |= {"align": "left", "dx": 4, "baseline": "top", "dy": 0}
        data: Mapping[str, Any] = {"values": [{}]}
        layers.append({"data": data, "mark": rule, "encoding": place})
        layers.append({"data": data, "mark": label | {"text": text}, "encoding": place | side})
    return layers
