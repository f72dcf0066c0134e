"""Opening the store: its address, its version, and one sentence for each thing that goes wrong."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.errors import StateError
from assistant.state import schema
from assistant.state.store import open_store
from assistant.state.tables import metadata, receipts, reviews


def message(url: str | None, home: Path) -> str:
    with pytest.raises(StateError) as caught:
        open_store(url, home)
    text = str(caught.value)
    assert "\n" not in text
    assert "hunter2" not in text
    return text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("state.db", "not a database URL"),
        ("postgresql://me:hunter2@host:port/db", "not a database URL"),
        ("mysql://me:hunter2@host/db", "'mysql' is not supported; use sqlite or postgresql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?uri=true", "names no file"),
    ],
)
def test_addresses_that_are_none(tmp_path: Path, url: str, said: str) -> None:
    assert said in message(url, tmp_path)


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a database, but long enough to be taken for a damaged one" * 100)
    assert "cannot be read or written" in message(None, blocked / "home")
    assert "not a SQLite file" in message(f"sqlite:///{blocked}", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert str(tmp_path) in message(None, tmp_path)


def test_an_address_with_odd_characters(tmp_path: Path) -> None:
    home = tmp_path / "a?b%20c#d"
    open_store(None, home).close()
    assert (home / "state.db").exists()


def test_an_older_version_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(None, tmp_path).close()

    def second(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE second (i INTEGER)")

    def third(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO second VALUES (3)")

    newest = schema.CURRENT + 2
    monkeypatch.setattr(schema, "STEPS", {schema.CURRENT + 1: second, newest: third})
    monkeypatch.setattr(schema, "CURRENT", newest)
    for _ in range(2):
        store = open_store(None, tmp_path)
        with store.reading() as connection:
            assert connection.exec_driver_sql("SELECT i FROM second").scalars().all() == [3]
            assert connection.exec_driver_sql("SELECT version FROM assistant_state").scalars().all() == [
                newest
            ]
        store.close()


def test_a_store_of_before_the_queries_of_options_were_kept(tmp_path: Path) -> None:
    open_store(None, tmp_path).close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("ALTER TABLE receipts DROP COLUMN option_queries")
        connection.execute("UPDATE assistant_state SET version = 1")
    store = open_store(None, tmp_path)
    with store.reading() as connection:
        assert connection.execute(select(receipts.c.option_queries)).all() == []
    store.close()


def test_a_failed_step_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(None, tmp_path).close()

    def second(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE second (i INTEGER)")
        connection.exec_driver_sql("nonsense")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", {schema.CURRENT + 1: second})
        patched.setattr(schema, "CURRENT", schema.CURRENT + 1)
        message(None, tmp_path)
    store = open_store(None, tmp_path)
    with store.reading() as connection:
        assert (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'second'").first() is None
        )
    store.close()


def test_a_newer_version_and_a_foreign_database_are_refused(tmp_path: Path) -> None:
    open_store(None, tmp_path).close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("UPDATE assistant_state SET version = 99")
    assert "newer version" in message(None, tmp_path)
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE feedback (stars INTEGER)")
    assert "a table feedback of something else" in message(f"sqlite:///{foreign}", tmp_path)


def test_work_is_done_wholly_or_not_at_all(tmp_path: Path) -> None:
    store = open_store(None, tmp_path)

    def work(connection: Connection) -> None:
        connection.execute(schema.version.update().values(version=7))
        raise KeyError

    with pytest.raises(KeyError):
        store.write(work)
    with store.reading() as connection:
        assert connection.execute(select(schema.version.c.version)).scalar() == schema.CURRENT
    store.close()


def test_what_another_writer_crossed_is_done_again(tmp_path: Path) -> None:
    store = open_store(None, tmp_path)
    tries = []

    def work(connection: Connection) -> int:
        tries.append(1)
        number = min(len(tries), 2)
        connection.exec_driver_sql("INSERT INTO review_receipts VALUES (1, ?, '2026-01-01')", (f"r{number}",))
        if len(tries) == 1:  # as if somebody else had been first
            connection.exec_driver_sql("INSERT INTO review_receipts VALUES (1, 'r1', '2026-01-01')")
        return number

    assert store.write(work) == 2
    assert len(tries) == 2
    with pytest.raises(StateError, match="did not take"):
        store.write(work)
    store.close()


def test_the_tables_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert len(made) == 5
    (index,) = [index for index in reviews.indexes if index.name == "one_open_review"]
    assert "WHERE state = 'open'" in str(CreateIndex(index).compile(dialect=dialect))
    assert receipts.c.at.index
