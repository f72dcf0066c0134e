"""Words of a metric's name that others stand for: the expense of "sales & marketing expense" for a cost."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Metric, Ratio
from assistant.understanding.cutting.tokens import words
from assistant.understanding.words import Vocabulary

_SHORTEST = 2
"""Characters before an end that tell what it is of: 总 of 总成本 does not."""


def exchanged(metric: Metric, phrase: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The phrase in other words of the same meaning. A ratio is no sum of money: acquisition cost is not all
    that acquisition costs.
    """
    joined = [phrase, *_between(phrase, vocabulary)]
    ended = [] if isinstance(metric.kind, Ratio) else [e for each in joined for e in _ended(each, vocabulary)]
    yield from (other for other in dict.fromkeys((*joined, *ended)) if other != phrase)


def _between(phrase: str, vocabulary: Vocabulary) -> Iterator[str]:
    """With another word between two parts of it."""
    for group in vocabulary.exchanged:
        for old in group:
            spaced = f" {old} " if phrase.isascii() else old
            before, found, behind = phrase.partition(spaced)
            if not (found and len(before) >= _SHORTEST and len(behind) >= _SHORTEST):
                continue
            for new in sorted(group - {old}):
                if phrase.isascii() or not new.isascii():
                    yield before + (f" {new} " if phrase.isascii() else new) + behind


def _ended(phrase: str, vocabulary: Vocabulary) -> Iterator[str]:
    """With another word at its end."""
    space = " " if phrase.isascii() else ""
    for group in vocabulary.exchanged:
        for old in group:
            rest = phrase.lower().removesuffix(space + old)
            if rest == phrase.lower() or not _tells(rest, vocabulary):
                continue
            yield from (rest + space + new for new in sorted(group - {old}))


def _tells(rest: str, vocabulary: Vocabulary) -> bool:
    """Whether it says what the money is of, as "total" does not."""
    return len(rest) >= _SHORTEST and bool(words(rest)) and not vocabulary.phrases.get(rest)
