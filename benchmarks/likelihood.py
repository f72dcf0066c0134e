"""Fits how likely a metric is meant: prints the weights that `meaning/likely.py` holds, and what they give.

    python -m benchmarks.likelihood

A logistic regression over the development half of `tests/corpus/paraphrases_*.tsv`: each metric that a question
comes near to is one example, of the one meant or of another. The held-out half only shows what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from assistant import open_assistant
from assistant.question import Actor, Question
from assistant.understanding import ways_out
from assistant.understanding.meaning.likely import Signs
from assistant.understanding.meaning.meant import TAKEN, Meant, metrics_meant
from assistant.wiring import Assistant

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
FILES = ("paraphrases_zh", "paraphrases_en", "paraphrases_negative_zh", "paraphrases_negative_en")
_RIDGE = 1.0
_STEPS = 100
Weights = NDArray[np.float64]
"""One for each of the signs, over the bias."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the metric that it asks for (none where the catalog has none), what it comes near to."""

    text: str
    half: str
    metric: str | None
    found: tuple[Meant, ...]


def main() -> None:
    examples = list(examples_of(open_assistant()))
    weights = fitted([item for item in examples if item.half == "development"])
    for field, weight in zip((*(item.name for item in fields(Signs)), "bias"), weights, strict=True):
        print(f"{field:10} {weight:6.2f}")
    for half in ("development", "held_out"):
        right, wrong, negative = taken(weights, [item for item in examples if item.half == half])
        print(
            f"{half}: taken from {TAKEN}: {right} right, {wrong} wrong, {negative} that the catalog has not"
        )


def examples_of(assistant: Assistant) -> Iterator[Example]:
    """The questions that the rules leave open; what they read by themselves has nothing to compare."""
    for name in FILES:
        for line in (CORPUS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            *metric, half, text = line.split("\t")
            seen: list[tuple[Meant, ...]] = []

            def kept(*given: object, seen: list[tuple[Meant, ...]] = seen) -> tuple[Meant, ...]:
                seen.append(metrics_meant(*given))  # type: ignore[arg-type]
                return seen[-1]

            with patch.object(ways_out, "metrics_meant", kept):
                assistant.reader.read(Question(text, Actor("fit"), assistant.now))
            if seen and seen[-1]:
                yield Example(text, half, metric[0] if metric else None, seen[-1])


def fitted(examples: Sequence[Example]) -> Weights:
    """Newton's method over standardised signs; the weights are those of the signs as they are."""
    signs = np.array([astuple(each.signs) for item in examples for each in item.found], dtype=np.float64)
    meant = np.array([each.name == item.metric for item in examples for each in item.found], dtype=np.float64)
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    rows = np.column_stack(((signs - mean) / spread, np.ones(len(signs))))
    ridge = np.array([_RIDGE] * signs.shape[1] + [1e-6])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - meant) + ridge * weights
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(ridge)
        weights -= np.linalg.solve(bend, slope)
    own = weights[:-1] / spread
    return np.append(own, weights[-1] - own @ mean)


def taken(weights: Weights, examples: Sequence[Example]) -> tuple[int, int, int]:
    """How many are answered with the metric they ask for, with another one, and although there is none."""
    counts = [0, 0, 0]
    for item in examples:
        scored = [(_likely(weights, each), each) for each in item.found]
        likely, best = max(scored, key=lambda pair: pair[0])
        if likely >= TAKEN and not best.blocked:
            counts[2 if item.metric is None else best.name != item.metric] += 1
    return counts[0], counts[1], counts[2]


def _likely(weights: Weights, each: Meant) -> float:
    return float(1 / (1 + np.exp(-(np.array(astuple(each.signs)) @ weights[:-1] + weights[-1]))))


if __name__ == "__main__":
    main()
