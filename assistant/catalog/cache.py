"""Loaded catalogs on disk: a file each, named by everything that the catalog depends on. Beside them an
empty file for each warehouse that one was found to fit.

A file that is missing, damaged, foreign or not writable costs time, never the answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import pickle
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.catalog.model import Catalog
from assistant.catalog.packed import packed, with_packed
from assistant.kept import forget_oldest, read_kept, uncollected, write_kept


def cache_file(folder: str | Path, path: str | Path, version: str) -> Path:
    """Where the catalog at `path`, of that version and as this code reads it, is kept in `folder`."""
    name = hashlib.sha256(f"{Path(path).resolve().name}/{_reader()}".encode()).hexdigest()[:12]
    return Path(folder) / f"catalog-{version}-{name}.pickle"


def read_cache(file: Path, version: str) -> Catalog | None:
    """The catalog kept in `file`; None unless it is there, whole, the user's own and of that version."""
    found = read_kept(file)
    return found if isinstance(found, Catalog) and found.version == version else None


def write_cache(file: Path, catalog: Catalog) -> None:
    write_kept(file, lambda: _packed(catalog))


def fit_note(folder: str | Path, version: str, types: Mapping[str, Mapping[str, str]]) -> Path:
    """The file that is there where the catalog of that version fits a warehouse of these columns."""
    columns = json.dumps({name: dict(found) for name, found in types.items()}, sort_keys=True)
    name = hashlib.sha256(f"{_reader()}/{columns}".encode()).hexdigest()[:12]
    return Path(folder) / f"catalog-{version}-{name}.fits"


def write_note(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch()
        forget_oldest(file)


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
