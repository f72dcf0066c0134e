"""Counting the values of a declared key that stand in more than one row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.compiler.keys import repeated_values
from tests.catalog.writing import write

MODEL = """\
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: at
    columns:
      - {name: visit, entity: primary}
      - {name: guest, entity: unique}
      - {name: at, granularity: day, dimension: time}
    metrics: [{name: visit_count, agg: count}]
catalog: {relations: {stays: stays}}
"""
ROWS = "CREATE TABLE visits AS SELECT * FROM (VALUES (1, 7), (2, 7), (3, 8), (4, 8), (5, NULL), (6, NULL)) t(visit, guest)"


@pytest.mark.parametrize(("entity", "repeats"), [("visit", 0), ("guest", 2)])
def test_repeats_without_the_empty_ones(tmp_path: Path, entity: str, repeats: int) -> None:
    catalog = load_catalog(write(tmp_path, a__yml=MODEL))
    model = catalog.models["visits"]
    statement = repeated_values(catalog, model, model.entities[entity])
    assert statement is not None
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        assert connection.execute(statement.sql).fetchall() == [(repeats,)]


def test_governed_models(tmp_path: Path) -> None:
    text = MODEL
    sql = "SELECT visit, guest, at FROM stays WHERE guest IS NOT NULL"
    catalog = load_catalog(write(tmp_path, a__yml=text, visits__sql=sql))
    model = catalog.models["visits"]
    assert model.governed is not None
    statement = repeated_values(catalog, model, model.entities["guest"])
    assert statement is not None
    with duckdb.connect() as connection:
        connection.execute(
            ROWS.replace("visits", "stays").replace("SELECT *", "SELECT *, DATE '2025-01-01' AS at")
        )
        assert connection.execute(statement.sql).fetchall() == [(2,)]
