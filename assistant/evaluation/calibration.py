"""Does the confidence that comes with an answer mean what it says?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from assistant.evaluation.rates import Rate
from assistant.evaluation.result import CaseResult

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges; the last bin holds 1 too."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence is from `low` to `high`: what they claim and how many are right."""

    low: float
    high: float
    confidence: float
    """Mean."""
    right: Rate


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """If only answers of at least this confidence were given: the share of questions answered, and the
    share of those answers that are wrong.
    """

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Calibration:
    bins: tuple[Bin, ...]
    error: float
    """Expected calibration error: the mean distance of confidence and share right, weighted by answers."""
    curve: tuple[RiskPoint, ...]
    """From the most confident answers to all of them."""


def calibrate(results: Iterable[CaseResult]) -> Calibration:
    """From scored results. Only answers with a query have a confidence; an incomplete one counts as
    right: its number is.
    """
    scored = tuple(results)
    answers = sorted(
        (item for item in scored if item.status == "answer" and item.query is not None),
        key=lambda item: -item.confidence,
    )
    bins = tuple(_bins(answers))
    count = len(answers)
    error = (
        sum(abs(item.confidence - (item.right.value or 0)) * item.right.of for item in bins) / count
        if count
        else 0.0
    )
    return Calibration(bins, error, tuple(_curve(answers, len(scored))))


def _bins(answers: list[CaseResult]) -> Iterable[Bin]:
    for low, high in pairwise(BINS):
        inside = [item for item in answers if low <= item.confidence < high or item.confidence >= high == 1.0]
        if inside:
            mean = sum(item.confidence for item in inside) / len(inside)
            yield Bin(low, high, mean, Rate(sum(item.verdict != "wrong" for item in inside), len(inside)))


def _curve(answers: list[CaseResult], questions: int) -> Iterable[RiskPoint]:
    wrong = 0
    for count, item in enumerate(answers, start=1):
        wrong += item.verdict == "wrong"
        if count == len(answers) or answers[count].confidence < item.confidence:
            yield RiskPoint(item.confidence, count / questions, wrong / count)
