"""One spelling for every way a question can be typed, with offsets back to what was typed.

Folded: compatibility forms (full-width, circled, ligatures), traditional to simplified Chinese,
invisible and control characters, Cyrillic and Greek look-alikes inside Latin words, quotes and
dashes, case, runs of white space.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

Language = Literal["zh", "en"]

_CYRILLIC = "аеорсухіјѕһԁԛԝвкмнтьАВЕКМНОРСТХІЈЅ"
_CYRILLIC_LATIN = "aeopcyxijshdqwbkmhtbABEKMHOPCTXIJS"
_GREEK = "αορυνικτχεηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_GREEK_LATIN = "aopuviktxenABEZHIKMNOPTYX"
_LOOKALIKE = dict(zip(_CYRILLIC + _GREEK, _CYRILLIC_LATIN + _GREEK_LATIN, strict=True))
_PUNCTUATION = dict.fromkeys("‘’ʼ`´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‐‑‒–−", "-")
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN_SCRIPT = re.compile(r"[Ͱ-ϿЀ-ԯ]")
_CJK = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_APART = re.compile(r"(?<=[㐀-䶿一-鿿豈-﫿])\s+(?=[㐀-䶿一-鿿豈-﫿])")
_TOGETHER = re.compile(r"[㐀-䶿一-鿿豈-﫿](?=[㐀-䶿一-鿿豈-﫿])")
_LATIN_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_SPACING_CONTROLS = "\t\n\r\x0b\x0c\x85"


@dataclass(frozen=True, slots=True, order=True)
class Replacement:
    """`text[start:end]` is to read as `words`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` is what the reader works on; `raw` is what was typed."""

    raw: str
    text: str
    sources: tuple[int, ...]
    """For each character of `text` the index in `raw` it came from."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `raw` that `text[start:end]` came from, half-open."""
        if start >= end:
            at = self.sources[start] if start < len(self.sources) else len(self.raw)
            return at, at
        first, last = self.sources[start], self.sources[end - 1]
        following = bisect_right(self.sources, last)
        stop = self.sources[following] if following < len(self.sources) else len(self.raw)
        if end < following:  # a character that became several was cut in the middle
            return first, stop
        return first, _without_trailing_space(self.raw, last, stop)


def replaced(text: Normalized, changes: Sequence[Replacement]) -> Normalized:
    """The text with the changes, which are in order and apart; what is new comes from what it replaces."""
    characters, done = "", 0
    sources: list[int] = []
    for change in changes:
        characters += text.text[done : change.start] + change.words
        sources += text.sources[done : change.start]
        last = min(max(change.start, change.end - 1), len(text.sources) - 1)
        sources += [text.sources[min(change.start + at, last)] for at in range(len(change.words))]
        done = change.end
    return Normalized(text.raw, characters + text.text[done:], (*sources, *text.sources[done:]))


def normalize(text: str) -> Normalized:
    """The canonical spelling of `text`. Never fails; empty in, empty out."""
    if (
        text.isascii()
        and "  " not in text
        and text.isprintable()
        and text == text.strip()
        and "`" not in text
    ):
        return Normalized(text, text.lower(), tuple(range(len(text))))
    characters = _folded(text)
    folded = "".join(character for character, _ in characters)
    folded = simplified(_latinised(folded))
    return _collapsed(text, folded, [source for _, source in characters])


def language_of(text: str) -> Language:
    """The language to answer in. Latin words count as two Chinese characters each."""
    chinese = len(_CJK.findall(text))
    if not chinese:
        return "en"
    words = len(_LATIN_WORD.findall(text))
    return "zh" if chinese >= 4 or chinese * 2 >= words else "en"


def language_in(text: Normalized, before: Language | None) -> Language:
    """The language to answer in; where there are only codes and numbers, such as Q4 or P1, that of before."""
    words = _LATIN_WORD.findall(text.raw)
    bare = not _CJK.search(text.text) and all(word.isupper() or not word.isalpha() for word in words)
    return before if bare and before is not None else language_of(text.text)


def _folded(text: str) -> list[tuple[str, int]]:
    """Characters with the index they came from, composed and without invisible ones."""
    out: list[tuple[str, int]] = []
    for start, cluster in _clusters(text):
        for character in _FRACTIONS.get(cluster) or unicodedata.normalize("NFKC", cluster):
            category = unicodedata.category(character)
            if character in _SPACING_CONTROLS:
                out.append((" ", start))
            elif category in ("Cf", "Cc", "Co", "Cs", "Cn") or _is_variation(character):
                continue
            else:
                folded = _PUNCTUATION.get(character, character)
                out.extend((each, start) for each in folded.lower())
    return out


def _clusters(text: str) -> list[tuple[int, str]]:
    """A base character together with the marks that compose with it."""
    clusters: list[tuple[int, str]] = []
    for index, character in enumerate(text):
        if clusters and unicodedata.combining(character):
            start, body = clusters[-1]
            clusters[-1] = (start, body + character)
        else:
            clusters.append((index, character))
    return clusters


def _is_variation(character: str) -> bool:
    return "︀" <= character <= "️" or "󠄀" <= character <= "󠇯"


def _latinised(text: str) -> str:
    """Look-alikes folded where the whole word then reads as Latin; other Greek or Cyrillic words stay."""
    if not _FOREIGN_SCRIPT.search(text):
        return text
    return _WORD.sub(_latin_word, text)


def _latin_word(match: re.Match[str]) -> str:
    word = "".join(_LOOKALIKE.get(character, character) for character in match.group())
    return match.group() if _FOREIGN_SCRIPT.search(word) else word


def simplified(text: str) -> str:
    """Traditional characters replaced one for one.

    Every simplified character of common use has a GB 2312 code, so only a text with a Chinese
    character outside that set pays for the converter.
    """
    if text.isascii() or not any(_outside_gb2312(character) for character in _CJK.findall(text)):
        return text
    return "".join(_to_simplified(each) if _CJK.match(each) else each for each in text)


_TRADITIONAL_IN_GB2312 = frozenset("後於徵夥摺麼")


@lru_cache(maxsize=8192)
def _outside_gb2312(character: str) -> bool:
    if character in _TRADITIONAL_IN_GB2312:
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@lru_cache(maxsize=8192)
def _to_simplified(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _collapsed(raw: str, folded: str, sources: list[int]) -> Normalized:
    characters: list[str] = []
    kept: list[int] = []
    spaced = _is_spaced_out(folded)
    for character, source in zip(folded, sources, strict=True):
        if character.isspace():
            if not characters or characters[-1] == " ":
                continue
            character = " "
        elif spaced and len(characters) > 1 and characters[-1] == " " and _joins(characters[-2], character):
            characters.pop()
            kept.pop()
        characters.append(character)
        kept.append(source)
    if characters and characters[-1] == " ":
        characters.pop()
        kept.pop()
    return Normalized(raw, "".join(characters), tuple(kept))


def _is_spaced_out(text: str) -> bool:
    """Whether Chinese is typed with a space behind nearly every character, which then parts no words."""
    apart, together = len(_APART.findall(text)), len(_TOGETHER.findall(text))
    return apart >= 3 and together <= apart // 4


def _joins(before: str, after: str) -> bool:
    return bool(_CJK.match(before) and (_CJK.match(after) or after.isdigit())) or (
        before.isdigit() and bool(_CJK.match(after))
    )


def _without_trailing_space(raw: str, last: int, stop: int) -> int:
    """`stop` moved back over removed white space and invisible characters after `last`."""
    while stop > last + 1 and (
        raw[stop - 1].isspace() or unicodedata.category(raw[stop - 1]) in ("Cf", "Cc")
    ):
        stop -= 1
    return stop
