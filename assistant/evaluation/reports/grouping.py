"""Results put where a report lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.evaluation.baseline import Change, Comparison
from assistant.evaluation.reports.figures import SEVERITY
from assistant.evaluation.result import CaseResult, Run, Verdict


@dataclass(frozen=True, slots=True)
class Groups:
    """The first repeats of one configuration, each in one of the groups."""

    failing: tuple[CaseResult, ...]
    """Worst first."""
    right: tuple[CaseResult, ...]
    unscored: tuple[CaseResult, ...]
    defects: tuple[CaseResult, ...]


def group(results: Iterable[CaseResult]) -> Groups:
    first = [item for item in results if item.repeat == 1]
    failing = [item for item in first if item.verdict in SEVERITY]
    return Groups(
        failing=tuple(sorted(failing, key=lambda item: SEVERITY.index(item.verdict))),
        right=tuple(item for item in first if item.verdict == "right"),
        unscored=tuple(item for item in first if item.verdict == "unscored"),
        defects=tuple(item for item in first if item.verdict == "gold_defect"),
    )


def unsteady(results: Iterable[CaseResult]) -> Mapping[str, tuple[Verdict, ...]]:
    """Ids of cases of one configuration that did not go the same way each time, and how they went."""
    ways: dict[str, list[CaseResult]] = defaultdict(list)
    for item in results:
        ways[item.id].append(item)
    return {
        id: tuple(item.verdict for item in found)
        for id, found in ways.items()
        if len({(item.verdict, item.meaning) for item in found}) > 1
    }


def changes_of(comparison: Comparison | None, configuration: str) -> Mapping[str, Change]:
    """Ids of one configuration to how they moved."""
    changes = comparison.changes if comparison else ()
    return {item.id: item for item in changes if item.configuration == configuration}


def disputed(run: Run) -> tuple[tuple[CaseResult, Mapping[str, Verdict]], ...]:
    """Cases that went one way under one configuration and another way under another."""
    ways: dict[str, dict[str, Verdict]] = defaultdict(dict)
    cases: dict[str, CaseResult] = {}
    for item in run.results:
        if item.repeat == 1:
            ways[item.id][item.configuration] = item.verdict
            cases.setdefault(item.id, item)
    return tuple((cases[id], found) for id, found in ways.items() if len(set(found.values())) > 1)
