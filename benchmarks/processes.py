"""Whole processes: cold starts, a fresh `assistant ask`, the demo build, the index build."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.conversations import ACTORS
from benchmarks.figures import Figure
from benchmarks.memory import lived

RUNS = 5
COLD_RUNS = 3
WEB_SECONDS = 60.0
BY_NAME = "上个月各渠道的MQL数量是多少?"
BY_MEANING = "how much do we pay to win a buyer"


def measure(folder: Path) -> list[Figure]:
    # Compiled files are written and found, whatever this process was told about them.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    build = seconds(["demo", "build", "--size", "default", "--folder", str(folder / "demo")], compiled)
    environment = compiled | {"ASSISTANT_HOME": str(folder / "home"), "ASSISTANT_DEMO": str(folder / "demo")}
    index = seconds(["catalog", "index"], environment)
    return [
        *_asks(environment),
        *_cold(folder, environment),
        Figure("demo build, default size", {"once": build}, "s", "≤ 20 s", "one run, whole process"),
        Figure("index build", {"once": index}, "s", "≤ 2 s", "one run, whole process with start-up"),
    ]


def _asks(environment: Mapping[str, str]) -> list[Figure]:
    """With catalog cache and indexes in place, as after a first run."""
    by_name = usual_seconds(["ask", BY_NAME, "--json"], environment)
    by_meaning = usual_seconds(["ask", BY_MEANING, "--json"], environment)
    how = f"median of {RUNS}"
    return [
        Figure("`assistant ask`, fresh process, names match", {"median": by_name}, "s", "≤ 0.8 s", how),
        Figure("`assistant ask`, fresh process, by meaning", {"median": by_meaning}, "s", "≤ 1.6 s", how),
    ]


def _cold(folder: Path, environment: Mapping[str, str]) -> list[Figure]:
    """The first time of all, and a server that comes up again."""
    nothing = f"neither catalog cache nor indexes there; median of {COLD_RUNS}"
    first = {
        text: statistics.median(
            seconds(
                ["ask", text, "--json"], {**environment, "ASSISTANT_HOME": str(folder / f"cold-{name}-{n}")}
            )
            for n in range(COLD_RUNS)
        )
        for name, text in (("name", BY_NAME), ("meaning", BY_MEANING))
    }
    settings = {"home": environment["ASSISTANT_HOME"], "demo": environment["ASSISTANT_DEMO"]}
    lives = [lived(settings, [BY_NAME], ACTORS[:1], count=1) for _ in range(COLD_RUNS)]
    answer = statistics.median(stages["first answer"]["seconds"] for stages in lives)
    page = statistics.median(_page(environment) for _ in range(COLD_RUNS))
    return [
        Figure(
            "cold start: first `assistant ask` of all, names match",
            {"median": first[BY_NAME]},
            "s",
            "",
            nothing,
        ),
        Figure("cold start: the same by meaning", {"median": first[BY_MEANING]}, "s", "", nothing),
        Figure(
            "cold start: server, to its first answer",
            {"median": answer},
            "s",
            "",
            f"from the first import, cache and indexes there, both opened; median of {COLD_RUNS}",
        ),
        Figure(
            "cold start: `assistant web`, until its page is served",
            {"median": page},
            "s",
            "",
            f"from the command, cache and indexes there; median of {COLD_RUNS}",
        ),
    ]


def usual_seconds(arguments: Sequence[str], environment: Mapping[str, str], runs: int = RUNS) -> float:
    """Median, after one run that leaves caches behind."""
    seconds(arguments, environment)
    return statistics.median(seconds(arguments, environment) for _ in range(runs))


def seconds(arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(_command(arguments), env={**os.environ, **environment}, capture_output=True, check=False)
    return time.perf_counter() - started


def _page(environment: Mapping[str, str]) -> float:
    """Seconds until the page's server says that it is up; nan when it does not."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    with subprocess.Popen(
        _command(["web", "--host", "127.0.0.1", "--port", str(port)]),
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        while not _is_up(port) and time.perf_counter() - started < WEB_SECONDS and server.poll() is None:
            time.sleep(0.01)
        taken = time.perf_counter() - started
        up = server.poll() is None and taken < WEB_SECONDS
        server.terminate()
    return taken if up else float("nan")


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _command(arguments: Sequence[str]) -> list[str]:
    return [str(Path(sys.executable).with_name("assistant")), *arguments]
