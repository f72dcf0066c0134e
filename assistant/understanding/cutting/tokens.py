"""Words of a text with their places, folded so that spelling variants of a phrase meet.

Latin words are lower-cased and brought to the singular, every CJK character is a word of its own,
digits are split from letters ("D7" is "d", "7"). Hyphens and underscores between words disappear, so
that "lead-to-MQL", "lead_to_mql" and "lead to MQL" are the same three words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

TokenKind = Literal["latin", "digit", "cjk", "mark"]

_CJK = "\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af\uf900-\ufaff"
_PIECE = re.compile(
    rf"(?P<cjk>[{_CJK}])|(?P<latin>[^\W\d_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)*)|(?P<digit>\d+)|(?P<mark>\S)"
)
_ALL_CJK = re.compile(rf"[{_CJK}]+").fullmatch
_ALL_LATIN = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*").fullmatch
_JOINERS = frozenset("-_.")


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is the folded form; `start` and `end` count the characters of the text it is from."""

    text: str
    start: int
    end: int
    kind: TokenKind


def tokenize(text: str) -> tuple[Token, ...]:
    """Words and marks of `text` in order. White space and joining hyphens give no token."""
    found = []
    for match in _PIECE.finditer(text):
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        start, end = match.span()
        if kind == "mark" and match[0] in _JOINERS and _joins(text, start):
            continue
        found.append(Token(fold(match[0], kind), start, end, kind))
    return tuple(_with_arrows(found))


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a phrase, for a lexicon."""
    if _ALL_CJK(text):
        return tuple(text)  # as below, for most phrases of a vocabulary in a tenth of the time
    if _ALL_LATIN(text):
        return tuple(map(singular, text.split()))
    return tuple(token.text for token in tokenize(text) if token.kind != "mark" or token.text not in _SILENT)


def fold(word: str, kind: TokenKind) -> str:
    return singular(word) if kind == "latin" else word


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """Lower case, without a possessive, in the singular where English spelling shows a plural."""
    plain = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    if len(plain) < 3 or not plain.isascii() or plain.endswith(("ss", "us", "is")):
        return plain
    if plain.endswith("ies") and len(plain) > 4:
        return plain[:-3] + "y"
    if plain.endswith(("sses", "xes", "ches", "shes", "zes")):
        return plain[:-2]
    return plain[:-1] if plain.endswith("s") else plain


def says_one_of(name: str, known: Iterable[str]) -> bool:
    """Whether a name has one of the words in it: a Latin one as a whole, a Chinese one anywhere."""
    said = words(name)
    return any(word in said if word.isascii() else word in name for word in known)


def _joins(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isalnum() and after.isalnum()


def _with_arrows(tokens: list[Token]) -> list[Token]:
    """`->` and `=>` are one arrow."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if token.text == ">" and last is not None and last.end == token.start and last.text in ("-", "="):
            joined[-1] = Token("→", last.start, token.end, "mark")
        else:
            joined.append(token)
    return joined


_SILENT = frozenset("()[]{}\"'“”‘’「」『』《》.-_,")


def holds_words(whole: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether the parts stand next to each other in the whole."""
    return any(whole[at : at + len(parts)] == parts for at in range(len(whole) - len(parts) + 1))
