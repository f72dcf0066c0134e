"""A run set against an earlier one: what it fixed, what it broke, and whether it may pass."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.evaluation.result import CaseResult, Run, Verdict
from assistant.evaluation.score import Scores, Slice

_RANK: Mapping[Verdict, int] = {
    "right": 4, "incomplete": 3, "clarified": 2, "refused": 2, "fault": 1, "wrong": 0,
}  # fmt: skip
"""How good a verdict is; asking and declining are as good as each other, a wrong answer is the worst."""
Movement = Literal["fixed", "broken", "better", "worse"]


@dataclass(frozen=True, slots=True)
class Change:
    """A case that went another way. `fixed` became right, `broken` was right; the others moved between."""

    id: str
    configuration: str
    question: str
    before: Verdict
    after: Verdict
    movement: Movement
    why: str = ""
    """What falls short now."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`added` and `removed` are ids of cases that only one of the runs has scored."""

    changes: tuple[Change, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    baseline: str
    """Id of the earlier run."""
    before: Mapping[str, Slice] = field(default_factory=dict)
    """Per configuration, the verdicts then of the cases that both runs have scored; `after` are today's. The
    scores of two runs of different cases do not compare, these do.
    """
    after: Mapping[str, Slice] = field(default_factory=dict)

    def of(self, *movements: Movement) -> tuple[Change, ...]:
        return tuple(item for item in self.changes if item.movement in movements)


@dataclass(frozen=True, slots=True)
class Gates:
    """Limits that a run must keep; None is no limit. Shares are 0 to 1, of the scored cases."""

    min_right: float | None = None
    max_wrong: float | None = None
    no_regression: bool = False


def slim(run: Run) -> str:
    """The run as a baseline to keep beside the cases: the verdicts, one case a line, so that a change of
    one is one line of a diff.
    """
    document = replace(run, results=(), problems=(), seconds=0.0).to_dict()
    lines = [
        json.dumps({"id": item.id, "question": item.question, "verdict": item.verdict}
                   | ({"configuration": item.configuration} if item.configuration else {}), ensure_ascii=False)
        for item in run.results
        if item.repeat == 1
    ]  # fmt: skip
    head = json.dumps(document | {"results": []}, ensure_ascii=False, indent=1)
    return head.replace('"results": []', '"results": [\n' + ",\n".join(lines) + "\n]") + "\n"


def compare(run: Run, baseline: Run) -> Comparison:
    before = {item.key: item for item in baseline.results if item.scored and item.repeat == 1}
    after = {item.key: item for item in run.results if item.scored and item.repeat == 1}
    both = [(before[key], item) for key, item in after.items() if key in before]
    changes = tuple(_change(old, new) for old, new in both if _RANK[old.verdict] != _RANK[new.verdict])
    return Comparison(
        changes=changes,
        added=_ids(after[key] for key in after if key not in before),
        removed=_ids(before[key] for key in before if key not in after),
        baseline=baseline.id,
        before=_verdicts(old for old, _ in both),
        after=_verdicts(new for _, new in both),
    )


def failed_gates(
    gates: Gates, scores: Mapping[str, Scores], comparison: Comparison | None
) -> tuple[str, ...]:
    """One sentence for each gate that does not hold, per configuration."""
    failed: list[str] = []
    for name, found in scores.items():
        where = f" ({name})" if name else ""
        right, wrong = found.right.value or 0.0, found.wrong.value or 0.0
        if gates.min_right is not None and right < gates.min_right:
            failed.append(f"right {right:.1%} is below {gates.min_right:.1%}{where}")
        if gates.max_wrong is not None and wrong > gates.max_wrong:
            failed.append(f"wrong {wrong:.1%} is above {gates.max_wrong:.1%}{where}")
    worse = comparison.of("broken", "worse") if comparison and gates.no_regression else ()
    if worse:
        failed.append(
            f"{len(worse)} cases are worse than in the baseline: {', '.join(item.id for item in worse[:10])}"
        )
    return tuple(failed)


def _change(old: CaseResult, new: CaseResult) -> Change:
    up = _RANK[new.verdict] > _RANK[old.verdict]
    movement: Movement
    if "right" in (old.verdict, new.verdict):
        movement = "fixed" if up else "broken"
    else:
        movement = "better" if up else "worse"
    why = "; ".join(f"{item.code} {item.detail}".strip() for item in new.shortfalls)
    return Change(new.id, new.configuration, new.question, old.verdict, new.verdict, movement, why)


def _verdicts(results: Iterable[CaseResult]) -> Mapping[str, Slice]:
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for item in results:
        counts[item.configuration][item.verdict] += 1
    return {name: Slice(dict(found)) for name, found in counts.items()}


def _ids(results: Iterable[CaseResult]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.id for item in results))
