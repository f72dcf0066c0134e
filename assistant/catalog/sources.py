"""The files of a catalog: which are read, how large they may be, and the hash that names a version."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.catalog.dbt_project import DbtProject, find_project
from assistant.catalog.node import Node
from assistant.catalog.problems import Problems
from assistant.errors import UsageError

MAX_FILE = 2_000_000
MAX_TOTAL = 20_000_000
MAX_FILES = 5_000
MANIFEST_FILE = "semantic_manifest.json"
"""What dbt compiles its semantic layer to; in its target folder it is not read, being a copy of the YAML."""
_YAML = (".yml", ".yaml")
_SKIPPED_FOLDERS = frozenset(
    {"target", "dbt_packages", "dbt_modules", "dbt_internal_packages", "node_modules", "venv", "env",
     "site-packages", "logs", "__pycache__"}
)  # fmt: skip
_SKIPPED_FILES = frozenset(
    {
        "dbt_project",
        "packages",
        "package-lock",
        "dependencies",
        "profiles",
        "selectors",
        "dbt_cloud",
        "catalog-schema",
    }
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts by path relative to the catalog's folder, `/` between parts."""

    yaml: Mapping[str, str]
    sql: Mapping[str, str]
    project: DbtProject | None
    """The dbt project that the folder is, or is the models of."""
    version: str
    """Short hash of names and contents."""


def read_sources(path: str | Path, problems: Problems, variables: Mapping[str, str] | None = None) -> Sources:
    """Every YAML and SQL file under `path`, which may be one YAML or JSON file too.

    Raises UsageError where `path` does not exist.
    """
    root = Path(path)
    if not root.exists():
        raise UsageError(f"There is no catalog at {root}; give the folder that holds its YAML files.")
    folder = root if root.is_dir() else root.parent
    project = find_project(root) if root.is_dir() else None
    files = sorted(_files(root, project)) if root.is_dir() else [root]
    if len(files) > MAX_FILES:
        problems.error(
            Node(None, str(root), 0), "too_many_files", f"more than {MAX_FILES} files in one catalog"
        )
        files = files[:MAX_FILES]
    texts: dict[str, str] = {}
    total = 0
    for file in files:
        name = file.relative_to(folder).as_posix()
        text = _text(file, name, problems)
        total += len(text)
        if total > MAX_TOTAL:
            problems.error(
                Node(None, name, 0), "too_large", f"the catalog's files exceed {MAX_TOTAL} bytes together"
            )
            break
        texts[name] = text
    return Sources(
        yaml={name: text for name, text in texts.items() if not name.endswith(".sql")},
        sql={name.removesuffix(".sql"): text for name, text in texts.items() if name.endswith(".sql")},
        project=project,
        version=_version(texts, project.texts if project is not None else {}, variables or {}),
    )


def is_skipped_folder(folder: Path) -> bool:
    """Nothing in it is of a catalog: hidden, a Python environment, or what dbt and others write."""
    return folder.name.startswith(".") or folder.name in _SKIPPED_FOLDERS or (folder / "pyvenv.cfg").is_file()


def _files(root: Path, project: DbtProject | None) -> Iterator[Path]:
    """YAML of all folders, SQL of those that may hold models; nothing that dbt has written."""
    built = {project.folder / path for path in project.built_paths} if project is not None else set()
    other = {project.folder / path for path in project.other_paths} if project is not None else set()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if not is_skipped_folder(Path(folder) / name) and Path(folder) / name not in built
        )
        suffixes = _YAML if other & {Path(folder), *Path(folder).parents} else (*_YAML, ".sql")
        for name in names:
            stem, suffix = os.path.splitext(name)
            is_read = suffix in suffixes or name == MANIFEST_FILE
            if is_read and not name.startswith(".") and stem not in _SKIPPED_FILES:
                yield Path(folder) / name


def _text(file: Path, name: str, problems: Problems) -> str:
    try:
        if file.stat().st_size > (MAX_TOTAL if name.endswith(".json") else MAX_FILE):
            problems.error(Node(None, name, 0), "too_large", f"the file is larger than {MAX_FILE} bytes")
            return ""
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.error(Node(None, name, 0), "not_utf8", "the file is not UTF-8 text")
    except OSError:
        problems.error(Node(None, name, 0), "unreadable", "the file cannot be read")
    return ""


def _version(*parts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for pairs in parts:
        for name in sorted(pairs):
            for part in (name, pairs[name]):
                data = part.encode()
                digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:12]
