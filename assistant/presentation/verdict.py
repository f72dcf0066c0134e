"""Judging numbers by their metric's card: which way is good, which side of a threshold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.answer import Finding
from assistant.catalog.model import Metric, Threshold
from assistant.presentation.definition import threshold_text
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_size, format_value
from assistant.presentation.shape import Series, Shape, number
from assistant.rows import Value

_MOST_NAMES = 8


def direction_key(change: float) -> str:
    return "direction.up" if change > 0 else "direction.down"


def change_verdict(change: float, metric: Metric | None, names: Names) -> str:
    """Whether a change is for the better, where the card says which way is good; else empty."""
    good = {"up": 1, "down": -1}.get(metric.card.direction if metric else "", 0)
    if not good or not change:
        return ""
    return names.words.text("direction.better" if change * good > 0 else "direction.worse")


def meets(value: float, threshold: Threshold, metric: Metric) -> bool:
    """Whether a value is on the right side; a target lies in the metric's good direction."""
    at_most = threshold.kind == "maximum" or (threshold.kind == "target" and metric.card.direction == "down")
    return value <= threshold.value if at_most else value >= threshold.value


def threshold_findings(shape: Shape) -> tuple[Finding, ...]:
    """One verdict per threshold of each answered metric: of the value, or of every group."""
    return tuple(_findings(shape))


def _findings(shape: Shape) -> Iterator[Finding]:
    for series in shape.series:
        metric = series.metric
        if metric is None or not _unit_fits(series, shape):
            continue
        for threshold in metric.card.thresholds:
            judged = _judged(series, shape)
            if len(judged) == 1 and not shape.dimensions:
                yield _single(judged[0][1], threshold, metric, series, shape.names)
            elif judged and (shape.time is None or not shape.dimensions):
                yield _grouped(judged, threshold, metric, series, shape)


def _unit_fits(series: Series, shape: Shape) -> bool:
    """Whether the numbers are what thresholds are about: not a share, not a mean of parts."""
    metric = series.metric
    return (
        metric is not None and not series.is_mean and shape.column(series.position()).unit == metric.card.unit
    )


def _judged(series: Series, shape: Shape) -> list[tuple[tuple[Value, ...], float]]:
    found = []
    for row in shape.data:
        value = number(row[series.position()])
        open_period = shape.time is not None and str(row[shape.time]) in shape.incomplete
        if value is not None and not open_period:
            found.append((row, value))
    return found


def _single(value: float, threshold: Threshold, metric: Metric, series: Series, names: Names) -> Finding:
    met = meets(value, threshold, metric)
    unit = metric.card.unit
    text = names.words.text(
        f"finding.{threshold.kind}_{'met' if met else 'missed'}",
        metric=series.label,
        value=format_value(value, unit, names.language),
        threshold=format_value(threshold.value, unit, names.language),
        gap=format_size(value - threshold.value, unit, names.language),
    )
    evidence = {
        "metric": metric.name,
        "kind": threshold.kind,
        "threshold": threshold.value,
        "value": value,
        "met": met,
    }
    return Finding("threshold", _with_source(text, threshold, names), evidence)


def _grouped(
    judged: list[tuple[tuple[Value, ...], float]],
    threshold: Threshold,
    metric: Metric,
    series: Series,
    shape: Shape,
) -> Finding:
    missed = [(row, value) for row, value in judged if not meets(value, threshold, metric)]
    worst_first = sorted(missed, key=lambda item: -abs(item[1] - threshold.value))
    names = shape.names
    shown = [f"{shape.row_label(row)} {shape.shown(series.position(), value)}" for row, value in worst_first]
    text = names.words.text(
        "finding.groups_missed" if missed else "finding.groups_met",
        metric=series.label,
        total=len(judged),
        count=len(missed),
        dimension=_keys(shape),
        threshold=threshold_text(Threshold(threshold.kind, threshold.value), metric.card.unit, names),
        names=names.words.join(_cut(shown)),
    )
    groups = [{"group": shape.row_label(row), "value": value} for row, value in worst_first]
    evidence = {
        "metric": metric.name, "kind": threshold.kind, "threshold": threshold.value,
        "met": not missed, "groups": len(judged), "missed": groups,
    }  # fmt: skip
    return Finding("threshold", _with_source(text, threshold, names), evidence)


def _keys(shape: Shape) -> str:
    return "×".join(shape.heading(position) for position in shape.keys)


def _cut(items: list[str]) -> Iterable[str]:
    return items if len(items) <= _MOST_NAMES else [*items[:_MOST_NAMES], "…"]


def _with_source(text: str, threshold: Threshold, names: Names) -> str:
    if not threshold.source:
        return text
    space = "" if names.language == "zh" else " "
    return text + space + names.words.text("finding.source", source=threshold.source)
