"""How many things there are of a value, said beside them: the 两个校区 of 上海两个校区, "the two Berlin stores". All of them are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import FIRST_ONES, Piece

COUNTED_THINGS = "filler.counted_things"
"""Role of a number that says how many things have the value beside it, which the answer tells."""
_COUNTER = "order.counter"
_HOW_MANY = "shape.how_many"
_PLAIN = frozenset({"filler.plain"})
_PICKS = (*FIRST_ONES, "order.slowest", "order.fastest", "per.which")
_FEWEST = 2


def with_counted_things(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces with such a number read as said of all of them, where nothing in the question picks some."""
    if any(piece.is_(*_PICKS) and not piece.concerns for piece in pieces):
        return pieces
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if _are_added_up(pieces, at):
            out[at] = Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain", COUNTED_THINGS}))
            continue
        if piece.number is None or piece.concerns or piece.time is not None or piece.number.value < _FEWEST:
            continue
        places = _behind_value(pieces, at) or _before_value(pieces, at, text)
        if places is not None:
            for place in places:
                old = pieces[place]
                out[place] = Piece(old.start, old.end, old.text, _PLAIN)
            out[at] = replace(out[at], roles=frozenset({"filler.plain", COUNTED_THINGS}))
    return tuple(out)


def _are_added_up(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is the 几家 of 深圳几家店加起来: a few of what has the value, of all of which a number is asked for behind."""
    piece = pieces[at]
    few = piece.is_(_HOW_MANY) and not piece.concerns and piece.text[:1] == "几"
    close = few and 0 < at < len(pieces) - 2 and pieces[at - 1].end == piece.start
    if not close or not pieces[at + 2].is_("shape.together") or pieces[at + 2].concerns:
        return False
    asked = any(other.is_(_HOW_MANY) and not other.concerns for other in pieces[at + 2 :])
    return asked and _are_of(pieces[at + 1], pieces[at - 1])


def _behind_value(pieces: Sequence[Piece], at: int) -> tuple[int, ...] | None:
    """The number and the measure word of 上海两个校区."""
    close = (
        at
        and at + 2 < len(pieces)
        and not pieces[at].text.isascii()
        and pieces[at - 1].end == pieces[at].start
    )
    if not close or not pieces[at + 1].is_(_COUNTER) or pieces[at + 1].concerns:
        return None
    return (at, at + 1) if _are_of(pieces[at + 2], pieces[at - 1]) else None


def _before_value(pieces: Sequence[Piece], at: int, text: str) -> tuple[int, ...] | None:
    """The number of "the two Berlin stores"."""
    if at + 2 >= len(pieces) or not text[: pieces[at].start].endswith("the "):
        return None
    return (at,) if _are_of(pieces[at + 2], pieces[at + 1]) else None


def _are_of(thing: Piece, value: Piece) -> bool:
    """Whether the value is one that the things have."""
    if not value.values or value.metrics or value.dimensions or thing.values or not thing.dimensions:
        return False
    own = {(name.model, f"{name.model}.{name.dimension}") for name in thing.dimensions}
    return any(
        each.dimension.rpartition(".")[0] == model and each.dimension != field
        for each in value.values
        for model, field in own
    )
