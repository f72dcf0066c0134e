"""What the search knows about each metric and dimension: its names, and the texts that describe it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.catalog.model import Catalog, Dimension, Metric

Kind = Literal["metric", "dimension"]


@dataclass(frozen=True, slots=True)
class Document:
    """`phrases` are names of the thing, `texts` whole sentences about it."""

    name: str
    kind: Kind
    phrases: tuple[str, ...]
    texts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything in one string; names count twice because they say more than sentences."""
        return " \n".join((*self.phrases, *self.phrases, *self.texts))


def documents_of(catalog: Catalog) -> tuple[Document, ...]:
    """One document per metric that is not hidden, and per dimension; conformed dimensions share one.

    A dimension's document bears the name `model.dimension`, of the first model that has it.
    """
    metrics = (_metric(metric) for metric in catalog.metrics.values() if not metric.hidden)
    return (*metrics, *_dimensions(catalog))


def _metric(metric: Metric) -> Document:
    card = metric.card
    pitfalls = [text for pitfall in card.pitfalls for text in pitfall.text]
    phrases = (_spaced(metric.name), *metric.labels, *metric.ai.synonyms)
    texts = (*metric.ai.examples, *card.definition, metric.description, *card.decision_use, *pitfalls)
    return Document(metric.name, "metric", _distinct(phrases), _distinct(texts))


def _dimensions(catalog: Catalog) -> Iterator[Document]:
    groups: dict[str, list[tuple[str, Dimension]]] = {}
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            name = f"{model.name}.{dimension.name}"
            groups.setdefault(dimension.conformed or name, []).append((name, dimension))
    for members in groups.values():
        phrases = [phrase for _, item in members for phrase in _phrases(item)]
        texts = [item.description for _, item in members]
        yield Document(members[0][0], "dimension", _distinct(phrases), _distinct(texts))


def _phrases(dimension: Dimension) -> tuple[str, ...]:
    return (_spaced(dimension.name), *dimension.labels, *dimension.ai.synonyms)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
