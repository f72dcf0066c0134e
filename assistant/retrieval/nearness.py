"""How near what was typed is to a name: mistyped, or only a part of it."""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import OSA

from assistant.retrieval.tokens import has_cjk

_LEAST = 0.5
_SHORTEST_LATIN = 4
_SHORTEST_CHINESE = 3
_MOST_SLIPS = 3


def nearness(typed: str, name: str) -> tuple[Literal["exact", "typo", "partial"], float] | None:
    """How a folded text is near to a folded name, with a score from 0.5 to 1; None when it is not."""
    if typed == name:
        return "exact", 1.0
    typo, part = _typo(typed, name), _partial(typed, name)
    if max(typo, part) < _LEAST:
        return None
    return ("typo", typo) if typo >= part else ("partial", part)


def _typo(typed: str, name: str) -> float:
    # One slip per five letters; Chinese characters carry more each, so one per three of them. Other
    # digits are another thing, not a slip.
    shortest, per_slip = (_SHORTEST_CHINESE, 3) if has_cjk(name) else (_SHORTEST_LATIN, 5)
    length = min(len(typed), len(name))
    if length < shortest or _digits(typed) != _digits(name):
        return 0.0
    allowed = min(_MOST_SLIPS, max(1, length // per_slip))
    slips = OSA.distance(typed, name, score_cutoff=allowed)
    return 0.0 if slips > allowed else 1 - slips / max(len(typed), len(name))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _partial(typed: str, name: str) -> float:
    """A part of a name: a stretch of Chinese characters, or whole words in the name's order."""
    if has_cjk(name):
        inside = len(typed) >= 2 and typed in name
    else:
        inside = len(typed) >= 3 and f" {typed} " in f" {name} ".replace("-", " ").replace("/", " ")
    if not inside:
        return 0.0
    bonus = 0.1 if name.startswith(typed) else 0.0
    return min(0.95, 0.5 + 0.4 * len(typed) / len(name) + bonus)
