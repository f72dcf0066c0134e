"""Other compilers, each in its own process and environment: their pins and ours exclude each other."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.compile_queries import CATALOG, SIDEMANTIC_CATALOG

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Peer:
    """What is needed to start one. `variable` may name another Python that has it."""

    name: str
    variable: str
    environment: str
    runner: str
    catalog: Path
    target: str
    """Of `make`, which installs it."""

    @property
    def python(self) -> Path:
        return Path(os.environ.get(self.variable) or ROOT / self.environment / "bin" / "python")


METRICFLOW = Peer(
    "MetricFlow",
    "BENCH_METRICFLOW",
    ".venv-metricflow",
    "metricflow_runner.py",
    CATALOG,
    "make bench-metricflow",
)
SIDEMANTIC = Peer(
    "sidemantic",
    "BENCH_SIDEMANTIC",
    ".venv-sidemantic",
    "sidemantic_runner.py",
    SIDEMANTIC_CATALOG,
    "make bench-sidemantic",
)


class Running:
    """A peer that takes one query a line."""

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
        return json.loads(line) if line.strip() else {"error": "it ended"}


@contextmanager
def running(peer: Peer) -> Iterator[Running | None]:
    """The peer over its catalog, or None where it is not installed."""
    if not peer.python.exists():
        yield None
        return
    command = [str(peer.python), str(Path(__file__).parent / peer.runner), str(peer.catalog)]
    # Its packages are its own: a path that was set for ours must not lend it any.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        made = Running(process)
        yield made if made.answer().get("ready") else None
        assert process.stdin is not None
        process.stdin.close()
