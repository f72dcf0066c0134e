"""Numbers by group: bars, bars side by side, and shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.presentation.chart_frame import (
    BAR_STEP,
    INK,
    LINE_HEIGHT,
    MAIN,
    MOST_GROUPS,
    QUIET,
    Spec,
    category,
    cut_note,
    framed,
    heading_with_unit,
    measures,
    ordered_groups,
    quantity,
    records,
    thresholds,
    title_by,
    titled,
    tooltip,
    width_of,
)
from assistant.presentation.periods import period_text
from assistant.presentation.shape import PERIOD, Shape, number
from assistant.rows import Value

_MOST_UPRIGHT = 8
_MOST_LABEL_WIDTH = 60
_MOST_SLICES = 6
_MOST_INNER = 6
_PANEL = 240


def by_one_dimension(shape: Shape) -> bool:
    return len(shape.keys) == 1 and len(shape.data) > 0 and bool(shape.series)


def fits_bars(shape: Shape) -> bool:
    return by_one_dimension(shape) and len(shape.series) == 1


def bars(shape: Shape) -> Spec:
    """One bar per group, the number at its end."""
    return _bars(shape, shape.series[0].position())


def fits_slices(shape: Shape) -> bool:
    if not (fits_bars(shape) and shape.series[0].has("share")):
        return False
    shares = [number(row[shape.series[0].position("share")]) for row in shape.data]
    whole = sum(share or 0.0 for share in shares)
    return (
        2 <= len(shares) <= _MOST_SLICES
        and all(s is not None and s >= 0 for s in shares)
        and abs(whole - 1) < 0.01
    )


def slices(shape: Shape) -> Spec:
    """A ring of few shares that add up to the whole."""
    key, series = shape.keys[0], shape.series[0]
    place = series.position("share")
    order = [shape.label(key, value) for value in ordered_groups(shape, key, place)]
    values = records(shape, shape.data, [key, *measures(shape)])
    for value in values:
        value["rank"] = order.index(value[f"k{key}"])
        value["legend"] = f"{value[f'k{key}']}  {value[f't{place}']}"
    legends = [value["legend"] for value in sorted(values, key=lambda item: item["rank"])]
    encoding = {
        "theta": {"field": f"v{place}", "type": "quantitative", "stack": True},
        "order": {"field": "rank", "type": "quantitative"},
        "color": {"field": "legend", "type": "nominal", "sort": legends,
                  "legend": {"orient": "right", "columns": 1, "labelFontSize": 13}},
        "tooltip": tooltip(shape, [key, *measures(shape)]),
    }  # fmt: skip
    mark = {"type": "arc", "innerRadius": 62, "outerRadius": 112, "stroke": "#FFFFFF", "strokeWidth": 2}
    title = title_by(shape, place, [key])
    return framed({"data": {"values": values}, "mark": mark, "encoding": encoding}, title, height=250)


def fits_shares(shape: Shape) -> bool:
    return fits_bars(shape) and shape.series[0].has("share")


def shares(shape: Shape) -> Spec:
    """Many shares, or some of the whole only, as bars."""
    return _bars(shape, shape.series[0].position("share"))


def fits_comparison(shape: Shape) -> bool:
    return fits_bars(shape) and shape.series[0].has("prior")


def comparison(shape: Shape) -> Spec:
    """Two bars per group: now, and what it is compared with."""
    series = shape.series[0]
    current, prior = _period_names(shape)
    pairs = [(series.position(), current), (series.position("prior"), prior)]
    return _grouped(shape, pairs, [MAIN, QUIET])


def _period_names(shape: Shape) -> tuple[str, str]:
    """The periods by name where both have one of their own, else as this one and the other."""
    if shape.period and shape.prior_period:
        texts = [period_text(each, shape.names.language) for each in (shape.period, shape.prior_period)]
        if texts[0] != texts[1]:
            return texts[0], texts[1]
    words = shape.names.words
    return words.text("word.current"), words.text("word.prior")


def fits_metrics_of_one_unit(shape: Shape) -> bool:
    units = {shape.column(series.position()).unit for series in shape.series}
    return by_one_dimension(shape) and 2 <= len(shape.series) <= 4 and len(units) == 1


def metrics_of_one_unit(shape: Shape) -> Spec:
    """Several metrics that share an axis, side by side in each group."""
    return _grouped(shape, [(series.position(), series.label) for series in shape.series], None)


def fits_panels(shape: Shape) -> bool:
    return by_one_dimension(shape) and 2 <= len(shape.series) <= 4


def panels(shape: Shape) -> Spec:
    """Metrics of different units: one panel of bars each, over the same groups."""
    key, first = shape.keys[0], shape.series[0].position()
    groups = ordered_groups(shape, key, first)[:MOST_GROUPS]
    order = [shape.label(key, group) for group in groups]
    rows = [row for row in shape.data if row[key] in groups]
    values = records(shape, rows, [key, *measures(shape)])
    parts: list[Spec] = []
    for number_, series in enumerate(shape.series):
        axis = {} if number_ == 0 else {"axis": {"labels": False, "ticks": False, "domain": False}}
        position = series.position()
        layers = _bar_layers(shape, key, position, order, upright=False, **axis)
        part: Spec = {"width": _PANEL, "height": {"step": BAR_STEP}, "layer": layers}
        parts.append(titled(part, heading_with_unit(shape, position)))
    spec = framed(
        {"data": {"values": values}, "hconcat": parts}, cut_note(shape, len(groups), len(shape.data))
    )
    return {name: part for name, part in spec.items() if name not in ("width", "height", "autosize")}


def fits_two_dimensions(shape: Shape) -> bool:
    if len(shape.keys) != 2 or not shape.series:
        return False
    outer, inner = (len(shape.distinct(key)) for key in _outer_and_inner(shape))
    return inner <= _MOST_INNER and outer * inner <= 4 * _MOST_UPRIGHT


def two_dimensions(shape: Shape) -> Spec:
    """A group of bars per value of the first dimension, coloured by the second."""
    outer, inner = _outer_and_inner(shape)
    position = shape.series[0].position()
    outer_order = [shape.label(outer, value) for value in ordered_groups(shape, outer, position)]
    inner_order = [shape.label(inner, value) for value in ordered_groups(shape, inner, position)]
    values = records(shape, shape.data, [outer, inner, *measures(shape)])
    encoding = {
        "x": category(shape, outer, outer_order, axis={"labelLimit": 110}),
        "y": quantity(shape, position),
        "xOffset": {"field": f"k{inner}", "type": "nominal", "sort": inner_order},
        "color": {"field": f"k{inner}", "type": "nominal", "sort": inner_order},
        "tooltip": tooltip(shape, [outer, inner, *measures(shape)]),
    }
    body: Spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": encoding,
    }
    return framed(body, title_by(shape, position, shape.keys))


def _outer_and_inner(shape: Shape) -> tuple[int, int]:
    """The two keys; ranges of time stand side by side within the groups of the other one."""
    first, second = shape.keys
    return (second, first) if shape.column(first).name == PERIOD else (first, second)


def _bars(shape: Shape, position: int) -> Spec:
    key = shape.keys[0]
    groups = ordered_groups(shape, key, position)
    shown = groups[:MOST_GROUPS]
    order = [shape.label(key, group) for group in shown]
    values = records(shape, [row for row in shape.data if row[key] in shown], [key, *measures(shape)])
    upright = _upright(order)
    layers = _bar_layers(shape, key, position, order, upright)
    layers += thresholds(shape, position, "y" if upright else "x")
    title = title_by(shape, position, [key])
    height: Any = LINE_HEIGHT if upright else {"step": BAR_STEP}
    body: Spec = {"data": {"values": values}, "layer": layers}
    return framed(body, title, cut_note(shape, len(shown), len(groups)), height)


def _bar_layers(
    shape: Shape, key: int, position: int, order: Sequence[str], upright: bool, **more: Any
) -> list[Spec]:
    across, along = ("x", "y") if upright else ("y", "x")
    encoding = {
        across: category(shape, key, order, **more),
        along: quantity(shape, position) | ({} if upright else _with_room(shape, position)),
        "tooltip": tooltip(shape, [key, *measures(shape)]),
    }
    mark = {"type": "bar", "color": MAIN, "cornerRadiusEnd": 3, "size": 36 if upright else 16}
    text = {"type": "text", "color": INK, "fontSize": 11}
    text |= {"baseline": "bottom", "dy": -4} if upright else {"align": "left", "dx": 5}
    label = {"mark": text, "encoding": encoding | {"text": {"field": f"t{position}", "type": "nominal"}}}
    return [{"mark": mark, "encoding": encoding}, label]


def _with_room(shape: Shape, position: int) -> Spec:
    """A scale with room for the number behind the longest bar."""
    longest = max((number(row[position]) or 0.0 for row in shape.data), default=0.0)
    return {"scale": {"zero": True, "nice": False} | ({"domainMax": longest * 1.2} if longest > 0 else {})}


def _grouped(shape: Shape, parts: Sequence[tuple[int, str]], colors: list[str] | None) -> Spec:
    key, first = shape.keys[0], parts[0][0]
    groups = ordered_groups(shape, key, first)
    shown = groups[: MOST_GROUPS // 2]
    order = [shape.label(key, group) for group in shown]
    names = [name for _, name in parts]
    values = _long(shape, key, [row for row in shape.data if row[key] in shown], parts)
    upright = _upright(order)
    across, along = ("x", "y") if upright else ("y", "x")
    encoding = {
        across: category(shape, key, order),
        along: quantity(shape, first) | {"field": "number"},
        f"{across}Offset": {"field": "part", "type": "nominal", "sort": names},
        "color": {"field": "part", "type": "nominal", "sort": names, "scale": _scale(names, colors)},
        "tooltip": tooltip(shape, [key, *measures(shape)]),
    }
    mark = {"type": "bar", "cornerRadiusEnd": 2}
    title = title_by(shape, first, [key]) if colors else ""
    height: Any = LINE_HEIGHT if upright else {"step": 14, "for": "offset"}
    body: Spec = {"data": {"values": values}, "mark": mark, "encoding": encoding}
    return framed(body, title, cut_note(shape, len(shown), len(groups)), height)


def _long(
    shape: Shape, key: int, rows: Sequence[tuple[Value, ...]], parts: Sequence[tuple[int, str]]
) -> list[dict[str, Any]]:
    values = records(shape, rows, [key, *measures(shape)])
    return [
        record | {"part": name, "number": record[f"v{place}"]} for record in values for place, name in parts
    ]


def _scale(names: list[str], colors: list[str] | None) -> Spec:
    return {"domain": names} | ({"range": colors} if colors else {})


def _upright(labels: Sequence[str]) -> bool:
    widths = [width_of(label) for label in labels]
    return len(labels) <= _MOST_UPRIGHT and max(widths, default=0) * len(labels) <= 2 * _MOST_LABEL_WIDTH
