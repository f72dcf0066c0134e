"""Charts of a page as inline SVG; colours are the page's. Everything drawn is a number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from assistant.evaluation.calibration import Bin, Calibration, RiskPoint
from assistant.evaluation.reports.figures import interval, percent

WIDTH, HEIGHT = 480, 270
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 20, 14, 44
_PLOT_WIDTH, _PLOT_HEIGHT = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
_MOST_DOTS = 60


def reliability(calibration: Calibration) -> Markup:
    """For each range of confidence the share of right answers with its interval, and what was claimed."""
    bins = calibration.bins
    if not bins:
        return Markup("")
    step = _PLOT_WIDTH / len(bins)
    parts = [_axis([0, 0.25, 0.5, 0.75, 1], 1)]
    parts += [_bar(item, _LEFT + place * step, step) for place, item in enumerate(bins)]
    return _drawing("Share of right answers by stated confidence", "".join(parts))


def risk_coverage(calibration: Calibration) -> Markup:
    """How many of the answers are wrong if only the more confident ones are given."""
    curve = calibration.curve
    if not curve:
        return Markup("")
    top = _round_up(max(point.risk for point in curve))
    parts = [_axis([top * share for share in (0, 0.25, 0.5, 0.75, 1)], top), _coverage_axis()]
    places = [(_x(point.coverage), _y(point.risk, top)) for point in curve]
    floor = _y(0, top)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in _steps(places))
    area = f"{places[0][0]:.1f},{floor:.1f} {line} {places[-1][0]:.1f},{floor:.1f}"
    parts += [f'<polygon class="area" points="{area}"/>', f'<polyline class="line" points="{line}"/>']
    parts += [_dot(point, top) for point in _thinned(curve)]
    parts.append(_all_answers(curve[-1], top))
    return _drawing("Share of wrong answers by share of questions answered", "".join(parts))


def _drawing(label: str, body: str) -> Markup:
    svg = f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{body}</svg>'
    return Markup(svg)  # noqa: S704


def _axis(ticks: Sequence[float], top: float) -> str:
    parts = []
    for tick in ticks:
        y = _y(tick, top)
        text = f"{tick:.0%}" if top >= 0.2 or not tick else f"{tick:.1%}"
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick end" x="{_LEFT - 8}" y="{y + 4:.1f}">{text}</text>')
    return "".join(parts)


def _coverage_axis() -> str:
    ticks = [0, 0.25, 0.5, 0.75, 1]
    y = HEIGHT - _BOTTOM + 18
    texts = [f'<text class="tick middle" x="{_x(tick):.1f}" y="{y}">{tick:.0%}</text>' for tick in ticks]
    title = f'<text class="tick middle" x="{_LEFT + _PLOT_WIDTH / 2:.1f}" y="{HEIGHT - 8}">questions answered</text>'
    return "".join([*texts, title])


def _bar(item: Bin, left: float, step: float) -> str:
    """A bar, its interval as a whisker, the mean of the stated confidence as a mark across."""
    low, high = item.right.interval
    share, middle, wide = item.right.value or 0.0, left + step / 2, step * 0.56
    y, base = _y(share), _y(0)
    told = f"confidence {item.low:g}–{item.high:g}: {percent(share)} of {item.right.of} right ({interval(item.right)}), {percent(item.confidence)} claimed"
    claimed = _y(item.confidence)
    return (
        f"<g><title>{told}</title>"
        f'<rect class="bar" x="{middle - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{base - y:.1f}" rx="2"/>'
        f'<line class="whisker" x1="{middle:.1f}" x2="{middle:.1f}" y1="{_y(high):.1f}" y2="{_y(low):.1f}"/>'
        f'<line class="claimed" x1="{left + step * 0.1:.1f}" x2="{left + step * 0.9:.1f}" y1="{claimed:.1f}" y2="{claimed:.1f}"/>'
        f'<text class="tick middle" x="{middle:.1f}" y="{HEIGHT - _BOTTOM + 18}">{item.low:g}–{item.high:g}</text>'
        f'<text class="tick middle quiet" x="{middle:.1f}" y="{HEIGHT - 8}">{item.right.of}</text></g>'
    )


def _dot(point: RiskPoint, top: float) -> str:
    told = f"confidence {point.confidence:.3f} and above: {percent(point.coverage)} answered, {percent(point.risk)} of them wrong"
    return f'<circle class="dot" cx="{_x(point.coverage):.1f}" cy="{_y(point.risk, top):.1f}" r="3"><title>{told}</title></circle>'


def _all_answers(point: RiskPoint, top: float) -> str:
    """What is the case now, when every answer is given."""
    x, y = _x(point.coverage) - 8, max(_TOP + 10, _y(point.risk, top) - 8)
    return f'<text class="label end" x="{x:.1f}" y="{y:.1f}">all answers: {percent(point.risk)} wrong</text>'


def _steps(places: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Between two confidences nothing changes."""
    for (x, y), (next_x, _) in pairwise(places):
        yield from ((x, y), (next_x, y))
    yield places[-1]


def _thinned(curve: Sequence[RiskPoint]) -> Sequence[RiskPoint]:
    every = math.ceil(len(curve) / _MOST_DOTS)
    return [point for place, point in enumerate(reversed(curve)) if place % every == 0]


def _round_up(risk: float) -> float:
    return next((top for top in (0.04, 0.1, 0.2, 0.4, 0.6, 0.8) if risk <= top), 1.0)


def _x(share: float) -> float:
    return _LEFT + share * _PLOT_WIDTH


def _y(share: float, top: float = 1) -> float:
    return _TOP + (1 - share / top) * _PLOT_HEIGHT
