"""Single values as large numbers, with what they are compared with below."""

from __future__ import annotations

from assistant.presentation.chart_frame import BAD, GOOD, INK, MUTED, TILE_HEIGHT, Spec, framed
from assistant.presentation.numbers import format_change, format_rate, format_value
from assistant.presentation.shape import Series, Shape, number

_MOST_TILES = 4


def fits_tiles(shape: Shape) -> bool:
    return not shape.keys and len(shape.data) == 1 and 1 <= len(shape.series) <= _MOST_TILES


def tiles(shape: Shape) -> Spec:
    values = [_tile(shape, series, place) for place, series in enumerate(shape.series)]
    x = {"field": "place", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.1}}
    layers = [
        _text("label", x, y=18, size=13, color={"value": MUTED}),
        _text("number", x, y=62, size=36 if len(values) < 3 else 28, color={"value": INK}, weight=600),
        _text("below", x, y=102, size=13, color={"field": "tone", "type": "nominal", "scale": None}),
    ]
    return framed({"data": {"values": values}, "layer": layers}, height=TILE_HEIGHT)


def _text(field: str, x: Spec, y: int, size: int, color: Spec, weight: int = 400) -> Spec:
    mark = {"type": "text", "align": "center", "baseline": "middle", "fontSize": size, "fontWeight": weight}
    encoding = {"x": x, "y": {"value": y}, "text": {"field": field, "type": "nominal"}, "color": color}
    return {"mark": mark, "encoding": encoding}


def _tile(shape: Shape, series: Series, place: int) -> Spec:
    row, language = shape.data[0], shape.names.language
    position = series.position()
    unit = shape.column(position).unit
    below, tone = _below(shape, series)
    shown = format_value(row[position], unit, language, compact=_is_long(row[position]))
    return {"place": place, "label": series.label, "number": shown, "below": below, "tone": tone}


def _is_long(value: object) -> bool:
    return isinstance(value, (int, float)) and abs(value) >= 1e8


def _below(shape: Shape, series: Series) -> tuple[str, str]:
    if not series.has("prior"):
        return "", MUTED
    row, names = shape.data[0], shape.names
    position, place = series.position(), series.position("prior")
    versus = names.words.text(
        "chart.versus", comparison=shape.comparison, value=shape.shown(place, row[place])
    )
    value, prior = number(row[position]), number(row[place])
    if value is None or prior is None:
        return versus, MUTED
    unit = shape.column(position).unit
    if unit == "percent" or prior == 0:
        change = format_change(value - prior, unit, names.language)
    else:
        change = format_rate((value - prior) / abs(prior), names.language)
    arrow = "▲" if value > prior else "▼" if value < prior else "■"
    return f"{arrow} {change} · {versus}", _tone(series, value - prior)


def _tone(series: Series, change: float) -> str:
    good = {"up": 1, "down": -1}.get(series.metric.card.direction if series.metric else "", 0)
    if not good or not change:
        return MUTED
    return GOOD if change * good > 0 else BAD
