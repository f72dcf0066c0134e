"""What some are asked for of, said as the beginning of a metric's name or of a value's: the 群 of
哪三个群的健康度最低, the partners of 哪个伙伴的线索最多 and 每个伙伴的线索, where 伙伴线索 are leads that came through one.
Or as the end of a value's: "which 3 gold partners", 健康度最低的3家金牌伙伴.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.understanding.cutting.pieces import FIRST_ONES, Piece
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName, Term
from assistant.understanding.words import load_vocabulary

_WHICH, _COUNTER = "per.which", "order.counter"
_LIMITS = ("threshold.gt", "threshold.ge", "threshold.lt", "threshold.le", "threshold.eq")
_BIG = "order.big"
_ASKED = (_WHICH, "per.each")
_POSSESSIVE = "'s"


def with_picked_names(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a name in two, which stands behind "which" and a number."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        parts = _parts(piece, lexicon) if _is_picked(pieces, at) else None
        parts = parts or (_big_parts(piece, lexicon) if _is_behind_number(pieces, at) else None)
        parts = parts or (_kind_parts(piece, lexicon) if _is_numbered(pieces, at) else None)
        out += parts or (piece,)
    return tuple(out)


def _is_numbered(pieces: tuple[Piece, ...], at: int) -> bool:
    """Whether so many of the kind are asked for, the first ones by some measure."""
    place = at - 1
    if place >= 0 and pieces[place].is_(_COUNTER) and not pieces[place].concerns:
        place -= 1
    if place < 0 or pieces[place].number is None or pieces[place].concerns:
        return False
    if place and pieces[place - 1].is_(*_LIMITS):
        return False  # "at least 20 closed deals"
    return any(piece.is_(*FIRST_ONES) for piece in pieces)


def _is_behind_number(pieces: tuple[Piece, ...], at: int) -> bool:
    before = pieces[at - 1] if at else None
    return before is not None and before.number is not None and before.end == pieces[at].start


def _big_parts(piece: Piece, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """The 大 of 五大客户 and the thing, where some of the things are called 大客户: so many are the biggest ones."""
    roles = load_vocabulary().phrases.get((piece.text[:1],))
    if _BIG not in roles or not piece.values or len(piece.text) != piece.end - piece.start:
        return None
    things = _things(lexicon, piece.text[1:], {value.dimension for value in piece.values})
    if things is None:
        return None
    cut = piece.start + 1
    return Piece(piece.start, cut, piece.text[:1], frozenset(roles)), replace(
        things, start=cut, end=piece.end, text=piece.text[1:]
    )


def _things(lexicon: Lexicon, text: str, but: set[str]) -> Piece | None:
    """The thing of that name, which none of the dimensions `but` is."""
    named = lexicon.phrases.get(text)
    dimensions = tuple(entry for entry in named if isinstance(entry, DimensionName) and not entry.boolean)
    dimensions = tuple(entry for entry in dimensions if f"{entry.model}.{entry.dimension}" not in but)
    entities = tuple(entry for entry in named if isinstance(entry, EntityName))
    if not (dimensions or entities):
        return None
    return Piece(0, len(text), text, dimensions=dimensions, entities=entities)


def _kind_parts(piece: Piece, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """The value, and the thing that its name ends with."""
    text = piece.text
    if len(text) != piece.end - piece.start or not piece.values or piece.metrics or piece.dimensions:
        return None
    own = {value.dimension for value in piece.values}
    for start in range(1, len(text)):
        things = _things(lexicon, text[start:], own)
        if things is None or (text.isascii() and text[start - 1] != " "):
            continue
        kind, cut = text[:start].rstrip(), piece.start + start
        value = replace(piece, end=piece.start + len(kind), text=kind, entities=())
        return value, replace(things, start=cut, end=piece.end)
    return None


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
        named = lexicon.phrases.get(text[:size])
        dimensions = tuple(entry for entry in named if isinstance(entry, DimensionName))
        entities = tuple(entry for entry in named if isinstance(entry, EntityName))
        rest = lexicon.phrases.get(text[first:])
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
