"""Numbers of people who do something, asked for by what they do: the feature users of "how many people use each feature",
the 发言人数 of 每个群有多少人发言.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_DOERS = ("er", "r", "or")
_LONGEST_ENDING = 3
"""Letters of a verb's ending, and characters of a Chinese verb."""
_SHORT = 2
"""Characters of a verb and what else the name says that need not stand in the question as they are."""


def take_doers(draft: Draft) -> None:
    """The one such number whose name says nothing else that is not said."""
    found = load_vocabulary().matching("people.asked", draft.ground.text)
    if found is None or draft.ground.base is not None:
        return
    inside = [n for n, piece in enumerate(draft.pieces) if found.start() <= piece.start < found.end()]
    at = inside[-1] if inside else None
    for end, names in _called(draft, found.end()):
        meant = [name for name in names if at is not None and joins_to(draft, at, name) is not None]
        if len(meant) == 1 and at is not None:
            _take(draft, meant[0], at, found.start(), end)
            return


def _called(draft: Draft, start: int) -> Iterator[tuple[int, list[str]]]:
    """Where a verb behind those people ends, longest first, and the metrics that are called by it."""
    text, catalog = draft.ground.text, draft.ground.catalog
    if text[start : start + 1].isascii():
        verb = re.match(r"[a-z]+", text[start:])
        said = set(words(text))
        verbs = [(start + verb.end(), key) for key in _stems(verb[0])] if verb is not None else []
    else:
        said = set()
        verbs = [
            (start + length, text[start : start + length])
            for length in range(_LONGEST_ENDING, 0, -1)
            if start + length <= len(text)
            and load_vocabulary().matching("people.ended", text[start + length :]) is not None
        ]
    for end, key in verbs:
        named = shown_with(catalog, _deeds_of_people, key)
        yield end, [m.name for m in named if is_count(catalog, m.name) and _is_said(m, key, said, text)]


def _stems(verb: str) -> list[str]:
    return [verb[: len(verb) - cut] for cut in range(_LONGEST_ENDING + 1) if len(verb) - cut > 1]


def _deeds_of_people(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """What verbs the people are called by that a metric is the number of: the "use" of users, the 发言 of 发言人数."""
    for name in metric.names:
        yield from _deeds_in(name)


def _deeds_in(name: str) -> Iterator[str]:
    if not name.isascii():
        stem = _without_people(name)
        if stem != name:
            yield from (stem[-length:] for length in range(1, min(_LONGEST_ENDING, len(stem)) + 1))
        return
    last = (words(name) or ("",))[-1]
    yield from (last.removesuffix(doer) for doer in _DOERS if last.endswith(doer))


def _without_people(name: str) -> str:
    """A Chinese name without the word for a number of people that it ends with."""
    ending = next((each for each in load_vocabulary().anaphora["headcount"] if name.endswith(each)), "")
    return name.removesuffix(ending)


def _is_said(metric: Metric, verb: str, said: set[str], text: str) -> bool:
    """Whether all else that one of its names says is said in the question."""
    for name in metric.names:
        if verb not in _deeds_in(name):
            continue
        if name.isascii() and set(words(name)[:-1]) <= said:
            return True
        rest = _without_people(name).removesuffix(verb)
        if not name.isascii() and (not rest or rest in text or len(rest) + len(verb) == _SHORT):
            return True
    return False


def _take(draft: Draft, metric: str, at: int, start: int, end: int) -> None:
    draft.take_metric(metric, at)
    for place, piece in enumerate(draft.pieces):
        if start <= piece.start and piece.end <= end and draft.free(place):
            draft.read(place, "metric", metric)
