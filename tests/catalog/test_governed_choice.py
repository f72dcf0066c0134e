"""Whether the SQL beside a model is the model's rows, or what dbt builds it from."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog.read import read_catalog

PLAIN, JINJA = (
    "SELECT id, made_on FROM raw_orders",
    "{{ config(materialized='view') }} SELECT id, made_on FROM raw_orders",
)
PROJECT = "name: shop\nmodel-paths: [models]\n"
MODEL = """\
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: made_on
    {meta}
    columns:
      - {{name: id, entity: {{type: primary, name: order}}}}
      - {{name: made_on, granularity: day, dimension: time}}
    metrics: [{{name: orders_made, agg: count}}]
"""


@pytest.mark.parametrize(
    ("project", "folder", "start", "sql", "said", "governed", "codes"),
    [
        (False, "models", ".", PLAIN, None, True, []),
        (False, "models", ".", JINJA, None, False, ["jinja_sql"]),
        (False, "models", ".", JINJA, False, False, []),
        (False, "models", ".", PLAIN, False, False, []),
        (False, "models", ".", JINJA, True, False, ["bad_governed_sql"]),
        (True, "models", ".", PLAIN, None, False, []),
        (True, "models", ".", JINJA, None, False, []),
        (True, "models", ".", PLAIN, True, True, []),
        (True, "models", ".", JINJA, True, False, ["bad_governed_sql"]),
        (True, "models", "models", PLAIN, None, False, []),
        (True, "metric_catalog", "metric_catalog", PLAIN, None, True, []),
        (True, "metric_catalog", ".", PLAIN, None, True, []),
        (True, "macros", ".", PLAIN, None, False, []),
        (True, "models", ".", None, True, False, ["bad_governed_sql"]),
    ],
)
def test_which_sql_is_governed(
    project: bool, folder: str, start: str, sql: str | None, said: bool | None, governed: bool,
    codes: list[str], tmp_path: Path,
) -> None:  # fmt: skip
    place = tmp_path / folder
    place.mkdir()
    if project:
        (tmp_path / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    meta = "" if said is None else f"config: {{meta: {{governed: {str(said).lower()}}}}}"
    (place / "orders.yml").write_text(MODEL.format(meta=meta), encoding="utf-8")
    (place / "catalog.yml").write_text("catalog: {relations: [raw_orders]}\n", encoding="utf-8")
    if sql is not None:
        (place / "orders.sql").write_text(sql, encoding="utf-8")
    catalog, problems = read_catalog(tmp_path / start)
    assert (catalog.models["orders"].governed is not None) is governed
    assert [problem.code for problem in problems] == codes
