"""The results of a run as they come, so that one that was interrupted goes on where it stopped.

One JSON document a line. A journal belongs to exactly one set of cases, versions and options: its name
is their hash. It goes when its run is complete.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from assistant.errors import StateError
from assistant.evaluation.result import CaseResult


class Journal:
    """Open for one run at a time: a second run of the same cases writes one of its own."""

    def __init__(self, file: Path, lock: FileLock, stream: IO[str], found: tuple[CaseResult, ...]) -> None:
        self._file, self._lock, self._stream = file, lock, stream
        self.found = found
        """What an interrupted run had found."""

    def add(self, result: CaseResult) -> None:
        self._stream.write(json.dumps(result.to_dict()) + "\n")
        self._stream.flush()

    def close(self, complete: bool) -> None:
        """Keep the journal for the next time, unless the run is complete."""
        self._stream.close()
        if complete:
            self._file.unlink(missing_ok=True)
        self._lock.release()
        if complete:
            Path(self._lock.lock_file).unlink(missing_ok=True)


@contextlib.contextmanager
def open_journal(folder: Path, key: str, fresh: bool) -> Iterator[Journal]:
    """The journal of this key, with what is in it unless `fresh`. Raises StateError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        journal = _opened(folder, key, fresh)
    except OSError:
        raise StateError(f"results cannot be written to {folder}; check its permissions") from None
    try:
        yield journal
    finally:
        if not journal._stream.closed:
            journal.close(complete=False)


def _opened(folder: Path, key: str, fresh: bool) -> Journal:
    file, lock = folder / f"{key}.jsonl", FileLock(folder / f"{key}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        file = folder / f"{key}-{os.getpid()}.jsonl"
        lock = FileLock(file.with_suffix(".lock"))
        lock.acquire(timeout=0)
    found = () if fresh else tuple(_read(file))
    return Journal(file, lock, _begun(file, found), found)


def _begun(file: Path, found: tuple[CaseResult, ...]) -> IO[str]:
    """Written anew with what was found, so that a line cut off by a crash is gone."""
    stream = file.open("w", encoding="utf-8")
    for result in found:
        stream.write(json.dumps(result.to_dict()) + "\n")
    return stream


def _read(file: Path) -> Iterator[CaseResult]:
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield CaseResult.from_dict(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # what follows a broken line cannot be trusted either
