"""Keeps the figures of each part as soon as it is finished: as JSON, and as tables to read.

A part that is measured again replaces itself; the others stay as long as the machine is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.machine import described, machine

RESULTS = Path(__file__).parent / "results"
JSON, TABLES = "latest.json", "latest.md"


def keep(
    part: str, figures: Sequence[Figure], others: float | None, order: Sequence[str], folder: Path = RESULTS
) -> None:
    """Write both files anew with this part among those of `order`."""
    folder.mkdir(exist_ok=True)
    here = machine()
    parts = _kept(folder / JSON, here)
    parts[part] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores busy with other work": others,
        "figures": [figure.to_dict() for figure in figures],
    }
    document = {"machine": here, "parts": {name: parts[name] for name in order if name in parts}}
    _write(folder / JSON, json.dumps(document, ensure_ascii=False, indent=2))
    _write(folder / TABLES, "\n".join(_tables(document)))


def _kept(file: Path, here: dict[str, Any]) -> dict[str, Any]:
    """Parts of earlier runs; none of another machine, of other versions or of a file that is broken."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return dict(document["parts"]) if document["machine"] == here else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write(file: Path, text: str) -> None:
    """By one rename: an interruption leaves the file as it was."""
    aside = file.with_suffix(".new")
    aside.write_text(text + "\n", encoding="utf-8")
    aside.replace(file)


def _tables(document: dict[str, Any]) -> Iterator[str]:
    yield "# Benchmarks"
    yield f"\nOn {described(document['machine'])}."
    for name, part in document["parts"].items():
        yield f"\n## {name}"
        if part["cores busy with other work"] is not None:
            yield f"\nOther work kept {part['cores busy with other work']} cores busy meanwhile."
        yield "\n| what | measured | bar | how |"
        yield "|---|---|---|---|"
        for item in part["figures"]:
            figure = Figure(**item)
            yield f"| {' | '.join(map(_cell, (figure.what, figure.shown, figure.bar, figure.how)))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
