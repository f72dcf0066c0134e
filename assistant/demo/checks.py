"""What must hold in a finished demo warehouse, as queries that count violations."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

_CHECKS = Path(__file__).parent / "sql" / "checks.sql"
_HEADER = re.compile(r"^-- check: (\w+)[^\n]*\n", re.MULTILINE)


def checks() -> dict[str, str]:
    """Name to a query of one number, the violations: nothing but 0 is right."""
    parts = _HEADER.split(_CHECKS.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def failed_checks(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name, query in checks().items() if _violations(connection, query)]


def _violations(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
