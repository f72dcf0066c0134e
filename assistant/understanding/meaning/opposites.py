"""Words that turn a name into its opposite: what was solved within the limit is none of what breached it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.understanding.words import load_vocabulary

Sides = frozenset[tuple[int, int]]
"""Pairs of opposites by number, with the side of each that is said."""


def is_opposite(catalog: Catalog, metric: str, text: str) -> bool:
    """Whether the text says one side of a pair of opposites, and the metric's names only the other one."""
    said = _sides(text)
    if not said:
        return False
    names = catalog.metrics[metric].names
    own = remembered(catalog, ("opposites", metric), lambda: _sides_of(names))
    return any(
        (pair, 1 - side) not in said and (pair, side) not in own and (pair, 1 - side) in own
        for pair, side in said
    )


def _sides_of(texts: Iterable[str]) -> Sides:
    return frozenset(side for text in texts for side in _sides(text))


@lru_cache(maxsize=1024)
def _sides(text: str) -> Sides:
    """The sides that are said, the other one where it is denied; a longer phrase holds against those inside it."""
    found = set()
    said = text.casefold()
    for number, (pattern, sides) in enumerate(_patterns()):
        for match in pattern.finditer(said):
            denied = load_vocabulary().matching("opposite.denied", said[: match.start()]) is not None
            found.add((number, sides[match[0]] ^ denied))
    return frozenset(found)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, int]], ...]:
    out = []
    for pair in load_vocabulary().opposites:
        sides = {phrase: side for side, phrases in enumerate(pair) for phrase in phrases}
        longest_first = sorted(sides, key=len, reverse=True)
        spelled = [rf"\b{re.escape(p)}\b" if p.isascii() else re.escape(p) for p in longest_first]
        out.append((re.compile("|".join(spelled)), sides))
    return tuple(out)
