"""The toy catalog over a DuckDB in memory: queries in, rows out."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.query import MetricQuery
from assistant.statement import Statement

FOLDER = Path(__file__).parent.parent / "fixtures" / "compiler" / "toy"
NOW = datetime(2025, 6, 30, 23, 59, 59)


@cache
def catalog() -> Catalog:
    return load_catalog(FOLDER)


@cache
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((FOLDER / "warehouse.sql").read_text(encoding="utf-8"))
    return connection


def close() -> None:
    if warehouse.cache_info().currsize:
        warehouse().close()
        warehouse.cache_clear()


def statement(now: datetime = NOW, **query: Any) -> Statement:
    return compile_query(catalog(), MetricQuery.from_dict(query), now=now)


def run(now: datetime = NOW, **query: Any) -> list[tuple[Any, ...]]:
    """Rows in the order of the statement, decimals as floats, dates as ISO text."""
    found = warehouse().cursor().execute(statement(now, **query).sql).fetchall()
    return [tuple(_plain(value) for value in row) for row in found]


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return round(float(value), 6)
