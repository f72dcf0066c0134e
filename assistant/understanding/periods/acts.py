"""Dates that are named by what happens then: projects "scheduled to kick off in 2025", 计划2025年启动的项目."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.catalog.model import Dimension
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

_KINDS = ("plan", "start", "end")
_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Act:
    """The kinds of acts that words beside a period say, and where the words stand."""

    kinds: frozenset[str]
    spans: tuple[tuple[int, int], ...]

    @property
    def planned(self) -> bool:
        return _PLAN in self.kinds


def act_beside(draft: Draft, at: int) -> Act | None:
    """What is said to happen in the period of a piece: right before it, and in Chinese behind it as well."""
    text, piece = draft.ground.text, draft.pieces[at]
    found = list(_acts_in(text))
    spans: list[tuple[str, int, int]] = []
    place = piece.start
    for kind, start, end in reversed(found):
        if end <= place and _links(text[end:place]):
            spans.append((kind, start, end))
            place = start
    place = piece.end
    for kind, start, end in found:
        if start >= place and not text[start].isascii() and _links(text[place:start]):
            spans.append((kind, start, end))
            place = end
    kinds = frozenset(kind for kind, _, _ in spans)
    if not kinds - {_PLAN}:
        return None
    return Act(kinds, tuple(sorted((start, end) for _, start, end in spans)))


def dates_of_act(draft: Draft, act: Act, dates: Sequence[tuple[str, str, Dimension]]) -> list[str]:
    """The names of those dates, given as model, name and dimension, that are named by just these acts."""
    catalog = draft.ground.catalog
    found = []
    for model, name, dimension in dates:
        kinds = remembered(catalog, ("acts_of_date", model, dimension.name), partial(_kinds_of, dimension))
        if act.kinds in kinds:
            found.append(name)
    return found


def says_own_deed(draft: Draft, at: int) -> bool:
    """Whether the word says what the metrics count anyway, however a date may be called by it: to close a deal is to sign
    it, and "deals closed last year" is no question for leases that ended then.
    """
    phrases, said = load_vocabulary().phrases, draft.pieces[at].text
    forms = (said, f"{said}d", f"{said}ed")
    deeds = {role for form in forms for role in phrases.get((form,)) if role.startswith("deed.")}
    return any(
        deeds.intersection(phrases.get((word,)))
        for name in draft.metrics
        for label in draft.ground.catalog.metrics[name].labels
        for word in words(label)
    )


def _kinds_of(dimension: Dimension) -> frozenset[frozenset[str]]:
    """The acts that each of a date's names speaks of."""
    said = (*dimension.names, dimension.name.replace("_", " "))
    names = (frozenset(kind for kind, _, _ in _acts_in(normalize(name).text)) for name in said if name)
    return frozenset(kinds for kinds in names if kinds)


def _acts_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Words of acts in their order, none inside another."""
    patterns = load_vocabulary().patterns
    found = [
        (match.start(), -match.end(), kind)
        for kind in _KINDS
        for pattern in patterns[f"act.{kind}"]
        for match in pattern.finditer(text)
    ]
    place = 0
    for start, end, kind in sorted(found):
        if start >= place:
            place = -end
            yield kind, start, place


def _links(text: str) -> bool:
    linking: tuple[Pattern, ...] = load_vocabulary().patterns["act.link"]
    return any(pattern.fullmatch(text) is not None for pattern in linking)
