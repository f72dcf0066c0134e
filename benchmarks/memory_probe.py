"""A server's life in a process of its own: opened, indexed, asked; tells its memory after each.

`python -m benchmarks.memory_probe` reads one JSON document with `settings`, `actors`, `questions` and
`count`, and writes one JSON object a stage: the stage, seconds since the process began, and megabytes
of this process and of the engine's, now and at most.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()


def main() -> None:
    from assistant import open_assistant

    given: dict[str, Any] = json.load(sys.stdin)
    questions, actors = given["questions"], given["actors"]
    assistant = open_assistant(server=True, **given["settings"])
    _tell("start")
    assistant.build_indexes()
    _tell("index")
    for number in range(given["count"]):
        assistant.ask(questions[number % len(questions)], actor=actors[number % len(actors)])
        if number == 0:
            _tell("first answer")
    _tell("questions")
    assistant.close()


def _tell(stage: str) -> None:
    seconds = time.perf_counter() - STARTED
    own, engines = _megabytes("self"), [_megabytes(child) for child in _children()]
    now, most = (sum(sizes) for sizes in zip((0.0, 0.0), *engines, strict=True))
    told = {
        "stage": stage,
        "seconds": seconds,
        "now": own[0],
        "most": own[1],
        "engine now": now,
        "engine most": most,
    }
    print(json.dumps(told), flush=True)


def _megabytes(process: str) -> tuple[float, float]:
    """Resident now, and at most so far. Where the system does not list it, our own most stands for both."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        return most, most
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    now, most = (float(lines[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return now, most


def _children() -> list[str]:
    """The engine's process: there is no other."""
    return [
        pid for listed in Path("/proc/self/task").glob("*/children") for pid in listed.read_text().split()
    ]


if __name__ == "__main__":
    main()
