"""The columns of an answer in every form that a gold may give them in: codes or labels, dates or months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from assistant.evaluation.case import Expectation
from assistant.rows import Column, ColumnRole, Rows, Value

MEASURES: frozenset[ColumnRole] = frozenset(get_args(ColumnRole)) - {"time", "dimension"}
_OF_BEFORE = ("prior", "share_prior", "ratio_prior")
_EXACT = 1e-12
"""Relative; what groups is a number of something, or none of the digits of a computed one is lost."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD = re.compile(r"(\d{4})-(\d{2})-01\.\.(\d{4})-(\d{2})-01")
_DAY = len("2025-01-31")
_GRAINS = {1: "month", 3: "quarter", 12: "year"}


@dataclass(frozen=True, slots=True)
class Form:
    """One column of the answer in one form; `cells` are those of every row."""

    at: int
    """Position of the column."""
    column: Column
    cells: tuple[Value, ...]
    tolerance: float

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def measure(self) -> bool:
        return self.column.role in MEASURES

    @property
    def of_before(self) -> bool:
        """Of the period that the asked one is compared with."""
        return self.column.role in _OF_BEFORE

    def of(self, kept: Sequence[int]) -> Form:
        """In the rows at these positions."""
        return replace(self, cells=tuple(self.cells[row] for row in kept))


def forms_of(rows: Rows, expected: Expectation) -> tuple[Form, ...]:
    """The columns as they are come first of each column's forms."""
    return tuple(form for at in range(len(rows.columns)) for form in _forms(rows, at, expected))


def plain(cell: Value, expected: Expectation) -> Value:
    """Numbers as floats, true and false as 1 and 0, midnights as their date."""
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, (int, float)):
        return None if cell == 0 and expected.zero_is_null else float(cell)
    return None if cell is None else re.sub(r"[T ]00:00:00$", "", cell)


def _forms(rows: Rows, at: int, expected: Expectation) -> Iterator[Form]:
    column = rows.columns[at]
    raw = [row[at] for row in rows.data]
    measure = column.role in MEASURES
    tolerance = expected.tolerance if measure else min(expected.tolerance, _EXACT)
    form = Form(at, column, tuple(plain(cell, expected) for cell in raw), tolerance)
    yield form
    labels = rows.labels.get(column.name)
    if labels:
        pairs = zip(raw, form.cells, strict=True)
        yield replace(form, cells=tuple(labels.get(str(code), cell) for code, cell in pairs))
    if column.role == "time":
        yield from (replace(form, cells=cells) for cells in _shorter_dates(form))


def _grain_of(periods: Sequence[re.Match[str]]) -> str | None:
    """The grain of listed periods that are all months, quarters or years: August, September and October."""
    lengths = set()
    for period in periods:
        first_year, first, last_year, last = map(int, period.groups())
        lengths.add((last_year - first_year) * 12 + last - first)
    return _GRAINS.get(lengths.pop()) if len(lengths) == 1 else None


def _shorter_dates(form: Form) -> Iterator[tuple[Value, ...]]:
    """2025-03 or 2025 for the first day of a month or year, or the number of the month or quarter, as
    many people write them in SQL.
    """
    texts = [cell if isinstance(cell, str) else None for cell in form.cells]
    if not all(text is None or _DATE.match(text) for text in texts):
        return  # periods with names of their own
    grain = form.column.grain
    periods = [found for text in texts if text and (found := _PERIOD.fullmatch(text))]
    if periods:
        grain = _grain_of(periods) if len(periods) == len(texts) else None
        if grain is None:
            return
        texts = [text[:_DAY] if text else None for text in texts]
        yield tuple(texts)
    yield tuple(text[:7] if text else None for text in texts)
    yield tuple(float(text[:4]) if text else None for text in texts)
    size = {"month": 1, "quarter": 3}.get(grain or "")
    if size:
        yield tuple(float((int(text[5:7]) - 1) // size + 1) if text else None for text in texts)
