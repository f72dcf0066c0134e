"""The same questions over demos of several sizes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from assistant import open_assistant
from assistant.demo.build import build_demo
from benchmarks import sql
from benchmarks.answering import ROUNDS, asking, questions
from benchmarks.figures import Figure
from benchmarks.options import Options


def measure(folder: Path, options: Options) -> Iterator[Figure]:
    for size in options.sizes:
        yield from _of_size(folder, size)


def _of_size(folder: Path, size: str) -> Iterator[Figure]:
    started = time.perf_counter()
    file = build_demo(folder / f"data-{size}", size)
    build = time.perf_counter() - started
    rows = _rows(file)
    assistant = open_assistant(home=folder / f"data-home-{size}", warehouse=file)
    index = assistant.build_indexes()
    whole, ours = asking(assistant, questions())
    ratios = list(sql.measure(assistant.catalog, file, size))[-1]
    assistant.close()
    megabytes = file.stat().st_size / 1e6
    name, how = f"data scale, {size}", f"{len(questions())} questions × {ROUNDS}, in process"
    yield Figure(f"{name}: the warehouse", {"rows": rows, "MB": megabytes}, "", "", "all tables; the file")
    yield Figure(f"{name}: time to build", {"demo": build, "indexes": index}, "s", "", "once, in process")
    yield Figure(f"{name}: ask, end to end", whole, "ms", "", how)
    yield Figure(f"{name}: ask, beyond the engine's own time", ours, "ms", "", "the same asks")
    yield Figure(f"{name}: generated ÷ hand-written SQL", ratios.values, "", "≤ 1.15", ratios.how)


def _rows(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("SELECT sum(estimated_size) FROM duckdb_tables()").fetchone()
    return int(tables[0])
