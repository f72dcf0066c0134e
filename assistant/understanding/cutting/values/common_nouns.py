"""One word of a longer value's name that is a noun of its own where it stands: the group of "the group's revenue" is no Group
buying, although the catalog writes that value "group".
"""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary


def with_common_nouns(pieces: tuple[Piece, ...], text: str, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such words as nothing that the catalog knows, so that they are told and limit nothing unseen."""
    spans = {
        match.span("noun")
        for pattern in load_vocabulary().patterns.get("value.common_noun", ())
        for match in pattern.finditer(text)
    }
    if not spans:
        return pieces
    return tuple(replace(piece, values=()) if _is_noun(piece, spans, catalog) else piece for piece in pieces)


def _is_noun(piece: Piece, spans: set[tuple[int, int]], catalog: Catalog) -> bool:
    stands = any(start == piece.start and end <= piece.end for start, end in spans)
    return stands and bool(piece.values) and all(_is_part(piece, value, catalog) for value in piece.values)


def _is_part(piece: Piece, value: ValueName, catalog: Catalog) -> bool:
    """Whether all that the value is called is longer than the word, which is written in it."""
    model, _, name = value.dimension.partition(".")
    dimension = catalog.models[model].dimensions.get(name)
    known = (
        next((each for each in dimension.values if each.value == value.value), None) if dimension else None
    )
    word = piece.text.removesuffix("'s")
    called = [normalize(text).text for text in _names(known)]
    return word not in called and any(word in text.split() for text in called)


def _names(known: object) -> list[str]:
    labels, others = getattr(known, "labels", ()), getattr(known, "synonyms", ())
    return [text for text in (*labels, *others) if text]
