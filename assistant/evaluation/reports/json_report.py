"""A run with its scores as one JSON document, which is also the baseline of later runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from assistant.evaluation.baseline import Comparison
from assistant.evaluation.calibration import Calibration
from assistant.evaluation.rates import Rate
from assistant.evaluation.result import SCORED, Run
from assistant.evaluation.score import PrecisionRecall, Scores, Slice


def report(
    run: Run,
    scores: Mapping[str, Scores],
    comparison: Comparison | None = None,
    failed: Sequence[str] = (),
) -> dict[str, Any]:
    """Plain data that `Run.from_dict` reads back; what it does not know of is worked out anew then."""
    return run.to_dict() | {
        "scores": {name: scores_dict(found) for name, found in scores.items()},
        "comparison": comparison_dict(comparison) if comparison else None,
        "failed_gates": list(failed),
    }


def scores_dict(scores: Scores) -> dict[str, Any]:
    return {
        "total": _slice(scores.total),
        "slots": _rates(scores.slots),
        "recall_at_1": scores.recall_at_1.to_dict(),
        "recall_at_5": scores.recall_at_5.to_dict(),
        "clarification": _precision_recall(scores.clarification),
        "refusal": _precision_recall(scores.refusal),
        "calibration": _calibration(scores.calibration),
        "latency_ms": {stage: asdict(found) for stage, found in scores.latency.items()},
        "tokens": scores.tokens,
        "cost": scores.cost,
        "reasons": dict(scores.reasons),
        "slices": {
            name: {value: _slice(found) for value, found in slices.items()}
            for name, slices in scores.slices.items()
        },
        "parity": scores.parity.to_dict(),
        "stability": scores.stability.to_dict(),
    }


def comparison_dict(comparison: Comparison) -> dict[str, Any]:
    return {
        "baseline": comparison.baseline,
        "changes": [asdict(item) for item in comparison.changes],
        "added": list(comparison.added),
        "removed": list(comparison.removed),
        "before": {name: _slice(found) for name, found in comparison.before.items()},
        "after": {name: _slice(found) for name, found in comparison.after.items()},
    }


def _slice(found: Slice) -> dict[str, Any]:
    rates: dict[str, Any] = {verdict: found.rate(verdict).to_dict() for verdict in SCORED}
    return {"counts": dict(found.counts), "scored": found.scored, **rates}


def _rates(rates: Mapping[str, Rate]) -> dict[str, Any]:
    return {name: rate.to_dict() for name, rate in rates.items()}


def _precision_recall(found: PrecisionRecall) -> dict[str, Any]:
    return {"precision": found.precision.to_dict(), "recall": found.recall.to_dict()}


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "error": found.error,
        "bins": [asdict(item) | {"right": item.right.to_dict()} for item in found.bins],
        "curve": [asdict(item) for item in found.curve],
    }
