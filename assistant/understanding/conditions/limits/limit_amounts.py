"""The numbers of limits in the unit of what they limit."""

from __future__ import annotations

from assistant.query import Scalar
from assistant.understanding.conditions.limits.limited import AFTER, currency_of
from assistant.understanding.draft import Draft
from assistant.understanding.units import converted, unit_of_metric, units_in

_RELATIVE = ("percent", "ratio")


def unit_places(draft: Draft, at: int) -> tuple[int, ...]:
    """The pieces right behind a number that say what it counts: 小时, or 个 and 小时."""
    first, second = at + 1, at + 2
    if second < len(draft.pieces) and draft.has(first, "order.counter") and _is_size(draft, second):
        return first, second
    if second < len(draft.pieces) and draft.has(first, *AFTER) and _is_unit(draft, second):
        return (second,)
    return (first,) if first < len(draft.pieces) and _is_unit(draft, first) else ()


def unit_end(draft: Draft, at: int) -> int:
    """Where a limit ends: behind the unit of its number."""
    return max((at, *unit_places(draft, at)))


def _is_size(draft: Draft, at: int) -> bool:
    """A unit that stands behind a counter, as no counter does."""
    close = draft.between(at - 1, at) == ""
    return close and _is_unit(draft, at) and "count" not in units_in(draft.pieces[at].text)


def _is_unit(draft: Draft, at: int) -> bool:
    return draft.free(at) and bool(units_in(draft.pieces[at].text))


def units_said(draft: Draft, at: int) -> frozenset[str]:
    places = unit_places(draft, at)
    if not places:
        return currency_of(draft, at)
    return units_in(draft.pieces[places[-1]].text)


def amounts_of(draft: Draft, numbers: tuple[int, ...], unit: str | None) -> tuple[Scalar, ...] | None:
    """The numbers in the unit of what they limit; None where they are said in another quantity.

    The unit of the last number holds for one before it that has none: 2 to 3 days.
    """
    out: list[Scalar] = []
    for at in numbers:
        value = _in_unit(draft, at, units_said(draft, at) or units_said(draft, numbers[-1]), unit)
        if value is None:
            return None
        out.append(int(value) if float(value).is_integer() else value)
    return tuple(out)


def _in_unit(draft: Draft, at: int, said: frozenset[str], unit: str | None) -> float | None:
    """Percentages are stored as 0 to 1; a plain 15 beside a percentage means 15 %."""
    number = draft.pieces[at].number
    assert number is not None
    measured = unit_of_metric(unit)
    if measured is None:
        return number.value
    if number.kind == "percent":
        return number.value if measured in _RELATIVE else None
    value = converted(number.value, said, measured) if said else number.value
    if value is not None and measured == "percent" and value > 1:
        return value / 100
    return value
