"""Verbs of what comes into being, beside its count: the "open" of "how many tickets did we open" is no state that they
are in, and the customers of "how many tickets did customers raise" are not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.values.adjectives import counts_what_comes
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.neighbours import only_bare, word_for_the_thing
from assistant.understanding.words import load_vocabulary

_PLAIN = frozenset({"filler.plain"})


def with_creating_verbs(
    pieces: Sequence[Piece], text: str, codewords: Mapping[str, frozenset[str]], catalog: Catalog
) -> tuple[Piece, ...]:
    """The pieces with such verbs, and the words for who did it, saying nothing. Only where what comes into being is
    counted: what stands beside nothing of the kind keeps its meaning.
    """
    if not any(_counts_what_comes(piece, catalog) for piece in pieces):
        return tuple(pieces)
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.text not in codewords["creating"] or piece.metrics or piece.time is not None:
            continue
        who = _doer(pieces, at, text, catalog)
        if who is None and not (_is_verb(piece, text) and _is_said_of(pieces, at, catalog)):
            continue
        out[at] = replace(Piece(piece.start, piece.end, piece.text, _PLAIN), typo=piece.typo)
        if who is not None and pieces[who].key is None:
            out[who] = Piece(pieces[who].start, pieces[who].end, pieces[who].text, _PLAIN)
    return tuple(out)


def _is_verb(piece: Piece, text: str) -> bool:
    """Whether the words before say who did it: "did we", "have they", "that we". A Chinese verb tells itself."""
    if not piece.text.isascii():
        return True
    return load_vocabulary().matching("creating.before", text[: piece.start]) is not None


def _doer(pieces: Sequence[Piece], at: int, text: str, catalog: Catalog) -> int | None:
    """The place of the word for those who did it, where an auxiliary stands before that: "did customers raise"."""
    who = at - 1
    if who < 1 or not text.isascii():
        return None
    piece = pieces[who]
    word = piece.text.isalpha() and all(is_count(catalog, name.metric) for name in piece.metrics)
    bare = bool(piece.metrics) and (only_bare(piece) or word_for_the_thing(piece) or word)
    bare = bare or piece.key is not None
    if not bare or piece.values or text[piece.end : pieces[at].start] != " ":
        return None
    first = who
    while first and pieces[first - 1].values and not pieces[first - 1].metrics:
        first -= 1
    if not any(_counts_what_comes(other, catalog) for other in pieces[:first]):
        return None
    asked = load_vocabulary().matching("creating.auxiliary", text[: pieces[first].start])
    return who if asked is not None else None


def _is_said_of(pieces: Sequence[Piece], at: int, catalog: Catalog) -> bool:
    """Whether nothing else is named between the verb and what is counted, in Chinese right behind it."""
    if pieces[at].text.isascii():
        return True
    passed = ("join.of", "shape.how_many", "order.counter")
    behind = next((piece for piece in pieces[at + 1 :] if not (piece.filler or piece.is_(*passed))), None)
    return behind is not None and _counts_what_comes(behind, catalog)


def _counts_what_comes(piece: Piece, catalog: Catalog) -> bool:
    best = max((name.strength for name in piece.metrics), default=0)
    return any(name.strength == best and counts_what_comes(catalog, name.metric) for name in piece.metrics)
