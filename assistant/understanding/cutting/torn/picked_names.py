"""What some are asked for of, said as the beginning of a metric's name or of a value's: the 群 of
哪三个群的健康度最低, the partners of 哪个伙伴的线索最多 and 每个伙伴的线索, where 伙伴线索 are leads that came through one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName, Term
from assistant.understanding.words import load_vocabulary

_WHICH, _COUNTER = "per.which", "order.counter"
_ASKED = (_WHICH, "per.each")
_POSSESSIVE = "'s"


def with_picked_names(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a name in two, which stands behind "which" and a number."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        parts = _parts(piece, lexicon) if _is_picked(pieces, at) else None
        out += parts or (piece,)
    return tuple(out)


def _is_picked(pieces: tuple[Piece, ...], at: int) -> bool:
    place = at - 1
    if place >= 0 and _is_value(pieces[at]):
        return pieces[place].is_(*_ASKED) and not pieces[place].concerns
    if place > 0 and pieces[place].is_(_COUNTER) and not pieces[place].concerns:
        place -= 1
    numbered = place > 0 and pieces[place].number is not None
    return numbered and pieces[place - 1].is_(_WHICH) and not pieces[place - 1].concerns


def _is_value(piece: Piece) -> bool:
    """Whether it names a value or a yes-or-no field, which is no thing to ask for one of."""
    return (bool(piece.values) or _is_flag(piece)) and not (piece.metrics or piece.terms or piece.entities)


def _is_flag(piece: Piece) -> bool:
    return bool(piece.dimensions) and all(name.boolean for name in piece.dimensions)


def _parts(piece: Piece, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """The thing and the metric, the longest name of a thing first."""
    text = piece.text
    named_one = bool(piece.metrics) and not (piece.dimensions or piece.entities or text.isascii())
    if len(text) != piece.end - piece.start or not (named_one or _is_value(piece)):
        return None
    for size, first in _cuts(text):
        if not (named_one or _is_flag(piece) or text[size:first].strip()):
            continue
        named = lexicon.phrases.get(tuple(words(text[:size])))
        dimensions = tuple(entry for entry in named if isinstance(entry, DimensionName))
        entities = tuple(entry for entry in named if isinstance(entry, EntityName))
        rest = lexicon.phrases.get(tuple(words(text[first:])))
        metrics = tuple(entry for entry in rest if isinstance(entry, MetricName))
        terms = tuple(entry for entry in rest if isinstance(entry, Term))
        if (dimensions or entities) and (metrics or terms):
            start, cut = piece.start + size, piece.start + first
            thing = Piece(piece.start, start, text[:size], dimensions=dimensions, entities=entities)
            if piece.metrics:
                return thing, replace(piece, start=cut, text=text[first:])
            return thing, Piece(cut, piece.end, text[first:], metrics=metrics, terms=terms)
    return None


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where the thing may end and the metric begin, over what says that it is the thing's."""
    if text.isascii():
        for at in [at for at, character in enumerate(text) if character == " "][::-1]:
            yield at - len(_POSSESSIVE) * text[:at].endswith(_POSSESSIVE), at + 1
        return
    possessive = tuple(load_vocabulary().anaphora["possessive"])
    for size in range(len(text) - 2, 0, -1):
        yield size, size + text[size:].startswith(possessive)
