"""Whether a question may ask for several numbers side by side, for which no single metric can stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import soft
from assistant.understanding.meaning.asked_for import asks_for_part

LISTS = (",", "、", ";", "/", "+", "&")
"""Marks between things that are asked for side by side."""
_ASKS = ("shape.how_many", "shape.how_much_of", "shape.share")
"""Words that ask for a number."""
_JOINS = ("join.and", "join.versus")


def lists_numbers(pieces: Sequence[Piece]) -> bool:
    """Whether it lists what is measured, or asks for it in another unit: "revenue in dollars"."""
    if any(piece.is_("shape.in_amount") or _is_over(piece) for piece in pieces):
        return True
    if any(piece.is_(*_JOINS) and _joins(pieces, at) for at, piece in enumerate(pieces)):
        return True
    named = [at for at, piece in enumerate(pieces) if piece.metrics or piece.terms]
    inside = range(named[0], named[-1]) if named else range(0)
    return any(pieces[at].text in LISTS and not _ends_whole(pieces, at) for at in inside)


def asks_apart(pieces: Sequence[Piece]) -> bool:
    """Whether two numbers are asked for in two clauses: 一共被访问了多少次，其中多大比例是看一眼就走的."""
    asked = [at for at, piece in enumerate(pieces) if piece.is_(*_ASKS) and not piece.concerns]
    for first, last in pairwise(asked):
        parted = [at for at in range(first, last) if pieces[at].text in LISTS or _is_and(pieces[at])]
        # The "in percent" behind a comma asks for nothing more.
        if parted and any(not soft(piece) for piece in (*pieces[parted[-1] : last], *pieces[last + 1 :])):
            return True
    return False


def _is_and(piece: Piece) -> bool:
    return piece.is_("join.and") and not soft(piece)


def _is_over(piece: Piece) -> bool:
    """The "over" of "bookings over spend", which the "among" of "upsell rate among existing customers" is not."""
    return piece.is_("per.over") and not piece.is_("join.of")


def _joins(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it stands between two things that are said, which the 加 of 升级加钱的 does not, and not just between two
    values of one.
    """
    if 0 < at < len(pieces) - 1 and pieces[at - 1].values and pieces[at + 1].values:
        return False
    return all(
        any(not soft(piece) and not piece.is_("shape.money") for piece in side)
        for side in (pieces[:at], pieces[at + 1 : at + 2])
    )


def _ends_whole(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the part is asked for behind the mark of what is named before: "of the users who registered, what
    fraction completed onboarding".
    """
    opens = pieces[0].is_("join.of") and not any(piece.text in LISTS for piece in pieces[:at])
    return opens and at + 1 < len(pieces) and asks_for_part(pieces[at + 1])
