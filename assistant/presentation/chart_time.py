"""Numbers over time: lines with gaps where there is no data and dashes where a period is not whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from assistant.presentation.chart_frame import (
    MAIN,
    PALETTE,
    QUIET,
    Spec,
    cut_note,
    framed,
    heading_with_unit,
    number_axis,
    ordered_groups,
    thresholds,
    title_by,
    titled,
    tooltip_title,
)
from assistant.presentation.numbers import format_value
from assistant.presentation.periods import bucket_end, bucket_start, period_of_bucket, tick_of_bucket
from assistant.presentation.shape import Series, Shape, number

_MOST_LINES = 8
_MOST_NAMED_PERIODS = 40
_MOST_PERIODS = 1500
_MOST_PANELS = 4
_PANEL_WIDTH, _PANEL_HEIGHT = 640, 140


@dataclass(frozen=True, slots=True)
class Line:
    """Values by period; `position` is the column they come from, for its unit."""

    name: str
    position: int
    values: dict[str, float | None]
    quiet: bool = False


def over_time(shape: Shape) -> bool:
    return shape.time is not None and bool(shape.series) and len(periods(shape)) >= 2


def fits_one_line(shape: Shape) -> bool:
    return over_time(shape) and not shape.dimensions and len(shape.series) == 1


def one_line(shape: Shape) -> Spec:
    """A metric over time, with its moving average, or with what it is compared with."""
    assert shape.time is not None
    series = shape.series[0]
    main = "running" if series.has("running") else "metric"
    lines = [_line(shape, series, main)]
    if series.has("moving"):
        lines.append(_line(shape, series, "moving"))
    if series.has("prior"):
        lines.append(_line(shape, series, "prior", quiet=True))
    layers = _layers(shape, lines) + thresholds(shape, lines[0].position)
    return framed({"layer": layers}, title_by(shape, lines[0].position, [shape.time]))


def fits_lines_by_group(shape: Shape) -> bool:
    return over_time(shape) and len(shape.dimensions) == 1


def lines_by_group(shape: Shape) -> Spec:
    """One line per group of a dimension, the largest groups only."""
    assert shape.time is not None
    key, series = shape.dimensions[0], shape.series[0]
    position = series.position()
    groups = _largest_first(shape, key, position)
    shown = groups[:_MOST_LINES]
    lines = [_group_line(shape, series, key, group) for group in shown]
    layers = _layers(shape, lines) + thresholds(shape, position)
    title = title_by(shape, position, [shape.time, key])
    return framed({"layer": layers}, title, cut_note(shape, len(shown), len(groups)))


def fits_lines_of_one_unit(shape: Shape) -> bool:
    units = {shape.column(series.position()).unit for series in shape.series}
    return over_time(shape) and not shape.dimensions and len(units) == 1 and len(shape.series) <= _MOST_LINES


def lines_of_one_unit(shape: Shape) -> Spec:
    """Several metrics that share an axis."""
    return framed({"layer": _layers(shape, [_line(shape, series, "metric") for series in shape.series])})


def fits_time_panels(shape: Shape) -> bool:
    return over_time(shape) and not shape.dimensions and 2 <= len(shape.series) <= _MOST_PANELS


def time_panels(shape: Shape) -> Spec:
    """Metrics of different units below each other, over the same time."""
    parts: list[Spec] = []
    for series in shape.series:
        line = _line(shape, series, "metric")
        layers = _layers(shape, [line]) + thresholds(shape, line.position)
        part: Spec = {"width": _PANEL_WIDTH, "height": _PANEL_HEIGHT, "layer": layers}
        parts.append(titled(part, heading_with_unit(shape, line.position)))
    spec = framed({"vconcat": parts})
    return {name: part for name, part in spec.items() if name not in ("width", "height", "autosize")}


def periods(shape: Shape) -> list[str]:
    """Every period from the first to the last, also those without a row."""
    assert shape.time is not None
    known = sorted({str(row[shape.time]) for row in shape.data if row[shape.time] is not None})
    starts = [start for value in known if (start := bucket_start(value)) is not None]
    grain = shape.column(shape.time).grain
    if len(starts) < len(known) or not starts or bucket_end(starts[0], grain) is None:
        return known
    by_start = dict(zip(starts, known, strict=True))
    found: list[str] = []
    moment = starts[0]
    while moment <= starts[-1] and len(found) < _MOST_PERIODS:
        found.append(
            by_start.get(moment, moment.isoformat() if "T" in known[0] else moment.date().isoformat())
        )
        following = bucket_end(moment, grain)
        assert following is not None
        moment = following
    # Buckets that do not start where the grain says (custom calendars) are drawn as they are.
    return found if set(known) <= set(found) else known


def _layers(shape: Shape, lines: Sequence[Line]) -> list[Spec]:
    every = periods(shape)
    closed = [period for period in every if period not in shape.incomplete]
    encoding = _encoding(shape, lines, every)
    few = len(every) <= _MOST_NAMED_PERIODS
    solid = {"type": "line", "strokeWidth": 2.2, "point": {"size": 36, "filled": True} if few else False}
    layers = [{"data": {"values": _points(shape, lines, closed)}, "mark": solid, "encoding": encoding}]
    dashed = {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4],
              "point": {"size": 40, "filled": False, "fill": "#FFFFFF"}}  # fmt: skip
    for stretch in _partial(every, closed):
        values = [point for point in _points(shape, lines, stretch) if point["y"] is not None]
        layers.insert(0, {"data": {"values": values}, "mark": dashed, "encoding": encoding})
    return layers


def _partial(every: Sequence[str], closed: Sequence[str]) -> list[Sequence[str]]:
    """What is before and after the whole periods, each joined on to the nearest of them."""
    if not closed:
        return [every]
    first, last = every.index(closed[0]), every.index(closed[-1])
    return [stretch for stretch in (every[: first + 1], every[last:]) if len(stretch) > 1]


def _points(shape: Shape, lines: Iterable[Line], shown: Sequence[str]) -> list[dict[str, Any]]:
    assert shape.time is not None
    column, language = shape.column(shape.time), shape.names.language
    found: list[dict[str, Any]] = []
    for line in lines:
        unit = "percent" if shape.column(line.position).role == "share" else shape.column(line.position).unit
        for period in shown:
            value = line.values.get(period)
            label = period_of_bucket(period, column.grain, language)
            if period in shape.incomplete:
                label = shape.names.words.text(
                    "chart.with_unit", label=label, unit=shape.names.words.text("word.partial")
                )
            found.append({
                "x": tick_of_bucket(period, column.grain), "d": _utc(period), "y": value,
                "name": line.name, "period": label, "text": format_value(value, unit, language),
            })  # fmt: skip
    return found


def _encoding(shape: Shape, lines: Sequence[Line], every: Sequence[str]) -> Spec:
    assert shape.time is not None
    values = [value for line in lines for value in line.values.values() if value is not None]
    scale = {"zero": _from_zero(values), "nice": True}
    names = [line.name for line in lines]
    colors = [QUIET if line.quiet else PALETTE[place % len(PALETTE)] for place, line in enumerate(lines)]
    color: Spec = {
        "field": "name",
        "type": "nominal",
        "scale": {"domain": names, "range": colors},
        "sort": names,
    }
    if len(lines) == 1:
        color = {"value": MAIN}
    axis = {"title": None, "tickCount": 5} | number_axis(shape, lines[0].position)
    return {
        "x": _time_axis(shape, every),
        "y": {"field": "y", "type": "quantitative", "axis": axis, "scale": scale},
        "color": color,
        "tooltip": [
            {"field": "period", "type": "nominal", "title": tooltip_title(shape.heading(shape.time))},
            *([{"field": "name", "type": "nominal", "title": " "}] if len(lines) > 1 else []),
            {"field": "text", "type": "nominal", "title": tooltip_title(shape.heading(lines[0].position))},
        ],
    }  # fmt: skip


def _time_axis(shape: Shape, every: Sequence[str]) -> Spec:
    assert shape.time is not None
    grain = shape.column(shape.time).grain
    if len(every) <= _MOST_NAMED_PERIODS or any(bucket_start(period) is None for period in every):
        order = [tick_of_bucket(period, grain) for period in every]
        return {"field": "x", "type": "ordinal", "sort": order, "scale": {"domain": order},
                "axis": {"title": None, "labelAngle": 0, "labelOverlap": "greedy",
                         "labelSeparation": 8}}  # fmt: skip
    # Buckets are calendar dates: in UTC no reader's time zone moves them to the day before.
    return {"field": "d", "type": "temporal", "scale": {"type": "utc"},
            "axis": {"title": None, "format": "%Y-%m-%d", "tickCount": 8}}  # fmt: skip


def _utc(period: str) -> str | None:
    start = bucket_start(period)
    return start.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z") if start else None


def _from_zero(values: Sequence[float]) -> bool:
    """Lines start at zero unless that would flatten them."""
    return not values or min(values) < 0 or min(values) <= 0.6 * max(values)


def _line(shape: Shape, series: Series, role: Any, quiet: bool = False) -> Line:
    assert shape.time is not None
    position = series.position(role)
    name = shape.heading(position)
    values = {str(row[shape.time]): number(row[position]) for row in shape.data}
    return Line(name, position, values, quiet)


def _group_line(shape: Shape, series: Series, key: int, group: Any) -> Line:
    assert shape.time is not None
    position = series.position()
    values = {str(row[shape.time]): number(row[position]) for row in shape.data if row[key] == group}
    return Line(shape.label(key, group), position, values)


def _largest_first(shape: Shape, key: int, position: int) -> list[Any]:
    groups = ordered_groups(shape, key, None)
    sums = {
        group: sum(number(row[position]) or 0.0 for row in shape.data if row[key] == group)
        for group in groups
    }
    return groups if len(groups) <= _MOST_LINES else sorted(groups, key=lambda group: -sums[group])
