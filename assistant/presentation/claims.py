"""Whether what a question says of a number holds, and how the number stands against its benchmark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.answer import Finding
from assistant.presentation.benchmark_claims import against_benchmark
from assistant.presentation.claim_parts import SAID, SIDES, of_groups, only_value
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_value
from assistant.presentation.shape import Series, Shape
from assistant.query import Operator
from assistant.reading import Claim
from assistant.rows import Column

_ROUND = re.compile(r"\.0+(?=\D|$)")
"""The end of a round number that is shown with its digits: 25.0%."""


def claim_findings(claims: Sequence[Claim], shape: Shape, now: datetime) -> tuple[Finding, ...]:
    """One finding per claim: of the value, or of how many groups it holds."""
    several = len({claim.metric for claim in claims}) > 1
    found: list[Finding] = []
    for claim in claims:
        series = _series_of(claim.metric, shape)
        if series is not None:
            if claim.values:
                found.append(_claimed(claim, series, shape, several))
            else:
                found.append(against_benchmark(claim, series, shape, now))
    return tuple(found)


def with_claims(headline: str, claims: Iterable[Finding], names: Names) -> str:
    """The headline with what was claimed said before the number."""
    space = "" if names.language == "zh" else " "
    return space.join([*(item.text for item in claims), headline])


def _series_of(metric: str, shape: Shape) -> Series | None:
    """The column of the metric; the only one there is also where another metric stands in for it."""
    named = [s for s in shape.series if _column(s, shape).name.lower() == metric.lower()]
    return next(iter(named or (shape.series if len(shape.series) == 1 else ())), None)


def _column(series: Series, shape: Shape) -> Column:
    return shape.column(series.position())


def _claimed(claim: Claim, series: Series, shape: Shape, several: bool) -> Finding:
    unit, language, words = _column(series, shape).unit, shape.names.language, shape.names.words
    limits = [float(value) for value in claim.values if isinstance(value, (int, float))]
    shown = [words.text("claim.number", value=format_value(each, unit, language)) for each in limits]
    gaps = {"value": shown[0], "second": shown[-1]}
    said = SAID.get(claim.op or "", "eq")

    def holds(value: float) -> bool:
        return _holds(value, claim.op, limits, lambda each: format_value(each, unit, language))

    evidence: dict[str, object] = {"metric": claim.metric, "op": claim.op, "values": list(claim.values)}
    if shape.keys:
        what = words.text(f"claim.{said}", **gaps)
        finding = of_groups(what, lambda _, value: holds(value), series, shape, "claim")
        return replace(finding, evidence=evidence | dict(finding.evidence))
    value = only_value(series, shape)
    if value is None:
        return Finding("claim", words.text("claim.unknown"), evidence | {"value": None, "holds": None})
    held = holds(value)
    what = words.text(f"claim.{said}" if held else f"claim.{said}_not", **gaps)
    text = words.text("claim.yes" if held else "claim.no", what=what)
    if several:
        text = words.text("claim.of_metric", metric=series.label, text=text)
    return Finding("claim", text, evidence | {"value": value, "holds": held})


def _holds(value: float, op: Operator | None, limits: Sequence[float], shown: Callable[[float], str]) -> bool:
    """Equal is what is shown as the same number; zero only what is zero."""
    if op == "between":
        return min(limits) <= value <= max(limits)
    if op is not None and op in SIDES:
        return SIDES[op](value, limits[0])
    plain, limit = (_ROUND.sub("", shown(each)) for each in (value, limits[0]))
    return value == limits[0] or (limits[0] != 0 and plain == limit)
