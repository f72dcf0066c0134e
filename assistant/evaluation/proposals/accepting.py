"""Taking a proposal over: the files become what the preview showed, all of them or none."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant.catalog.edit import Edit
from assistant.catalog.edit.patch import current_text
from assistant.catalog.problems import Problems
from assistant.catalog.sources import read_sources
from assistant.errors import StateError, UsageError
from assistant.evaluation.proposals.previewing import Preview
from assistant.evaluation.proposals.proposal import CaseEntry, Proposal
from assistant.settings import load_settings

_LOCK_SECONDS = 30


def accept(
    proposal: Proposal,
    seen: Preview | None,
    settings: Mapping[str, Any] | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write what the preview showed; returns the files.

    Raises UsageError without a preview of this proposal, when it was refused or not finished, when it
    breaks cases (unless `force`), and when anything has changed since; StateError when it cannot be
    written, and then nothing is.
    """
    if seen is None or seen.proposal != proposal:
        raise UsageError("look at the preview of this proposal first")
    _refuse(seen, force)
    chosen = load_settings(settings)
    lock = chosen.home / "evaluation" / "accept.lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=_LOCK_SECONDS):
            _refuse_changed(seen, chosen.catalog)
            return _write(seen.folder, seen.edits)
    except Timeout:
        raise StateError("another proposal is just being accepted; try again") from None
    except OSError as error:
        raise StateError(f"the files cannot be written: {error.strerror or 'unknown reason'}") from None


def _refuse(seen: Preview, force: bool) -> None:
    if seen.problems:
        raise UsageError(f"the changed files have errors; the first: {seen.problems[0]}")
    if seen.stopped:
        raise UsageError(f"not every case was run ({seen.stopped}); look at the preview again")
    if seen.breaks and not force:
        moved = [item.id for item in (*seen.broken, *seen.worse)]
        raise UsageError(f"{len(moved)} cases get worse: {', '.join(moved[:10])}; only --force accepts that")


def _refuse_changed(seen: Preview, catalog: Path) -> None:
    for edit in seen.edits:
        if current_text(seen.folder, edit.file) != edit.before:
            raise UsageError(f"{edit.file} has changed since the preview; look at it again")
    if isinstance(seen.proposal.change, CaseEntry):
        return
    if read_sources(catalog, Problems()).version != seen.version:
        raise UsageError("the catalog has changed since the preview; look at it again")


def _write(folder: Path, edits: Sequence[Edit]) -> tuple[Path, ...]:
    """Every new text is on disk before the first file is replaced; a failure puts back what was there."""
    # A linked file stays a link: what it points to is replaced.
    files = [(folder / edit.file).resolve() for edit in edits]
    aside: list[Path | None] = []
    done: list[tuple[Path, Edit]] = []
    try:
        for file, edit in zip(files, edits, strict=True):
            aside.append(_beside(file, edit.after) if edit.after is not None else None)
        for file, edit, new in zip(files, edits, aside, strict=True):
            done.append((file, edit))
            if new is None:
                file.unlink()
            else:
                os.replace(new, file)
    except OSError:
        for file, edit in done:
            with contextlib.suppress(OSError):
                _restore(file, edit.before)
        raise
    finally:
        for new in aside:
            if new is not None:
                new.unlink(missing_ok=True)
    return tuple(files)


def _beside(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".new", dir=file.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(text.encode("utf-8"))
        out.flush()
        os.fsync(out.fileno())
    if file.exists():
        shutil.copymode(file, name)
    else:
        os.chmod(name, 0o644)
    return Path(name)


def _restore(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
    else:
        os.replace(_beside(file, text), file)
