"""A folder of immutable, versioned indexes: built aside under a lock, published by one rename."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import StateError

READY = "ready.json"
BASE = "base.txt"
"""In an index on top of another one: the name of that one's folder."""
_KEPT = 3
_LOCK_SECONDS = 120
_STALE_SECONDS = 3600
_BUILDING = "building-"


def version_name(version: str, index_format: str) -> str:
    """A folder name for any version text: itself where it is plain, else a hash of it."""
    name = f"{version}-{index_format}"
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", name):
        return name
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def is_ready(folder: Path) -> bool:
    """Whether it is finished, and what it is on top of still there."""
    base = base_of(folder)
    return (folder / READY).is_file() and (base is None or (base / READY).is_file())


def base_of(folder: Path) -> Path | None:
    """The index that this one is on top of."""
    file = folder / BASE
    return folder.parent / file.read_text(encoding="utf-8").strip() if file.is_file() else None


def ensure(root: Path, name: str, build: Callable[[Path], None]) -> Path:
    """The folder `root/name`, built by `build(empty folder)` if it is not there yet.

    Several processes may call it at once: one builds, the others wait. Raises StateError.
    """
    target = root / name
    if is_ready(target):
        with suppress(OSError):  # what is used is the last to be tidied away; it may be of another owner
            os.utime(target / READY)
        return target
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / ".lock", timeout=_LOCK_SECONDS):
            if not is_ready(target):
                _publish(root, target, build)
            _tidy(root, target)
    except Timeout:
        raise StateError(
            f"another process is still building the search index in {root}; try again later"
        ) from None
    except OSError as error:
        raise StateError(
            f"the search index cannot be written to {root}: {error.strerror or 'not usable'}"
        ) from None
    return target


def _publish(root: Path, target: Path, build: Callable[[Path], None]) -> None:
    aside = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=root))
    try:
        build(aside)
        (aside / READY).write_text(json.dumps({"built": int(time.time())}), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        os.replace(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _tidy(root: Path, current: Path) -> None:
    # Only what this module has made is removed: finished indexes by their mark, left-overs by their name.
    finished = [item for item in root.iterdir() if item != current and (item / READY).is_file()]
    finished.sort(key=lambda item: (item / READY).stat().st_mtime, reverse=True)
    kept = {current, *finished[: _KEPT - 1]}
    kept |= {base for item in kept if (base := base_of(item)) is not None}
    for item in finished:
        if item not in kept:
            shutil.rmtree(item, ignore_errors=True)
    for item in root.glob(f"{_BUILDING}*"):
        if time.time() - item.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(item, ignore_errors=True)
