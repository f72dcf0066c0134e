"""What is made of files and kept on disk, so that the next process need not make it again.

A file that is missing, damaged, foreign or not writable costs time, never the answer.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

MOST_KEPT = 8
"""Files of a kind that stay in a folder."""
_DIGEST = 32
_PACKAGE = Path(__file__).parent

_makers: dict[str, Callable[[], Any]] = {}
_recalled: dict[str, Any] = {}
_lock = threading.Lock()


def table(make: Callable[[], T]) -> Callable[[], T]:
    """Has `make` make its table once, unless `recall_tables` found it. The table holds what can be pickled and depends on
    files of this package alone.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @cache
    def made() -> T:
        found: T | None = _recalled.get(name)
        return make() if found is None else found

    _makers[name] = made
    return made


def recall_tables(folder: Path) -> None:
    """Has every `table` found in `folder`, or keeps them all there. Once in a process: from then on it has them."""
    with _lock:
        if _recalled:
            return
        file = folder / f"tables-{code_version()}.pickle"
        found = read_kept(file)
        if isinstance(found, dict) and found:
            _recalled.update(found)
        else:
            _recalled.update({name: make() for name, make in _makers.items()})
            write_kept(file, lambda: packed(_recalled))


@cache
def code_version() -> str:
    """Changes whenever a file of this package does, or Python; by sizes and times of change, which takes 3 ms."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256("\n".join([python, *sorted(_stats(_PACKAGE))]).encode()).hexdigest()[:16]


def read_kept(file: Path) -> object:
    """What was kept in `file`; None unless it is there, whole and the user's own."""
    try:
        if os.name == "posix" and file.stat().st_uid != os.getuid():
            return None
        content = file.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        with uncollected():
            return pickle.loads(memoryview(content)[_DIGEST:])  # noqa: S301 - the user's own, as just written
    except Exception:  # a damaged pickle can raise anything at all
        return None


def packed(item: object) -> bytes:
    """What `read_kept` gives back, for `write_kept`."""
    with uncollected():
        return pickle.dumps(item, pickle.HIGHEST_PROTOCOL)


def write_kept(file: Path, content_of: Callable[[], bytes]) -> None:
    """Written aside and moved into place, so that a reader never sees half a file. Older ones of its kind are let go."""
    with contextlib.suppress(OSError, pickle.PicklingError, RecursionError):
        content = content_of()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            out.write(hashlib.sha256(content).digest())
            out.write(content)
        os.replace(name, file)
        forget_oldest(file)


def forget_oldest(newest: Path) -> None:
    """Of the files of its kind."""
    kind = newest.name.partition("-")[0]
    files = sorted(
        newest.parent.glob(f"{kind}-*{newest.suffix}"), key=lambda item: item.stat().st_mtime, reverse=True
    )
    for file in files[MOST_KEPT:]:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage while a million objects are made that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _stats(folder: str | Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _stats(entry.path)
        else:
            stat = entry.stat()
            yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"
