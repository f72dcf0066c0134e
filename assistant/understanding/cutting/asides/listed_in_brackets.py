"""A word that brackets behind it spell out by several values: the "remote" of "share of orders that were remote (web and
phone)", the 线上 of 线上(网站和电话)的订单.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.asides.contexts import ASIDE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.metrics.known import shown_with, words_of_names

SPELT_OUT = "filler.spelt_out"
"""Of the word: what it stands for is said in the brackets."""
_JOINS = ("join.and", "join.or", "join.plus")
_FEWEST = 2
"""One value in brackets may say where something is, as in "Acme (Berlin)"."""


def with_lists_in_brackets(pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such a word as a filler that is told; one that names a metric or a group is none. Where a metric
    that is called by the word is defined by these values, what the brackets hold is told and said by its name.
    """
    out = list(pieces)
    for first, piece in enumerate(pieces):
        last = next((at for at in range(first, len(pieces)) if pieces[at].text == ")"), None)
        if piece.text != "(" or last is None:
            continue
        dimensions = _listed(pieces[first + 1 : last])
        at = _word_before(pieces, first, dimensions) if dimensions else None
        if at is None:
            continue
        if _is_defined_so(catalog, pieces[at], pieces[first + 1 : last]):
            for place in range(first + 1, last):
                old = pieces[place]
                out[place] = Piece(old.start, old.end, old.text, frozenset({"filler.plain", ASIDE}))
        else:
            old = pieces[at]
            out[at] = Piece(old.start, old.end, old.text, frozenset({"filler.plain", SPELT_OUT}))
    return tuple(out)


def _is_defined_so(catalog: Catalog, word: Piece, inside: Sequence[Piece]) -> bool:
    """Whether a metric with the word in its name has all the values in its definition."""
    listed = [piece.text.casefold() for piece in inside if piece.values]
    texts = [
        " ".join(text for text in (*metric.card.definition, metric.description or "") if text).casefold()
        for metric in shown_with(catalog, _each_word, *words(word.text))
    ]
    return any(all(value in text for value in listed) for text in texts)


def _each_word(catalog: Catalog, metric: Metric) -> Iterator[str]:
    yield from {each for name in words_of_names(catalog, metric) for each in name}


def _listed(inside: Sequence[Piece]) -> set[str]:
    """The dimensions that all of several values can be of; empty where anything else is said."""
    values = [piece for piece in inside if piece.values and piece.number is None and piece.time is None]
    others = [piece for piece in inside if piece not in values]
    if len(values) < _FEWEST or not all(piece.mark or piece.is_(*_JOINS) for piece in others):
        return set()
    return set.intersection(*({value.dimension for value in piece.values} for piece in values))


def _word_before(pieces: Sequence[Piece], bracket: int, dimensions: set[str]) -> int | None:
    """The word right before the brackets, or before the name of the group that their values are of."""
    at = bracket - 1
    named = {f"{name.model}.{name.dimension}" for name in pieces[at].dimensions} if at >= 0 else set()
    head = bool(named & dimensions)
    at -= 1 if head else 0
    if at < 0:
        return None
    piece, models = pieces[at], {name.partition(".")[0] for name in dimensions}
    far = bool(piece.values) and not any(
        value.dimension.partition(".")[0] in models for value in piece.values
    )
    plain = not (piece.metrics or piece.terms or piece.dimensions or piece.entities or piece.segments)
    return at if piece.unread or (far and plain and not head) else None
