"""Typing errors in Latin words, mended only where one known word is clearly meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.pieces import Piece
from assistant.understanding.tokens import Token
from assistant.understanding.words import Vocabulary, load_vocabulary

_SHORTEST = 4
_LONG = 8
_MOST_MENDED = 6

Mended = dict[int, str]
"""The word that was read, by the start of the token."""


def mend(
    tokens: Sequence[Token], pieces: Sequence[Piece], lexicon: Lexicon, vocabulary: Vocabulary
) -> tuple[tuple[Token, ...], Mended]:
    """The tokens with misspelt words of unread pieces replaced, and what was replaced."""
    places = [(piece.start, piece.end) for piece in pieces if piece.unread]
    mended: Mended = {}
    out = []
    for token in tokens:
        meant = None
        if (
            token.kind == "latin"
            and len(mended) < _MOST_MENDED
            and any(s <= token.start < e for s, e in places)
        ):
            meant = _meant(token.text, lexicon.spellings)
        if meant is not None:
            mended[token.start] = meant
            token = replace(token, text=meant)
        out.append(token)
    return tuple(out), mended


def _meant(word: str, catalog_words: tuple[str, ...]) -> str | None:
    if len(word) < _SHORTEST or not word.isascii():
        return None
    near = _near(word, catalog_words)
    if not near:
        near = _near(word, _vocabulary_words())
    return near[0] if len(near) == 1 else None


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    """Known words at the smallest distance that is still a slip; in short words only swapped letters are."""
    allowed = 2 if len(word) >= _LONG else 1
    best: list[str] = []
    least = allowed
    for other in _candidates(known, word[0], len(word), allowed):
        distance = OSA.distance(word, other, score_cutoff=least)
        if distance > least or (len(word) == _SHORTEST and sorted(word) != sorted(other)):
            continue
        if distance < least:
            best, least = [], distance
        best.append(other)
    return best


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
def _vocabulary_words() -> tuple[str, ...]:
    phrases = load_vocabulary().phrases
    return tuple(sorted(word for word in phrases.vocabulary() if word.isascii() and word.isalpha()))
