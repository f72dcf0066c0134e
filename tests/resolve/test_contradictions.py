"""Filters that a metric's own definition rules out."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.errors import QueryError
from assistant.query import MetricQuery
from assistant.resolve import resolve_query

MODELS = """
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_on
    columns:
      - {name: order_id, entity: {name: order, type: primary}}
      - {name: ordered_on, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
      - {name: is_test, dimension: categorical}
      - {name: amount}
    metrics:
      - name: revenue
        agg: sum
        expr: amount
        filter: "{{ Dimension('order__status') }} = 'signed' AND {{ Dimension('order__is_test') }} = false"
      - name: open_orders
        agg: count
        expr: 1
        filter: "{{ Dimension('order__status') }} in ('new', 'signed')"
      - {name: orders, agg: count, expr: 1}
      - {name: revenue_per_order, type: ratio, numerator: revenue, denominator: orders}
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "models.yml").write_text(MODELS, encoding="utf-8")
    return load_catalog(folder)


def _status(*values: str, op: str = "in") -> list[dict[str, Any]]:
    return [{"field": "status", "op": op, "values": list(values)}]


@pytest.mark.parametrize(
    ("metric", "where", "refused"),
    [
        ("revenue", _status("cancelled", op="="), True),
        ("revenue", _status("cancelled", "new"), True),
        ("revenue", _status("cancelled", "signed"), False),
        ("revenue", _status("signed", op="!="), False),
        ("revenue", ["{{ Dimension('order__is_test') }} = true"], True),
        (
            "revenue",
            ["{{ Dimension('order__is_test') }} = true OR {{ Dimension('order__status') }} = 'x'"],
            False,
        ),
        ("open_orders", _status("new", op="="), False),
        ("open_orders", _status("cancelled", op="="), True),
        ("orders", _status("cancelled", op="="), False),
        ("revenue_per_order", _status("cancelled", op="="), False),
    ],
)
def test_what_the_definition_rules_out_is_refused(
    catalog: Catalog, metric: str, where: list[Any], refused: bool
) -> None:
    query = MetricQuery.from_dict({"metrics": [metric], "where": where})
    if not refused:
        resolve_query(catalog, query)
        return
    with pytest.raises(QueryError) as caught:
        resolve_query(catalog, query)
    assert caught.value.code == "contradicts_definition"
