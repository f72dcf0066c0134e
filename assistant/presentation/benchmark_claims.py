"""How a number stands against the benchmark or target that the catalog has for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answer import Finding
from assistant.catalog.metric import Metric
from assistant.presentation.claim_parts import SAID, SIDES, of_groups, only_value
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_size, format_value
from assistant.presentation.shape import Series, Shape
from assistant.query import Condition, Filter, Operator
from assistant.reading import Claim

_FIRST = {
    "benchmark": ("industry", "industry_p50", "target", "minimum", "maximum", "industry_p25", "industry_p75"),
    "target": ("target", "minimum", "maximum"),
}
"""Kinds of benchmarks and thresholds, the one first that a number is set against where there are several."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A figure to set a number against."""

    kind: str
    value: float
    source: str


def against_benchmark(claim: Claim, series: Series, shape: Shape, now: datetime) -> Finding:
    """The side that the number is on, or how many groups are there; said where the catalog has no figure."""
    names, words = shape.names, shape.names.words
    metric = names.catalog.metrics.get(claim.metric)
    evidence: dict[str, object] = {"metric": claim.metric, "op": claim.op}
    known = _mark_of(metric, claim, _values_of(shape.query.where), names, now) if metric is not None else None
    if metric is None or known is None:
        text = words.text(f"claim.no_{claim.against}", metric=series.label)
        return Finding("benchmark", text, evidence | {"benchmark": None})
    evidence |= {"kind": known.kind, "benchmark": known.value, "source": known.source}
    if shape.keys:
        finding = _groups_against(claim, metric, series, shape, known, now)
    else:
        finding = _value_against(claim, metric, only_value(series, shape), known, names)
    text = finding.text
    if known.source:
        space = "" if names.language == "zh" else " "
        text += space + words.text("finding.source", source=known.source)
    return replace(finding, text=text, evidence=evidence | dict(finding.evidence))


def _value_against(claim: Claim, metric: Metric, value: float | None, known: _Mark, names: Names) -> Finding:
    words = names.words
    if value is None:
        return Finding("benchmark", words.text("claim.unknown"), {"value": None, "holds": None})
    said = _called(known, metric, names)
    gap = format_size(value - known.value, metric.card.unit, names.language)
    if claim.op is None and claim.against == "benchmark":
        text = _distance(value, known.value, said, metric, gap, names)
        return Finding("benchmark", text, {"value": value, "holds": None})
    op: Operator = claim.op or _met_where(known, metric)
    held = SIDES[op](value, known.value)
    key = ("met" if claim.op is None else SAID[op]) + ("" if held else "_not")
    what = words.text(f"claim.{key}", value=said, gap=gap)
    return Finding(
        "benchmark",
        words.text("claim.yes" if held else "claim.no", what=what),
        {"value": value, "holds": held},
    )


def _met_where(mark: _Mark, metric: Metric) -> Operator:
    """The side on which it is met; a target lies in the metric's good direction."""
    at_most = mark.kind == "maximum" or (mark.kind != "minimum" and metric.card.direction == "down")
    return "<=" if at_most else ">="


def _groups_against(
    claim: Claim, metric: Metric, series: Series, shape: Shape, known: _Mark, now: datetime
) -> Finding:
    """Each group against its own figure where the catalog has one for it; without a side those that miss it."""
    names, kept = shape.names, _values_of(shape.query.where)
    keys = {shape.column(at).name.lower().rpartition("__")[2]: at for at in shape.dimensions}
    limits: list[float] = []
    for row in shape.data:
        own = kept | {key: row[position] for key, position in keys.items()}
        limits.append((_mark_of(metric, claim, own, names, now) or known).value)
    said = _called(known, metric, names)
    if len(set(limits)) > 1:
        said = names.words.text("claim.own", name=names.words.text(f"claim.{known.kind}"))
    op: Operator = claim.op or (">" if _met_where(known, metric) == "<=" else "<")
    what = names.words.text(f"claim.{SAID[op]}", value=said)
    return of_groups(what, lambda at, value: SIDES[op](value, limits[at]), series, shape, "benchmark")


def _called(mark: _Mark, metric: Metric, names: Names) -> str:
    shown = format_value(mark.value, metric.card.unit, names.language)
    return names.words.text("claim.benchmark", name=names.words.text(f"claim.{mark.kind}"), value=shown)


def _distance(value: float, limit: float, benchmark: str, metric: Metric, gap: str, names: Names) -> str:
    if value == limit:
        return names.words.text("claim.against_equal", benchmark=benchmark)
    good = {"up": 1, "down": -1}.get(metric.card.direction, 0) * (value - limit)
    verdict = names.words.text("claim.better" if good > 0 else "claim.worse") if good else ""
    key = "claim.against_above" if value > limit else "claim.against_below"
    return names.words.text(key, benchmark=benchmark, gap=gap, verdict=verdict)


def _mark_of(
    metric: Metric, claim: Claim, kept: Mapping[str, object], names: Names, now: datetime
) -> _Mark | None:
    """The benchmark or threshold to set the metric against first. A benchmark for a part of the business
    holds where the numbers are about that part, by what each field is `kept` to.
    """
    found: dict[str, tuple[int, str, _Mark]] = {}
    for item in names.catalog.benchmarks:
        begun = item.effective_from is None or item.effective_from <= now.date()
        fits = all(str(kept.get(key)) == value for key, value in item.scope.items())
        if item.metric != metric.name or not begun or not fits:
            continue
        since = item.effective_from.isoformat() if item.effective_from else ""
        rank = len(item.scope), since, _Mark(item.kind, item.value, item.source)
        if item.kind not in found or found[item.kind][:2] <= rank[:2]:
            found[item.kind] = rank
    marks = {kind: mark for kind, (_, _, mark) in found.items()}
    for each in metric.card.thresholds:
        marks.setdefault(each.kind, _Mark(each.kind, each.value, each.source))
    return next((marks[kind] for kind in _FIRST[claim.against] if kind in marks), None)


def _values_of(where: Iterable[Filter]) -> dict[str, object]:
    """What each field is kept to, by its short name."""
    return {
        item.field.rpartition("__")[2]: item.values[0]
        for item in where
        if isinstance(item, Condition) and item.op in ("=", "in") and len(item.values) == 1
    }
