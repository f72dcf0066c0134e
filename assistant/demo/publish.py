"""Where demo warehouses lie: versioned files, a pointer to the current one, one builder at a time."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import StateError

POINTER = "current.json"
_LOCK = ".build.lock"
_BUILDING = ".building-"
_LOCK_WAIT_SECONDS = 120.0


def demo_file(folder: Path, size: str, fingerprint: str) -> Path:
    return folder / f"demo-{size}-{fingerprint}.duckdb"


def published_demo(folder: Path) -> Path | None:
    """The current demo warehouse of `folder`, or None when none was built (or its file is gone)."""
    try:
        pointer = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        path = folder / str(pointer["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return path if path.is_file() else None


def prepare_folder(folder: Path) -> None:
    """Create `folder` and prove that it can be written. Raises StateError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{uuid.uuid4().hex[:8]}"
        probe.touch()
        probe.unlink()
    except OSError:
        raise StateError(
            f"The folder {folder} cannot be written; choose another one or change its rights."
        ) from None


@contextmanager
def build_lock(folder: Path, wait_seconds: float = _LOCK_WAIT_SECONDS) -> Iterator[None]:
    """Hold the folder for one build. The lock goes with the process, so a killed build leaves none behind."""
    with (folder / _LOCK).open("w") as handle:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= deadline:
                    raise StateError(
                        f"Another build is running in {folder}; wait for it to end or choose another folder."
                    ) from None
                time.sleep(0.1)
        yield


def remove_leftovers(folder: Path) -> None:
    """Remove what interrupted builds left. Call with the lock held: then no living build owns such files."""
    for path in folder.glob(f"{_BUILDING}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def publish(target: Path, size: str) -> None:
    """Point to `target` atomically, then delete older files of the same size.

    A reader that holds an older file open keeps it: the name goes, the data stays until it closes.
    """
    fingerprint = target.stem.rsplit("-", 1)[-1]
    pointer = {"file": target.name, "size": size, "fingerprint": fingerprint}
    _write_atomically(target.parent / POINTER, json.dumps(pointer))
    for other in target.parent.glob(f"demo-{size}-*.duckdb"):
        if other != target:
            with suppress(OSError):
                other.unlink()


def _write_atomically(path: Path, text: str) -> None:
    draft = path.with_name(f"{_BUILDING}{uuid.uuid4().hex[:8]}.json")
    try:
        with draft.open("w", encoding="utf-8") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    except OSError:
        raise StateError(
            f"The pointer {path} cannot be written; free some space or change its rights."
        ) from None
