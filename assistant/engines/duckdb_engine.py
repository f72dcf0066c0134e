"""DuckDB, opened read-only and locked down.

The warehouse is attached to an instance of our own, so that the same file can be open elsewhere in
the process (a notebook, say) with other settings. The lock stops files, extensions, settings and
writes; what may be read is the guard's business, so only guarded statements come here. One
connection, one cursor per statement: a cursor can be interrupted on its own, and cursors of one
connection run side by side.
"""

from __future__ import annotations

import math
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from assistant.errors import EngineError, WarehouseError
from assistant.rows import Column, Rows, Value
from assistant.statement import Statement

STANDARD_SCHEMAS = ("main",)
RESERVED_NAMES = ("memory", "system", "temp")


class DuckDBEngine:
    """An open warehouse. Safe to use from several threads."""

    dialect = "duckdb"

    def __init__(
        self,
        path: Path,
        *,
        deadline: float,
        row_limit: int,
        memory: str,
        threads: int = 0,
        spill: Path | None = None,
    ) -> None:
        self._path = path
        self._deadline = deadline
        self._row_limit = row_limit
        self._connection, self._name = _connect(path, memory, threads, spill)
        self._types = _column_types(self._connection, self._name)

    def run(self, statement: Statement) -> Rows:
        """Rows of a guarded statement, at most `row_limit`. Raises EngineError."""
        with self.cursor() as cursor:
            cursor.execute(statement.sql)
            found = cursor.fetchmany(self._row_limit + 1)
        kept = found[: self._row_limit]
        data = tuple(
            tuple(_value(item, column) for item, column in zip(row, statement.columns, strict=True))
            for row in kept
        )
        return Rows(statement.columns, data, truncated=len(found) > self._row_limit)

    def column_types(self) -> Mapping[str, Mapping[str, str]]:
        return self._types

    def data_version(self) -> str:
        stat = os.stat(self._path)
        return f"{stat.st_ino:x}-{stat.st_mtime_ns:x}-{stat.st_size:x}"

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor that is interrupted at the deadline and whose errors are told in our words."""
        cursor = self._connection.cursor()
        late = threading.Event()

        def interrupt() -> None:
            late.set()
            cursor.interrupt()

        timer = threading.Timer(self._deadline, interrupt)
        timer.daemon = True
        timer.start()
        try:
            cursor.execute(f"USE {_quoted(self._name)}")
            yield cursor
        except duckdb.Error as error:
            raise _translated(error, late.is_set(), self._deadline) from None
        finally:
            timer.cancel()
            cursor.close()


def open_duckdb(path: Path, **limits: Any) -> DuckDBEngine:
    """Open a warehouse file. Raises WarehouseError with what to do when it cannot be used."""
    if not path.exists():
        raise WarehouseError(
            f"there is no warehouse at {path}; set ASSISTANT_WAREHOUSE to a DuckDB file, or run `assistant demo build`"
        )
    if path.is_dir():
        raise WarehouseError(f"{path} is a folder; set ASSISTANT_WAREHOUSE to a DuckDB file")
    if not os.access(path, os.R_OK):
        raise WarehouseError(f"{path} may not be read by this user; check its permissions")
    return DuckDBEngine(path, **limits)


def _connect(path: Path, memory: str, threads: int, spill: Path | None) -> tuple[Any, str]:
    config: dict[str, Any] = {
        "python_enable_replacements": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": memory,
        "temp_directory": str(spill) if spill else "",
    }
    if threads:
        config["threads"] = threads
    try:
        connection = duckdb.connect(":memory:", config=config)
        name = _attach(connection, path)
        connection.execute("SET enable_external_access = false")
        if spill is None:
            connection.execute("SET disabled_filesystems = 'LocalFileSystem'")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise _unopened(path, error) from None
    return connection, name


def _attach(connection: Any, path: Path) -> str:
    """Attach under the name that the file has as a database, since catalogs may qualify relations with
    it; under another one where a schema is called the same, which would make names ambiguous."""
    name = re.sub(r"\W", "_", path.stem)
    if name.lower() in RESERVED_NAMES:
        name += "_warehouse"
    connection.execute(f"ATTACH {_literal(str(path))} AS {_quoted(name)} (READ_ONLY)")
    schemas = connection.execute("SELECT schema_name FROM duckdb_schemas() WHERE database_name = ?", [name])
    if name.lower() in {schema.lower() for (schema,) in schemas.fetchall()}:
        connection.execute(f"DETACH {_quoted(name)}")
        name += "_warehouse"
        connection.execute(f"ATTACH {_literal(str(path))} AS {_quoted(name)} (READ_ONLY)")
    connection.execute(f"USE {_quoted(name)}")
    return name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unopened(path: Path, error: duckdb.Error) -> WarehouseError:
    text = str(error).lower()
    if "lock" in text:
        return WarehouseError(
            f"{path} is locked by a program that writes to it; close that program, or point ASSISTANT_WAREHOUSE to a copy"
        )
    if "version" in text and "storage" in text:
        return WarehouseError(
            f"{path} was written by an incompatible version of DuckDB; export and import it again"
        )
    return WarehouseError(f"{path} is not a DuckDB file; set ASSISTANT_WAREHOUSE to a DuckDB file")


def _column_types(connection: Any, name: str) -> Mapping[str, Mapping[str, str]]:
    found = connection.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
        " AND database_name = ? ORDER BY schema_name, table_name, column_index",
        [name],
    ).fetchall()
    types: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in found:
        for name in (f"{schema}.{table}", table) if schema in STANDARD_SCHEMAS else (f"{schema}.{table}",):
            types.setdefault(name.lower(), {})[column.lower()] = kind
    return types


def _translated(error: duckdb.Error, late: bool, deadline: float) -> EngineError:
    """Engine messages can hold cell values and hidden names: none of their text goes further."""
    if late or isinstance(error, duckdb.InterruptException):
        return EngineError(
            f"the query took longer than {deadline:g} seconds; ask for a shorter period or fewer groups",
            "timeout",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return EngineError(
            "the query needs more memory than it may use; ask for a shorter period or fewer groups", "memory"
        )
    if isinstance(error, duckdb.ConversionException):
        return EngineError(
            "a value of the query does not fit the type of the column it is compared with", "conversion"
        )
    return EngineError(
        "the warehouse could not run the query; `assistant catalog check` tells whether its columns fit the catalog"
    )


def _value(value: Any, column: Column) -> Value:
    match value:
        case int() if column.type == "number" and not isinstance(value, bool):
            return float(value)
        case Decimal() if column.type == "integer" and value == value.to_integral_value():
            return int(value)
        case datetime() if column.type == "date":
            return plain_value(value)
        case datetime():
            return value.replace(tzinfo=None).isoformat()
        case _:
            return plain_value(value)


def plain_value(value: Any) -> Value:
    """A cell as plain data: dates as ISO text, one at midnight without its time, decimals as floats."""
    match value:
        case None | bool() | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return float(value)
        case datetime():
            whole = value.time() == time()
            return value.date().isoformat() if whole else value.replace(tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return str(value)
