"""The state store: a SQLite file of this installation, or the database that ASSISTANT_STATE names."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)

from assistant.errors import StateError
from assistant.state.schema import is_current, upgrade

T = TypeVar("T")

BUSY_SECONDS = 10
"""How long a writer waits for another one."""
TRIES = 3
_DATABASES = ("sqlite", "postgresql")
_BUSY = ("locked", "busy", "serialize", "deadlock")


class Store:
    """Transactions on the store. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view. Raises StateError."""
        with self._explained(), self._engine.connect() as connection, connection.begin():
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do all of it or nothing. On SQLite there is one writer at a time; elsewhere work that another
        writer crossed is done again. Raises StateError.
        """
        with self._explained():
            for _ in range(TRIES - 1):
                try:
                    return self._written(work)
                except DBAPIError as error:
                    if not _crossed(error):
                        raise
            return self._written(work)

    def close(self) -> None:
        self._engine.dispose()

    def _written(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                return work(connection)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise StateError(f"the state store {self._place} {_trouble(error)}") from error


def open_store(url: str | None, home: Path) -> Store:
    """The store at `url`; without one `state.db` in `home`. Makes and upgrades its tables. Raises StateError."""
    place = _place(url, home)
    shown = place.render_as_string(hide_password=True)
    if place.get_backend_name() == "sqlite":
        _make_private(Path(str(place.database)))
    store = Store(_engine(place, shown), shown)
    with store.reading() as connection:
        ready = is_current(connection)
    if not ready:
        store.write(upgrade)
    return store


def _place(url: str | None, home: Path) -> URL:
    if url is None:
        return URL.create("sqlite", database=str(home / "state.db"))
    try:
        place = make_url(url)
    except (ArgumentError, ValueError):  # the message would show the password
        raise StateError(
            "ASSISTANT_STATE is not a database URL such as sqlite:////srv/assistant/state.db"
        ) from None
    if place.get_backend_name() not in _DATABASES:
        raise StateError(
            f"ASSISTANT_STATE: '{place.get_backend_name():.40}' is not supported; use {' or '.join(_DATABASES)}"
        )
    if place.get_backend_name() == "sqlite" and (place.database in (None, "", ":memory:") or place.query):
        raise StateError("ASSISTANT_STATE names no file; use a URL such as sqlite:////srv/assistant/state.db")
    return place


def _make_private(file: Path) -> None:
    """The file is there and its owner's alone before anything is written; SQLite's other files follow it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(0o600)
    except OSError:
        raise StateError(
            f"the state store {file} cannot be read or written; check its permissions, or set ASSISTANT_STATE"
        ) from None


def _engine(place: URL, shown: str) -> Engine:
    options: dict[str, Any] = {}
    if place.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": BUSY_SECONDS}
    else:
        options["pool_pre_ping"] = True
    try:
        engine = create_engine(place, json_serializer=_json, hide_parameters=True, **options)
    except (ImportError, SQLAlchemyError):
        raise StateError(
            f"the driver for {shown} is not installed; for PostgreSQL: pip install 'psycopg[binary]'"
        ) from None
    if place.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: object) -> None:
    # Python's driver would begin transactions by itself, and too late: only before a write.
    connection.isolation_level = None
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")


def _write_ahead(connection: Any) -> None:
    """Readers and the writer do not wait for each other. The change itself needs the file for a moment, and
    SQLite does not wait for that by itself.
    """
    import sqlite3

    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _json(document: object) -> str:
    """Readable in the database; a lone surrogate is no text there."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _crossed(error: DBAPIError) -> bool:
    """Whether another writer may have come first: with the same key, with the tables, or with our locks."""
    return isinstance(error, IntegrityError | ProgrammingError) or "deadlock" in str(error.orig).lower()


def _trouble(error: SQLAlchemyError) -> str:
    """What is wrong, without what the driver says: that may name values."""
    said = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
    if any(word in said for word in _BUSY):
        return "is busy; try again in a moment"
    if "not a database" in said or "malformed" in said:
        return "is damaged or not a SQLite file; move it away to begin anew"
    if isinstance(error, OperationalError):
        return "cannot be reached or written; check ASSISTANT_STATE and the permissions"
    return "did not take what was written; check that it is the assistant's own"
