"""Groups of too few records, over a small table that can be counted by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.errors import NotSupported, QueryError
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
      - {name: ward, dimension: categorical}
      - {name: fee}
      - {name: score}
    metrics:
      - {name: visit_count, agg: count, expr: 1}
      - {name: fees, agg: sum, expr: fee}
      - {name: median_fee, agg: median, expr: fee}
      - {name: mean_score, agg: average, expr: score}
      - {name: scored, agg: count, expr: score}
      - {name: score_rate, type: ratio, numerator: scored, denominator: visit_count}
      - {name: last_fees, agg: sum, expr: fee, non_additive_dimension: {name: visited_on, window_agg: max}}
  - name: persons
    semantic_model: true
    columns:
      - {name: person_id, entity: {name: person, type: primary}}
      - {name: full_name, dimension: {type: categorical, config: {meta: {pii: true}}}}
      - {name: town, dimension: categorical}
  - name: rooms
    semantic_model: true
    agg_time_dimension: built
    columns:
      - {name: room_id, entity: {name: room, type: primary}}
      - {name: built, granularity: day, dimension: time}
      - {name: floor, dimension: categorical}
    metrics:
      - {name: room_count, agg: count, expr: 1}
"""
POLICY = """
policy:
  roles:
    reader: {metrics: "*", minimum_group_size: 5}
    masker: {metrics: "*", mask_pii: true}
    totals: {metrics: "*", mask_pii: true, aggregates_only: true}
    ward_a: {metrics: "*", row_filter: "{{ Dimension('ward') }} = 'A'", models_without_filter_column: allow}
"""
WARDS = {"A": 10, "B": 7, "C": 3, "D": 2, "E": 1}
"""Visits by ward, in January; two of A and four of B have a score."""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "models.yml").write_text(MODELS, encoding="utf-8")
    (folder / "policy.yml").write_text(POLICY, encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture(scope="module")
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE visits(visit_id INT, person_id INT, visited_on DATE, ward VARCHAR, fee INT, score INT)"
    )
    connection.execute("CREATE TABLE persons(person_id INT, full_name VARCHAR, town VARCHAR)")
    connection.execute("CREATE TABLE rooms(room_id INT, built DATE, floor VARCHAR)")
    connection.execute("INSERT INTO rooms VALUES (1, '2025-01-01', 'one'), (2, '2025-01-01', 'two')")
    connection.execute("INSERT INTO persons SELECT i, 'Name ' || i, 'Town' FROM range(1, 40) t(i)")
    number = 0
    for ward, visits in WARDS.items():
        for place in range(visits):
            number += 1
            score = (
                "5"
                if (ward, place) in {("A", 0), ("A", 1), ("B", 0), ("B", 1), ("B", 2), ("B", 3)}
                else "NULL"
            )
            connection.execute(
                f"INSERT INTO visits VALUES ({number}, {number}, '2025-01-0{1 + place % 9}', '{ward}', 10, {score})"
            )
    connection.execute(
        "INSERT INTO visits SELECT 100 + i, i, '2025-02-01', 'A', 10, NULL FROM range(1, 7) t(i)"
    )
    connection.execute("INSERT INTO visits VALUES (200, 1, '2025-02-01', 'B', 10, NULL)")
    return connection


JANUARY = {"start": "2025-01-01", "end": "2025-02-01"}
FEBRUARY = {"start": "2025-02-01", "end": "2025-03-01"}
CASES: list[tuple[dict[str, Any], list[tuple[Any, ...]]]] = [
    ({"metrics": ["visit_count"], "group_by": ["ward"], "time": JANUARY}, [("A", 10), ("B", 7), (None, 6)]),
    ({"metrics": ["fees"], "group_by": ["ward"], "time": JANUARY}, [("A", 100), ("B", 70), (None, 60)]),
    ({"metrics": ["median_fee"], "group_by": ["ward"], "time": JANUARY}, [("A", 10), ("B", 10), (None, 10)]),
    ({"metrics": ["visit_count"], "group_by": ["ward"], "time": FEBRUARY}, [("A", 6)]),
    ({"metrics": ["visit_count"], "time": JANUARY}, [(23,)]),
    (
        {
            "metrics": ["visit_count"],
            "time": JANUARY,
            "where": [{"field": "ward", "op": "=", "values": ["C"]}],
        },
        [],
    ),
    (
        {
            "metrics": ["visit_count"],
            "time": JANUARY,
            "where": [{"field": "ward", "op": "=", "values": ["none"]}],
        },
        [],
    ),
    (
        {
            "metrics": ["visit_count"],
            "time": JANUARY,
            "against": {"kind": "share", "part": [{"field": "ward", "op": "=", "values": ["C"]}]},
        },
        [],
    ),
    (
        {
            "metrics": ["visit_count"],
            "time": JANUARY,
            "against": {
                "kind": "difference",
                "part": [{"field": "ward", "op": "=", "values": ["A"]}],
                "other": [{"field": "ward", "op": "=", "values": ["B"]}],
            },
        },
        [(10, 7, 3)],
    ),
    ({"metrics": ["mean_score"], "time": JANUARY}, [(5.0,)]),
    (
        {"metrics": ["mean_score"], "group_by": ["ward"], "time": JANUARY},
        [(None, 5.0)],
    ),
    (
        {"metrics": ["score_rate"], "group_by": ["ward"], "time": JANUARY},
        [("A", 0.2), ("B", 4 / 7), (None, 0.0)],
    ),
    (
        {"metrics": ["visit_count"], "group_by": ["ward"], "time": JANUARY, "totals": True},
        [("A", 10), ("B", 7), (None, 6), (None, 23)],
    ),
    (
        {"metrics": ["visit_count"], "group_by": ["ward"], "time": FEBRUARY, "totals": True},
        [("A", 6), (None, 6)],
    ),
    (
        {"metrics": ["visit_count"], "group_by": ["ward"], "time": FEBRUARY, "share_of_total": True},
        [("A", 6, 1.0)],
    ),
    (
        {"metrics": ["visit_count"], "group_by": ["metric_time__month", "ward"]},
        [("2025-01-01", "A", 10), ("2025-01-01", "B", 7), ("2025-01-01", None, 6), ("2025-02-01", "A", 6)],
    ),
    (
        {"metrics": ["visit_count"], "group_by": ["ward", "metric_time__month"]},
        [("A", "2025-01-01", 10), ("A", "2025-02-01", 6), ("B", "2025-01-01", 7), (None, "2025-01-01", 6)],
    ),
    (
        {
            "metrics": ["visit_count"],
            "time": FEBRUARY,
            "group_by": ["ward"],
            "compare": {"kind": "prior_period"},
        },
        [("A", 6, 10, -4, -0.4)],
    ),
    ({"metrics": ["room_count"], "group_by": ["floor"]}, [("one", 1), ("two", 1)]),
    (
        {
            "metrics": ["visit_count"],
            "group_by": ["ward"],
            "time": JANUARY,
            "having": [{"field": "visit_count", "op": "<", "values": [5]}],
        },
        [],
    ),
    (
        {
            "metrics": ["visit_count"],
            "group_by": ["ward"],
            "time": JANUARY,
            "order_by": ["visit_count"],
            "limit": 1,
        },
        [(None, 6)],
    ),
    # Means are over the groups of any size; too few records in all of them are not told of.
    ({"metrics": ["visit_count"], "average_per": ["ward"], "time": JANUARY}, [(4.6,)]),
    ({"metrics": ["visit_count"], "group_by": ["ward"], "average_per": ["metric_time__day"], "time": JANUARY}, [("A", 10 / 31), ("B", 7 / 31)]),
    ({"metrics": ["visit_count"], "group_by": ["ward"], "average_per": ["person"], "time": JANUARY}, [("A", 1.0), ("B", 1.0)]),
    ({"metrics": ["mean_score"], "group_by": ["ward"], "average_per": ["person"], "time": JANUARY}, []),
    ({"metrics": ["visit_count"], "average_per": ["person"], "where": [{"field": "ward", "values": ["C"]}]}, []),
    (
        {"metrics": ["visit_count"], "group_by": ["ward"], "average_per": ["person"], "time": FEBRUARY,
         "compare": {"kind": "prior_period"}},
        [("A", 1.0, 1.0, 0.0, 0.0)],
    ),
]  # fmt: skip


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    def plain(value: Any) -> Any:
        if hasattr(value, "isoformat"):
            return value.isoformat()[:10]
        return round(value, 9) if isinstance(value, float) else value

    return tuple(plain(value) for value in row)


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_small_groups_come_together_or_not_at_all(
    catalog: Catalog, warehouse: Any, query: dict[str, Any], expected: list[tuple[Any, ...]]
) -> None:
    made = compile_query(catalog, MetricQuery.from_dict(query), actor="reader")
    found = [_plain(row) for row in warehouse.execute(made.sql).fetchall()]
    assert sorted(found, key=str) == sorted((_plain(row) for row in expected), key=str)


@pytest.mark.parametrize("extra", [{"totals": True}, {"limit": 1, "others": True}])
def test_totals_that_cannot_leave_out_what_is_hidden_are_refused(
    catalog: Catalog, extra: dict[str, Any]
) -> None:
    query = MetricQuery.from_dict({"metrics": ["median_fee"], "group_by": ["ward"], **extra})
    with pytest.raises(NotSupported):
        compile_query(catalog, query, actor="reader")
    compile_query(catalog, query, actor="masker")


def test_the_trusted_caller_sees_every_group(catalog: Catalog, warehouse: Any) -> None:
    query = MetricQuery.from_dict({"metrics": ["visit_count"], "group_by": ["ward"], "time": JANUARY})
    made = compile_query(catalog, query)
    assert dict(warehouse.execute(made.sql).fetchall()) == WARDS
    assert "_rows" not in made.sql


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"group_by": ["ward"]}, [("A",), ("B",)]),
        ({"group_by": ["ward"], "where": [{"field": "ward", "op": "!=", "values": ["A"]}]}, [("B",)]),
        ({"group_by": ["ward"], "min_max_only": True}, [("A", "B")]),
        ({"group_by": ["visit"]}, []),
        ({"group_by": ["ward", "visit"]}, []),
        ({"group_by": ["visit"], "min_max_only": True}, [(None, None)]),
    ],
)
def test_a_list_of_values_leaves_out_those_of_few_records(
    catalog: Catalog, warehouse: Any, query: dict[str, Any], shown: list[tuple[Any, ...]]
) -> None:
    made = compile_query(catalog, MetricQuery.from_dict(query), actor="reader")
    assert warehouse.execute(made.sql).fetchall() == shown


@pytest.mark.parametrize("key", [["ward"], ["metric_time__day", "ward"]])
def test_single_records_are_not_listed(catalog: Catalog, key: list[str]) -> None:
    time = {"time": JANUARY} if len(key) > 1 else {}
    query = MetricQuery.from_dict({"group_by": key, "apply_group_by": len(key) > 1, **time})
    with pytest.raises(NotSupported):
        compile_query(catalog, query, actor="reader")
    compile_query(catalog, query, actor="masker")


def test_a_mean_over_persons_lists_none_of_them(catalog: Catalog, warehouse: Any) -> None:
    query = MetricQuery.from_dict({"metrics": ["visit_count"], "average_per": ["full_name"]})
    made = compile_query(catalog, query, actor="totals")
    assert warehouse.execute(made.sql).fetchall() == [(30 / 23,)]
    with pytest.raises(QueryError) as caught:
        compile_query(catalog, query, actor="reader")
    assert caught.value.code == "unknown_field"


def test_a_mean_keeps_to_the_rows_of_its_actor(catalog: Catalog, warehouse: Any) -> None:
    query = MetricQuery.from_dict({"metrics": ["visit_count"], "average_per": ["person"]})
    made = compile_query(catalog, query, actor="ward_a")
    assert [_plain(row) for row in warehouse.execute(made.sql).fetchall()] == [(1.6,)]


def test_a_masked_key(catalog: Catalog, warehouse: Any) -> None:
    query = MetricQuery.from_dict({"metrics": ["visit_count"], "group_by": ["full_name"], "time": JANUARY})
    rows = warehouse.execute(compile_query(catalog, query, actor="masker").sql).fetchall()
    assert len(rows) == sum(WARDS.values())
    assert all(label.startswith("#") for label, _ in rows)
    with pytest.raises(QueryError) as caught:
        compile_query(catalog, query, actor="totals")
    assert caught.value.code == "person_level"
    with pytest.raises(QueryError) as caught:
        compile_query(catalog, query, actor="reader")
    assert caught.value.code == "unknown_field"
