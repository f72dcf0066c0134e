"""How much of a text a document says, as a score from 0 to 1 that can be compared between searches."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.retrieval.documents import Document
from assistant.retrieval.lexical import Lexical
from assistant.retrieval.tokens import words

_ASKED, _NAMED = 0.55, 0.45
"""Share of what was asked that a name must say, and of the name that must have been asked."""
_SENTENCE = 0.8
"""Words found in a description count less than words found in a name."""
_COSINE = 0.25


class Likeness:
    """Word overlap weighted by rarity, over the best single name and over all that is said."""

    def __init__(self, documents: Sequence[Document], lexical: Lexical) -> None:
        self._documents = documents
        self._lexical = lexical
        self._names: dict[int, list[frozenset[str]]] = {}
        self._all: dict[int, frozenset[str]] = {}

    def score(self, text: str, place: int, cosine: float) -> float:
        asked = frozenset(words(text))
        if not asked:
            return 0.0
        total = self._weight(asked)
        named = max(
            (self._name_likeness(asked, total, name) for name in self._name_words(place)), default=0.0
        )
        said = _SENTENCE * self._weight(asked & self._all_words(place)) / total
        likeness = max(named, (named + said) / 2)
        return min(1.0, max(likeness, (1 - _COSINE) * likeness + _COSINE * max(0.0, cosine)))

    def _name_likeness(self, asked: frozenset[str], total: float, name: frozenset[str]) -> float:
        shared = self._weight(asked & name)
        return shared / (_ASKED * total + _NAMED * self._weight(name)) if shared else 0.0

    def _weight(self, terms: frozenset[str]) -> float:
        return sum(self._lexical.rarity(term) for term in terms)

    def _name_words(self, place: int) -> list[frozenset[str]]:
        if place not in self._names:
            self._names[place] = [frozenset(words(phrase)) for phrase in self._documents[place].phrases]
        return self._names[place]

    def _all_words(self, place: int) -> frozenset[str]:
        if place not in self._all:
            self._all[place] = frozenset(words(self._documents[place].text))
        return self._all[place]
