"""What a metric says of itself, word by word: its names, its sentences, and what its data is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.catalog.labels import AiContext, Labels
from assistant.catalog.metric import MEANS, models_read
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.resolve.memory import remembered
from assistant.retrieval.concepts import Part, thesaurus
from assistant.retrieval.tokens import words
from assistant.understanding.metrics.named.apart import stem


@dataclass(frozen=True, slots=True)
class Card:
    names: frozenset[str]
    words: frozenset[str]
    concepts: frozenset[str]
    name_concepts: frozenset[str]
    phrases: tuple[tuple[Part, ...], ...]
    """The parts of each name that say something, units left out; a single one says too little."""
    about: frozenset[str]
    """Words and concepts of the models that it reads, with their entities."""

    def is_named_by(self, parts: Sequence[Part]) -> bool:
        """Whether the parts say one of its names to the end, in whatever words."""
        return any(self._are_said(phrase, parts) for phrase in self.phrases)

    @staticmethod
    def _are_said(phrase: Sequence[Part], parts: Sequence[Part]) -> bool:
        return all(_is_in(part, parts) for part in phrase)

    def is_called(self, parts: Sequence[Part]) -> bool:
        """Whether a single one of its names has all that the parts say, and they say all of it."""
        telling = [part for part in _without_units(parts) if not part.light]
        return bool(telling) and any(
            self._are_said(phrase, parts) and all(_is_in(part, phrase) for part in telling)
            for phrase in self.phrases
        )

    def has(self, part: Part) -> bool:
        """A single Chinese character says too little: 分 is a score, and to part."""
        telling = part.words and any(word.isascii() or len(word) > 1 for word in part.words)
        return bool(telling) and all(word in self.words for word in part.words)

    def says(self, part: Part) -> bool:
        return self.has(part) or bool(part.telling & self.name_concepts)

    def is_about(self, part: Part) -> bool:
        """Whether it is said somewhere on the card, or of what the metric is computed from."""
        if self.says(part) or part.telling & (self.concepts | self.about):
            return True
        return bool(part.words) and all(word in self.about for word in part.words)

    def shares_word(self, text: str) -> bool:
        """Whether a word of it stands in the metric's names, in whatever form."""
        stems = {stem(word) for word in self.names}
        return any(stem(word) in stems for word in words(text))

    def speaks_of(self, text: str) -> bool:
        """Whether every word of it stands on the card, in whatever form."""
        stems = {stem(word) for word in self.words}
        return all(stem(word) in stems for word in words(text))

    def names_all(self, text: str) -> bool:
        """Whether every word of it stands in the metric's names, or one that means the same."""
        parts = thesaurus().parts(text)
        return all(
            all(word in self.names for word in part.words) or part.telling & self.name_concepts
            for part in parts
        )


def _is_in(part: Part, others: Sequence[Part]) -> bool:
    """Whether one of the others means the same, or they have all of its words."""
    if any(part.telling & other.telling for other in others):
        return True
    said = frozenset(word for other in others for word in other.words)
    return said.issuperset(part.words)


def is_average(metric: Metric) -> bool:
    """Whether it is a number for each of some things, whatever it is called."""
    averages = isinstance(metric.kind, Simple) and metric.kind.function in MEANS
    return averages or isinstance(metric.kind, Ratio) or "/" in (metric.card.unit or "")


def card_of(catalog: Catalog, metric: Metric) -> Card:
    known: dict[str, Card] = remembered(catalog, "card_words", dict)
    if metric.name not in known:
        known[metric.name] = _new_card(catalog, metric)
    return known[metric.name]


def _new_card(catalog: Catalog, metric: Metric) -> Card:
    names, texts = list(_names(metric)), list(_texts(metric))
    parts = [thesaurus().parts(text) for text in (*names, *texts)]
    said = [frozenset(concept for part in each for concept in part.concepts) for each in parts]
    answers = {unit} if (unit := thesaurus().units.get(metric.card.unit_kind)) else set()
    named = frozenset(word for text in names for word in words(text))
    return Card(
        names=named,
        words=named | {word for text in texts for word in words(text)},
        concepts=thesaurus().widened(frozenset().union(*said, answers)),
        name_concepts=frozenset().union(*said[: len(names)]),
        phrases=tuple(found for each in parts[: len(names)] if len(found := _without_units(each)) > 1),
        about=_about(catalog, metric),
    )


def _about(catalog: Catalog, metric: Metric) -> frozenset[str]:
    known: dict[str, frozenset[str]] = remembered(catalog, "model_words", dict)
    found: frozenset[str] = frozenset()
    for name in models_read(catalog.complete.metrics, metric.name):
        if name not in known and name in catalog.complete.models:
            known[name] = frozenset(_model_words(catalog, name))
        found |= known.get(name, frozenset())
    return found


def _model_words(catalog: Catalog, name: str) -> Iterator[str]:
    model = catalog.complete.models[name]
    entities = list(model.entities.values())
    texts = [model.name.replace("_", " "), model.description]
    texts += [each.name.replace("_", " ") for each in entities]
    for labels, ai in [(model.labels, model.ai), *((each.labels, each.ai) for each in entities)]:
        texts += _said(labels, ai)
    for text in texts:
        yield from words(text)
        for part in thesaurus().parts(text):
            yield from part.concepts


def _said(labels: Labels, ai: AiContext) -> list[str]:
    return [*filter(None, labels), *ai.synonyms]


def _without_units(parts: Sequence[Part]) -> tuple[Part, ...]:
    units = frozenset(thesaurus().units.values())
    return tuple(part for part in parts if part.words and not (part.concepts and part.concepts <= units))


def _names(metric: Metric) -> Iterator[str]:
    yield metric.name.replace("_", " ")
    yield from filter(None, metric.labels)
    yield from metric.ai.synonyms


def _texts(metric: Metric) -> Iterator[str]:
    yield from metric.ai.examples
    yield from filter(None, metric.card.definition)
    yield metric.description
