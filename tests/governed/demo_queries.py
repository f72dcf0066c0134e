"""Metric queries over the demo catalog and warehouse as plain rows, and rows compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.query import MetricQuery

CATALOG = Path(__file__).parent.parent.parent / "metric_catalog"
Connection = duckdb.DuckDBPyConnection
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


@cache
def catalog() -> Catalog:
    return load_catalog(CATALOG)


def rows_of(con: Connection, query: Mapping[str, Any]) -> Rows:
    """The values of the metrics by the values of the groups."""
    statement = compile_query(catalog(), MetricQuery.from_dict(query))
    width = len(query.get("group_by", ()))
    return keyed(con, statement.sql, width)


def keyed(con: Connection, sql: str, width: int) -> Rows:
    found = con.execute(sql).fetchall()
    rows = {tuple(map(_key, row[:width])): row[width:] for row in found}
    assert len(rows) == len(found), "a group stands in two rows"
    return rows


def assert_same(got: Rows, wanted: Rows) -> None:
    """Equal but for groups without any value and for rounding."""
    got, wanted = _with_values(got), _with_values(wanted)
    assert wanted, "the reference returned nothing: it proves nothing"
    assert got.keys() == wanted.keys()
    for key, values in wanted.items():
        for one, other in zip(got[key], values, strict=True):
            assert (one is None) == (other is None), (key, got[key], values)
            assert one is None or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9), (
                key,
                got[key],
                values,
            )


def _with_values(rows: Rows) -> Rows:
    return {key: values for key, values in rows.items() if any(value is not None for value in values)}


def _key(value: Any) -> Any:
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value
