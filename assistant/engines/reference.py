"""Reference SQL of question sets, run over the warehouse as it lies: for people who check the product,
never for a question. One SELECT at a time, read-only and locked down like every other connection.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from assistant.engines.duckdb_engine import open_duckdb, plain_value
from assistant.errors import EngineError, UsageError
from assistant.rows import Value


class Reference:
    """Runs reference SQL. Safe to use from several threads; close it when done."""

    def __init__(self, path: Path, *, deadline: float, row_limit: int, memory: str) -> None:
        """Raises WarehouseError where the file cannot be used."""
        self._engine = open_duckdb(path, deadline=deadline, row_limit=row_limit, memory=memory)
        self._row_limit = row_limit
        self._lock = threading.Lock()

    def run(self, sql: str) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
        """Names of the columns, and the rows as plain values.

        Raises UsageError for what is no single SELECT or does not run, with the engine's reason: it
        is read by whoever wrote the SQL. Raises EngineError (timeout) at the deadline.
        """
        with self._engine.cursor() as cursor:
            self._check(sql, cursor)
            try:
                cursor.execute(sql)
                found = cursor.fetchmany(self._row_limit + 1)
            except duckdb.InterruptException:
                raise EngineError("the reference SQL took too long", "timeout") from None
            except duckdb.Error as error:
                raise UsageError(_reason(error)) from None
            names = tuple(item[0] for item in cursor.description)
        if len(found) > self._row_limit:
            raise UsageError(f"the reference SQL gives more than {self._row_limit} rows")
        return names, tuple(_row(row) for row in found)

    def _check(self, sql: str, cursor: Any) -> None:
        try:
            with self._lock:
                statements = cursor.extract_statements(sql)
        except duckdb.Error as error:
            raise UsageError(_reason(error)) from None
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageError("reference SQL is one SELECT; anything that writes is refused")

    def close(self) -> None:
        self._engine.close()


def _row(row: Sequence[Any]) -> tuple[Value, ...]:
    return tuple(plain_value(item) for item in row)


def _reason(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]
