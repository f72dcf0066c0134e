"""How much of a text a document says, as a score from 0 to 1 that can be compared between searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from assistant.retrieval.concepts import MARK, Part, thesaurus
from assistant.retrieval.documents import Document
from assistant.retrieval.tokens import words

if TYPE_CHECKING:  # brings numpy, which most questions do not need
    from assistant.retrieval.lexical import Lexical

_WORD, _CONCEPT = (1.0, 0.8, 0.4), (0.85, 0.6, 0.4)
"""What finding a word itself is worth, or another one for the same concept: in a name of the document, in
its sentences, in the names of its inputs."""
_NAMED = 0.33
"""Share of the score that comes from how much of the document's best name was asked for."""
_NAME_WORDS = 0.3
"""Weight of a name's words beside its concepts."""
_OTHER_UNIT = 0.07
"""Taken off where a question for money, a share, a time … meets a number of something else."""
_ASKED_FOR = 0.5
"""Share of a name from which it counts as one that was asked for."""
_TITLES = 10
"""Names that come first: the metric's own, its labels and the usual synonyms."""
_LIGHT = 0.25
_REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class _Said:
    """What some texts of a document say."""

    words: frozenset[str]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Card:
    names: tuple[tuple[_Said, float], ...]
    """Each with the weight of all that it says."""
    titles: _Said
    """What it is called first of all."""
    sentences: _Said
    """All sentences, and all names."""
    inputs: _Said
    answers: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words with their weights, looked up once for all documents."""

    parts: tuple[tuple[Part, float], ...]
    words: frozenset[str]
    concepts: frozenset[str]
    wanted: frozenset[str]
    """What its number is to be: money, a share, a time …"""
    known: tuple[bool, ...]
    """Whether any document says the part."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A word or phrase that was asked for, and what a document says of it."""

    part: Part
    weight: float
    """How much it says: the rarer the more."""
    found: float
    """From 0, nowhere, to 1, in one of its names."""
    known: bool
    """Whether any document says it."""


@dataclass(frozen=True, slots=True)
class Likened:
    """How a document compares with what was asked. `named` is the share of its best name that was said."""

    score: float
    named: float = 0.0
    signs: tuple[Sign, ...] = ()


class Likeness:
    """Overlap of words and concepts weighted by rarity: of the question with all that is said, and with
    the best single name."""

    def __init__(self, documents: Sequence[Document], lexical: Lexical) -> None:
        self._documents = documents
        self._lexical = lexical
        self._units = thesaurus().units
        self._card: Callable[[int], _Card] = lru_cache(maxsize=_REMEMBERED)(self._new_card)

    def asked(self, text: str) -> Asked:
        parts = tuple((part, self._weight(part)) for part in thesaurus().parts(text))
        said = frozenset(chain.from_iterable(part.words for part, _ in parts))
        concepts = frozenset(chain.from_iterable(part.concepts for part, _ in parts))
        known = tuple(self._is_known(part) for part, _ in parts)
        wanted = concepts & set(self._units.values())
        return Asked(parts, said | frozenset(words(text)), concepts, wanted, known)

    def score(self, asked: Asked, place: int) -> float:
        return self.likened(asked, place).score

    def likened(self, asked: Asked, place: int) -> Likened:
        card = self._card(place)
        total = sum(weight for _, weight in asked.parts)
        if not total:
            return Likened(0.0)
        shares = [(self._weight_of(name, asked) / whole, name) for name, whole in card.names]
        # A word of a long name that is hardly asked for is no more than one of a sentence.
        titles = _all([card.titles, *(name for share, name in shares if share >= _ASKED_FOR)])
        found = [_found(part, (titles, card.sentences, card.inputs)) for part, _ in asked.parts]
        said = sum(weight * each for (_, weight), each in zip(asked.parts, found, strict=True)) / total
        named = max((share for share, _ in shares), default=0.0)
        other = bool(card.answers and asked.wanted and card.answers not in asked.wanted)
        score = max(0.0, (1 - _NAMED) * said + _NAMED * named - _OTHER_UNIT * other)
        signs = zip(asked.parts, found, asked.known, strict=True)
        return Likened(score, named, tuple(Sign(*part, each, known) for part, each, known in signs))

    def _weight_of(self, name: _Said, asked: Asked | _Said) -> float:
        """Weight of what a name and a question both say."""
        shared = self._concepts(name.concepts & asked.concepts)
        return shared + _NAME_WORDS * self._words(name.words & asked.words)

    def _weight(self, part: Part) -> float:
        """A word that the thesaurus knows says as much as its concepts do, any other as much as it is rare;
        words of everyday speech say little."""
        return self._full_weight(part) * (_LIGHT if part.light else 1)

    def _full_weight(self, part: Part) -> float:
        if part.concepts:
            return self._concepts(part.concepts) / len(part.concepts)
        return self._words(part.words) / len(part.words) if part.words else 0.0

    def _is_known(self, part: Part) -> bool:
        concepts = any(self._lexical.knows(MARK + concept) for concept in part.telling)
        return concepts or (bool(part.words) and all(map(self._lexical.knows, part.words)))

    def _words(self, terms: Iterable[str]) -> float:
        return sum(self._lexical.rarity(term) for term in terms)

    def _concepts(self, names: Iterable[str]) -> float:
        return sum(self._lexical.rarity(MARK + name) for name in names)

    def _new_card(self, place: int) -> _Card:
        document = self._documents[place]
        names = [_said([phrase]) for phrase in document.phrases]
        weighed = [(name, self._weight_of(name, name)) for name in names]
        answers = self._units.get(document.unit, "")
        sentences = _all([_said(document.texts), *names])
        if answers:
            sentences = _Said(sentences.words, sentences.concepts | {answers})
        named = tuple(item for item in weighed if item[1])
        return _Card(named, _all(names[:_TITLES]), sentences, _said(document.inputs), answers)


def _found(part: Part, fields: Sequence[_Said]) -> float:
    """What the best place is worth in which the document says the part."""
    best = 0.0
    for field, word, concept in zip(fields, _WORD, _CONCEPT, strict=True):
        if part.words:
            best = max(best, word * sum(term in field.words for term in part.words) / len(part.words))
        if part.telling & field.concepts:
            best = max(best, concept)
    return best


def _said(texts: Sequence[str]) -> _Said:
    parts = [part for text in texts for part in thesaurus().parts(text)]
    said = chain(chain.from_iterable(part.words for part in parts), *(words(text) for text in texts))
    return _Said(frozenset(said), frozenset(chain.from_iterable(part.concepts for part in parts)))


def _all(said: Sequence[_Said]) -> _Said:
    return _Said(
        frozenset(chain.from_iterable(item.words for item in said)),
        frozenset(chain.from_iterable(item.concepts for item in said)),
    )
