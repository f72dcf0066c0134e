"""Which picture a result gets: the first builder whose condition holds; a table where none does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Chart
from assistant.presentation import chart_bars, chart_points, chart_tiles, chart_time
from assistant.presentation.against_shape import of_sides
from assistant.presentation.chart_frame import Spec
from assistant.presentation.ratio_shape import of_ratios
from assistant.presentation.shape import Shape, number
from assistant.presentation.share_shape import of_shares

_MOST_ROWS = 5000
_PICTURE_WIDTH = 720

BUILDERS: tuple[tuple[str, Callable[[Shape], bool], Callable[[Shape], Spec]], ...] = (
    ("tiles", chart_tiles.fits_tiles, chart_tiles.tiles),
    (
        "cohort",
        lambda shape: shape.analysis == "cohort" and chart_points.fits_heat_map(shape),
        chart_points.heat_map,
    ),
    ("line", chart_time.fits_one_line, chart_time.one_line),
    ("lines", chart_time.fits_lines_by_group, chart_time.lines_by_group),
    ("lines", chart_time.fits_lines_of_one_unit, chart_time.lines_of_one_unit),
    ("panels", chart_time.fits_time_panels, chart_time.time_panels),
    ("share", chart_bars.fits_slices, chart_bars.slices),
    ("share", chart_bars.fits_shares, chart_bars.shares),
    ("comparison", chart_bars.fits_comparison, chart_bars.comparison),
    ("bars", chart_bars.fits_bars, chart_bars.bars),
    ("scatter", chart_points.fits_scatter, chart_points.scatter),
    ("bars", chart_bars.fits_metrics_of_one_unit, chart_bars.metrics_of_one_unit),
    ("panels", chart_bars.fits_panels, chart_bars.panels),
    ("bars", chart_bars.fits_two_dimensions, chart_bars.two_dimensions),
    ("heat_map", chart_points.fits_heat_map, chart_points.heat_map),
)


def chart_of(shape: Shape) -> Chart | None:
    """A complete Vega-Lite specification with inline data; None where a table says it better."""
    if not shape.series or not 0 < len(shape.data) <= _MOST_ROWS or not _any_number(shape):
        return None
    shape = _without_single_period(of_shares(of_sides(of_ratios(shape))))
    for kind, fits, build in BUILDERS:
        if fits(shape):
            return Chart(kind, build(shape))
    return None


def for_picture(spec: Spec, width: int = _PICTURE_WIDTH) -> Spec:
    """The specification with a fixed width, for turning it into an image outside a page."""
    return spec | {"width": width} if spec.get("width") == "container" else spec


def _any_number(shape: Shape) -> bool:
    return any(number(row[series.position()]) is not None for series in shape.series for row in shape.data)


def _without_single_period(shape: Shape) -> Shape:
    """A time column that holds one period only is no axis."""
    if shape.time is None or len(shape.distinct(shape.time)) > 1:
        return shape
    if not shape.dimensions and len(shape.data) > 1:
        return shape
    return replace(shape, time=None)
