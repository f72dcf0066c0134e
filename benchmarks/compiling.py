"""Compiling by kind of query, warm, beside MetricFlow where it can be run: in turn, each query its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.compiler.guard import Guard
from assistant.errors import NotSupported
from assistant.query import MetricQuery
from benchmarks.compile_queries import CATALOG, KINDS, variant
from benchmarks.figures import Figure, spread, timed

ROUNDS = 40
WARM = 5
ROOT = Path(__file__).parent.parent
RUNNER = Path(__file__).parent / "metricflow_runner.py"
PYTHON = "BENCH_METRICFLOW"
"""Environment variable: the Python that has MetricFlow; default: the one of `make bench-metricflow`."""


class MetricFlow:
    """MetricFlow in its own process and environment: its pins and ours exclude each other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def milliseconds(self, query: Mapping[str, Any]) -> float | None:
        """Of one compilation; None where it refused the query."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(query) + "\n")
        self._process.stdin.flush()
        return self.answer().get("ms")

    def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line.strip() else {"error": "MetricFlow ended"}


@contextmanager
def metricflow() -> Iterator[MetricFlow | None]:
    """A running MetricFlow over the same catalog, or None where it is not installed."""
    python = Path(os.environ.get(PYTHON) or ROOT / ".venv-metricflow" / "bin" / "python")
    if not python.exists():
        yield None
        return
    command = [str(python), str(RUNNER), str(CATALOG)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        made = MetricFlow(process)
        yield made if made.answer().get("ready") else None
        assert process.stdin is not None
        process.stdin.close()


def measure() -> list[Figure]:
    catalog = load_catalog(CATALOG)
    with metricflow() as other:
        samples = {kind: _samples(catalog, query, other) for kind, query in KINDS.items()}
    kinds = [_figure(kind, found, ran=other is not None) for kind, found in samples.items()]
    done = sum(bool(found.ours) for found in samples.values())
    how = f"{done} of {len(KINDS)} kinds × {ROUNDS} queries, warm, no query twice"
    whole = spread([ms for found in samples.values() for ms in found.ours])
    less = spread([ms for found in samples.values() for ms in found.before_guard])
    return [
        *kinds,
        Figure("compile, to SQL text", less, "ms", "p50 ≤ 1.5 ms, p95 ≤ 4 ms", how),
        Figure("compile, with the guard", whole, "ms", "", how),
    ]


@dataclass(slots=True)
class Samples:
    """Milliseconds: ours with the guard, ours less the guard's own, MetricFlow's; empty for who cannot."""

    ours: list[float] = field(default_factory=list)
    before_guard: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)


def _samples(catalog: Catalog, query: Mapping[str, Any], other: MetricFlow | None) -> Samples:
    found, guard = Samples(), Guard(catalog)
    for number in range(WARM + ROUNDS):
        asked = variant(query, number)
        ours = _ours(catalog, guard, MetricQuery.from_dict(asked))
        theirs = other.milliseconds(asked) if other is not None else None
        if number >= WARM:
            found.ours += [ours[0]] if ours is not None else []
            found.before_guard += [ours[0] - ours[1]] if ours is not None else []
            found.theirs += [theirs] if theirs is not None else []
    return found


def _ours(catalog: Catalog, guard: Guard, query: MetricQuery) -> tuple[float, float] | None:
    """Milliseconds of compiling, and of the guard in it; None for a kind that is still to come."""
    started = time.perf_counter()
    try:
        statement = compile_query(catalog, query)
    except NotSupported:
        return None
    whole = (time.perf_counter() - started) * 1000
    return whole, timed(lambda: guard.checked_sql(statement.sql))


def _figure(kind: str, found: Samples, ran: bool) -> Figure:
    mine, theirs = found.ours, found.theirs
    values = {f"{name} ms": value for name, value in spread(mine).items()} if mine else {}
    if theirs:
        values["MetricFlow p50 ms"] = statistics.median(theirs)
    if mine and theirs:
        values["ratio"] = statistics.median(mine) / statistics.median(theirs)
    how = [] if mine else ["not yet"]
    if not theirs:
        how.append("MetricFlow refuses it" if ran else "MetricFlow is not installed: make bench-metricflow")
    return Figure(f"compile: {kind}", values, "", "", "; ".join(how) or "in turn with MetricFlow")
