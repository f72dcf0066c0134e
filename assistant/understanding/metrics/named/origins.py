"""Where something comes from: "where do they come from, by channel", 今年新客都来自哪里."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.linking import distance
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary


def choose_by_origin(draft: Draft) -> None:
    """Asked by where it came from, a metric may be the one that the catalog counts by its source.

    Raises UndecidedError with both, where that one is nearer to what it is grouped by.
    """
    if len(draft.metrics) != 1 or load_vocabulary().matching("origin", draft.ground.text) is None:
        return
    name = draft.metrics[0]
    at = draft.focus.get(name)
    if at is None or draft.pieces[at].start in draft.ground.picks:
        return
    groups = [piece for piece in draft.pieces if piece.dimensions and not piece.metrics]
    linker = draft.ground.linker

    def joins(metric: str) -> int | None:
        """Joins to all that it is grouped by; None where one of them is not to be had."""
        found = [linker.dimension(piece.dimensions, [metric])[:1] for piece in groups]
        options = linker.options([metric])
        return sum(distance(each[0], options) for each in found) if found and all(found) else None

    own = joins(name)
    far = {other: joins(other) for other in _by_source(draft, name)}
    nearer = [other for other, count in far.items() if count is not None and (own is None or count < own)]
    if nearer:
        raise UndecidedError("ambiguous_metric", draft.pieces[at], (*nearer, name))


def _by_source(draft: Draft, name: str) -> list[str]:
    """Metrics with a name that says the one at hand and that it is by source."""
    known = draft.ground.catalog.metrics
    marks = load_vocabulary().codewords["source"]
    said = [own for own in _names(known[name]) if own]
    found = []
    for other in shown_with(draft.ground.catalog, _words_of_names, *marks):
        fits = any(own < phrase and (phrase - own) & marks for phrase in _names(other) for own in said)
        if fits and other.name != name:
            found.append(other.name)
    return found


def _names(metric: Metric) -> list[frozenset[str]]:
    return [frozenset(words(phrase)) for phrase in metric.names]


def _words_of_names(catalog: Catalog, metric: Metric) -> Iterator[str]:
    yield from (word for name in _names(metric) for word in name)


def read_origins(draft: Draft) -> None:
    """The groups say where: the words that ask so say nothing more."""
    found = load_vocabulary().matching("origin", draft.ground.text)
    if found is None or not (draft.group_by or draft.grain) or found["asked"] is None:
        return
    draft.read_within(*found.span("asked"), "connective")


def check_origins(draft: Draft) -> None:
    """ "Where did they come from" asks for groups, and not for all of them. Raises ImpossibleError without any."""
    if draft.ground.base is not None or draft.group_by or draft.grain:
        return
    found = load_vocabulary().matching("origin.asked", draft.ground.text)
    if found is not None:
        raise ImpossibleError("unread_condition", found[0])
