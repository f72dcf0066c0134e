"""What is said of a metric that was just named, and defines it again: "net cash, meaning cash collected minus refunds"."""

from __future__ import annotations

from assistant.understanding.cutting.asides.contexts import ASIDE
from assistant.understanding.cutting.pieces import Piece

_NAMELY = "follow.namely"
_CLOSING = frozenset(",，;；)）")
_PLAIN = frozenset({"filler.plain"})


def without_glosses(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with such an apposition set aside, up to the next mark. The metric is what the catalog says it is; it
    holds another name of a metric, as a period that is said again is not.
    """
    out = list(pieces)
    for at in range(2, len(pieces)):
        named = any(piece.metrics for piece in pieces[: at - 1])
        if not (named and pieces[at].is_(_NAMELY) and pieces[at - 1].mark):
            continue
        end = next((n for n in range(at + 1, len(pieces)) if pieces[n].text in _CLOSING), len(pieces))
        inside = pieces[at + 1 : end]
        if not any(piece.metrics for piece in inside) or any(_limits(piece) for piece in inside):
            continue
        for place in range(at, end):
            old = pieces[place]
            out[place] = Piece(old.start, old.end, old.text, _PLAIN | {ASIDE})
    return tuple(out)


def _limits(piece: Piece) -> bool:
    """Whether it may be a condition or a group, which no definition of the catalog is known to have."""
    only = bool(piece.values) and not piece.metrics
    return bool(only or piece.segments or piece.time is not None or piece.is_("per.each", "per.before"))
