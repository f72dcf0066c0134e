"""Load a catalog: the door of this package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.catalog.cache import cache_file, fit_note, read_cache, write_cache, write_note
from assistant.catalog.model import Catalog
from assistant.catalog.placing import placed
from assistant.catalog.policies import Policy
from assistant.catalog.problems import Problems
from assistant.catalog.sources import Sources, read_sources
from assistant.errors import CatalogError
from assistant.kept import uncollected


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

    The folder must be writable by its owner only: what is in it is trusted like code. Raises what
    `load_catalog` does.
    """
    problems = Problems()
    sources = read_sources(path, problems, variables)
    file = cache_file(cache_folder, path, sources.version)
    found = read_cache(file, sources.version)
    if found is not None and not problems.errors:
        return found
    catalog = _load(path, sources, problems, variables)
    write_cache(file, catalog)
    return catalog


def bound(catalog: Catalog, types: Mapping[str, Mapping[str, str]], cache_folder: str | Path) -> Catalog:
    """The catalog over a warehouse whose relations have columns of these `types`.

    Raises CatalogError with everything that does not fit; that all fits is remembered in `cache_folder`.
    """
    note = fit_note(cache_folder, catalog.version, types)
    if not note.exists():
        from assistant.catalog.check import check_binding

        problems = [problem for problem in check_binding(catalog, types) if problem.severity == "error"]
        if problems:
            raise CatalogError("the catalog does not fit the warehouse:", problems)
        write_note(note)
    return placed(catalog, types)


def policy_of(catalog: Catalog, path: str | Path) -> Policy | None:
    """The policy of a catalog that was loaded from `path`: for a single file the one that lies beside it.

    Raises CatalogError with every problem of a policy.
    """
    path = Path(path)
    if catalog.policy is not None or path.is_dir():
        return catalog.policy
    from assistant.catalog.policy_file import load_policy
    from assistant.catalog.rules.policy import check_policy

    found = load_policy(path.parent)
    if found is not None:
        problems = Problems()
        problems.extend(check_policy(catalog, found))
        problems.raise_errors()
    return found


def _load(
    path: str | Path, sources: Sources, problems: Problems, variables: Mapping[str, str] | None
) -> Catalog:
    from assistant.catalog.read import build_catalog

    with uncollected():
        catalog = build_catalog(path, sources, problems, variables)
    problems.raise_errors()
    return catalog
