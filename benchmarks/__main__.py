"""Runs the measurements, prints tables and keeps the figures of each part as soon as it is finished."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant import open_assistant
from benchmarks import answering, compiling, data, load, memory, processes, report, scale, sql
from benchmarks.figures import Figure
from benchmarks.machine import Watch
from benchmarks.options import Options, read_options


def main() -> None:
    """Everything, or the parts that are named."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise SystemExit(f"there is no part '{unknown[0]}'; the parts are {', '.join(PARTS)}")
    try:
        failed = _measure(wanted, read_options())
    except ValueError as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit(f"interrupted; what was finished is kept in {report.RESULTS}") from None
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}; the rest is kept in {report.RESULTS}")


def _measure(wanted: Sequence[str], options: Options) -> list[str]:
    """Returns the parts that failed: the others are worth having all the same."""
    console, failed = Console(), []
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            watch = Watch()
            try:
                found = list(PARTS[name](Path(folder), options))
            except Exception:
                traceback.print_exc()
                failed.append(name)
                continue
            report.keep(name, found, watch.others(), list(PARTS))
            _print(console, name, found)
    return failed


def _sql(_: Path, __: Options) -> Iterator[Figure]:
    """On the demo in use, and on the large one where it was built."""
    assistant = open_assistant()
    warehouse = assistant.settings.warehouse
    large = max(assistant.settings.demo.glob("demo-large-*.duckdb"), key=_age, default=None)
    for file in dict.fromkeys(item for item in (warehouse, large) if item is not None):
        size = file.stem.split("-")[1] if file.stem.startswith("demo-") else file.stem
        yield from sql.measure(assistant.catalog, file, size)


def _age(file: Path) -> float:
    return file.stat().st_mtime


PARTS: Mapping[str, Callable[[Path, Options], Iterable[Figure]]] = {
    "answering": lambda _, __: answering.measure(open_assistant()),
    "compiling": lambda _, __: compiling.measure(),
    "sql": _sql,
    "scale": scale.measure,
    "data": data.measure,
    "processes": lambda folder, _: processes.measure(folder),
    "memory": memory.measure,
    "load": lambda _, options: load.measure(options),
}


def _print(console: Console, name: str, figures: Sequence[Figure]) -> None:
    table = Table(box=None, title=name, title_justify="left")
    for title in ("what", "measured", "bar", "how"):
        table.add_column(title)
    for figure in figures:
        table.add_row(figure.what, figure.shown, figure.bar, figure.how)
    console.print(table)


if __name__ == "__main__":
    main()
