"""Counts told by a part of their definition: the stalled deals of "how many deals have been sitting without any activity
for more than 30 days", 超过30天没有任何跟进的商机有多少.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric
from assistant.resolve.memory import remembered
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import Token, tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import SYNONYM, MetricName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import model_of_rows, shown_with

_LEAST = {True: 8, False: 5}
"""Chinese characters, and words of English, that the question and the definition have in common in a row."""


def name_defined(draft: Draft) -> None:
    """Gives the word for a thing the one count of such things in whose definition a limit stands as it is said. What
    else the question says is read as ever; another number is no part of the definition.
    """
    if draft.ground.base is not None or not any(piece.number is not None for piece in draft.pieces):
        return
    said, catalog = tokenize(draft.ground.text), draft.ground.catalog
    for at, piece in enumerate(draft.pieces):
        if not (piece.metrics and piece.entities):
            continue
        found = [
            (run, metric)
            for metric in _counts_beside(catalog, piece)
            if (run := _run(said, _definitions(catalog, metric))) is not None
        ]
        if len(found) == 1:
            (start, end), metric = found[0]
            _take(draft, at, metric.name, start, end)
            return


def _counts_beside(catalog: Catalog, piece: Piece) -> list[Metric]:
    """Counts of some of the rows that the thing is the number of, which a number in their definition tells."""
    named = [catalog.metrics[name.metric] for name in piece.metrics]
    models = {model for metric in named for model in model_of_rows(catalog, metric)}
    return shown_with(catalog, _told_by_number, *models)


def _told_by_number(catalog: Catalog, metric: Metric) -> Iterator[str]:
    some = metric.filters and is_count(catalog, metric.name)
    if some and any(word.isdigit() for known in _definitions(catalog, metric) for word in known):
        yield from model_of_rows(catalog, metric)


def _definitions(catalog: Catalog, metric: Metric) -> tuple[tuple[str, ...], ...]:
    """The words of its definitions."""
    texts = [text for text in (*metric.card.definition, metric.description) if text]
    return remembered(
        catalog,
        ("definitions", metric.name),
        lambda: tuple(tuple(token.text for token in tokenize(normalize(text).text)) for text in texts),
    )


def _run(said: Sequence[Token], definitions: Iterable[Sequence[str]]) -> tuple[int, int] | None:
    """The longest stretch of the question that stands in a definition with a number in it, if it is long enough."""
    best: tuple[int, int, int] | None = None
    for known in definitions:
        for first in range(len(said)):
            for other in range(len(known)):
                size = _common(said, known, first, other)
                run = said[first : first + size]
                enough = size >= _LEAST[any(has_cjk(token.text) for token in run)]
                if enough and any(token.text.isdigit() for token in run) and (best is None or size > best[0]):
                    best = (size, run[0].start, run[-1].end)
    return best[1:] if best is not None else None


def _common(said: Sequence[Token], known: Sequence[str], first: int, other: int) -> int:
    size = 0
    while (
        first + size < len(said)
        and other + size < len(known)
        and said[first + size].text == known[other + size]
    ):
        size += 1
    return size


def _take(draft: Draft, at: int, metric: str, start: int, end: int) -> None:
    piece = draft.pieces[at]
    draft.put(at, replace(piece, metrics=(MetricName(metric, SYNONYM),), values=()))
    for place, other in enumerate(draft.pieces):
        if place != at and start <= other.start and other.end <= end:
            draft.put(place, Piece(other.start, other.end, other.text, frozenset({"filler.plain"})))
            draft.read(place, "metric", metric)
    draft.assume("default_metric", metric)
