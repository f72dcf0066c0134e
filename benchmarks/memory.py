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
ROOT = Path(__file__).parent.parent
Stages = Mapping[str, Mapping[str, float]]


def measure(folder: Path, options: Options) -> list[Figure]:
    assistant = open_assistant()
    warehouse = str(assistant.settings.warehouse)
    assistant.close()
    demo = lived({"home": str(folder / "memory"), "warehouse": warehouse}, questions(), ACTORS)
    large = made(folder, max(options.metrics))
    settings = large.settings(folder / "memory-large")
    grown = lived(settings, synthetic_questions(large), ["exec"])
    return [*_figures("default demo", demo, len(ACTORS)), *_figures(_name(large), grown, 1)]


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


def _figures(name: str, stages: Stages, actors: int) -> list[Figure]:
    last = stages["questions"]
    server = {
        "after start": stages["start"]["now"],
        "with both indexes built": stages["index"]["now"],
        f"after {QUESTIONS:,} questions": last["now"],
        "peak": last["most"],
    }
    engine = {f"after {QUESTIONS:,} questions": last["engine now"], "peak": last["engine most"]}
    asking = f"{actors} actors in turn" if actors > 1 else "one actor"
    how = f"resident, server in a process of its own; indexes built in it from nothing; {asking}"
    return [
        Figure(f"memory of the server, {name}", server, "MB", "", how),
        Figure(f"memory of its engine's process, {name}", engine, "MB", "", "the same run"),
    ]
