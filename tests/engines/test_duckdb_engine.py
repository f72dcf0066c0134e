from __future__ import annotations

import datetime
import threading
from pathlib import Path

import duckdb
import pytest

from assistant.engines.duckdb_engine import DuckDBEngine, open_duckdb
from assistant.errors import EngineError, WarehouseError
from assistant.rows import Column
from assistant.statement import Statement


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT i, i * 1.5::DECIMAL(10, 2) AS d FROM range(100) x(i)")
        connection.execute("CREATE SCHEMA s")
        connection.execute("CREATE VIEW s.v AS SELECT i FROM t")
    return path


def open_it(path: Path, **limits: object) -> DuckDBEngine:
    return open_duckdb(path, **({"deadline": 20.0, "row_limit": 50, "memory": "500MB"} | limits))


def statement(sql: str, *columns: Column) -> Statement:
    return Statement(sql, "duckdb", columns)


NUMBER = Column("n", "number", "metric", "m")


def test_rows_are_plain_values(file: Path) -> None:
    engine = open_it(file)
    columns = (
        Column("day", "date", "time", "t", grain="day"),
        Column("at", "timestamp", "time", "t"),
        Column("n", "integer", "metric", "m"),
        NUMBER,
        Column("bad", "number", "metric", "m"),
    )
    sql = (
        "SELECT TIMESTAMP '2025-01-02', TIMESTAMP '2025-01-02 03:04:05', sum(i), sum(d), 'nan'::DOUBLE FROM t"
    )
    assert engine.run(statement(sql, *columns)).data == (
        ("2025-01-02", "2025-01-02T03:04:05", 4950, 7425.0, None),
    )


def test_more_rows_than_the_limit_are_cut_and_said(file: Path) -> None:
    engine = open_it(file, row_limit=10)
    rows = engine.run(statement("SELECT i FROM t ORDER BY i", NUMBER))
    assert len(rows.data) == 10
    assert rows.truncated
    assert not engine.run(statement("SELECT i FROM t WHERE i < 10", NUMBER)).truncated


def test_tables_and_views_with_their_types(file: Path) -> None:
    types = open_it(file).column_types()
    assert types["t"] == types["main.t"]
    assert types["t"]["i"] == "BIGINT"
    assert types["s.v"] == {"i": "BIGINT"}
    assert "v" not in types


def test_a_late_statement_stops_and_the_engine_goes_on(file: Path) -> None:
    engine = open_it(file, deadline=0.3)
    with pytest.raises(EngineError, match="longer than") as error:
        engine.run(
            statement(
                "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3",
                NUMBER,
            )
        )
    assert error.value.code == "timeout"
    assert engine.run(statement("SELECT 1", NUMBER)).data == ((1.0,),)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY t TO '{folder}/out.csv'",
        "SELECT * FROM read_csv('{folder}/in.csv')",
        "SELECT * FROM '{folder}/in.csv'",
        "CREATE TABLE u (i INT)",
        "DELETE FROM t",
        "SET memory_limit = '900GB'",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD '{folder}/x.duckdb_extension'",
    ],
)
def test_locked_down(file: Path, tmp_path: Path, sql: str) -> None:
    (tmp_path / "in.csv").write_text("a\n1\n")
    engine = open_it(file)
    with pytest.raises(EngineError):
        engine.run(statement(sql.format(folder=tmp_path)))
    assert not (tmp_path / "out.csv").exists()


def test_messages_tell_nothing_of_the_data(file: Path) -> None:
    with pytest.raises(EngineError) as error:
        open_it(file).run(statement("SELECT 'secret-cell'::INT", NUMBER))
    assert "secret-cell" not in str(error.value)
    with pytest.raises(EngineError) as error:
        open_it(file).run(statement("SELECT * FROM tt", NUMBER))
    assert '"t"' not in str(error.value)


def test_side_by_side(file: Path) -> None:
    engine = open_it(file)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(20):
                assert engine.run(statement(f"SELECT sum(i) + {number} FROM t", NUMBER)).data == (
                    (4950.0 + number,),
                )
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_files_that_cannot_be_used(tmp_path: Path, file: Path) -> None:
    with pytest.raises(WarehouseError, match="no warehouse at"):
        open_it(tmp_path / "none.duckdb")
    with pytest.raises(WarehouseError, match="is a folder"):
        open_it(tmp_path)
    foreign = tmp_path / "foreign.duckdb"
    foreign.write_bytes(b"SQLite format 3\x00" + b"\x00" * 5000)
    with pytest.raises(WarehouseError, match="not a DuckDB file"):
        open_it(foreign)
    empty = tmp_path / "empty.duckdb"
    empty.write_bytes(b"")
    with pytest.raises(WarehouseError):
        open_it(empty)


def test_a_file_that_is_being_written(tmp_path: Path, file: Path) -> None:
    import subprocess
    import sys

    holder = (
        f"import duckdb, sys; c = duckdb.connect({str(file)!r}); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        with pytest.raises(WarehouseError, match="locked by a program"):
            open_it(file)
        process.stdin.close()


def test_the_same_file_can_be_open_elsewhere_in_the_process(file: Path) -> None:
    with duckdb.connect(str(file), read_only=True) as before:
        engine = open_it(file)
        with duckdb.connect(str(file), read_only=True) as after:
            for connection in (before, after):
                assert connection.execute("SELECT count(*) FROM t").fetchall() == [(100,)]
        assert engine.run(statement("SELECT count(*) FROM s.v", NUMBER)).data == ((100.0,),)


def test_odd_file_names(tmp_path: Path, file: Path) -> None:
    for name in ("o'hara shop.duckdb", "memory.duckdb", "s.duckdb", "数据.duckdb"):
        copy = tmp_path / name
        copy.write_bytes(file.read_bytes())
        assert open_it(copy).run(statement("SELECT count(*) FROM s.v", NUMBER)).data == ((100.0,),)


def test_dates(file: Path) -> None:
    rows = open_it(file).run(statement("SELECT DATE '2025-02-03'", Column("d", "date", "time", "t")))
    assert datetime.date.fromisoformat(str(rows.data[0][0])) == datetime.date(2025, 2, 3)
