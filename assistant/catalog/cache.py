"""Loaded catalogs on disk: a file each, named by everything that the catalog depends on. Beside them an
empty file for each warehouse that one was found to fit.

A file that is missing, damaged, foreign or not writable costs time, never the answer.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.catalog.model import Catalog
from assistant.catalog.packed import packed, with_packed

MOST_KEPT = 8
"""Cached catalogs that stay in a folder."""
_DIGEST = 32


def cache_file(folder: str | Path, path: str | Path, version: str) -> Path:
    """Where the catalog at `path`, of that version and as this code reads it, is kept in `folder`."""
    name = hashlib.sha256(f"{Path(path).resolve().name}/{_reader()}".encode()).hexdigest()[:12]
    return Path(folder) / f"catalog-{version}-{name}.pickle"


def read_cache(file: Path, version: str) -> Catalog | None:
    """The catalog kept in `file`; None unless it is there, whole, the user's own and of that version."""
    found = read_kept(file)
    return found if isinstance(found, Catalog) and found.version == version else None


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


def write_cache(file: Path, catalog: Catalog) -> None:
    write_kept(file, lambda: _packed(catalog))


def write_kept(file: Path, packed: Callable[[], bytes]) -> None:
    """Written aside and moved into place, so that a reader never sees half a file. Older ones of its kind are let go."""
    with contextlib.suppress(OSError, pickle.PicklingError, RecursionError):
        content = packed()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            out.write(hashlib.sha256(content).digest())
            out.write(content)
        os.replace(name, file)
        _forget_oldest(file)


def fit_note(folder: str | Path, version: str, types: Mapping[str, Mapping[str, str]]) -> Path:
    """The file that is there where the catalog of that version fits a warehouse of these columns."""
    columns = json.dumps({name: dict(found) for name, found in types.items()}, sort_keys=True)
    name = hashlib.sha256(f"{_reader()}/{columns}".encode()).hexdigest()[:12]
    return Path(folder) / f"catalog-{version}-{name}.fits"


def write_note(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch()
        _forget_oldest(file)


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


@cache
def _reader() -> str:
    """What else a cached catalog depends on: the code that read it and what it is made of."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    here = Path(__file__).parent
    nouns = [here.parent / name for name in ("query.py", "query_json.py", "policy.py", "errors.py")]
    for file in sorted([*here.rglob("*.py"), *here.rglob("*.txt"), *nouns]):
        digest.update(file.name.encode() + file.read_bytes())
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    for part in (__version__, version("sqlglot"), python):
        digest.update(part.encode())
    return digest.hexdigest()[:12]


def _packed(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    with uncollected():
        _Packer(out).dump(catalog)
    return out.getvalue()


class _Packer(pickle.Pickler):
    """Objects of the catalog as calls of their classes, without the arguments that are defaults."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._trees: dict[bytes, bytes] = {}

    def reducer_override(self, item: Any) -> Any:
        kind: Any = type(item)
        names = _arguments(kind)
        if names is None:
            return NotImplemented
        if names[-1][0] == "packed":
            tree = packed(item.ast)
            values = [getattr(item, name) for name, _ in names if name not in ("ast", "packed")]
            return with_packed, (kind, *values, self._trees.setdefault(tree, tree))
        values = [getattr(item, name) for name, _ in names]
        while values and values[-1] is names[len(values) - 1][1]:
            values.pop()
        return kind, tuple(values)


@cache
def _arguments(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """The fields of a dataclass with their defaults; None where a call alone does not make its objects."""
    if not is_dataclass(kind):
        return None
    found = fields(kind)
    plain = all(item.init and not item.kw_only for item in found) and not hasattr(kind, "__post_init__")
    return tuple((item.name, item.default) for item in found) if plain and found else None


def _forget_oldest(newest: Path) -> None:
    """Of the files of its kind."""
    kind = newest.name.partition("-")[0]
    files = sorted(
        newest.parent.glob(f"{kind}-*{newest.suffix}"), key=lambda item: item.stat().st_mtime, reverse=True
    )
    for file in files[MOST_KEPT:]:
        file.unlink(missing_ok=True)
