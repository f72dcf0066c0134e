"""Generated SQL against hand-written SQL for the same rows, in turn, statement by statement."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.query import MetricQuery
from benchmarks.figures import Figure, timed

CASES = Path(__file__).parent / "sql_cases.yml"
LEAST_PAIRS, MOST_PAIRS = 15, 200
ENOUGH_MS = 1_500.0
"""A statement of a few milliseconds is repeated for that long: single runs of it are mostly noise."""


def cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.load(CASES.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def measure(catalog: Catalog, warehouse: Path, size: str) -> Iterator[Figure]:
    """One figure for each case, then the median and the largest of their ratios."""
    ratios: dict[str, float] = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for case in cases():
            generated = compile_query(catalog, MetricQuery.from_dict(case["query"])).sql
            pairs = _pairs(connection, generated, case["sql"])
            ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            ratios[case["name"]] = ratio
            values = {"ratio": ratio, "generated ms": ours, "by hand ms": theirs}
            same = "the same rows" if same_rows(connection, generated, case["sql"]) else "OTHER ROWS"
            yield Figure(f"SQL, {size}: {case['name']}", values, "", "≤ 1.15", f"{len(pairs)} pairs, {same}")
    ordered = sorted(ratios.values())
    summary = {"median": statistics.median(ordered), "max": ordered[-1]}
    slowest = max(ratios, key=lambda name: ratios[name])
    how = f"{len(ratios)} metrics; the largest is {slowest}"
    yield Figure(f"generated ÷ hand-written SQL, {size} demo", summary, "", "≤ 1.15", how)


def _pairs(connection: Any, generated: str, written: str) -> list[tuple[float, float]]:
    """Milliseconds of both, run in turn; who comes first changes every time."""
    for sql in (generated, written):
        connection.execute(sql).fetchall()
    pairs: list[tuple[float, float]] = []
    spent = 0.0
    while len(pairs) < LEAST_PAIRS or (spent < ENOUGH_MS and len(pairs) < MOST_PAIRS):
        order = (generated, written) if len(pairs) % 2 else (written, generated)
        times = {sql: timed(lambda sql=sql: connection.execute(sql).fetchall()) for sql in order}
        pairs.append((times[generated], times[written]))
        spent += times[generated] + times[written]
    return pairs


def same_rows(connection: Any, generated: str, written: str) -> bool:
    first, second = (_rows(connection.execute(sql).fetchall()) for sql in (generated, written))
    return len(first) == len(second) and all(map(_alike, first, second))


def _rows(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return sorted(([_plain(value) for value in row] for row in rows), key=str)


def _plain(value: Any) -> Any:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return round(float(value), 6)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _alike(first: list[Any], second: list[Any]) -> bool:
    return len(first) == len(second) and all(
        math.isclose(a, b, rel_tol=1e-9) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in zip(first, second, strict=True)
    )
