"""Two names in a list that share both ends, or the noun before them: "average departure and arrival delay",
平均起飞和到达延误, "amounts billed and paid".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.understanding.cutting.phrases import PhraseTable
from assistant.understanding.lexicon import BARE, LexiconEntry, MetricName

Place = tuple[int, int]
Words = tuple[str, ...]
_LONGEST = 6
"""Words of one of the two."""


@dataclass(frozen=True, slots=True)
class Framed:
    """What the stretch before the "and" and the one behind it name."""

    one: Place
    first: tuple[MetricName, ...]
    other: Place
    second: tuple[MetricName, ...]


def framed_names(
    link: Place, end: int, said: Callable[[int, int], Words | None], phrases: PhraseTable[LexiconEntry]
) -> Framed | None:
    """The two names around the word at `link`, the longest ones: only where the second stretch names no metric by itself,
    the first no other one, and both do with what they share. `said` gives the words between two places, `end` is where the text ends.
    """
    first, last = link
    for start in range(max(0, first - _LONGEST), first - 1):
        before = said(start, first)
        if before is None or len(before) < 2:
            continue
        own = {name.metric for name in _metrics(phrases, before)}
        for stop in range(min(end, last + _LONGEST), last, -1):
            behind = said(last, stop)
            if behind is None or _told(phrases, behind):
                continue
            for one, other in _completed(before, behind):
                names = _told(phrases, one), _told(phrases, other)
                one_is, other_is = ({name.metric for name in named} for named in names)
                if one_is and other_is and not one_is & other_is and own <= one_is:
                    return Framed((start, first), names[0], (last, stop), names[1])
    return None


def _completed(before: Words, behind: Words) -> Iterator[tuple[Words, Words]]:
    for opened in range(1, len(before)):
        opening = before[:opened]
        for ended in range(1, len(behind)):
            yield (*before, *behind[ended:]), (*opening, *behind)
        yield (*before[opened:], *opening), (*behind, *opening)


def _told(phrases: PhraseTable[LexiconEntry], name: Words) -> tuple[MetricName, ...]:
    return tuple(entry for entry in _metrics(phrases, name) if entry.strength > BARE)


def _metrics(phrases: PhraseTable[LexiconEntry], name: Words) -> tuple[MetricName, ...]:
    return tuple(entry for entry in phrases.get(name) if isinstance(entry, MetricName))
