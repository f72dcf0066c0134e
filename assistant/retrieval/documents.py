"""What the search knows about each metric and dimension: its names, and the texts that describe it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.catalog.metric import Simple, inputs_of
from assistant.catalog.model import Catalog, Dimension, Metric

Kind = Literal["metric", "dimension"]
_COUNTS = ("count", "count_distinct", "sum_boolean")


@dataclass(frozen=True, slots=True)
class Document:
    """`phrases` are names of the thing, `texts` whole sentences about it."""

    name: str
    kind: Kind
    phrases: tuple[str, ...]
    texts: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    """Names of what it is computed from."""
    unit: str = ""
    """What it is a number of, such as percent or currency; empty where nobody says."""

    @property
    def text(self) -> str:
        """Everything in one string; names count twice because they say more than sentences."""
        return " \n".join((*self.phrases, *self.phrases, *self.texts, *self.inputs))


def documents_of(catalog: Catalog) -> tuple[Document, ...]:
    """One document per metric that is not hidden, and per dimension; conformed dimensions share one.

    A dimension's document bears the name `model.dimension`, of the first model that has it.
    """
    shown = (metric for metric in catalog.metrics.values() if not metric.hidden)
    metrics = (_metric(metric, catalog.metrics) for metric in shown)
    return (*metrics, *_dimensions(catalog))


def _metric(metric: Metric, metrics: Mapping[str, Metric]) -> Document:
    card = metric.card
    pitfalls = [text for pitfall in card.pitfalls for text in pitfall.text]
    phrases = (_spaced(metric.name), *metric.names)
    texts = (*metric.ai.examples, *card.definition, metric.description, *card.decision_use, *pitfalls)
    parts = [metrics[item.metric] for item in inputs_of(metric) if item.metric in metrics]
    inputs = [label for part in parts for label in (*part.labels, part.description)]
    return Document(
        metric.name, "metric", _distinct(phrases), _distinct(texts), _distinct(inputs), _unit(metric)
    )


def _unit(metric: Metric) -> str:
    if metric.card.unit:
        return metric.card.unit_kind
    return "count" if isinstance(metric.kind, Simple) and metric.kind.function in _COUNTS else ""


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
    return (_spaced(dimension.name), *dimension.names)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
