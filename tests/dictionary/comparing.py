"""Comparison of result rows: keys exactly, counts exactly, other numbers to rounding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

Row = Sequence[Any]


def same(got: Any, expected: Any) -> bool:
    """A missing value is no number, not even zero; whole numbers are the same or they are not."""
    if got is None or expected is None:
        return got is expected
    if isinstance(got, int) and isinstance(expected, int):
        return got == expected
    return math.isclose(got, expected, rel_tol=1e-9, abs_tol=1e-9)


def differences(got: Iterable[Row], expected: Iterable[Row], keys: int) -> list[str]:
    """What is wrong with the rows, whatever their order; the first `keys` columns identify a row."""
    left, right = list(got), list(expected)
    found, wanted = _by_key(left, keys), _by_key(right, keys)
    wrong = []
    if len(found) != len(left):
        wrong.append(f"{len(left) - len(found)} rows stand twice")
    wrong += [f"{key}: no row, expected {wanted[key]}" for key in wanted.keys() - found.keys()]
    wrong += [f"{key}: unexpected, {found[key]}" for key in found.keys() - wanted.keys()]
    for key in wanted.keys() & found.keys():
        if not all(map(same, found[key], wanted[key])):
            wrong.append(f"{key}: {found[key]}, expected {wanted[key]}")
    return sorted(wrong)


def _by_key(rows: Iterable[Row], keys: int) -> dict[Row, Row]:
    return {tuple(row[:keys]): tuple(row[keys:]) for row in rows}
