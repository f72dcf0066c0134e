"""Finished runs: files that can be read back, and the folder where the latest are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import StateError, UsageError
from assistant.evaluation.result import Run
from assistant.evaluation.summaries import Summary, drop_orphans, keep_summary, kept_summary

MOST_KEPT = 100


def read_run(file: Path) -> Run:
    """A result file of `assistant eval --json`. Raises UsageError."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"there is no result file {file}") from None
    except (OSError, ValueError):
        raise UsageError(f"{file} is not a result file of `assistant eval --json`") from None
    try:
        return Run.from_dict(document)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None


def keep_run(folder: Path, run: Run, document: Mapping[str, Any]) -> Path:
    """Keep a finished run among the latest ones. Raises StateError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{run.id}.json"
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(document), encoding="utf-8")
        beside.replace(file)
        keep_summary(file, run, str(Path.cwd()))
        for old in sorted(folder.glob("*.json"))[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
        drop_orphans(folder)
    except OSError:
        raise StateError(f"the run cannot be kept in {folder}; check its permissions") from None
    return file


def kept_runs(folder: Path) -> tuple[Path, ...]:
    """Files of the runs that are kept, newest first."""
    return tuple(sorted(folder.glob("*.json"), reverse=True)) if folder.is_dir() else ()


def summary_of(file: Path) -> Summary:
    """Without reading the results, where that was done before. Raises UsageError."""
    try:
        return kept_summary(file) or keep_summary(file, read_run(file))
    except OSError:
        raise UsageError(f"there is no result file {file}") from None
