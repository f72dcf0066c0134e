"""What the results of one configuration come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.calibration import Calibration, calibrate
from assistant.evaluation.rates import Rate, percentile
from assistant.evaluation.result import SCORED, VERDICTS, CaseResult, Verdict

_SLICES: Mapping[str, Callable[[CaseResult], Iterable[str]]] = {
    "tag": lambda result: result.tags,
    "language": lambda result: (result.language,),
    "persona": lambda result: (result.actor,),
    "kind": lambda result: (result.analysis or result.status,),
    "turn": lambda result: ("first" if result.turn == 1 else "follow-up",),
    "expected": lambda result: result.expected_status[:1],
    "file": lambda result: (result.file,),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """The verdicts of some of the results."""

    counts: Mapping[Verdict, int]

    @property
    def scored(self) -> int:
        return sum(self.counts.get(verdict, 0) for verdict in SCORED)

    def rate(self, verdict: Verdict) -> Rate:
        """Of the scored ones."""
        return Rate(self.counts.get(verdict, 0), self.scored)


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Of an outcome such as a refusal: how often it was due when given, how often given when due."""

    precision: Rate
    recall: Rate


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one stage over `count` questions."""

    p50: float
    p95: float
    count: int


@dataclass(frozen=True, slots=True)
class Scores:
    total: Slice
    slots: Mapping[str, Rate]
    recall_at_1: Rate
    """Expected metrics that a search for the question puts first; over metrics, not over cases."""
    recall_at_5: Rate
    clarification: PrecisionRecall
    refusal: PrecisionRecall
    calibration: Calibration
    latency: Mapping[str, Latency]
    tokens: int
    cost: float
    reasons: Mapping[str, int]
    """Codes of what fell short, most frequent first."""
    slices: Mapping[str, Mapping[str, Slice]]
    parity: Rate
    """Pairs of one question in both languages that led to the same query."""
    stability: Rate
    """Repeated cases that went the same way every time."""

    @property
    def right(self) -> Rate:
        return self.total.rate("right")

    @property
    def wrong(self) -> Rate:
        return self.total.rate("wrong")


def score(results: Iterable[CaseResult]) -> Scores:
    """Scores of the first repeat; the others only tell how stable it is."""
    every = tuple(results)
    first = tuple(item for item in every if item.repeat == 1)
    scored = tuple(item for item in first if item.scored)
    return Scores(
        total=_slice(first),
        slots=_slots(scored),
        recall_at_1=_recall(scored, 1),
        recall_at_5=_recall(scored, 5),
        clarification=_precision_recall(scored, "clarify"),
        refusal=_precision_recall(scored, "refuse"),
        calibration=calibrate(scored),
        latency=_latency(first),
        tokens=sum(item.tokens for item in every),
        cost=sum(item.cost for item in every),
        reasons=dict(Counter(short.code for item in scored for short in item.shortfalls).most_common()),
        slices={name: _sliced(first, of) for name, of in _SLICES.items()},
        parity=_parity(first),
        stability=_stability(every),
    )


def _slice(results: Iterable[CaseResult]) -> Slice:
    counts = Counter(item.verdict for item in results)
    return Slice({verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]})


def _sliced(results: Sequence[CaseResult], of: Callable[[CaseResult], Iterable[str]]) -> Mapping[str, Slice]:
    groups: dict[str, list[CaseResult]] = defaultdict(list)
    for item in results:
        for name in of(item):
            groups[name].append(item)
    return {name: _slice(items) for name, items in sorted(groups.items()) if name}


def _slots(results: Iterable[CaseResult]) -> Mapping[str, Rate]:
    met: dict[str, list[bool]] = defaultdict(list)
    for item in results:
        for slot, hit in item.slots.items():
            met[slot].append(hit)
    return {slot: Rate(sum(hits), len(hits)) for slot, hits in sorted(met.items())}


def _recall(results: Iterable[CaseResult], first: int) -> Rate:
    asked = [item for item in results if item.expected_metrics and item.turn == 1]
    hits = sum(len(set(item.expected_metrics) & set(item.found[:first])) for item in asked)
    # Where two metrics are asked for, one place can hold only one of them.
    return Rate(hits, sum(min(first, len(set(item.expected_metrics))) for item in asked))


def _precision_recall(results: Sequence[CaseResult], status: str) -> PrecisionRecall:
    given = [item for item in results if item.status == status]
    due = [item for item in results if status in item.expected_status]
    return PrecisionRecall(
        Rate(sum(status in item.expected_status for item in given), len(given)),
        Rate(sum(item.status == status for item in due), len(due)),
    )


def _latency(results: Iterable[CaseResult]) -> Mapping[str, Latency]:
    stages: dict[str, list[float]] = defaultdict(list)
    for item in results:
        for stage, milliseconds in item.timings_ms.items():
            stages[stage].append(milliseconds)
    return {
        stage: Latency(percentile(values, 0.5), percentile(values, 0.95), len(values))
        for stage, values in stages.items()
    }


def _parity(results: Iterable[CaseResult]) -> Rate:
    pairs: dict[str, set[str]] = defaultdict(set)
    for item in results:
        if item.pair:
            pairs[item.pair].add(item.meaning or f"{item.status}:{item.code}")
    return Rate(sum(len(meanings) == 1 for meanings in pairs.values()), len(pairs))


def _stability(results: Iterable[CaseResult]) -> Rate:
    ways: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in results:
        ways[item.id].append((item.verdict, item.meaning))
    repeated = [found for found in ways.values() if len(found) > 1]
    return Rate(sum(len(set(found)) == 1 for found in repeated), len(repeated))
