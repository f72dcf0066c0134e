"""What claims about numbers have in common: sides, and of how many groups one holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.answer import Finding
from assistant.presentation.shape import Series, Shape, number

SAID: Mapping[str, str] = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "=": "eq", "between": "between"}
"""Keys of the sentences by operator."""
SIDES: Mapping[str, Callable[[float, float], bool]] = {
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
}
_MOST_NAMES = 8


def only_value(series: Series, shape: Shape) -> float | None:
    return number(shape.data[0][series.position()]) if len(shape.data) == 1 else None


def of_groups(
    what: str, holds: Callable[[int, float], bool], series: Series, shape: Shape, kind: str
) -> Finding:
    """`holds` is asked by the place of each row and its value."""
    known = [
        (at, row, value)
        for at, row in enumerate(shape.data)
        if (value := number(row[series.position()])) is not None
    ]
    held = [shape.row_label(row) for at, row, value in known if holds(at, value)]
    words = shape.names.words
    key = "groups_none" if not held else "groups_all" if len(held) == len(known) else "groups"
    text = words.text(
        f"claim.{key}",
        what=what,
        count=len(held),
        total=len(known),
        names=words.join(held if len(held) <= _MOST_NAMES else [*held[:_MOST_NAMES], "…"]),
        dimension="×".join(shape.heading(position) for position in shape.keys),
    )
    return Finding(kind, text, {"groups": len(known), "holds": held})
