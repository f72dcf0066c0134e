"""Hashes of what a result depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from assistant.evaluation.case import Case
from assistant.evaluation.result import Versions
from assistant.settings import bundled
from assistant.wiring import Assistant

LARGEST_HASHED = 1 << 30
"""Bytes of a warehouse up to which its content is hashed; a larger one is told by place, size and time."""
_CODE = (".py", ".toml", ".sql", ".j2")


def versions_of(assistant: Assistant, cases: Iterable[Case]) -> Versions:
    package = Path(__file__).resolve().parents[1]
    return Versions(
        cases=hash_of_cases(cases),
        data=_data(assistant),
        catalog=assistant.catalog.version,
        prompts=_files(bundled("prompts"), (".md",)),
        model=_model(assistant),
        code=_files(package, _CODE),
    )


def _model(assistant: Assistant) -> str:
    """The model that is asked and when; none where none is."""
    settings = assistant.settings
    return f"{settings.llm_model} ({settings.llm})" if settings.asks_model else "none"


def hash_of_cases(cases: Iterable[Case]) -> str:
    """Of everything that is asked and expected. Sets have no order of their own: they are sorted."""
    digest = hashlib.sha256()
    for case in cases:
        expected = [
            (sorted(item.slots), repr(item).replace(repr(item.slots), "")) for item in case.expectations
        ]
        told = (
            case.id,
            case.question,
            case.after,
            case.language,
            case.now,
            repr(case.actor),
            case.tags,
            expected,
        )
        digest.update(repr(told).encode())
    return digest.hexdigest()[:16]


def _data(assistant: Assistant) -> str:
    path = assistant.settings.warehouse
    stat = path.stat()
    if stat.st_size > LARGEST_HASHED:
        return f"{stat.st_ino:x}-{stat.st_mtime_ns:x}-{stat.st_size:x}"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _files(folder: Path, suffixes: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in suffixes and file.is_file():
            digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
