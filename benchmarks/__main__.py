"""Runs the measurements, prints tables and keeps the figures as JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant import open_assistant
from benchmarks import answering, compiling, processes, scale, sql
from benchmarks.figures import Figure

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Everything, or the parts that are named."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise SystemExit(f"there is no part '{unknown[0]}'; the parts are {', '.join(PARTS)}")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            found = list(PARTS[name](Path(folder)))
            _print(name, found)
            figures += found
    _keep(figures)


def _sql(_: Path) -> Iterator[Figure]:
    """On the demo in use, and on the large one where it was built."""
    assistant = open_assistant()
    warehouse = assistant.settings.warehouse
    large = max(assistant.settings.demo.glob("demo-large-*.duckdb"), key=_age, default=None)
    for file in dict.fromkeys(item for item in (warehouse, large) if item is not None):
        size = file.stem.split("-")[1] if file.stem.startswith("demo-") else file.stem
        yield from sql.measure(assistant.catalog, file, size)


def _age(file: Path) -> float:
    return file.stat().st_mtime


PARTS: Mapping[str, Callable[[Path], Iterable[Figure]]] = {
    "answering": lambda _: answering.measure(open_assistant()),
    "compiling": lambda _: compiling.measure(),
    "sql": _sql,
    "scale": scale.measure,
    "processes": processes.measure,
}


def _print(name: str, figures: list[Figure]) -> None:
    table = Table(box=None, title=name, title_justify="left")
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
