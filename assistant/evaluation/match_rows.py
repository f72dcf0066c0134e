"""Are the rows of an answer those of the gold? Columns are found by their values, whatever their names.

Rows whose measures are all empty count on neither side, extra columns of the answer are allowed and
noted, and the order is judged only where it was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.evaluation.case import Expectation, GoldRows
from assistant.rows import Column, Rows, Value

RowFault = Literal["no_rows", "row_count", "missing_column", "values", "order"]
MOST_TRIES = 5000
"""Ways of laying gold columns over the answer's before it is called a difference."""
_MEASURES = frozenset(
    {"metric", "prior", "change", "change_rate", "share", "share_prior", "running", "moving"}
)


@dataclass(frozen=True, slots=True)
class RowMatch:
    fault: RowFault | None = None
    detail: str = ""
    extra: tuple[str, ...] = ()
    """Columns of the answer that the gold does not have."""
    further: int = 0
    """Rows of a ranking that go on below the expected ones."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One column of the answer in one of the forms that a gold may give it in."""

    column: int
    name: str
    measure: bool
    cells: tuple[Value, ...]


def match_rows(gold: GoldRows, rows: Rows | None, expected: Expectation) -> RowMatch:
    """How the answer's rows differ from the gold; no fault where they do not."""
    if rows is None or not rows.columns:
        return RowMatch("no_rows", "the answer has no rows")
    wanted = [tuple(_plain(cell, expected) for cell in row) for row in gold.data]
    shown = [tuple(_plain(cell, expected) for cell in row) for row in rows.data]
    first = _match(gold.columns, wanted, rows, shown, expected)
    if first.fault is None:
        return first
    if _goes_on(wanted, shown, expected):
        top = _match(gold.columns, wanted, rows, shown[: len(wanted)], replace(expected, ordered=True))
        if top.fault is None:
            return replace(top, further=len(shown) - len(wanted))
    kept, full = _filled(gold.columns, wanted, rows, shown)
    if (len(kept), len(full)) == (len(wanted), len(shown)):
        return first
    second = _match(gold.columns, kept, rows, full, expected)
    return second if second.fault is None or first.fault == "row_count" else first


def _match(
    names: Sequence[str],
    wanted: Sequence[tuple[Value, ...]],
    rows: Rows,
    shown: Sequence[tuple[Value, ...]],
    expected: Expectation,
) -> RowMatch:
    if len(wanted) != len(shown):
        return RowMatch("row_count", f"{len(wanted)} rows expected, {len(shown)} found")
    forms = tuple(_forms(rows, shown))
    candidates = []
    for position, name in enumerate(names):
        cells = tuple(row[position] for row in wanted)
        fitting = [form for form in forms if _same_cells(cells, form.cells, expected.tolerance)]
        if not fitting:
            return RowMatch("missing_column", f"no column has the values of {name}: {_sample(cells)}")
        candidates.append(sorted(fitting, key=lambda form: form.name.lower() != name.lower()))
    for chosen in _assignments(candidates):
        if _same_rows(wanted, chosen, expected.tolerance):
            return _in_order(wanted, chosen, expected) or RowMatch(extra=_extra(rows, chosen))
    return RowMatch("values", "the values stand in other rows than expected")


def _goes_on(wanted: Sequence[object], shown: Sequence[object], expected: Expectation) -> bool:
    """Who asks for the best few is answered by a whole ranking whose first rows they are."""
    return "limit" in expected.slots and len(wanted) == expected.query.limit and len(wanted) < len(shown)


def _filled(
    names: Sequence[str], wanted: Sequence[tuple[Value, ...]], rows: Rows, shown: Sequence[tuple[Value, ...]]
) -> tuple[list[tuple[Value, ...]], list[tuple[Value, ...]]]:
    """Both sides without the rows whose measures are all empty; where the gold names measures of the
    answer, only these count.
    """
    measures = [position for position, column in enumerate(rows.columns) if column.role in _MEASURES]
    keys = [{row[at] for row in shown} for at in range(len(rows.columns)) if at not in measures]
    named = {name.lower() for name in names}
    of_both = [at for at in measures if rows.columns[at].name.lower() in named] or measures
    full = [row for row in shown if any(row[at] is not None for at in of_both)]
    width = len(wanted[0]) if wanted else 0
    columns = [[row[at] for row in wanted] for at in range(width)]
    of_gold = [at for at, cells in enumerate(columns) if _is_measure(cells, keys)]
    kept = [row for row in wanted if not of_gold or any(row[at] is not None for at in of_gold)]
    return kept, full


def _is_measure(cells: Sequence[Value], keys: Sequence[set[Value]]) -> bool:
    """Numbers that are no key of the answer, or nothing at all."""
    numbers = [cell for cell in cells if cell is not None]
    if not all(isinstance(cell, float) for cell in numbers):
        return False
    return not any(numbers and set(numbers) <= key for key in keys)


def _forms(rows: Rows, shown: Sequence[tuple[Value, ...]]) -> Iterator[_Form]:
    for at, column in enumerate(rows.columns):
        cells = tuple(row[at] for row in shown)
        measure = column.role in _MEASURES
        yield _Form(at, column.name, measure, cells)
        labels = rows.labels.get(column.name)
        if labels:
            yield _Form(at, column.name, measure, tuple(labels.get(str(cell), cell) for cell in cells))
        if column.role == "time":
            yield from _shorter_dates(at, column, cells)


def _shorter_dates(at: int, column: Column, cells: Sequence[Value]) -> Iterator[_Form]:
    """2025-03 or 2025 for the first day of a month or year, as many people write them in SQL."""
    texts = [cell if isinstance(cell, str) else None for cell in cells]
    yield _Form(at, column.name, False, tuple(text[:7] if text else None for text in texts))
    yield _Form(at, column.name, False, tuple(float(text[:4]) if text else None for text in texts))
    if column.grain in ("month", "quarter"):
        size = 1 if column.grain == "month" else 3
        number = tuple(float((int(text[5:7]) - 1) // size + 1) if text else None for text in texts)
        yield _Form(at, column.name, False, number)


def _assignments(candidates: Sequence[Sequence[_Form]]) -> Iterator[tuple[_Form, ...]]:
    """Ways to give every gold column a column of its own, likely ones first."""
    tries = 0

    def extend(chosen: tuple[_Form, ...]) -> Iterator[tuple[_Form, ...]]:
        nonlocal tries
        if len(chosen) == len(candidates):
            tries += 1
            yield chosen
            return
        for form in candidates[len(chosen)]:
            if tries < MOST_TRIES and all(form.column != other.column for other in chosen):
                yield from extend((*chosen, form))

    return extend(())


def _same_rows(wanted: Sequence[tuple[Value, ...]], chosen: Sequence[_Form], tolerance: float) -> bool:
    found = list(zip(*(form.cells for form in chosen), strict=True)) if chosen else []
    pairs = zip(sorted(wanted, key=_sort_key), sorted(found, key=_sort_key), strict=True)
    return all(
        _same(mine, theirs, tolerance)
        for one, other in pairs
        for mine, theirs in zip(one, other, strict=True)
    )


def _in_order(
    wanted: Sequence[tuple[Value, ...]], chosen: Sequence[_Form], expected: Expectation
) -> RowMatch | None:
    """A difference in order. Ties may stand in any order, so only the columns that sort are compared."""
    if not expected.ordered or len(wanted) < 2:
        return None
    columns = list(zip(*wanted, strict=True))
    sorting = [at for at, cells in enumerate(columns) if _is_monotone(cells)] or list(range(len(columns)))
    for at in sorting:
        pairs = zip(columns[at], chosen[at].cells, strict=True)
        if all(_same(mine, theirs, expected.tolerance) for mine, theirs in pairs):
            return None
    return RowMatch("order", "the rows are right, their order is not")


def _is_monotone(cells: Sequence[Value]) -> bool:
    if len(set(cells)) < 2 or any(cell is None or isinstance(cell, bool) for cell in cells):
        return False
    keys = [_sort_key((cell,)) for cell in cells]
    return keys in (sorted(keys), sorted(keys, reverse=True))


def _extra(rows: Rows, chosen: Sequence[_Form]) -> tuple[str, ...]:
    used = {form.column for form in chosen}
    return tuple(column.name for at, column in enumerate(rows.columns) if at not in used)


def _same_cells(cells: Sequence[Value], others: Sequence[Value], tolerance: float) -> bool:
    pairs = zip(
        sorted(((c,) for c in cells), key=_sort_key),
        sorted(((c,) for c in others), key=_sort_key),
        strict=True,
    )
    return all(_same(one[0], other[0], tolerance) for one, other in pairs)


def _same(one: Value, other: Value, tolerance: float) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=1e-9)
    return one == other


def _sort_key(row: Sequence[Value]) -> tuple[tuple[tuple[int, str], ...], tuple[float, ...]]:
    """Texts and gaps before numbers: numbers that differ in the last digits must not change the order."""
    texts = tuple((0, "") if cell is None else (1, str(cell)) for cell in row if not isinstance(cell, float))
    gaps = tuple(float(at) for at, cell in enumerate(row) if cell is None)
    return texts, (*gaps, *(cell for cell in row if isinstance(cell, float)))


def _plain(cell: Value, expected: Expectation) -> Value:
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, (int, float)):
        return None if cell == 0 and expected.zero_is_null else float(cell)
    return re.sub(r"[T ]00:00:00$", "", cell)


def _sample(cells: Sequence[Value]) -> str:
    shown = ", ".join(
        "null"
        if cell is None
        else f"{cell:g}"
        if isinstance(cell, float)
        else cell[:30]
        if isinstance(cell, str)
        else str(cell)
        for cell in cells[:3]
    )
    return shown + (", …" if len(cells) > 3 else "")
