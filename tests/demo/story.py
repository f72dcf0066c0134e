"""What the tests of the planted stories share: the size under test, its tolerances and short queries."""

from __future__ import annotations

import os
from typing import Any

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection

SMALL = os.environ.get("DEMO_SIZE", "small") == "small"
AS_OF = "TIMESTAMP '2025-12-31 23:59:59'"


def rows(con: Connection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def row(con: Connection, sql: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = con.execute(sql).fetchone()
    assert found is not None
    return found


def one(con: Connection, sql: str) -> Any:
    return row(con, sql)[0]


def pairs(con: Connection, sql: str) -> dict[Any, float]:
    return {key: float(value) for key, value in rows(con, sql)}


def near(expected: float, small: float = 0.25) -> Any:
    """Within 10 % of the story's figure; the small size has few rows per cell and may be off by `small`."""
    return pytest.approx(expected, rel=small if SMALL else 0.10)


def span(column: str, start: str, end: str) -> str:
    """A condition on `column`, half-open."""
    return f"({column} >= TIMESTAMP '{start}' AND {column} < TIMESTAMP '{end}')"
