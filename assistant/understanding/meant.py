"""Metrics that no phrase of the question names, but whose card says every word of it that is left unread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric
from assistant.resolve.memory import remembered
from assistant.retrieval.metric_index import MetricIndex
from assistant.retrieval.tokens import words
from assistant.understanding.counted import is_count
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.match import similar_metrics
from assistant.understanding.pieces import Piece

_MARGIN = 0.08
_LEAST = 0.35
_SHORTEST = 2
"""Characters that say anything: a single Chinese one is most often part of a sentence, not of a name."""


def with_metric_meant(
    pieces: Sequence[Piece], catalog: Catalog, index: MetricIndex | None
) -> tuple[tuple[Piece, ...], str, float] | None:
    """The pieces with those that speak of one metric read as it, its name and the likeness of the words
    to it; None unless a single metric says all of the words that nothing else explains.

    A metric that is named in the question must be this one, one that it is computed from, or in its name.
    """
    speaking = [at for at, piece in enumerate(pieces) if _speaks(piece)]
    unread = [at for at in speaking if pieces[at].unread]
    if sum(len(pieces[at].text) for at in unread) < _SHORTEST:
        return None
    text = " ".join(pieces[at].text for at in speaking)
    counted = any(piece.is_("shape.counted") and not piece.concerns for piece in pieces)
    fitting = [
        (name, score)
        for name, score in similar_metrics(text, index, catalog)
        if score >= _LEAST
        and not (counted and not is_count(catalog, name))
        and _says_all(catalog, name, [pieces[at] for at in speaking])
    ]
    if not fitting or (len(fitting) > 1 and fitting[0][1] - fitting[1][1] < _MARGIN):
        return None
    name, score = fitting[0]
    taken = [at for at in speaking if not pieces[at].entities or pieces[at].metrics]
    first = next((at for at in taken if pieces[at].metrics or pieces[at].terms), unread[0])
    inside = [
        at for at in _inside_name(pieces, _words_of(catalog, catalog.metrics[name])[1]) if at not in taken
    ]
    return _named(pieces, name, first, [*taken, *inside]), name, score


def _inside_name(pieces: Sequence[Piece], named: frozenset[str]) -> list[int]:
    """Values that are part of the metric's own name, as partner leads are of their follow-up rate."""
    return [at for at, piece in enumerate(pieces) if piece.values and frozenset(words(piece.text)) <= named]


def _named(pieces: Sequence[Piece], name: str, first: int, taken: Sequence[int]) -> tuple[Piece, ...]:
    plain = frozenset({"filler.plain"})
    out = list(pieces)
    for at in taken:
        out[at] = replace(pieces[at], roles=plain, metrics=(), terms=(), dimensions=(), entities=())
    out[first] = replace(
        pieces[first],
        roles=frozenset(),
        metrics=(MetricName(name, VARIANT),),
        terms=(),
        dimensions=(),
        entities=(),
    )
    return tuple(out)


def _speaks(piece: Piece) -> bool:
    """Whether the piece says what is measured, rather than by what, when or how much."""
    if piece.time is not None or piece.number is not None or piece.mark:
        return False
    return piece.unread or bool(piece.metrics or piece.terms or (piece.entities and not piece.values))


def _says_all(catalog: Catalog, name: str, pieces: Sequence[Piece]) -> bool:
    metric = catalog.metrics[name]
    card, named = _words_of(catalog, metric)
    parts = {part.name for part in with_inputs(catalog.complete.metrics, name)}
    for piece in pieces:
        own = frozenset(words(piece.text))
        if piece.unread and not own <= card:
            return False
        meant = {other.metric for other in piece.metrics} | {
            other for term in piece.terms for other in term.ambiguity.candidates
        }
        if meant and not meant & parts and not own <= named:
            return False
    return True


def _words_of(catalog: Catalog, metric: Metric) -> tuple[frozenset[str], frozenset[str]]:
    """The words of all that the card says, and those of its names alone."""
    known: dict[str, tuple[frozenset[str], frozenset[str]]] = remembered(catalog, "card_words", dict)
    if metric.name not in known:
        names = frozenset(word for text in _names(metric) for word in words(text))
        known[metric.name] = names | {word for text in _texts(metric) for word in words(text)}, names
    return known[metric.name]


def _names(metric: Metric) -> Iterator[str]:
    yield metric.name.replace("_", " ")
    yield from metric.labels
    yield from metric.ai.synonyms


def _texts(metric: Metric) -> Iterator[str]:
    yield from metric.ai.examples
    yield from metric.card.definition
    yield metric.description
