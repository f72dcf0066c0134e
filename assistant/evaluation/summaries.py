"""What a list of runs says about each: small files beside the runs, since a run of a thousand cases is 5 MB."""

from __future__ import annotations

import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation.result import Run, Verdict
from assistant.evaluation.score import Slice

FOLDER = "summaries"
"""A folder of its own: every JSON file beside the runs is a run."""


@dataclass(frozen=True, slots=True)
class Summary:
    id: str
    """The name of the run's file."""
    started: str
    seconds: float
    complete: bool
    catalog: str
    """Version of the catalog."""
    cases: int
    counts: Mapping[str, Mapping[Verdict, int]]
    """Verdicts of the first repeat, per configuration."""
    place: str
    """The folder in which it was run, which names of case files refer to; empty where nobody knows."""
    size: int
    """Bytes of the run's file: a file of another size is not the one that was summarised."""

    @property
    def verdicts(self) -> Slice:
        """Of the first configuration."""
        return Slice(next(iter(self.counts.values()), {}))


def keep_summary(file: Path, run: Run, place: str = "") -> Summary:
    """Summarise the run of this file. Where that cannot be kept it will be done again the next time."""
    summary = _summarised(file, run, place)
    with contextlib.suppress(OSError):
        folder = file.parent / FOLDER
        folder.mkdir(exist_ok=True)
        beside = folder / f"{file.name}.new"
        beside.write_text(json.dumps(asdict(summary)), encoding="utf-8")
        beside.replace(folder / file.name)
    return summary


def kept_summary(file: Path) -> Summary | None:
    """The summary of this run file, if there is one of it as it is."""
    try:
        document: dict[str, Any] = json.loads((file.parent / FOLDER / file.name).read_text(encoding="utf-8"))
        summary = Summary(**document)
        _ = summary.verdicts.scored
        return summary if summary.size == file.stat().st_size else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def drop_orphans(folder: Path) -> None:
    """Summaries go with their runs."""
    for summary in (folder / FOLDER).glob("*.json"):
        if not (folder / summary.name).exists():
            summary.unlink(missing_ok=True)


def _summarised(file: Path, run: Run, place: str) -> Summary:
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for item in run.results:
        if item.repeat == 1:
            counts[item.configuration][item.verdict] += 1
    return Summary(
        id=file.stem,
        started=run.started,
        seconds=run.seconds,
        complete=run.complete,
        catalog=run.versions.catalog,
        cases=len({item.id for item in run.results}),
        counts={name: dict(found) for name, found in counts.items()},
        place=place,
        size=file.stat().st_size,
    )
