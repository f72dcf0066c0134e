"""Runs every measurement, prints a table and keeps the figures as JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant import open_assistant
from benchmarks import answering, processes, sql
from benchmarks.figures import Figure

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    assistant = open_assistant()
    with tempfile.TemporaryDirectory() as folder:
        figures = [
            *answering.measure(assistant),
            *sql.measure(assistant),
            *processes.measure(Path(folder)),
        ]
    _print(figures)
    _keep(figures)


def _print(figures: list[Figure]) -> None:
    table = Table(box=None)
    for title in ("what", "measured", "bar", "how"):
        table.add_column(title)
    for figure in figures:
        table.add_row(figure.what, figure.shown, figure.bar, figure.how)
    Console().print(table)


def _keep(figures: list[Figure]) -> None:
    RESULTS.mkdir(exist_ok=True)
    document = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cpus": os.cpu_count(),
            "platform": platform.platform(),
            "python": sys.version.split()[0],
        },
        "figures": [figure.to_dict() for figure in figures],
    }
    file = RESULTS / "latest.json"
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    Console().print(f"kept in {file.relative_to(RESULTS.parent.parent)}")


if __name__ == "__main__":
    main()
