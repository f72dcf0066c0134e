"""The one that a ranking came out with, where the next question speaks of it: "which region had the most tickets?", "break
its tickets down by category"; 它每个月的收入是多少; "by month for the top one".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.query import Scalar
from assistant.question import Turn
from assistant.understanding.conversation import moves
from assistant.understanding.conversation.first_shown import asks_for_several
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary

Said = Callable[[str], tuple[Piece, ...]]
"""Cuts an earlier question into its pieces."""

_ASKS = ("per.which", "per.person")
_BY_PLACE, _BY_PRONOUN = "pointing.leading", "pointing.single"


def with_leading(
    pieces: tuple[Piece, ...], text: str, turns: Sequence[Turn], catalog: Catalog, said: Said
) -> tuple[Piece, ...]:
    """The pieces with the words that stand for the first of the groups shown as its value.

    A pronoun stands for it only where one was asked for: of all regions, "its" is what was counted.
    """
    last = next((turn for turn in reversed(turns) if moves.is_answer(turn)), None)
    if last is None or last is not turns[-1] or last.leading is None:
        return pieces
    span = _span(text, _BY_PLACE)
    if span is None and (single := _span(text, _BY_PRONOUN) or _named(pieces, last.leading[0], catalog)):
        span = single if _asks_for_one(last, said) else None
    if span is None or not _says_more(pieces, span):
        return pieces
    return _replaced(pieces, text, span, _values(last.leading, catalog))


def _span(text: str, role: str) -> tuple[int, int] | None:
    found = load_vocabulary().matching(role, text)
    return found.span() if found is not None else None


def _named(pieces: Sequence[Piece], leading: str, catalog: Catalog) -> tuple[int, int] | None:
    """A pointing word and the name of what was ranked: "that region", 这个产品; of a metric that is called by such a
    name, the 渠道花费 of 该渠道花费, the pointing word alone.
    """
    model, _, own = leading.rpartition(".")
    dimension = catalog.models[model].dimensions.get(own) if model in catalog.models else None
    for pointing, piece in pairwise(pieces):
        if pointing.text not in load_vocabulary().anaphora["pointing_one"] or piece.values:
            continue
        if any(name.dimension == own for name in piece.dimensions) and not piece.metrics:
            return pointing.start, piece.end
        if piece.metrics and dimension is not None and piece.text.startswith(dimension.names):
            return pointing.start, pointing.end
    return None


def _asks_for_one(turn: Turn, said: Said) -> bool:
    """Whether a single one was asked for: "which region", 哪个, who; not "which regions", 前三."""
    if turn.query is not None and turn.query.limit is not None:
        return turn.query.limit == 1
    pieces = said(turn.text)
    numbered = any(piece.number is not None and not piece.concerns and piece.time is None for piece in pieces)
    if numbered or asks_for_several(pieces):
        return False
    return all(any(piece.is_(*roles) for piece in pieces) for roles in (_ASKS, EXTREMES))


def _says_more(pieces: Sequence[Piece], span: tuple[int, int]) -> bool:
    """Whether something is asked of it: what points at nothing but the chart says no more than that."""
    return any(
        not piece.within(span) and (piece.concerns or piece.time is not None or piece.says_grain)
        for piece in pieces
    )


def _replaced(
    pieces: Sequence[Piece], text: str, span: tuple[int, int], values: tuple[ValueName, ...]
) -> tuple[Piece, ...]:
    start, end = span
    touched = [piece for piece in pieces if piece.start < end and start < piece.end]
    if not values or not touched or any(not piece.within(span) and piece.concerns for piece in touched):
        return tuple(pieces)
    first, last = min(start, touched[0].start), max(end, touched[-1].end)
    one = Piece(first, last, text[first:last], values=values)
    before = tuple(piece for piece in pieces if piece.end <= first)
    return (*before, one, *(piece for piece in pieces if piece.start >= last))


def _values(leading: tuple[str, Scalar], catalog: Catalog) -> tuple[ValueName, ...]:
    """The value, of every dimension that is the one it was shown of."""
    model, _, own = leading[0].rpartition(".")
    if model not in catalog.models or own not in catalog.models[model].dimensions:
        return ()
    shared = catalog.models[model].dimensions[own].conformed
    return tuple(
        ValueName(f"{each.name}.{name}", leading[1])
        for each in catalog.models.values()
        for name, dimension in each.dimensions.items()
        if (each.name, name) == (model, own) or (shared is not None and dimension.conformed == shared)
    )
