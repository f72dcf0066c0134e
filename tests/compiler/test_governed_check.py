"""Governed SQL that the guard would refuse is named when the catalog is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.compiler.governed_check import check_governed

MODELS = """
models:
  - name: sales
    semantic_model: true
    agg_time_dimension: sold_at
    columns:
      - {name: sale_id, entity: {name: sale, type: primary}}
      - {name: sold_at, granularity: day, dimension: time}
      - {name: amount}
  - name: pairs
    semantic_model: true
    agg_time_dimension: sold_at
    primary_entity: pair
    columns:
      - {name: sold_at, granularity: day, dimension: time}
    metrics:
      - {name: pair_count, agg: count, expr: amount}
"""


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("SELECT sold_at, amount FROM sales", []),
        ("SELECT a.sold_at, b.amount FROM sales AS a JOIN sales AS b ON a.amount <> b.amount", ["governed_sql_refused"]),
    ],
)  # fmt: skip
def test_what_may_not_run_is_an_error(tmp_path: Path, sql: str, codes: list[str]) -> None:
    (tmp_path / "models.yml").write_text(MODELS, encoding="utf-8")
    (tmp_path / "pairs.sql").write_text(sql, encoding="utf-8")
    found = list(check_governed(load_catalog(tmp_path)))
    assert [problem.code for problem in found] == codes
    assert all("pairs" in problem.message for problem in found)
