"""Memory of a server: after start, with its indexes, after a thousand questions; small and large catalog."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant import open_assistant
from benchmarks.answering import questions
from benchmarks.conversations import ACTORS
from benchmarks.figures import Figure
from benchmarks.options import Options
from benchmarks.synthetic_warehouse import Made, made, synthetic_questions

QUESTIONS = 1_000
LARGE = "≤ 600 MB"
ROOT = Path(__file__).parent.parent
Stages = Mapping[str, Mapping[str, float]]


def measure(folder: Path, options: Options) -> list[Figure]:
    assistant = open_assistant()
    warehouse = str(assistant.settings.warehouse)
    assistant.close()
    settings = {"home": str(folder / "memory"), "warehouse": warehouse}
    large = made(folder, max(options.metrics))
    return [
        *_lives("default demo", settings, questions(), ACTORS),
        *_lives(
            _name(large), large.settings(folder / "memory-large"), synthetic_questions(large), ["exec"], LARGE
        ),
    ]


def _lives(
    name: str, settings: Mapping[str, str], asked: Sequence[str], actors: Sequence[str], bar: str = ""
) -> list[Figure]:
    """A server that builds its indexes, and one that finds them."""
    first, later = (lived(settings, asked, actors) for _ in range(2))
    asking = f"{len(actors)} actors in turn" if len(actors) > 1 else "one actor"
    how = f"resident, server in a process of its own; {asking}"
    last = later["questions"]
    engine = {f"after {QUESTIONS:,} questions": last["engine now"], "peak": last["engine most"]}
    return [
        Figure(f"memory of the server, {name}", _server(later), "MB", bar, f"{how}; it finds its indexes"),
        Figure(
            f"memory of a first server, {name}", _server(first), "MB", "", f"{how}; it builds its indexes"
        ),
        Figure(f"memory of its engine's process, {name}", engine, "MB", "", "the one that finds its indexes"),
    ]


def lived(
    settings: Mapping[str, str], asked: Sequence[str], actors: Sequence[str], count: int = QUESTIONS
) -> Stages:
    """By stage, what the probe told. Raises CalledProcessError when it failed."""
    given: dict[str, Any] = {
        "settings": settings,
        "questions": list(asked),
        "actors": list(actors),
        "count": count,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory_probe"],
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {stage.pop("stage"): stage for stage in told}


def _name(large: Made) -> str:
    return f"{large.metrics:,} metrics, {large.values:,} values"


def _server(stages: Stages) -> dict[str, float]:
    last = stages["questions"]
    return {
        "after start": stages["start"]["now"],
        "with both indexes": stages["index"]["now"],
        f"after {QUESTIONS:,} questions": last["now"],
        "peak": last["most"],
    }
