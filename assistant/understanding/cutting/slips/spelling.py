"""Typing errors in Latin words, mended only where one known word is clearly meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.vocabulary import FOLDER
from assistant.understanding.words import load_vocabulary

_TIME_WORDS, _EVERYDAY = FOLDER / "time_en.toml", FOLDER / "everyday_en.txt"
_SHORTEST = 4
_SHORTEST_IN_NAME = 3
_LONG = 8
_TURNING = frozenset({"", "al", "ally", "wise", "less"})
"""What turns a known word into another one, or nothing: a plural has lost its ending here."""


def respelled(word: str, lexicon: Lexicon, typed: int = 0) -> str | None:
    """The words that a misspelt one stands for: two that were run together, or the one it nearly is.

    `typed` is its length with the ending of a plural, which `word` has not. Words of the catalog go before those of the vocabulary; None where several are equally near.
    """
    if len(word) < _SHORTEST or not word.isascii():
        return None
    if word in lexicon.joined and word not in everyday_words():
        return lexicon.joined[word]
    if word in everyday_words() or _is_inflected(word) or _is_prefixed(word, lexicon):
        return None
    named, spoken = near(word, lexicon.spellings, typed), near(word, vocabulary_words())
    if named and spoken and OSA.distance(word, spoken[0]) < OSA.distance(word, named[0]):
        named = []
    found = named or spoken
    if len(found) != 1 or word.removeprefix(found[0]) in _TURNING:
        return None  # departmental is no slip of department
    return found[0]


def respelled_in_name(said: Sequence[str], at: int, lexicon: Lexicon) -> str | None:
    """The short word that is meant where the others around it make up the rest of one name of the catalog:
    the "line" of "lne of business". The others may be misspelt a little as well.
    """
    word = said[at]
    if not _SHORTEST_IN_NAME <= len(word) <= _SHORTEST or word in everyday_words():
        return None
    found = set()
    for name in lexicon.several:
        for place, own in enumerate(name):
            first = at - place
            if own[0] != word[0] or OSA.distance(word, own) != 1 or first < 0:
                continue
            beside = said[first : first + len(name)]
            others = [(a, b) for n, (a, b) in enumerate(zip(beside, name, strict=False)) if n != place]
            long = any(len(other) >= _SHORTEST for _, other in others)
            if long and len(beside) == len(name) and all(_is_nearly(a, b) for a, b in others):
                found.add(own)
    return found.pop() if len(found) == 1 else None


def _is_nearly(word: str, other: str) -> bool:
    return word == other or (len(other) > _SHORTEST and OSA.distance(word, other) == 1)


def _is_inflected(word: str) -> bool:
    """A form of a common word: sitting, waited."""
    for ending in ("ing", "ed", "er", "ly"):
        stem = word.removesuffix(ending)
        if stem != word and {stem, f"{stem}e", stem[:-1]} & everyday_words():
            return True
    return False


def _is_prefixed(word: str, lexicon: Lexicon) -> bool:
    """A known word turned into another one: reopened is no slip of opened, overloaded none of loaded."""
    for prefix in load_vocabulary().codewords["prefix"]:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _SHORTEST:
            known = {rest, rest.removesuffix("ed"), rest.removesuffix("d"), rest.removesuffix("ing")}
            if known & {*lexicon.spellings, *vocabulary_words(), *everyday_words()}:
                return True
    return False


def near(word: str, known: tuple[str, ...], typed: int = 0) -> list[str]:
    """Known words at the smallest distance that is still a slip; in short words only swapped letters are, and
    in short plurals a letter that is left out.
    """
    allowed = 2 if len(word) >= _LONG else 1
    best: list[str] = []
    least = allowed
    for other in _candidates(known, word[0], len(word), allowed):
        distance = OSA.distance(word, other, score_cutoff=least)
        short = len(word) == _SHORTEST and not (typed > _SHORTEST and len(other) > len(word))
        if distance > least or (short and not _is_short_slip(word, other)):
            continue
        if distance < least:
            best, least = [], distance
        best.append(other)
    return best


def _is_short_slip(word: str, other: str) -> bool:
    """Letters swapped, or a vowel left out: mnth."""
    vowels = "aeiou"
    missing = len(other) > len(word) and [c for c in other if c not in vowels] == [
        c for c in word if c not in vowels
    ]
    return sorted(word) == sorted(other) or missing


def _candidates(known: tuple[str, ...], first: str, length: int, allowed: int) -> list[str]:
    by_shape = _by_shape(known)
    return [
        word
        for size in range(length - allowed, length + allowed + 1)
        for word in by_shape.get((first, size), ())
    ]


@lru_cache(maxsize=64)
def _by_shape(known: tuple[str, ...]) -> dict[tuple[str, int], list[str]]:
    """Words by first letter, which people rarely get wrong, and length."""
    shapes: dict[tuple[str, int], list[str]] = {}
    for word in known:
        if len(word) >= _SHORTEST:
            shapes.setdefault((word[0], len(word)), []).append(word)
    return shapes


@lru_cache(maxsize=1)
def vocabulary_words() -> tuple[str, ...]:
    phrases = load_vocabulary().phrases
    found = {word for word in phrases.vocabulary() if word.isascii() and word.isalpha()}
    return tuple(sorted(found | _time_words()))


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    lines = _EVERYDAY.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in words(line))


def _time_words() -> set[str]:
    tables = tomllib.loads(_TIME_WORDS.read_text(encoding="utf-8"))
    texts = [text for table in tables.values() if isinstance(table, dict) for text in table.values()]
    return {word for text in texts if isinstance(text, str) for word in re.findall(r"[a-z]{4,}", text)}
