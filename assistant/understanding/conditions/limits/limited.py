"""What stands right behind a limited number and is what the number counts: the deliveries of "at least 100
deliveries", the nights of "more than 5 nights".
"""

from __future__ import annotations

from assistant.query import Operator
from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.neighbours import COUNTERS
from assistant.understanding.units import sign_of, unit_in_name, unit_of_metric, units_in

BEFORE: dict[str, Operator] = {
    "threshold.ge": ">=", "threshold.le": "<=", "threshold.gt": ">", "threshold.lt": "<", "threshold.eq": "=",
}  # fmt: skip
AFTER: dict[str, Operator] = {
    "threshold.ge_after": ">=", "threshold.le_after": "<=", "threshold.lt_after": "<",
}  # fmt: skip
"""Roles of the words that limit a number from before and from behind, and what they say of it."""
NUMERIC = ("integer", "number")


def currency_of(draft: Draft, at: int) -> frozenset[str]:
    """The units of the currency whose sign the number has before it; empty without one."""
    piece = draft.pieces[at]
    digits = piece.number.start if piece.number is not None else piece.start
    return sign_of(draft.ground.text, piece.start, digits)


def unit_of_number(field: FieldOption) -> str | None:
    """What a number of the rows is measured in: as declared, else as its name says."""
    if field.dimension is None:
        return None
    declared = unit_of_metric(field.dimension.unit)
    return declared or unit_in_name((*field.dimension.names, field.dimension.name))


def noun_behind(draft: Draft, at: int) -> int | None:
    """The piece that a number is followed by, over counters, the limit's own words behind it and values that describe
    it: the deals of "at least 20 manufacturing deals".
    """
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.metrics or piece.terms or piece.dimensions or piece.entities:
            return place if draft.ground.text[piece.start - 1 : piece.start] not in _MARKS else None
        describes = bool(piece.values) and not draft.between(place - 1, place).strip()
        if not describes and (not piece.is_(*COUNTERS, *AFTER, _TOTAL) or piece.concerns):
            return None
    return None


_TOTAL = "shape.total"
"""The "total" of "at least 5 total orders"."""
_MARKS = (",", ";", ":", "，", "；", "：", "、")


def is_counted(draft: Draft, place: int, metric: str) -> bool:
    """Whether the metric that is named there is what a plain number right before it limits: a count, or one that is called by
    its unit.
    """
    catalog, said = draft.ground.catalog, words(draft.pieces[place].text)
    unit = unit_of_metric(catalog.metrics[metric].card.unit)
    own = bool(said) and unit is not None and unit in units_in(said[-1])
    return (is_count(catalog, metric) or own) and is_plainly_behind(draft, place)


def is_plainly_behind(draft: Draft, place: int) -> bool:
    """Whether a limited number that is no percentage stands right before what is named there."""
    at = next((at for at in range(place - 1, max(-1, place - 4), -1) if _is_number(draft, at)), None)
    if at is None or noun_behind(draft, at) != place:
        return False
    number = draft.pieces[at].number
    return number is not None and number.kind != "percent" and _is_limited(draft, at, place)


def _is_number(draft: Draft, at: int) -> bool:
    return draft.pieces[at].number is not None


def _is_limited(draft: Draft, at: int, place: int) -> bool:
    """Whether a limit stands before or behind the number, and neither has something else to limit: a name
    that touches the limit from the left, or a limit that touches the noun, where words are not spaced
    (订单数超过100渠道收入).
    """
    before = draft.left(at, *BEFORE)
    opened = draft.has(before, *BEFORE)
    closed = any(draft.has(each, *AFTER) for each in range(at + 1, place))
    if not (opened or closed):
        return False
    own = draft.right(place, *BEFORE)
    if draft.has(own, *BEFORE) and place + 1 == own and not draft.pieces[place].text.isascii():
        return False
    return not _named_close(draft, before if opened else at)


def _named_close(draft: Draft, before: int | None) -> bool:
    """Whether a name that is no English one touches the limit from the left: 订单数超过100, 得分90以上, 得分在90以上."""
    if not before:
        return False
    opening = draft.pieces[before - 1]
    if opening.is_("threshold.between") and not opening.concerns and not draft.between(before - 1, before):
        before -= 1
    if not before:
        return False
    name = draft.pieces[before - 1]
    named = bool(name.metrics or name.terms or name.dimensions)
    return named and not name.text.isascii() and draft.between(before - 1, before) == ""
