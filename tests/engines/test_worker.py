from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from assistant.engines.worker import WorkerEngine
from assistant.errors import EngineError, WarehouseError
from assistant.rows import Column
from assistant.statement import Statement

NUMBER = Column("n", "number", "metric", "m")
STUBBORN = "SELECT length(repeat('x', 4000000000)) AS n"
"""One kernel that ignores an interrupt."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT i FROM range(100) x(i)")
    return path


def statement(sql: str) -> Statement:
    return Statement(sql, "duckdb", (NUMBER,))


def test_rows_and_errors_come_through(file: Path) -> None:
    engine = WorkerEngine(file, deadline=20.0, row_limit=10, memory="500MB")
    assert engine.run(statement("SELECT sum(i) FROM t")).data == ((4950.0,),)
    assert engine.run(statement("SELECT i FROM t")).truncated
    with pytest.raises(EngineError):
        engine.run(statement("SELECT * FROM nowhere"))
    assert engine.column_types()["t"] == {"i": "BIGINT"}
    engine.close()


def test_what_ignores_its_deadline_is_killed_and_others_still_get_their_rows(file: Path) -> None:
    engine = WorkerEngine(file, deadline=1.0, row_limit=10, memory="500MB")
    errors: list[BaseException] = []

    def stubborn() -> None:
        try:
            engine.run(statement(STUBBORN))
        except EngineError as error:
            errors.append(error)

    thread = threading.Thread(target=stubborn)
    thread.start()
    assert engine.run(statement("SELECT sum(i) FROM t")).data == ((4950.0,),)
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert errors
    assert engine.run(statement("SELECT sum(i) FROM t")).data == ((4950.0,),)
    engine.close()


def test_a_file_that_cannot_be_used_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no warehouse"):
        WorkerEngine(tmp_path / "none.duckdb", deadline=1.0, row_limit=10, memory="500MB")
