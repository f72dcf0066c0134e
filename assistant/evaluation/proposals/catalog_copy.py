"""A copy of a catalog with a proposal's edits in it; the catalog itself stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.catalog.dbt_project import find_project
from assistant.catalog.edit import Edit
from assistant.catalog.sources import MANIFEST_FILE, is_skipped_folder
from assistant.errors import StateError

_READ = (".yml", ".yaml", ".sql")


@contextmanager
def changed_catalog(catalog: Path, edits: Sequence[Edit]) -> Iterator[tuple[Path, Path]]:
    """The copy of the catalog, and a folder for search indexes; both go at the end. Raises StateError."""
    with TemporaryDirectory(prefix="assistant-proposal-") as name:
        folder = Path(name)
        try:
            copy = _copied(catalog, folder / "files")
            for edit in edits:
                _apply(copy if catalog.is_dir() else copy.parent, edit)
        except OSError:
            raise StateError("the catalog cannot be copied to the folder for temporary files") from None
        yield copy, folder / "index"


def _copied(catalog: Path, target: Path) -> Path:
    """With the dbt project above it, which says where its models are."""
    catalog = catalog.resolve()
    if not catalog.is_dir():
        for file in catalog.parent.iterdir():
            if file == catalog or file.stem == "policy":
                _copy_file(file, target / catalog.parent.name / file.name)
        return target / catalog.parent.name / catalog.name
    project = find_project(catalog)
    root = project.folder.resolve() if project is not None else catalog
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not is_skipped_folder(Path(folder) / name)]
        for name in names:
            if Path(name).suffix in _READ or name == MANIFEST_FILE:
                file = Path(folder) / name
                _copy_file(file, target / root.name / file.relative_to(root))
    copy = target / root.name / catalog.relative_to(root)
    copy.mkdir(parents=True, exist_ok=True)
    return copy


def _copy_file(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.is_file():
        shutil.copyfile(file, target)


def _apply(folder: Path, edit: Edit) -> None:
    file = folder / edit.file
    if edit.after is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(edit.after.encode("utf-8"))
