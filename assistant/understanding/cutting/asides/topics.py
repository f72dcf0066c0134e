"""Lists behind what they are about: the form views of "how did our forms do - views and conversion rate?", and words in
such lists that say nothing elsewhere and must not get lost beside a metric.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import BARE, Lexicon, MetricName
from assistant.understanding.neighbours import only_bare, word_for_the_thing

_BREAKS = frozenset(":-–—?;")
_CLOSING = frozenset("?;")
"""What ends a question that stands by itself."""
_COMMAS = frozenset("、,/&+")
_LISTED = frozenset({"shape.listed"})
"""Asked for beside something else: nothing reads it, so that nothing can leave it out either."""
_PLAIN = frozenset({"filler.plain"})
_KINDS = ("shape.number_of", "shape.amount")
"""Words for a kind of number, such as "count" and "value"."""
_LONGEST = 5
"""Pieces of an item of a list."""

Item = tuple[int, int]
"""The first and the last place of its pieces."""


def with_topics(pieces: Sequence[Piece], text: str, lexicon: Lexicon, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with each item of a list as the metric that it names together with the thing that the words before
    the list are about; that thing then says no more. An item that names none, and would be passed over, is unread.
    """
    heads = remembered(catalog, "last words of metrics", lambda: _last_words(catalog))
    out = list(pieces)
    ranked = _behind_ranked(pieces)
    start = ranked if ranked is not None else _behind_break(pieces, text)
    items = list(_items(out, start or 0, heads))
    named: dict[Item, tuple[MetricName, ...]] = {}
    if start is not None:
        for topic in _topics(out, start):
            named = {item: found for item in items if (found := _completed(out, topic, item, text, lexicon))}
            if named and ranked is None:
                _close_topic(out, topic, [name.metric for found in named.values() for name in found])
            if named or ranked is not None:
                break
    for first, last in reversed(items):
        stretch = Piece(out[first].start, out[last].end, text[out[first].start : out[last].end])
        if (first, last) in named:
            out[first : last + 1] = [
                Piece(stretch.start, stretch.end, stretch.text, metrics=named[first, last])
            ]
        elif len(items) > 1 and all(_may_get_lost(piece) for piece in out[first : last + 1]):
            out[first : last + 1] = [replace(stretch, roles=_LISTED)]
    return tuple(out)


def _last_words(catalog: Catalog) -> frozenset[str]:
    return frozenset(
        parts[-1]
        for metric in catalog.metrics.values()
        for name in metric.names
        if name.isascii() and len(parts := words(name)) > 1
    )


def _behind_break(pieces: Sequence[Piece], text: str) -> int | None:
    """The place behind the last mark that parts a topic from a list."""
    found = None
    for at, piece in enumerate(pieces[:-1]):
        if not piece.mark or piece.text not in _BREAKS:
            continue
        if piece.text in _CLOSING and any(_ranks(other) for other in pieces[:at]):
            continue  # 哪个渠道的线索最多?花费多少 asks for the leads as well
        spaced = text[piece.start - 1 : piece.start] == " " or piece.text in ":?;"
        if at and spaced and any(other.concerns or not other.filler for other in pieces[at + 1 :]):
            found = at + 1
    return found


def _ranks(piece: Piece) -> bool:
    return not piece.concerns and any(role.startswith("order.") for role in piece.roles)


def _behind_ranked(pieces: Sequence[Piece]) -> int | None:
    """The place behind the "by" of "top 3 features by users and adoption", where several are listed."""
    for at in range(2, len(pieces) - 2):
        by, thing, number = pieces[at], pieces[at - 1], pieces[at - 2]
        ranks = by.is_("per.before") and not by.is_("per.each") and by.text.isascii() and not by.concerns
        if ranks and (thing.dimensions or thing.entities) and number.number is not None:
            return at + 1 if any(_is_link(piece) for piece in pieces[at + 1 :]) else None
    return None


def _topics(pieces: Sequence[Piece], end: int) -> Iterator[int]:
    """Places of words for things before the list, the last first, that nothing is grouped by."""
    for at in range(end - 1, -1, -1):
        piece = pieces[at]
        thing = piece.dimensions or piece.entities or piece.metrics
        grouped = at and any(role.startswith("per.") for role in pieces[at - 1].roles)
        if thing and not piece.values and not grouped:
            yield at


def _items(pieces: Sequence[Piece], start: int, heads: frozenset[str]) -> Iterator[Item]:
    """What is listed from a place on: pieces between words such as "and"."""
    edges = [at for at in range(start, len(pieces)) if _is_link(pieces[at]) and not _is_of_range(pieces, at)]
    for first, last in zip([start, *(at + 1 for at in edges)], [*edges, len(pieces)], strict=True):
        told = [at for at in range(first, last) if _tells(pieces[at], heads)]
        if told and told[-1] - told[0] < _LONGEST:
            yield told[0], told[-1]


def _is_link(piece: Piece) -> bool:
    return (piece.mark and piece.text in _COMMAS) or (piece.is_("join.and") and not piece.concerns)


def _is_of_range(pieces: Sequence[Piece], at: int) -> bool:
    """The "and" of "between 200k and 500k"."""
    beside = (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
    return len(beside) > 1 and all(piece.number is not None for piece in beside)


def _tells(piece: Piece, heads: frozenset[str]) -> bool:
    if piece.mark or piece.time is not None or piece.number is not None:
        return False
    if piece.concerns or piece.unread or piece.is_("shape.average"):
        return True
    if piece.is_(*_KINDS):
        return True
    said = words(piece.text) if piece.filler and piece.text.isascii() else ()
    return bool(said) and said[-1] in heads


def _may_get_lost(piece: Piece) -> bool:
    return piece.filler or (piece.is_(*_KINDS) and piece.is_("filler.plain") and not piece.concerns)


def _completed(
    pieces: Sequence[Piece], topic: int, item: Item, text: str, lexicon: Lexicon
) -> tuple[MetricName, ...]:
    """The one metric whose name the thing and the item make, the thing before it or within it."""
    inside = pieces[item[0] : item[1] + 1]
    if any(piece.values and not piece.metrics for piece in inside) or item[0] <= topic:
        return ()
    about, said = words(pieces[topic].text), words(text[inside[0].start : inside[-1].end])
    for cut in range(len(said)):
        entries = lexicon.phrases.get((*said[:cut], *about, *said[cut:]))
        found = tuple(entry for entry in entries if isinstance(entry, MetricName) and entry.strength > BARE)
        if len({entry.metric for entry in found}) == 1:
            return found
    return ()


def _close_topic(pieces: list[Piece], topic: int, named: Sequence[str]) -> None:
    """The thing itself is not asked for beside the metrics of it."""
    piece = pieces[topic]
    again = any(name.metric in named for name in piece.metrics)
    if again or not piece.metrics or only_bare(piece) or word_for_the_thing(piece):
        pieces[topic] = Piece(piece.start, piece.end, piece.text, _PLAIN)
