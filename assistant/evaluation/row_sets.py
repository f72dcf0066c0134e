"""Rows without an order: are two lists of them the same, but for the last digits of their numbers?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from assistant.rows import Value

Row = Sequence[Value]
MOST_PAIRED = 300
"""Rows alike but for their numbers that are paired one by one, where sorting does not pair them."""
_NUMBER = object()
_SMALLEST = 1e-9
"""Numbers closer than this are the same."""


def same(one: Value, other: Value, tolerance: float) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=_SMALLEST)
    return one == other


def same_cells(cells: Sequence[Value], others: Sequence[Value], tolerance: float) -> bool:
    """Whether the cells of a column are the same, in any order."""
    numbers, texts = _apart(cells)
    other_numbers, other_texts = _apart(others)
    return (
        texts == other_texts
        and len(numbers) == len(other_numbers)
        and all(same(*pair, tolerance) for pair in zip(numbers, other_numbers, strict=True))
    )


def same_rows(rows: Sequence[Row], others: Sequence[Row], tolerances: Sequence[float]) -> bool:
    """Whether the rows are the same, in any order; `tolerances` are those of the columns.

    Rows are told apart by what is exact first: numbers that differ in the last digits must not decide
    which rows are compared.
    """
    groups: dict[tuple[object, ...], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, given in enumerate((rows, others)):
        for row in given:
            key = tuple(_NUMBER if isinstance(cell, float) else cell for cell in row)
            groups[key][side].append(row)
    return all(_pair_up(one, other, tolerances) for one, other in groups.values())


def _pair_up(rows: list[Row], others: list[Row], tolerances: Sequence[float]) -> bool:
    if len(rows) != len(others):
        return False
    pairs = zip(sorted(rows, key=_rounded), sorted(others, key=_rounded), strict=True)
    if all(_same_row(one, other, tolerances) for one, other in pairs):
        return True
    if len(rows) > MOST_PAIRED:
        return False
    left = list(others)
    for row in rows:
        found = next((at for at, other in enumerate(left) if _same_row(row, other, tolerances)), None)
        if found is None:
            return False
        del left[found]
    return True


def _same_row(row: Row, other: Row, tolerances: Sequence[float]) -> bool:
    return all(same(*cells) for cells in zip(row, other, tolerances, strict=True))


def _rounded(row: Row) -> tuple[float, ...]:
    return tuple(float(f"{cell:.9g}") for cell in row if isinstance(cell, float))


def _apart(cells: Sequence[Value]) -> tuple[list[float], list[str]]:
    numbers = sorted(cell for cell in cells if isinstance(cell, float))
    return numbers, sorted(
        "" if cell is None else f"={cell}" for cell in cells if not isinstance(cell, float)
    )
