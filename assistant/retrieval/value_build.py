"""Writing the value index: one SQLite file, built aside and published by one rename."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from assistant.errors import StateError
from assistant.retrieval.phrase_keys import Keys, PhraseFilter, Places, gram_keys, phrase_keys
from assistant.retrieval.tokens import has_cjk
from assistant.retrieval.value_file import FORMAT, gram_size, stored_fingerprint
from assistant.retrieval.value_names import PhraseMaker, Value, ValueEntry

_BATCH = 20_000
_LOCK_SECONDS = 300
_KEPT = 3
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID;
CREATE TABLE dimension (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE value (id INTEGER PRIMARY KEY, dimension INTEGER, value TEXT);
CREATE TABLE phrase (id INTEGER PRIMARY KEY, text TEXT, value INTEGER, how TEXT, name TEXT);
CREATE TABLE gram (key INTEGER PRIMARY KEY, count INTEGER, phrases BLOB);
"""


def build_value_index(
    file: Path,
    entries: Iterable[ValueEntry],
    fingerprint: str,
    simplify: Callable[[str], str] | None = None,
) -> None:
    """Write the index of `entries` to `file`, unless the one there has the same fingerprint.

    `simplify` turns traditional characters into simplified ones, as the questions are. Readers that
    have the old file open keep it. Raises StateError when the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{file}.lock", timeout=_LOCK_SECONDS):
            if stored_fingerprint(file) == fingerprint:
                os.utime(file)
            else:
                _publish(file, entries, fingerprint, PhraseMaker(simplify))
                _tidy(file)
    except Timeout:
        raise StateError(
            f"another process is still building the value index {file}; try again later"
        ) from None
    except (OSError, sqlite3.Error):
        raise StateError(f"the value index cannot be written to {file}") from None


def _tidy(current: Path) -> None:
    """Remove the indexes beside this one that have not been used for longest: those of earlier data or catalogs."""
    kind, mark, _ = current.name.partition("-")
    others = [item for item in current.parent.glob(f"{kind}-*{current.suffix}") if mark and item != current]
    others.sort(key=_last_used, reverse=True)
    for item in others[_KEPT - 1 :]:
        item.unlink(missing_ok=True)
        Path(f"{item}.lock").unlink(missing_ok=True)


def _last_used(file: Path) -> float:
    """When; longest ago for one that another process has just removed, as each index has a lock of its own."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _publish(file: Path, entries: Iterable[ValueEntry], fingerprint: str, maker: PhraseMaker) -> None:
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.building-", dir=file.parent)
    os.close(handle)
    aside = Path(name)
    try:
        with closing(sqlite3.connect(aside)) as connection:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            _fill(connection, entries, maker)
            meta = {"fingerprint": fingerprint, "format": FORMAT}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            connection.commit()
        os.chmod(aside, 0o644)
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, entries: Iterable[ValueEntry], maker: PhraseMaker) -> None:
    writer = _Writer(connection, maker)
    stream: Iterator[ValueEntry] = iter(entries)
    while batch := list(islice(stream, _BATCH)):
        writer.add(batch)
    connection.execute("CREATE INDEX phrase_text ON phrase (text)")
    keys = np.concatenate(writer.keys) if writer.keys else np.zeros(0, np.uint64)
    connection.execute("INSERT INTO meta VALUES ('filter', ?)", (PhraseFilter.of(keys).to_bytes(),))
    _write_grams(connection, writer.grams)


class _Writer:
    def __init__(self, connection: sqlite3.Connection, maker: PhraseMaker) -> None:
        self._connection = connection
        self._maker = maker
        self._dimensions: dict[str, int] = {}
        self._values = 0
        self._phrases = 0
        self.keys: list[Keys] = []
        self.grams: list[tuple[Keys, Places]] = []

    def add(self, batch: list[ValueEntry]) -> None:
        values: list[tuple[int, int, str]] = []
        phrases: list[tuple[int, str, int, str, str]] = []
        for entry in batch:
            self._values += 1
            values.append((self._values, self._dimension(entry.dimension), _encoded(entry.value)))
            for phrase in self._maker.phrases(entry.names):
                self._phrases += 1
                phrases.append((self._phrases, phrase.text, self._values, phrase.how, phrase.name))
        self._connection.executemany("INSERT INTO value VALUES (?, ?, ?)", values)
        self._connection.executemany("INSERT INTO phrase VALUES (?, ?, ?, ?, ?)", phrases)
        self.keys.append(phrase_keys([text for _, text, *_ in phrases]))
        # Sounds are looked up as they are; only names are searched for typing errors.
        self._add_grams([(number, text) for number, text, _, how, _ in phrases if how == "exact"])

    def _add_grams(self, named: list[tuple[int, str]]) -> None:
        for chinese in (True, False):
            part = [(number, text) for number, text in named if has_cjk(text) == chinese]
            keys, owners = gram_keys([text for _, text in part], gram_size(chinese))
            self.grams.append((keys, np.array([number for number, _ in part], dtype=np.int64)[owners]))

    def _dimension(self, name: str) -> int:
        if name not in self._dimensions:
            self._dimensions[name] = len(self._dimensions) + 1
            self._connection.execute("INSERT INTO dimension VALUES (?, ?)", (self._dimensions[name], name))
        return self._dimensions[name]


def _write_grams(connection: sqlite3.Connection, parts: list[tuple[Keys, Places]]) -> None:
    if not parts:
        return
    keys = np.concatenate([key for key, _ in parts])
    owners = np.concatenate([owner for _, owner in parts]).astype(np.uint32)
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    starts = (
        np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        if len(keys)
        else np.zeros(0, np.int64)
    )
    ends = np.append(starts[1:], len(keys))
    rows = (
        (int(key), int(end - start), owners[start:end].tobytes())
        for key, start, end in zip(keys[starts].view(np.int64), starts, ends, strict=True)
    )
    connection.executemany("INSERT INTO gram VALUES (?, ?, ?)", rows)


def _encoded(value: Value) -> str:
    return json.dumps(value if isinstance(value, (str, int, float, bool)) else str(value), ensure_ascii=False)
