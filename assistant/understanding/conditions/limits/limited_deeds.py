"""Deeds that a limit is said of: the delivery of "orders that needed more than 20 days for delivery" is how long that
took, and no number of deliveries."""

from __future__ import annotations

from dataclasses import replace

from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import BEFORE, NUMERIC, unit_of_number
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.units import converted, is_measured, units_in


def name_limited_deeds(draft: Draft) -> None:
    """Where other things are counted: the word beside a limited duration is the number of their rows that is called
    by it and by nothing but its unit.
    """
    pieces = list(draft.pieces)
    counted = next((at for at in range(len(pieces)) if _is_asked_for(draft, at)), None)
    if counted is None:
        return
    names = [name.metric for name in pieces[counted].metrics if is_count(draft.ground.catalog, name.metric)]
    for at, piece in enumerate(pieces):
        units = _limited_units(draft, at)
        if at == counted or not piece.metrics or not units or not names:
            continue
        fields = [item for item in _own_numbers(draft, names[:1]) if _is_of(item, piece, units)]
        if len(fields) == 1 and fields[0].dimension is not None:
            named = DimensionName(fields[0].model, fields[0].dimension.name, fields[0].conformed)
            pieces[at] = replace(piece, metrics=(), entities=(), values=(), dimensions=(named,))
    draft.pieces = tuple(pieces)


def _is_asked_for(draft: Draft, at: int) -> bool:
    return bool(draft.pieces[at].metrics) and at > 0 and draft.has(at - 1, *HOW_MANY)


def _limited_units(draft: Draft, at: int) -> frozenset[str]:
    """The units of the limited number that stands right before the word, over "for" and the like, or right behind."""
    pieces = draft.pieces
    before = at - 1
    while before >= 0 and draft.has(before, "join.of"):
        before -= 1
    if before >= 2 and pieces[before - 1].number is not None and draft.has(before - 2, *BEFORE):
        return _measured(pieces[before])
    if at + 3 < len(pieces) and draft.has(at + 1, *BEFORE) and pieces[at + 2].number is not None:
        return _measured(pieces[at + 3])
    return frozenset()


def _measured(piece: Piece) -> frozenset[str]:
    units = units_in(piece.text)
    return units if is_measured(units) else frozenset()


def _own_numbers(draft: Draft, names: list[str]) -> list[FieldOption]:
    options = draft.ground.linker.options(names)
    return [
        item
        for item in options
        if item.dimension is not None and item.dimension.data_type in NUMERIC and distance(item, options) == 0
    ]


def _is_of(item: FieldOption, piece: Piece, units: frozenset[str]) -> bool:
    """Whether the number is called by the word and its own unit: delivery days, 配送天数."""
    unit = unit_of_number(item)
    if unit is None or converted(1, units, unit) is None or item.dimension is None:
        return False
    said = {stem(word) for word in words(piece.text)}
    return any(
        name.isascii() and {stem(word) for word in words(name) if not units_in(word)} == said
        for name in (*item.dimension.names, item.dimension.name.replace("_", " "))
    )
