"""Intervals, calibration, baselines and gates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.evaluation.baseline import Gates, compare, failed_gates
from assistant.evaluation.calibration import calibrate
from assistant.evaluation.rates import Rate, percentile
from assistant.evaluation.result import CaseResult, Run, Versions
from assistant.evaluation.score import score

VERSIONS = Versions("c", "d", "k", "p", "none", "x")


def result(id: str, verdict: str, **more: object) -> CaseResult:
    return CaseResult(id, "?", verdict, **more)  # type: ignore[arg-type]


def run_of(*results: CaseResult) -> Run:
    return Run("r", "2026-01-01T00:00:00", 1.0, True, VERSIONS, results)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (866, 1051, 0.7998, 0.8458), (0, 0, 0.0, 1.0)],
)  # fmt: skip
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert Rate(count, of).interval == pytest.approx((low, high), abs=1e-4)


def test_percentiles_are_values_that_were_seen() -> None:
    assert percentile([3, 1, 2, 10], 0.5) == 2
    assert percentile([3, 1, 2, 10], 0.95) == 10
    assert percentile([], 0.5) == 0


def test_calibration_sets_confidence_against_truth() -> None:
    answer = {"status": "answer", "query": {}}
    results = [result(str(n), "right" if n < 8 else "wrong", confidence=0.9, **answer) for n in range(10)]
    results.append(result("asked", "right", status="clarify"))
    found = calibrate(results)
    assert found.error == pytest.approx(0.1)
    assert found.curve[-1].risk == pytest.approx(0.2)
    assert found.curve[-1].coverage == pytest.approx(10 / 11)


def test_precision_and_recall_of_refusals() -> None:
    refuse = {"status": "refuse", "expected_status": ("refuse",)}
    found = score(
        [
            result("due", "right", **refuse),
            result("missed", "wrong", status="answer", expected_status=("refuse",)),
            result("needless", "refused", status="refuse", expected_status=("answer",)),
        ]
    ).refusal
    assert (found.precision.value, found.recall.value) == (0.5, 0.5)


def test_a_baseline_tells_fixed_from_broken() -> None:
    before = run_of(
        result("a", "refused"), result("b", "right"), result("c", "wrong"), result("gone", "right")
    )
    after = run_of(result("a", "right"), result("b", "wrong"), result("c", "refused"), result("new", "wrong"))
    found = compare(after, before)
    assert {item.id: item.movement for item in found.changes} == {"a": "fixed", "b": "broken", "c": "better"}
    assert (found.added, found.removed) == (("new",), ("gone",))
    scores = {"": score(after.results)}
    assert "1 cases are worse" in failed_gates(Gates(no_regression=True), scores, found)[0]
    assert failed_gates(Gates(no_regression=True), scores, compare(after, after)) == ()


def test_gates_are_limits_of_shares() -> None:
    scores = {"": score([result("a", "right"), result("b", "wrong"), result("c", "gold_defect")])}
    assert failed_gates(Gates(min_right=0.5, max_wrong=0.5), scores, None) == ()
    assert len(failed_gates(Gates(min_right=0.51, max_wrong=0.49), scores, None)) == 2


def test_asking_and_declining_are_equally_good() -> None:
    before, after = run_of(result("a", "refused")), run_of(result("a", "clarified"))
    assert compare(after, before).changes == ()


def test_only_the_first_repeat_counts() -> None:
    first = result("a", "right")
    assert score([first, replace(first, repeat=2, verdict="wrong")]).total.scored == 1
