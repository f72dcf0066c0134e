"""Things that something is asked at, one by one: the clinics of "how long do patients wait at each of our clinics"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import Piece, text_of
from assistant.understanding.neighbours import only_bare
from assistant.understanding.words import load_vocabulary


def is_asked_at_each(pieces: Sequence[Piece], thing: Piece) -> bool:
    """Whether a word for a place and "each" stand right before it: it is grouped by, and no mean goes over it."""
    said = text_of(piece for piece in pieces if piece.end <= thing.start)
    return bool(thing.dimensions) and load_vocabulary().matching("meaning.each_place", said) is not None


def groups_though_counted(pieces: Sequence[Piece], thing: Piece) -> bool:
    """Whether it is asked at each of the things, which a metric counts as well."""
    return only_bare(thing) and is_asked_at_each(pieces, thing)


def each_before(pieces: Sequence[Piece], at: int) -> int | None:
    """The "each" before a thing, over the "of our" of "each of our clinics"."""
    at -= 1
    while at >= 0 and not pieces[at].mark and (pieces[at].filler or _only_joins(pieces[at])):
        at -= 1
    return at if at >= 0 and pieces[at].is_("per.each") and not pieces[at].is_("per.all") else None


def _only_joins(piece: Piece) -> bool:
    return piece.is_("join.of") and not piece.is_("per.each") and not piece.concerns
