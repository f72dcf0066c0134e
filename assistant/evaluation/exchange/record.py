"""What an importer finds, and what it becomes: documents with ids that read as cases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.catalog.node import Node
from assistant.catalog.problems import Problems
from assistant.errors import UsageError
from assistant.evaluation.case import Defaults
from assistant.evaluation.exchange.document import Document
from assistant.evaluation.read_cases import cases_of, node_of

MOST_BYTES = 50_000_000
"""Of a file that is imported."""
_WORDS_OF_SLUG = 8
_LETTERS_OF_SLUG = 60
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Source:
    """What is imported. `sheet` is for spreadsheets, `database` for files over several databases."""

    path: Path
    sheet: str | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One question of another file: a case document without its id."""

    document: Document
    line: int
    """Line, or row of a sheet."""
    given: str = ""
    """Its id or name there."""
    file: str = ""
    """Where it stands, if that is one of several files."""


def bytes_of(path: Path) -> bytes:
    """Raises UsageError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or 'unreadable'}") from None


def utf8_of(path: Path) -> str:
    """Raises UsageError."""
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text") from None


def at(path: Path, line: int) -> Node:
    """A place to report."""
    return Node(None, str(path), line)


def readable(records: Iterable[Record], path: Path, problems: Problems) -> tuple[Document, ...]:
    """The documents that read as cases; what is wrong with the others is told at their place."""
    found = []
    for record, document in _named(records, path.stem):
        node = node_of(document, record.file or str(path), record.line)
        if tuple(cases_of((node,), Defaults(), problems)):
            found.append(document)
    return tuple(found)


# ── ids ─────────────────────────────────────────────────────────────────────────────────────────────


def _named(records: Iterable[Record], stem: str) -> Iterator[tuple[Record, Document]]:
    """Each with an id of its own: the same file gives the same ids again."""
    taken: set[str] = set()
    for record in records:
        wanted = _wanted(record, stem)
        name, number = wanted, 1
        while taken & (names := {name, f"{name}.zh", f"{name}.en"}):
            number += 1
            name = f"{wanted}-{number}"
        taken |= names if isinstance(record.document["question"], dict) else {name}
        yield record, {"id": name, **record.document}


def _wanted(record: Record, stem: str) -> str:
    given = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFKC", record.given)).strip("-")[:_LETTERS_OF_SLUG]
    file = re.sub(r"\W+", "-", unicodedata.normalize("NFKC", stem)).strip("-").lower() or "case"
    if given:
        return f"{file}-{given}" if given.isdigit() else given
    return _slug(record.document["question"]) or f"{file}-{record.line}"


def _slug(question: object) -> str:
    """The first words of an English question; a Chinese one has none."""
    text = str(question.get("en", "") if isinstance(question, dict) else question)
    words = re.findall(r"[a-z0-9]+", text.casefold())[:_WORDS_OF_SLUG]
    if len(words) < 2 or _CHINESE.search(text):
        return ""
    return "-".join(words)[:_LETTERS_OF_SLUG].strip("-")
