"""Names of metrics whose words stand apart: the SLA breaches of "how many tickets breached the SLA"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.pieces import Piece, text_of
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import BARE, VARIANT, MetricName
from assistant.understanding.meaning.opposites import is_opposite
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_ENDINGS = ("ings", "ing", "ed", "es", "s", "e")
_DOUBLING = ("ings", "ing", "ed")
"""Endings that a verb may double its last letter before: shipped."""
_SHORTEST = 3


def with_name_apart(pieces: Sequence[Piece], catalog: Catalog) -> tuple[Piece, ...] | None:
    """The pieces with the unread words that make up one metric's name read as it; None where they do not.

    Every word of the name must be in the question, whatever their order and endings: unread, the word for
    what is counted, or part of a value, which keeps it: "critical tasks that are overdue".
    """
    places = {
        stem(word): at
        for at, piece in enumerate(pieces)
        if piece.unread or (piece.entities and not piece.metrics and not piece.values)
        for word in words(piece.text)
    }
    counted = any(piece.is_("shape.counted") and not piece.concerns for piece in pieces)
    shared = {stem(word) for piece in pieces if piece.values for word in words(piece.text)}
    named = _named(frozenset(places) | shared, catalog, counted, text_of(pieces))
    if named is None:
        return None
    name, parts = named
    taken = sorted({places[part] for part in parts if part in places})
    taken = [at for at in taken if not _is_each(pieces, at)]
    if not any(pieces[at].unread for at in taken):
        return None
    read = {at: frozenset({"filler.plain"}) for at in taken[1:]}
    return tuple(
        replace(piece, metrics=(MetricName(name, VARIANT),), entities=(), dimensions=())
        if at == taken[0]
        else replace(piece, roles=read[at], entities=(), dimensions=())
        if at in read
        else _without_values(piece, name)
        for at, piece in enumerate(pieces)
    )


def _is_each(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the number is asked for one by one of it: "number of times each form was displayed"."""
    return bool(pieces[at].dimensions) and at > 0 and pieces[at - 1].is_("per.each")


def _without_values(piece: Piece, name: str) -> Piece:
    """What names the metric by itself is no condition on it: the 商机 of 新来的商机."""
    own = any(each.metric == name and each.strength > BARE for each in piece.metrics)
    return replace(piece, values=()) if own else piece


def _named(
    said: frozenset[str], catalog: Catalog, counted: bool, text: str
) -> tuple[str, frozenset[str]] | None:
    """The only metric with a name of at least two of the words, by most of them; "how many" asks for
    counts alone.
    """
    found: dict[str, frozenset[str]] = {}
    for metric in shown_with(catalog, _pairs, *combinations(sorted(said), 2)):
        unfit = (counted and not is_count(catalog, metric.name)) or is_opposite(catalog, metric.name, text)
        for parts in () if unfit else _names(metric):
            if parts <= said and len(parts) > len(found.get(metric.name, ())):
                found[metric.name] = parts
    most = max((len(parts) for parts in found.values()), default=0)
    best = [(name, parts) for name, parts in found.items() if len(parts) == most]
    return best[0] if len(best) == 1 else None


def _names(metric: Metric) -> Iterator[frozenset[str]]:
    """The parts of each name that has enough of them."""
    for phrase in metric.names:
        parts = frozenset(stem(word) for word in words(phrase)) - load_vocabulary().inside
        # Characters say less than words do: two of them in any order are no name.
        if len(parts) >= (2 if phrase.isascii() else 3):
            yield parts


def _pairs(catalog: Catalog, metric: Metric) -> Iterator[tuple[str, ...]]:
    """The two longest parts of each name, which few other names have both of."""
    for parts in _names(metric):
        yield tuple(sorted(sorted(parts, key=lambda part: (-len(part), part))[:2]))


def stem(word: str) -> str:
    """A Latin word without its ending, in the form that an irregular verb has by itself: sold is sell."""
    word = load_vocabulary().irregular.get(word, word)
    for ending in _ENDINGS:
        if word.isascii() and word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            rest = word.removesuffix(ending)
            doubled = ending in _DOUBLING and rest[-1] == rest[-2] and len(rest) > _SHORTEST
            return rest[:-1] if doubled else rest
    return word
