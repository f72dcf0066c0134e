"""A small catalog written as YAML over tables written as SQL: queries in, rows out.

Every query is compiled twice, with and without the warehouse's column types at hand, and run in
sessions of two time zones: neither may change a row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.errors import AssistantError, CatalogError, NotSupported, QueryError
from assistant.query import MetricQuery
from assistant.statement import Statement

Row = tuple[Any, ...]
_open: list[duckdb.DuckDBPyConnection] = []
NOW = datetime(2025, 12, 31, 23, 59, 59)
SESSION_ZONES = ("UTC", "America/Los_Angeles")


@dataclass(frozen=True)
class World:
    """`yaml` is one file of a catalog, `sql` makes and fills its tables."""

    yaml: str
    sql: str
    now: datetime = NOW
    zoned: bool = False
    """Its tables hold moments of the world clock, which only the column types tell."""

    def rows(self, **query: Any) -> list[Row]:
        """Rows in the statement's order where the query has one, else in the order of their values.

        Numbers as floats rounded to six places, dates as ISO text.
        """
        typed = self._run(self.statement(typed=True, **query), SESSION_ZONES[0])
        again = self.statement(typed=self.zoned, **query)
        assert self._run(again, SESSION_ZONES[1]) == typed
        steady = query.get("order_by") or query.get("limit") or query.get("totals")
        return typed if steady else sorted(typed, key=lambda row: [(value is None, value) for value in row])

    def value(self, **query: Any) -> Any:
        """The only value of the only row."""
        found = self.rows(**query)
        assert len(found) == 1
        assert len(found[0]) == 1
        return found[0][0]

    def refusal(self, **query: Any) -> str:
        """The code with which the query is refused, whether or not column types are known."""
        codes = set()
        for typed in (True, False):
            with pytest.raises((QueryError, NotSupported)) as refused:
                self.statement(typed=typed, **query)
            codes.add(_code(refused.value))
        assert len(codes) == 1
        return codes.pop()

    def rows_or_refusal(self, **query: Any) -> list[Row] | str:
        """For what may be refused, but must not be wrong."""
        try:
            return self.rows(**query)
        except (QueryError, NotSupported, CatalogError) as refused:
            return _code(refused)

    def statement(self, *, typed: bool = False, now: datetime | None = None, **query: Any) -> Statement:
        return compile_query(self.catalog(typed), MetricQuery.from_dict(query), now=now or self.now)

    def catalog(self, typed: bool = False) -> Catalog:
        return _catalog(self.yaml, self.sql, typed)

    def _run(self, statement: Statement, zone: str) -> list[Row]:
        cursor = _warehouse(self.sql).cursor()
        cursor.execute(f"SET TimeZone = '{zone}'")
        return [tuple(map(_plain, row)) for row in cursor.execute(statement.sql).fetchall()]


def at(now: datetime, world: World) -> World:
    """The same world asked at another moment."""
    return replace(world, now=now)


@cache
def _warehouse(sql: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(sql)
    _open.append(connection)
    return connection


def close() -> None:
    """Close every warehouse."""
    _warehouse.cache_clear()
    while _open:
        _open.pop().close()


@cache
def _catalog(yaml: str, sql: str, typed: bool) -> Catalog:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalog_part.yml"
        file.write_text(yaml, encoding="utf-8")
        made = load_catalog(folder)
    return replace(made, column_types=_column_types(_warehouse(sql))) if typed else made


def _column_types(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    listed: Iterable[Row] = connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
    ).fetchall()
    for table, column, kind in listed:
        found.setdefault(table, {})[column] = kind
    return found


def _code(refused: AssistantError) -> str:
    if isinstance(refused, QueryError):
        return refused.code
    return getattr(refused, "feature", type(refused).__name__)


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return round(float(value), 6)
