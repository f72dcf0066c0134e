"""How many figures are asked for, said beside them: "two figures, leads and MQLs", 3月和9月这两个月."""

from __future__ import annotations

from assistant.query import AnyOf, Condition
from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import Between, Listed, Period, Relative, Versus
from assistant.understanding.time.shapes import unit_of

_NUMBERS = {"told.two": 2, "told.three": 3, "told.four": 4}
_GRAINS = ("grain.day", "grain.week", "grain.month", "grain.quarter", "grain.year")
_FEWEST = 2


def drop_told_periods(draft: Draft) -> None:
    """ "These two months" beside the two that are named, or "two quarters" without more, is no other period."""
    named = {at: items for at in range(len(draft.pieces)) if (items := _items(draft, at))}
    for at, piece in enumerate(draft.pieces):
        others = [item for place, items in named.items() if place != at for item in items]
        units = {unit_of(item) for item in others}
        if len(others) < _FEWEST or len(units) != 1 or not draft.free(at):
            continue
        (unit,) = units
        if piece.time is not None and _these(piece.time.expr) == (len(others), unit):
            draft.read(at, "filler")
        elif piece.number is not None and not piece.concerns and piece.number.value == len(others):
            if len(named.get(at + 1, ())) == len(others):
                draft.read(at, "filler")  # "two months of 2025, March and September" is one phrase
                continue
            behind = draft.right(at, *_GRAINS, skip=("order.counter",))
            if behind is not None and draft.has(behind, f"grain.{unit}") and draft.free(behind):
                for place in range(at, behind + 1):
                    draft.read(place, "filler")


def read_told_numbers(draft: Draft) -> None:
    """A number of figures that is as large as there are figures says nothing new."""
    known = _figures(draft)
    for at in draft.find(*_NUMBERS):
        number = next(_NUMBERS[role] for role in draft.pieces[at].roles if role in _NUMBERS)
        if number in known:
            draft.read(at, "filler")
    _read_listed(draft)


def _read_listed(draft: Draft) -> None:
    """The 两个 of 摇滚和爵士两个流派, as many as values are listed, behind them."""
    listed = {
        len(item.values)
        for item in draft.where
        if isinstance(item, Condition) and item.op == "in" and len(item.values) >= _FEWEST
    }
    values = [at for at, (means, _) in draft.meanings.items() if means == "value"]
    for at, piece in enumerate(draft.pieces):
        number = piece.number
        if number is None or piece.time is not None or piece.concerns or not draft.free(at):
            continue
        if number.kind == "number" and number.value in listed and values and max(values) < at:
            draft.read(at, "filler")


def _figures(draft: Draft) -> set[int]:
    """How many metrics, periods or values are set side by side."""
    known = {len(draft.metrics)}
    if isinstance(draft.time, tuple):
        known.add(len(draft.time))
    if draft.compare is not None:
        known.add(_FEWEST)
    conditions = [
        each for item in draft.where for each in (item.items if isinstance(item, AnyOf) else (item,))
    ]
    for item in conditions:
        if isinstance(item, Condition) and item.op == "in" and item.field in draft.group_by:
            known.add(len(item.values))
    return known - {0, 1}


def _items(draft: Draft, at: int) -> tuple[Period, ...]:
    """The periods that a piece names, one by one."""
    time = draft.pieces[at].time
    if time is None or time.kind not in ("period", "comparison") or not draft.free(at):
        return ()
    match time.expr:
        case Listed(items=items):
            return items
        case Versus(first=first, second=second):
            return (first, second)
    if time.kind != "period" or _these(time.expr) is not None:
        return ()
    return (time.expr,)  # type: ignore[return-value]


def _these(expr: object) -> tuple[int, str] | None:
    """How many of which unit 这两个月 counts, up to the one that holds now."""
    match expr:
        case Between(first=Relative(unit=unit, offset=first), last=Relative(unit=other, offset=0)):
            return (1 - first, unit) if unit == other and first < 0 else None
    return None
