"""The phrases that a value is found by: its names folded, and the sounds of Chinese names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.retrieval.tokens import CJK, fold

How = Literal["exact", "pinyin", "initials", "typo", "partial"]
Value = str | int | float | bool

LONGEST_PHRASE = 80
_LONGEST_SOUND = 8
_BY_PHRASE = 20_000
_JOINERS = re.compile(r"(?<=\w)-(?=\w)|_")
_CHINESE = re.compile(rf"[{CJK}]{{2,}}")


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """A value as stored in `dimension` (`model.dimension`), with every name people use for it."""

    dimension: str
    value: Value
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text` as it is looked up, `name` as it is shown."""

    text: str
    name: str
    how: How


class PhraseMaker:
    """Makes the phrases of entries; keeps what it learned about characters from one to the next."""

    def __init__(self, simplify: Callable[[str], str] | None = None) -> None:
        self._simplify = simplify
        self._sounds: dict[str, str] = {}
        self._spoken = 0

    def phrases(self, names: Sequence[str]) -> Iterator[Phrase]:
        """Distinct phrases of one value's names; the first way a phrase comes about counts."""
        seen: set[str] = set()
        for phrase in self._all(names):
            if phrase.text and len(phrase.text) <= LONGEST_PHRASE and phrase.text not in seen:
                seen.add(phrase.text)
                yield phrase

    def _all(self, names: Sequence[str]) -> Iterator[Phrase]:
        for name in names:
            text = fold(name)
            yield Phrase(text, name, "exact")
            yield Phrase(" ".join(_JOINERS.sub(" ", text).split()), name, "exact")
            if self._simplify is not None:
                yield Phrase(fold(self._simplify(name)), name, "exact")
        for name in names:
            yield from self._by_sound(name)

    def _by_sound(self, name: str) -> Iterator[Phrase]:
        text = "".join(fold(name).split())
        if len(text) > _LONGEST_SOUND or not _CHINESE.fullmatch(text):
            return
        syllables = self._syllables(text)
        yield Phrase("".join(syllables), name, "pinyin")
        yield Phrase(" ".join(syllables), name, "pinyin")
        yield Phrase("".join(syllable[0] for syllable in syllables), name, "initials")

    def _syllables(self, text: str) -> list[str]:
        from pypinyin import lazy_pinyin

        # Whole phrases give the right sound of characters with several, at 0.1 ms each; with very many
        # names the sound of each character by itself has to do.
        self._spoken += 1
        if self._spoken <= _BY_PHRASE:
            return [item for item in lazy_pinyin(text) if item]
        for character in text:
            if character not in self._sounds:
                self._sounds[character] = lazy_pinyin(character)[0]
        return [self._sounds[character] for character in text]
