"""Phrases about time in a normalised text, in Chinese, English or both at once.

Words of the vocabulary are combined by rules from right to left, so that whatever can follow a word
is already known when the word is looked at. All readings are kept; `recognize_times` returns those
that no other reading holds inside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any, Literal

from assistant.catalog.calendar import Calendar
from assistant.understanding.time.counted import COUNTED_RULES
from assistant.understanding.time.each_year import EACH_YEAR_RULES
from assistant.understanding.time.expr import (
    Absolute,
    AsOf,
    GrainWord,
    HolidayRef,
    TimeComparison,
    TimeExpr,
    Versus,
)
from assistant.understanding.time.inside import INSIDE_RULES
from assistant.understanding.time.relations import RELATION_RULES
from assistant.understanding.time.restated import RESTATED_RULES
from assistant.understanding.time.rules import CALENDAR_RULES
from assistant.understanding.time.shapes import Rule, is_recurring, unit_of
from assistant.understanding.time.sides import SIDE_RULES
from assistant.understanding.time.words import TimeWords, Word, time_vocabulary, unhyphenated, words_of

MatchKind = Literal["period", "comparison", "grain", "point"]
_RESULTS = ("p", "c", "g")
_WEAKEST = 0.5
_MARGIN = 0.2
_TIE = 0.1001
_MOST_EDGES = 2500


@dataclass(frozen=True, slots=True)
class TimeMatch:
    """`start` and `end` count characters of the normalised text. A `point` is a moment that state is
    asked at, a `comparison` a TimeComparison or, for two periods set against each other, a Versus."""

    start: int
    end: int
    kind: MatchKind
    expr: TimeExpr
    score: float


@dataclass(slots=True)
class _Place:
    """Where rules that begin alike have got to: those that end here, and what can follow."""

    rules: list[Rule] = field(default_factory=list)
    following: dict[str, _Place] = field(default_factory=dict)


def recognize_times(
    text: str, calendar: Calendar, vocabulary: TimeWords | None = None
) -> tuple[TimeMatch, ...]:
    """Every maximal reading, in order of start, the longest first. Readings overlap where the text is
    open to more than one; readings of the same stretch come best first."""
    vocabulary = vocabulary or time_vocabulary()
    plain, hyphens = unhyphenated(text)
    starting: dict[int, list[Word]] = {}
    for word in (*words_of(plain, calendar, vocabulary), *hyphens):
        starting.setdefault(word.start, []).append(word)
    chart = _Chart(plain, vocabulary)
    for start in sorted(starting, reverse=True):
        chart.close(start, starting[start])
    return _maximal(list(_matches(chart)))


def best_times(matches: tuple[TimeMatch, ...]) -> tuple[TimeMatch, ...]:
    """The matches that do not overlap and cover the most, the surer ones where they cover the same."""
    best: dict[int, tuple[float, tuple[TimeMatch, ...]]] = {0: (0.0, ())}
    ends = sorted({match.end for match in matches})
    for end in ends:
        options = [best[max(known for known in best if known < end)]]
        for match in matches:
            if match.end == end:
                value, chosen = best[max(known for known in best if known <= match.start)]
                options.append((value + (match.end - match.start) * match.score, (*chosen, match)))
        best[end] = max(options, key=lambda option: option[0])
    return best[max(best)][1]


class _Chart:
    """What can start at each place of the text: by place and kind, (end, value, score)."""

    def __init__(self, text: str, vocabulary: TimeWords) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.edges: dict[int, dict[str, list[tuple[int, Any, float]]]] = {}
        self.count = 0

    def close(self, start: int, words: list[Word]) -> None:
        """Add the words at `start` and everything the rules make of them and of what follows."""
        here: dict[str, list[tuple[int, Any, float]]] = {}
        self.edges[start] = here
        agenda = [(word.kind, word.end, word.value, word.score) for word in words]
        begun = _places()
        while agenda and self.count < _MOST_EDGES:
            kind, end, value, score = agenda.pop()
            for name in _kinds_of(kind, value):
                known = here.setdefault(name, [])
                if any(edge[0] == end and edge[1] == value and edge[2] >= score for edge in known):
                    continue
                known.append((end, value, score))
                self.count += 1
                if name in begun:
                    for rule, stop, values, low in self._follow(begun[name], end, _given(value), score):
                        agenda.extend(self._built(rule, start, stop, values, low))

    def _follow(
        self, place: _Place, end: int, values: tuple[Any, ...], score: float
    ) -> Iterator[tuple[Rule, int, tuple[Any, ...], float]]:
        for rule in place.rules:
            yield rule, end, values, score
        if not place.following:
            return
        for at in (end, end + 1) if self.text[end : end + 1] == " " else (end,):
            here = self.edges.get(at)
            if not here:
                continue
            for kind, after in place.following.items():
                for stop, value, own in here.get(kind, ()):
                    yield from self._follow(after, stop, values + _given(value), min(score, own))

    def _built(
        self, rule: Rule, start: int, end: int, values: tuple[Any, ...], score: float
    ) -> Iterator[tuple[str, int, Any, float]]:
        built = rule.build(*values)
        if built is None:
            return
        if type(built) is tuple and len(built) == 2 and isinstance(built[1], float):
            built, factor = built
            score *= factor
        if built is None or (rule.guard and not self._passes(rule.guard, start, end)):
            return
        yield rule.result, end, built, score

    def _passes(self, guard: str, start: int, end: int) -> bool:
        named = self.vocabulary.named_guards.get(guard)
        return named is None or named.allows(self.text, start, end)


def _given(value: Any) -> tuple[Any, ...]:
    return () if value is None else (value,)


def _kinds_of(kind: str, value: Any) -> tuple[str, ...]:
    """A period also bears the kinds that rules narrow it down to."""
    if kind not in ("p", "year"):
        return (kind,)
    unit = unit_of(value)
    kinds = ["p"]
    if unit in ("year", "fiscal_year") and not is_recurring(value):
        kinds.append("year")
    if is_recurring(value):
        kinds.append("part")
    if unit == "month":
        kinds.append("month")
    if unit == "day":
        kinds.append("dayed")
    return tuple(kinds)


@cache
def _places() -> dict[str, _Place]:
    """Rules by the kinds they begin with, every choice of options written out."""
    root = _Place()
    every = (
        *CALENDAR_RULES, *INSIDE_RULES, *COUNTED_RULES, *RELATION_RULES, *EACH_YEAR_RULES, *SIDE_RULES, *RESTATED_RULES,
    )  # fmt: skip
    for rule in every:
        choices = []
        for item in rule.pattern.split():
            kinds = item.rstrip("?").split("/")
            choices.append([*kinds, ""] if item.endswith("?") else kinds)
        for choice in product(*choices):
            place = root
            for kind in filter(None, choice):
                place = place.following.setdefault(kind, _Place())
            if rule not in place.rules:
                place.rules.append(rule)
    return root.following


def _matches(chart: _Chart) -> Iterator[TimeMatch]:
    for start, kinds in chart.edges.items():
        for name in _RESULTS:
            for end, value, score in kinds.get(name, ()):
                if score >= _WEAKEST and _stands_alone(value):
                    yield TimeMatch(
                        start, _with_tail(chart, value, end), _match_kind(value), value, round(score, 3)
                    )


def _stands_alone(value: object) -> bool:
    return not (isinstance(value, Absolute) and value.day is not None and value.month is None)


def _with_tail(chart: _Chart, value: object, end: int) -> int:
    """Words such as 期间 or the possessive belong to the period they follow."""
    if isinstance(value, GrainWord):
        return end
    tails = chart.edges.get(end, {}).get("tail", ())
    return max((stop for stop, _, _ in tails), default=end)


def _match_kind(value: object) -> MatchKind:
    if isinstance(value, (TimeComparison, Versus)):
        return "comparison"
    if isinstance(value, GrainWord):
        return "grain"
    return "point" if isinstance(value, AsOf) else "period"


def _maximal(matches: list[TimeMatch]) -> tuple[TimeMatch, ...]:
    """Without what a longer reading, about as sure, holds inside it, and without weak doubles."""
    ordered = sorted(matches, key=lambda match: (match.start - match.end, -match.score))
    kept: list[TimeMatch] = []
    for match in ordered:
        if not any(_covers(other, match) for other in kept):
            kept.append(match)
    return tuple(sorted(kept, key=lambda match: (match.start, -match.end, -match.score)))


def _covers(other: TimeMatch, match: TimeMatch) -> bool:
    if not (other.start <= match.start and match.end <= other.end):
        return False
    if (other.start, other.end) == (match.start, match.end):
        return other.expr == match.expr or other.score - match.score > _TIE or other.kind != match.kind
    return other.score >= match.score - _MARGIN


__all__ = ["HolidayRef", "TimeMatch", "best_times", "recognize_times"]
