"""Whole processes: a fresh `assistant ask`, the demo build, the index build."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure

RUNS = 5
BY_NAME = "上个月各渠道的MQL数量是多少?"
BY_MEANING = "how much do we pay to win a buyer"


def measure(folder: Path) -> list[Figure]:
    build = _seconds(["demo", "build", "--size", "default", "--folder", str(folder / "demo")], {})
    environment = {"ASSISTANT_HOME": str(folder / "home"), "ASSISTANT_DEMO": str(folder / "demo")}
    index = _seconds(["catalog", "index"], environment)
    asks = {text: _runs(["ask", text, "--json"], environment) for text in (BY_NAME, BY_MEANING)}
    return [
        Figure(
            "`assistant ask`, fresh process, names match",
            {"median": asks[BY_NAME]},
            "s",
            "≤ 0.8 s",
            f"median of {RUNS}",
        ),
        Figure(
            "`assistant ask`, fresh process, by meaning",
            {"median": asks[BY_MEANING]},
            "s",
            "≤ 1.6 s",
            f"median of {RUNS}",
        ),
        Figure("demo build, default size", {"once": build}, "s", "≤ 20 s", "one run, whole process"),
        Figure("index build", {"once": index}, "s", "≤ 2 s", "one run, whole process with start-up"),
    ]


def _runs(arguments: list[str], environment: dict[str, str]) -> float:
    _seconds(arguments, environment)
    return statistics.median(_seconds(arguments, environment) for _ in range(RUNS))


def _seconds(arguments: list[str], environment: dict[str, str]) -> float:
    command = [str(Path(sys.executable).with_name("assistant")), *arguments]
    started = time.perf_counter()
    subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)
    return time.perf_counter() - started
