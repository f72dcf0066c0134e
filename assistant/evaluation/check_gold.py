"""Does the gold of cases hold? Every gold SQL is run, and what fails or proves nothing is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation.case import Case, Expectation, GoldRows
from assistant.evaluation.gold import Gold, GoldDefect

_AT_ONCE = 2
"""Statements; each uses several cores itself."""


@dataclass(frozen=True, slots=True)
class GoldFault:
    """`defect` is gold that cannot be had; `empty` is without rows, or with nothing but nulls in its last
    column: an answer of no rows would be right.
    """

    case: Case
    kind: Literal["defect", "empty"]
    message: str

    def __str__(self) -> str:
        severity = "error" if self.kind == "defect" else "warning"
        return f'{self.case.file}:{self.case.line}: {severity}: case "{self.case.id}": {self.message}'


def check_gold(
    cases: Sequence[Case], gold: Gold, progress: Callable[[int], None] = lambda _: None
) -> tuple[GoldFault, ...]:
    """What is wrong with the gold of the cases, in their order; `progress` gets the number of cases done."""
    found: list[GoldFault] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for done, faults in enumerate(pool.map(lambda case: tuple(_faults(case, gold)), cases), start=1):
            found += faults
            progress(done)
    return tuple(found)


def with_gold(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if any(item.has_gold for item in case.expectations))


def _faults(case: Case, gold: Gold) -> Iterator[GoldFault]:
    for number, expected in enumerate(case.expectations):
        where = f"alternative {number}: " if number else ""
        try:
            rows = gold.rows(expected)
        except GoldDefect as error:
            yield GoldFault(case, "defect", f"{where}{error}")
            continue
        if rows is not None and _proves_nothing(rows, expected):
            yield GoldFault(case, "empty", f"{where}the gold has no rows, or no value in its last column")


def _proves_nothing(rows: GoldRows, expected: Expectation) -> bool:
    """Rows that are written out as none were meant so."""
    return bool(expected.sql) and all(row[-1] is None for row in rows.data)
