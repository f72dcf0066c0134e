"""Load a catalog: the door of this package."""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assistant import __version__
from assistant.catalog.model import Catalog
from assistant.catalog.problems import Problems
from assistant.catalog.sources import Sources, read_sources

_KEPT = 8
"""Cached catalogs that stay in a cache folder."""


def load_catalog(path: str | Path, variables: Mapping[str, str] | None = None) -> Catalog:
    """The catalog in the folder, the YAML file or the `semantic_manifest.json` at `path`.

    `variables` fill `$name` in its texts. Raises CatalogError with every error that was found, and
    UsageError where there is nothing at `path`.
    """
    problems = Problems()
    return _load(path, read_sources(path, problems, variables), problems, variables)


def load_catalog_cached(
    path: str | Path, cache_folder: str | Path, variables: Mapping[str, str] | None = None
) -> Catalog:
    """`load_catalog`, remembered in `cache_folder` for as long as the files stay as they are.

    The folder must be writable by its owner only: what is in it is trusted like code. A cache that
    is missing, damaged or not writable costs time, never the answer. Raises what `load_catalog` does.
    """
    problems = Problems()
    sources = read_sources(path, problems, variables)
    file = Path(cache_folder) / f"catalog-{sources.version}-{_schema()}.pickle"
    found = _read_cache(file)
    if found is not None and not problems.errors:
        return found
    catalog = _load(path, sources, problems, variables)
    _write_cache(file, catalog)
    return catalog


def _load(
    path: str | Path, sources: Sources, problems: Problems, variables: Mapping[str, str] | None
) -> Catalog:
    from assistant.catalog.read import build_catalog

    catalog = build_catalog(path, sources, problems, variables)
    problems.raise_errors()
    return catalog


def _schema() -> str:
    """What else a cached catalog depends on: the product's code and the libraries pickled by it."""
    from importlib.metadata import version

    newest = max(int(file.stat().st_mtime) for file in Path(__file__).parent.glob("*.py"))
    return f"{__version__}-{version('sqlglot')}-{newest:x}".replace("/", "_")


def _read_cache(file: Path) -> Catalog | None:
    try:
        if os.name == "posix" and file.stat().st_uid != os.getuid():
            return None
        found = pickle.loads(file.read_bytes())  # noqa: S301 - a file of the user's own, checked for its owner
    except Exception:  # a damaged pickle can raise anything at all
        return None
    return found if isinstance(found, Catalog) else None


def _write_cache(file: Path, catalog: Catalog) -> None:
    """Written aside and moved into place, so that a reader never sees half a file."""
    with contextlib.suppress(OSError, pickle.PicklingError, RecursionError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            pickle.dump(catalog, out, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(name, file)
        _forget_oldest(file.parent)


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("catalog-*.pickle"), key=lambda item: item.stat().st_mtime, reverse=True)
    for file in files[_KEPT:]:
        file.unlink(missing_ok=True)
