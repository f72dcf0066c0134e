"""docs/metric-semantics.md: its shop is built, each of its queries runs, and its rows are compared."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.query import MetricQuery

PAGE = (Path(__file__).parent.parent.parent / "docs" / "metric-semantics.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```\s*```csv\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalog, duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.yml").write_text(_block("yaml"), encoding="utf-8")
    connection = duckdb.connect()
    connection.execute(_block("sql"))
    return load_catalog(folder), connection


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == len(re.findall(r"```json", PAGE)) >= 10


@pytest.mark.parametrize(("query", "rows"), EXAMPLES, ids=[str(n) for n in range(len(EXAMPLES))])
def test_the_rows_are_those_of_the_page(
    shop: tuple[Catalog, duckdb.DuckDBPyConnection], query: str, rows: str
) -> None:
    catalog, connection = shop
    statement = compile_query(catalog, MetricQuery.from_dict(json.loads(query)))
    found = connection.cursor().execute(statement.sql).fetchall()
    expected = list(csv.reader(io.StringIO(rows)))
    assert [[_written(value) for value in row] for row in found] == [
        [_written(_read(value)) for value in row] for row in expected
    ]


def _block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def _read(value: str) -> Any:
    try:
        return float(value) if value else None
    except ValueError:
        return value


def _written(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return value if isinstance(value, str) else f"{float(value):.6f}"
