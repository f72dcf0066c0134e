"""What a policy does to queries without metrics, to metrics as filters, and to running and linked kinds."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.errors import QueryError
from assistant.query import MetricQuery

MODELS = """
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {name: visit, type: primary}}
      - {name: person_id, entity: {name: person, type: foreign}}
      - {name: visited_on, granularity: day, dimension: time}
      - {name: ward, dimension: {type: categorical, config: {meta: {conformed: ward}}}}
    metrics:
      - {name: visit_count, agg: count, expr: 1}
  - name: bills
    semantic_model: true
    agg_time_dimension: billed_on
    columns:
      - {name: bill_id, entity: {name: bill, type: primary}}
      - {name: person_id, entity: {name: person, type: foreign}}
      - {name: billed_on, granularity: day, dimension: time}
      - {name: ward, dimension: {type: categorical, config: {meta: {conformed: ward}}}}
    metrics:
      - {name: bill_count, agg: count, expr: 1}
  - name: gifts
    semantic_model: true
    agg_time_dimension: given_on
    columns:
      - {name: gift_id, entity: {name: gift, type: primary}}
      - {name: person_id, entity: {name: person, type: foreign}}
      - {name: given_on, granularity: day, dimension: time}
    metrics:
      - {name: gift_count, agg: count, expr: 1}
  - name: persons
    semantic_model: true
    columns:
      - {name: person_id, entity: {name: person, type: primary}}
      - {name: full_name, dimension: {type: categorical, config: {meta: {pii: true}}}}
      - {name: town, dimension: categorical}
  - name: days
    time_spine: {standard_granularity_column: day}
    columns:
      - {name: day, granularity: day}
metrics:
  - {name: visits_so_far, type: cumulative, input_metric: visit_count}
  - {name: bill_rate, type: conversion, entity: person, calculation: conversion_rate, base_metric: visit_count, conversion_metric: bill_count}
  - {name: gift_rate, type: conversion, entity: person, calculation: conversion_rate, base_metric: visit_count, conversion_metric: gift_count}
"""
POLICY = """
policy:
  roles:
    reader: {metrics: "*", minimum_group_size: 5}
    ward_a: {metrics: "*", row_filter: "{{ Dimension('ward') }} = 'A'"}
    billing: {metrics: [bill_count]}
  users: {both: {roles: [ward_a, billing]}}
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "models.yml").write_text(MODELS, encoding="utf-8")
    (folder / "policy.yml").write_text(POLICY, encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture(scope="module")
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE visits(visit_id INT, person_id INT, visited_on DATE, ward VARCHAR)")
    connection.execute("CREATE TABLE bills(bill_id INT, person_id INT, billed_on DATE, ward VARCHAR)")
    connection.execute("CREATE TABLE gifts(gift_id INT, person_id INT, given_on DATE)")
    connection.execute("CREATE TABLE persons(person_id INT, full_name VARCHAR, town VARCHAR)")
    connection.execute(
        "CREATE TABLE days AS SELECT CAST(d AS DATE) AS day FROM range(DATE '2025-01-01', DATE '2025-02-01', INTERVAL 1 DAY) t(d)"
    )
    connection.execute(
        "INSERT INTO persons SELECT i, 'Name ' || i, CASE WHEN i = 12 THEN 'Far' ELSE 'Near' END FROM range(1, 13) t(i)"
    )
    connection.execute(
        "INSERT INTO visits SELECT i, i, '2025-01-01', CASE WHEN i <= 9 THEN 'A' ELSE 'B' END FROM range(1, 13) t(i)"
    )
    connection.execute(
        "INSERT INTO bills SELECT i, i, '2025-01-02', CASE WHEN i <= 3 THEN 'A' ELSE 'B' END FROM range(1, 7) t(i)"
    )
    return connection


CASES: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    ("reader", {"metrics": ["visits_so_far"], "group_by": ["ward"]}, [("A", 9)]),
    ("reader", {"metrics": ["bill_rate"], "group_by": ["ward"]}, [("A", 6 / 9)]),
    ("reader", {"metrics": ["visit_count"], "group_by": ["town"]}, [("Near", 11)]),
    ("ward_a", {"metrics": ["visits_so_far"]}, [(9,)]),
    ("ward_a", {"metrics": ["bill_rate"]}, [(3 / 9,)]),
    ("ward_a", {"group_by": ["visits.ward"]}, [("A",)]),
    (
        "ward_a",
        {"metrics": ["visit_count"], "where": ["{{ Metric('bill_count', group_by=['person']) }} > 0"]},
        [(3,)],
    ),
]


@pytest.mark.parametrize(("actor", "query", "expected"), CASES)
def test_rows(catalog: Catalog, warehouse: Any, actor: str, query: dict[str, Any], expected: Any) -> None:
    made = compile_query(catalog, MetricQuery.from_dict(query), actor=actor)
    found = warehouse.execute(made.sql).fetchall()
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other)


REFUSED = [
    ("ward_a", {"metrics": ["gift_rate"]}, "unknown_metric"),
    ("ward_a", {"metrics": ["gift_count"]}, "unknown_metric"),
    (
        "ward_a",
        {"metrics": ["visit_count"], "where": ["{{ Metric('gift_count', group_by=['person']) }} > 0"]},
        "unknown_metric",
    ),
    ("ward_a", {"group_by": ["town"]}, "missing_metric"),
    ("ward_a", {"group_by": ["full_name"]}, "unknown_field"),
    ("reader", {"group_by": ["full_name"]}, "unknown_field"),
    (
        "both",
        {"metrics": ["visit_count"], "where": ["{{ Metric('bill_count', group_by=['person']) }} > 0"]},
        "different_rows",
    ),
    ("both", {"metrics": ["visit_count", "bill_count"]}, "different_rows"),
    ("stranger", {"group_by": ["visits.ward"]}, "no_access"),
]


@pytest.mark.parametrize(("actor", "query", "code"), REFUSED)
def test_refused(catalog: Catalog, actor: str, query: dict[str, Any], code: str) -> None:
    with pytest.raises(QueryError) as caught:
        compile_query(catalog, MetricQuery.from_dict(query), actor=actor)
    assert caught.value.code == code, caught.value


def test_a_metric_of_two_roles_is_seen_over_the_rows_of_both(catalog: Catalog, warehouse: Any) -> None:
    for name, total in (("bill_count", 6), ("visit_count", 9)):
        made = compile_query(catalog, MetricQuery.from_dict({"metrics": [name]}), actor="both")
        assert warehouse.execute(made.sql).fetchall() == [(total,)]
