"""The concepts that the words of a text stand for: what lets other words, and another language, match."""

from __future__ import annotations

import tomllib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.kept import table
from assistant.retrieval.tokens import (
    function_words,
    is_cjk,
    light_words,
    runs_of,
    stem,
    without_function_words,
    words,
)

MARK = "§"
"""Begins the name of a concept where it stands among words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase of a text: its stems or pairs of characters, and the concepts it stands for."""

    words: tuple[str, ...]
    concepts: frozenset[str] = frozenset()

    @property
    def telling(self) -> frozenset[str]:
        """Its concepts without what kind of number it is, where it has others: 房租 is rent, and not any money."""
        return self.concepts - thesaurus().kinds_of_number or self.concepts

    @property
    def light(self) -> bool:
        """Whether it says little about which number is meant."""
        known = light_words()
        if self.concepts:
            return self.concepts <= known.concepts
        return all(map(known.has, self.words))


class Thesaurus:
    """Groups of words that mean much the same.

    `groups` gives each concept its words by language; `units` the concept that a kind of unit answers to;
    `wider` the concepts of which each is a kind of another; `whole` Chinese words that stand for none, and
    whose characters say nothing by themselves.
    """

    def __init__(
        self,
        groups: Mapping[str, Mapping[str, str]],
        units: Mapping[str, str],
        wider: Mapping[str, str] | None = None,
        whole: str = "",
    ) -> None:
        chinese: dict[str, set[str]] = defaultdict(set, {word: set() for word in whole.split()})
        phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for concept, said in groups.items():
            for word in said.get("zh", "").split():
                chinese[word].add(concept)
            for word in said.get("en", "").split():
                phrases[_stems(word)].add(concept)
        self._chinese = {word: frozenset(found) for word, found in chinese.items()}
        self._phrases = {stems: frozenset(found) for stems, found in phrases.items()}
        self._longest_phrase = max(map(len, self._phrases), default=1)
        self._longest_word = max(map(len, self._chinese), default=1)
        self.units = dict(units)
        self.kinds_of_number = frozenset(units.values())
        self._wider = {name: frozenset(kinds.split()) for name, kinds in (wider or {}).items()}

    def widened(self, concepts: frozenset[str]) -> frozenset[str]:
        """The concepts, and those that one of them is a kind of: a patient is a person."""
        return concepts | {name for name, kinds in self._wider.items() if kinds & concepts}

    def has_word_over(self, text: str, first: int, last: int) -> bool:
        """Whether a known Chinese word of the text takes in all that stands between two places of it."""
        return any(
            text[start:end] in self._chinese
            for start in range(max(0, last - self._longest_word), first + 1)
            for end in range(last, min(len(text), start + self._longest_word) + 1)
        )

    def parts(self, text: str) -> list[Part]:
        """The text cut into words and phrases, longest first; words that say nothing are left out."""
        found: list[Part] = []
        latin: list[str] = []
        for run in runs_of(text):
            if is_cjk(run):
                found += [*self._latin(latin), *self._cjk(run)]
                latin = []
            else:
                latin.append(run)
        return [*found, *self._latin(latin)]

    def _latin(self, runs: list[str]) -> Iterator[Part]:
        stems = tuple(stem(run) for run in runs)
        at = 0
        while at < len(stems):
            size = next((n for n in self._sizes(len(stems) - at) if stems[at : at + n] in self._phrases), 0)
            taken = range(at, at + max(size, 1))
            said = tuple(stems[place] for place in taken if runs[place] not in function_words())
            if size > 1 or said:
                yield Part(said, self._phrases.get(stems[at : at + size], frozenset()))
            at += max(size, 1)

    def _sizes(self, most: int) -> range:
        return range(min(self._longest_phrase, most), 0, -1)

    def _cjk(self, run: str) -> Iterator[Part]:
        at = rest = 0
        while at < len(run):
            longest = min(self._longest_word, len(run) - at)
            size = next((n for n in range(longest, 0, -1) if run[at : at + n] in self._chinese), 0)
            if size:
                word = run[at : at + size]
                yield from _plain(run[rest:at])
                yield Part(_pairs(word), self._chinese[word])
                rest = at + size
            at += size or 1
        yield from _plain(run[rest:])


def terms(text: str) -> list[str]:
    """The words of a text, and the concepts they stand for with a mark before each."""
    return [*words(text), *(MARK + concept for concept in concepts(text))]


@lru_cache(maxsize=2048)
def concepts(text: str) -> tuple[str, ...]:
    """The concepts of a text, as often as it says them."""
    return tuple(concept for part in thesaurus().parts(text) for concept in sorted(part.concepts))


def _plain(run: str) -> Iterator[Part]:
    """Chinese that the thesaurus does not know, pair by pair."""
    for piece in without_function_words(run):
        for pair in _pairs(piece):
            yield Part((pair,))


def _pairs(word: str) -> tuple[str, ...]:
    return tuple(word[place : place + 2] for place in range(len(word) - 1)) or (word,)


def _stems(word: str) -> tuple[str, ...]:
    return tuple(stem(run) for run in runs_of(word.replace("_", " ")))


@table
def thesaurus() -> Thesaurus:
    """The one that comes with the program."""
    document = tomllib.loads(_source().decode())
    units, wider, whole = document.pop("units"), document.pop("wider"), document.pop("whole")["zh"]
    groups = {name: said for section in document.values() for name, said in section.items()}
    return Thesaurus(groups, units, wider, whole)


@lru_cache(maxsize=1)
def thesaurus_version() -> str:
    """Changes whenever its words change: what was indexed by other words is indexed again."""
    return f"{zlib.crc32(_source()):08x}"


def _source() -> bytes:
    return (files(__package__) / "concepts.toml").read_bytes()
