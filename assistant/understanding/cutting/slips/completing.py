"""A short word that is misspelt inside a name of the catalog, by the word of the name that stands beside it:
"win rat", "wn rate".
"""

from __future__ import annotations

from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.tokens import Token, tokenize
from assistant.understanding.lexicon import Lexicon

_SHORTEST, _LONGEST = 2, 4
Neighbours = dict[tuple[str, int], frozenset[str]]
"""By a word and the side, -1 or 1: the words that stand there beside it in names."""


def completed(text: str, token: Token, catalog: Catalog, lexicon: Lexicon) -> str | None:
    """The one word that it is short of a letter of, or has two letters swapped of; None where several are."""
    if not _SHORTEST <= len(token.text) <= _LONGEST or not token.text.isascii():
        return None
    beside = remembered(catalog, "neighbours in names", lambda: _neighbours(lexicon))
    if (token.text, 1) in beside or (token.text, -1) in beside:
        return None  # the "ads" of "ads on search" are a word of other names, and no slip of "add"
    tokens = tokenize(text)
    at = next((place for place, other in enumerate(tokens) if other.start == token.start), None)
    if at is None:
        return None
    found: set[str] = set()
    for step in (-1, 1):
        place = at + step
        if 0 <= place < len(tokens) and tokens[place].kind == "latin":
            known = beside.get((tokens[place].text, -step), frozenset())
            found |= {word for word in known if _is_slip(token.text, word)}
    return found.pop() if len(found) == 1 else None


def _is_slip(word: str, other: str) -> bool:
    """A letter left out behind the first, or two swapped."""
    if word == other or word[0] != other[0]:
        return False
    if len(other) == len(word) + 1:
        return any(other[:at] + other[at + 1 :] == word for at in range(1, len(other)))
    return len(other) == len(word) > 2 and sorted(other) == sorted(word)


def _neighbours(lexicon: Lexicon) -> Neighbours:
    found: dict[tuple[str, int], set[str]] = {}
    for parts in lexicon.phrases.spelled():
        for first, second in pairwise(parts):
            if first.isascii() and second.isascii() and first.isalpha() and second.isalpha():
                found.setdefault((first, 1), set()).add(second)
                found.setdefault((second, -1), set()).add(first)
    return {key: frozenset(words) for key, words in found.items()}
