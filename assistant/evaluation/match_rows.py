"""Are the rows of an answer those of the gold? Columns are found by their values, whatever their names.

Rows whose measures are all empty count on neither side, extra columns of the answer are allowed and
noted, and the order is judged only where it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from assistant.evaluation.case import Expectation, GoldRows
from assistant.evaluation.row_forms import Form, forms_of, plain
from assistant.evaluation.row_sets import Row, same, same_cells, same_rows
from assistant.rows import Rows, Value

RowFault = Literal["no_rows", "row_count", "missing_column", "values", "order"]
MOST_TRIES = 5000
"""Steps of laying gold columns over the answer's before it is called a difference."""
_MOST_CELLS_TRIED = 5_000_000


@dataclass(frozen=True, slots=True)
class RowMatch:
    fault: RowFault | None = None
    detail: str = ""
    extra: tuple[str, ...] = ()
    """Columns of the answer that the gold does not have."""
    further: int = 0
    """Rows of a ranking that go on below the expected ones."""
    renamed: tuple[str, ...] = ()
    """`name as column` for gold columns whose values stand in another column than that of their name."""


def match_rows(gold: GoldRows, rows: Rows | None, expected: Expectation) -> RowMatch:
    """How the answer's rows differ from the gold; no fault where they do not."""
    if rows is None or not rows.columns:
        return RowMatch("no_rows", "the answer has no rows")
    wanted = [tuple(plain(cell, expected) for cell in row) for row in gold.data]
    forms, every = forms_of(rows, expected), range(len(rows.data))
    first = _match(gold.columns, wanted, forms, every, expected)
    if first.fault is None:
        return first
    if _goes_on(len(wanted), len(every), expected):
        top = _match(gold.columns, wanted, forms, every[: len(wanted)], replace(expected, ordered=True))
        if top.fault is None:
            return replace(top, further=len(every) - len(wanted))
    kept, full = _filled(gold.columns, wanted, forms, every)
    if (len(kept), len(full)) == (len(wanted), len(every)):
        return first
    second = _match(gold.columns, kept, forms, full, expected)
    return second if second.fault is None or first.fault == "row_count" else first


def _match(
    names: Sequence[str],
    wanted: Sequence[Row],
    forms: Sequence[Form],
    shown: Sequence[int],
    expected: Expectation,
) -> RowMatch:
    """Of the rows of the answer at the positions `shown`."""
    if len(wanted) != len(shown):
        return RowMatch("row_count", f"{len(wanted)} rows expected, {len(shown)} found")
    of_rows = [form.of(shown) for form in forms]
    candidates = []
    for position, name in enumerate(names):
        cells = [row[position] for row in wanted]
        fitting = [form for form in of_rows if same_cells(cells, form.cells, form.tolerance)]
        if not fitting:
            return RowMatch("missing_column", f"no column has the values of {name}: {_sample(cells)}")
        candidates.append(sorted(fitting, key=lambda form: form.name.lower() != name.lower()))
    fault = RowMatch("values", "the values stand in other rows than expected")
    for chosen in _layings(candidates, wanted):
        if _only_before(chosen):
            fault = RowMatch("values", "the values are those of the period that is compared with")
        elif expected.ordered and not _in_order(wanted, chosen):
            fault = RowMatch("order", "the rows are right, their order is not")
        else:
            return RowMatch(extra=_extra(of_rows, chosen), renamed=_renamed(names, of_rows, chosen))
    return fault


def _goes_on(wanted: int, shown: int, expected: Expectation) -> bool:
    """Who asks for the best few is answered by a whole ranking whose first rows they are."""
    return "limit" in expected.slots and wanted == expected.query.limit and wanted < shown


# ── laying the gold's columns over the answer's ─────────────────────────────────────────────────────


def _layings(candidates: Sequence[Sequence[Form]], wanted: Sequence[Row]) -> Iterator[tuple[Form, ...]]:
    """Ways to give every gold column a column of its own so that the rows are right, likely ones first."""
    left = min(MOST_TRIES, max(100, _MOST_CELLS_TRIED // (len(wanted) + 1)))

    def extend(chosen: tuple[Form, ...]) -> Iterator[tuple[Form, ...]]:
        nonlocal left
        if len(chosen) == len(candidates):
            yield chosen
            return
        for form in candidates[len(chosen)]:
            if any(form.at == other.at for other in chosen):
                continue
            left -= 1
            if left < 0:
                return
            if _fits(wanted, (*chosen, form)):
                yield from extend((*chosen, form))

    return extend(())


def _fits(wanted: Sequence[Row], chosen: Sequence[Form]) -> bool:
    """Whether the first columns of the gold are right in every row."""
    found = list(zip(*(form.cells for form in chosen), strict=True))
    return same_rows([row[: len(chosen)] for row in wanted], found, [form.tolerance for form in chosen])


def _only_before(chosen: Sequence[Form]) -> bool:
    """Whether what was asked for stands only where the answer puts the period to compare with."""
    named = {form.column.source for form in chosen if form.measure and not form.of_before}
    return any(form.of_before and form.column.source not in named for form in chosen)


def _extra(forms: Sequence[Form], chosen: Sequence[Form]) -> tuple[str, ...]:
    used = {form.at for form in chosen}
    return tuple(dict.fromkeys(form.name for form in forms if form.at not in used))


def _renamed(names: Sequence[str], forms: Sequence[Form], chosen: Sequence[Form]) -> tuple[str, ...]:
    known = {form.name.lower() for form in forms}
    return tuple(
        f"{name} as {form.name}"
        for name, form in zip(names, chosen, strict=True)
        if name.lower() in known and name.lower() != form.name.lower()
    )


# ── rows without a value ────────────────────────────────────────────────────────────────────────────


def _filled(
    names: Sequence[str], wanted: Sequence[Row], forms: Sequence[Form], every: Sequence[int]
) -> tuple[Sequence[Row], Sequence[int]]:
    """Both sides without the rows whose measures are all empty; where the gold names measures of the
    answer, only these count.
    """
    measures = [form for form in forms if form.measure]
    if not measures:
        return wanted, every
    named = {name.lower() for name in names}
    of_both = [form for form in measures if form.name.lower() in named] or measures
    full = [row for row in every if any(form.cells[row] is not None for form in of_both)]
    of_gold = [
        at
        for at, name in enumerate(names)
        if _is_measure(name, [row[at] for row in wanted], [form.of(full) for form in forms], named)
    ]
    kept = [row for row in wanted if not of_gold or any(row[at] is not None for at in of_gold)]
    return kept, full


def _is_measure(name: str, cells: Sequence[Value], forms: Sequence[Form], named: set[str]) -> bool:
    """By its name; else numbers that are no key of the answer, or nothing at all."""
    of_name = [form for form in forms if form.name.lower() == name.lower()]
    if of_name:
        return of_name[0].measure
    numbers = {cell for cell in cells if cell is not None}
    if not all(isinstance(cell, float) for cell in numbers):
        return False
    keys = [set(form.cells) for form in forms if not form.measure and form.name.lower() not in named]
    return not any(numbers and key and (numbers <= key or key <= numbers) for key in keys)


# ── order ───────────────────────────────────────────────────────────────────────────────────────────


def _in_order(wanted: Sequence[Row], chosen: Sequence[Form]) -> bool:
    """Ties may stand in any order, so only the columns that sort are compared, and one is enough."""
    columns = list(zip(*wanted, strict=True))
    return len(wanted) < 2 or any(
        all(same(*cells, chosen[at].tolerance) for cells in zip(columns[at], chosen[at].cells, strict=True))
        for at in _sorting(columns, chosen)
    )


def _sorting(columns: Sequence[Sequence[Value]], chosen: Sequence[Form]) -> Sequence[int]:
    """What the gold is sorted by: a measure or the time before other groups, whose names may stand in
    order by chance; of several, those that tell most rows apart.
    """
    varied = [at for at, cells in enumerate(columns) if len(set(cells)) > 1]
    monotone = [at for at in varied if _is_monotone(columns[at])]
    first = [at for at in monotone if chosen[at].measure or chosen[at].column.role == "time"]
    pool = first or monotone or varied
    most = max((len(set(columns[at])) for at in pool), default=0)
    return [at for at in pool if len(set(columns[at])) == most] or range(len(columns))


def _is_monotone(cells: Sequence[Value]) -> bool:
    """Rising or falling, with what is missing at one end."""
    gaps = [at for at, cell in enumerate(cells) if cell is None]
    ends = (list(range(len(gaps))), list(range(len(cells) - len(gaps), len(cells))))
    return gaps in ends and (
        _is_sorted([cell for cell in cells if isinstance(cell, float)])
        if any(isinstance(cell, float) for cell in cells)
        else _is_sorted([cell for cell in cells if isinstance(cell, str)])
    )


def _is_sorted(cells: Sequence[float] | Sequence[str]) -> bool:
    pairs: Sequence[tuple[Any, Any]] = list(pairwise(cells))
    return all(one <= other for one, other in pairs) or all(one >= other for one, other in pairs)


def _sample(cells: Sequence[Value]) -> str:
    shown = ", ".join(
        "null" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)[:30]
        for cell in cells[:3]
    )
    return shown + (", …" if len(cells) > 3 else "")
