"""Words of one root: the "paid" of "payment currency", the "registered" of "registration channel", 付款 of 付款币种."""

from __future__ import annotations

from functools import lru_cache

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.tokens import words
from assistant.understanding.metrics.named.apart import stem

_NOUNS = ("", "ment", "ation", "ition", "ion", "ance", "al", "er", "or", "ing", "age")
_SHORTEST = 3
_LONG = 6
_SHARED = 0.75
"""How much of a long root two words have in common: acquired, acquisition."""


@lru_cache(maxsize=4096)
def shares_root(verb: str, name: str) -> bool:
    """Whether a word of the name is made of the verb."""
    if has_cjk(verb):
        return len(verb) > 1 and verb in name
    root = stem(verb.casefold())
    return len(root) >= _SHORTEST and any(_is_made_of(word, root) for word in words(name) if word.isascii())


def _is_made_of(word: str, root: str) -> bool:
    other = stem(word)
    if other == root or any(other == root + ending or word == root + ending for ending in _NOUNS):
        return True
    same = next(
        (at for at, (a, b) in enumerate(zip(root, other, strict=False)) if a != b), min(len(root), len(other))
    )
    return min(len(root), len(other)) >= _LONG and same >= _SHARED * len(root)
