"""Verbs that say what has become of the things that are counted, where the catalog knows the state by their participle: the
"deliver" of "how many orders did we deliver", where orders are Delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import Lexicon, ValueName
from assistant.understanding.words import load_vocabulary

_VOWELS = "aeiou"


def with_done_states(
    pieces: tuple[Piece, ...], text: str, lexicon: Lexicon, catalog: Catalog
) -> tuple[Piece, ...]:
    """The pieces with such a verb as the value. Only of the rows that a metric of the question is computed from, and where
    the verb is asked about: "did we deliver", "did we ship or deliver".
    """
    verbs = [at for at, piece in enumerate(pieces) if _may_be_asked(piece, text)]
    if not verbs:
        return pieces
    read = frozenset(
        model
        for piece in pieces
        for name in piece.metrics
        if name.metric in catalog.metrics
        for model in models_read(catalog.complete.metrics, name.metric)
    )
    out = list(pieces)
    for at in verbs:
        values = tuple(
            value for value in _states(pieces[at].text, lexicon) if value.dimension.partition(".")[0] in read
        )
        if values:
            out[at] = replace(pieces[at], roles=frozenset(), values=values)
    return tuple(out)


def _may_be_asked(piece: Piece, text: str) -> bool:
    plain = piece.text.isascii() and piece.text.isalpha() and not piece.concerns and piece.time is None
    if not (plain and (piece.unread or piece.filler)):
        return False
    return load_vocabulary().matching("verb.asked", text[: piece.start]) is not None


def _states(verb: str, lexicon: Lexicon) -> Iterator[ValueName]:
    for form in dict.fromkeys(_participles(verb)):
        yield from (entry for entry in lexicon.phrases.get((form,)) if isinstance(entry, ValueName))


def _participles(verb: str) -> Iterator[str]:
    """The forms of an irregular verb, and those that a regular one may have: ship is shipped, deliver delivered."""
    irregular = load_vocabulary().irregular
    yield from (form for form, base in irregular.items() if base == verb)
    if verb.endswith("e"):
        yield f"{verb}d"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        yield f"{verb[:-1]}ied"
    else:
        yield f"{verb}ed"
        yield f"{verb}{verb[-1]}ed"
