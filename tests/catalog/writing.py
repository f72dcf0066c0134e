"""Small catalogs written for one test."""

from __future__ import annotations

from pathlib import Path

from assistant.catalog.check import check_catalog
from assistant.catalog.problems import Problem

CATALOGS = Path(__file__).parent.parent / "fixtures" / "catalogs"

ORDERS = """\
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_at
    columns:
      - {name: order_id, entity: {name: order, type: primary}}
      - {name: customer_id, entity: {name: customer, type: foreign}}
      - {name: ordered_at, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
    metrics:
      - {name: revenue, agg: sum, expr: amount}
      - {name: order_count, agg: count}
"""


def write(folder: Path, **files: str) -> Path:
    """Files by name with `__` for the dot: `metrics__yml`."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path, text: str) -> tuple[Problem, ...]:
    return check_catalog(write(folder, catalog_part__yml=text))


def codes_of(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in problems_of(folder, text)]
