"""Slips in Chinese: a character that sounds the same, one that is missing or stands twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.values.places import place_names
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.words import load_vocabulary

_SHORTEST, _LONGEST = 2, 12
_SHORTEST_GAPPED = 5
"""Characters of a name of which one may be missing."""


_PAST = "了过"
_SHORTEST_RARE = 3
"""Characters of a name of which one may be meant by another of its readings."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Chinese phrases of a catalog by how they sound, and by what is left without one character."""

    spoken: dict[tuple[str, ...], frozenset[str]]
    gapped: dict[str, frozenset[str]]


def sounds_of(catalog: Catalog, lexicon: Lexicon) -> Sounds:
    """Made when the first slip is looked for, and kept with the catalog."""
    return remembered(catalog, "sounds", lambda: _build(lexicon))


def misheard(text: str, start: int, end: int, sounds: Sounds) -> tuple[int, int, str] | None:
    """The stretch around `text[start:end]` that is a phrase but for a slip, and that phrase.

    The longest one counts, and only if no other phrase is meant as well. What is a word of general language,
    or the half of one, is no slip: 登记 for 等级, 议室 of 会议室 for 医师.
    """
    for first, last in windows(text, start, end):
        window = text[first:last]
        if thesaurus().has_word_over(text, first, last):
            continue
        meant = sounds.spoken.get(syllables(window), frozenset()) - {window}
        if not meant and last - first >= _SHORTEST_RARE:
            meant = frozenset().union(*(sounds.spoken.get(each, ()) for each in _otherwise_read(window)))
        if not meant and last - first >= _SHORTEST_GAPPED - 1:
            meant = sounds.gapped.get(window, frozenset())
        if len(meant) == 1 and not _says_another(text, first, next(iter(meant))):
            return first, last, next(iter(meant))
    return None


def _says_another(text: str, start: int, phrase: str) -> bool:
    """Whether a character in which the text differs from the phrase is the verb that it begins with, and one of general
    language: who says 欠了多少钱 means no 签了多少钱.
    """
    if len(phrase) == _SHORTEST and load_vocabulary().codewords["slight"].intersection(
        text[start : start + 2]
    ):
        return True  # the 子有 of 案子有多少 is no 自有: it is hardly a word by itself
    verb = text[start] != phrase[0] and len(phrase) > _SHORTEST and phrase[1] in _PAST
    return verb and text[start + 1] == phrase[1] and thesaurus().has_word_over(text, start, start + 1)


def doubled(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """A character in or beside `text[start:end]` that was typed twice."""
    for at in range(max(0, start - 2), min(end + 1, len(text) - 1)):
        if text[at] == text[at + 1] and has_cjk(text[at]):
            return at, at + 2, text[at]
    return None


def windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of Chinese characters that touch the place, longest first, half-open."""
    low, high = start, end
    while low > 0 and has_cjk(text[low - 1]):
        low -= 1
    while high < len(text) and has_cjk(text[high]):
        high += 1
    for size in range(min(_LONGEST, high - low), _SHORTEST - 1, -1):
        for first in range(max(low, start - size + 1), min(end, high - size + 1)):
            yield first, first + size


def _build(lexicon: Lexicon) -> Sounds:
    spoken: dict[tuple[str, ...], set[str]] = {}
    gapped: dict[str, set[str]] = {}
    for phrase in (*lexicon.chinese, *place_names()):
        if _SHORTEST <= len(phrase) <= _LONGEST:
            spoken.setdefault(syllables(phrase), set()).add(phrase)
        if _SHORTEST_GAPPED <= len(phrase) <= _LONGEST:
            for at in range(len(phrase)):
                gapped.setdefault(phrase[:at] + phrase[at + 1 :], set()).add(phrase)
    return Sounds(
        {key: frozenset(found) for key, found in spoken.items()},
        {key: frozenset(found) for key, found in gapped.items()},
    )


def _otherwise_read(phrase: str) -> Iterator[tuple[str, ...]]:
    """The sounds of a phrase where one of its characters is read as in other words: 曾 as in 曾孙."""
    plain = syllables(phrase)
    if len(plain) != len(phrase):
        return  # what is no character, such as the AI of AI洞察, has one sound together
    for at, character in enumerate(phrase):
        for other in _readings(character):
            if other != plain[at]:
                yield (*plain[:at], other, *plain[at + 1 :])


@lru_cache(maxsize=5_000)
def _readings(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin  # slow to import, and only slips need it

    return tuple(pinyin(character, heteronym=True, style=Style.NORMAL)[0])


@lru_cache(maxsize=50_000)
def syllables(phrase: str) -> tuple[str, ...]:
    """The sounds of a phrase, without tones."""
    from pypinyin import lazy_pinyin  # slow to import, and only slips need it

    return tuple(lazy_pinyin(phrase))
