"""Benchmarks, semantic models, dbt projects and verified queries become cases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.problems import Problems
from assistant.errors import CatalogError, UsageError
from assistant.evaluation.exchange.record import Source
from assistant.evaluation.exchange.shapes import import_file, shape_of
from assistant.evaluation.exchange.write import jsonl_text
from assistant.evaluation.read_cases import read_cases
from assistant.query import Condition, MetricQuery, Order
from assistant.settings import bundled
from tests.catalog.writing import CATALOGS

Documents = tuple[dict[str, Any], ...]


def imported(path: Path, **options: Any) -> tuple[Documents, list[str]]:
    problems = Problems()
    shape = options.pop("shape", None)
    documents = import_file(Source(path, **options), problems, shape)
    return documents, [str(problem).replace(f"{path.parent}/", "") for problem in problems]


def written(folder: Path, text: str, name: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


# ── Spider and BIRD ─────────────────────────────────────────────────────────────────────────────────

BIRD = {
    "question_id": 3,
    "db_id": "shop",
    "question": " How many? ",
    "evidence": "all",
    "SQL": "SELECT 1",
    "difficulty": "moderate",
}
SPIDER = {
    "db_id": "farm",
    "query": "SELECT 2",
    "question": "How many farms?",
    "sql": {"from": []},
    "query_toks": [],
}


def test_bird_and_spider(tmp_path: Path) -> None:
    documents, problems = imported(written(tmp_path, json.dumps([BIRD, SPIDER], indent=1), "dev.json"))
    assert documents == (
        {
            "id": "dev-3",
            "question": "How many?",
            "tags": ["shop", "medium"],
            "expect": {"sql": "SELECT 1"},
            "note": "all",
        },
        {
            "id": "how-many-farms",
            "question": "How many farms?",
            "tags": ["farm"],
            "expect": {"sql": "SELECT 2"},
        },
    )
    assert problems == [
        "dev.json: warning: the questions are about 2 databases (shop, farm); --db chooses one"
    ]


def test_one_database_of_several(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps([BIRD, SPIDER]), "dev.json")
    documents, problems = imported(file, database="farm")
    assert ([item["question"] for item in documents], problems) == (["How many farms?"], [])
    with pytest.raises(UsageError, match=r"no question is about the database 'frm'. Did you mean farm"):
        imported(file, database="frm")


@pytest.mark.parametrize("head", ["", "[\n"])
def test_items_that_are_wrong(tmp_path: Path, head: str) -> None:
    separator = ",\n" if head else "\n"
    items = [
        '{"question": "a", "SQL": "SELECT 1"}',
        "5",
        '{"question": 5}',
        '{"question": "b", }',
        '{"question": "c"}',
    ]
    file = written(tmp_path, head + separator.join(items), "set.json")
    documents, problems = imported(file, shape="bird")
    first = 2 if head else 1
    assert [item["question"] for item in documents] == ["a", "c"]
    assert sorted(problem.split(": ")[0] for problem in problems) == [
        f"set.json:{first + at}" for at in (1, 2, 3)
    ]


def test_deeply_nested_json(tmp_path: Path) -> None:
    file = written(tmp_path, "[" * 100_000, "set.json")
    assert imported(file)[0] == ()


# ── Snowflake ───────────────────────────────────────────────────────────────────────────────────────

SNOWFLAKE = """
name: Sales
tables: [{name: sales_data, base_table: {table: sd}}]
verified_queries:
  - name: "Lowest revenue each month"
    question: For each month, what was the lowest daily revenue?
    sql: "WITH m AS (SELECT * FROM __Sales_Data)
          SELECT 1;"
    verified_at: 1714752498
    verified_by: Ada
  - name: plain
    question: q
    sql: SELECT 2 FROM sales_data
  - name: broken
    question: q
"""


def test_snowflake(tmp_path: Path) -> None:
    documents, problems = imported(written(tmp_path, SNOWFLAKE, "model.yaml"))
    assert documents == (
        {
            "id": "Lowest-revenue-each-month",
            "question": "For each month, what was the lowest daily revenue?",
            "tags": ["verified"],
            "expect": {"sql": "WITH m AS (SELECT * FROM __Sales_Data) SELECT 1;"},
            "note": "verified by Ada on 2024-05-03",
        },
        {"id": "plain", "question": "q", "tags": ["verified"], "expect": {"sql": "SELECT 2 FROM sales_data"}},
    )
    assert [problem.split(" (")[0] for problem in problems] == [
        "model.yaml:14: error: a verified query needs a question and sql",
        "model.yaml:5: warning: the SQL reads __sales_data, logical tables of the model: it does not run as it is",
    ]


# ── verified queries of this product ────────────────────────────────────────────────────────────────


def test_verified_queries(tmp_path: Path) -> None:
    text = """
verified_queries:
  - question: {zh: [收入, 营收], en: Revenue}
    query: {metrics: [revenue], time: {start: 2025-01-01, end: 2025-02-01}}
    verified_by: finance
    verified_on: 2025-03-01
  - question: Orders
    query: {metrics: [orders]}
  - question: wrong
    query: {metric: [orders]}
  - question: {zh: ''}
    query: {metrics: [orders]}
"""
    documents, problems = imported(written(tmp_path, text, "verified_queries.yml"))
    query = {"metrics": ["revenue"], "time": {"start": "2025-01-01", "end": "2025-02-01"}}
    of_revenue = {
        "tags": ["verified"],
        "expect": {"query": query},
        "note": "verified by finance on 2025-03-01",
    }
    assert documents == (
        {"id": "verified_queries-3", "question": {"zh": "收入", "en": "Revenue"}, **of_revenue},
        {"id": "verified_queries-3-2", "question": "营收", **of_revenue},
        {
            "id": "verified_queries-7",
            "question": "Orders",
            "tags": ["verified"],
            "expect": {"query": {"metrics": ["orders"]}},
        },
    )
    assert len(problems) == 2
    assert "verified_queries.yml:9: error:" in problems[1] or "verified_queries.yml:9: error:" in problems[0]


def test_those_of_the_demo(tmp_path: Path) -> None:
    file = bundled("metric_catalog") / "verified_queries.yml"
    documents, problems = imported(file)
    assert problems == []
    verified = load_catalog(bundled("metric_catalog")).verified_queries
    out = written(tmp_path, jsonl_text(documents), "cases.jsonl")
    found = Problems()
    cases = read_cases([out], found)
    assert list(found) == []
    assert [case.question for case in cases] == [text for item in verified for text in item.questions]
    queries = [item.query for item in verified for _ in item.questions]
    assert [case.expectations[0].query for case in cases] == queries


# ── dbt ─────────────────────────────────────────────────────────────────────────────────────────────

PROJECT = (CATALOGS / "every_key" / "latest" / "models.yml").read_text(encoding="utf-8")


def test_saved_queries_of_a_project(tmp_path: Path) -> None:
    documents, problems = imported(CATALOGS / "every_key" / "latest")
    assert problems == []
    found = next(item for item in documents if item["id"] == "monthly")
    assert found == {
        "id": "monthly",
        "question": "Monthly",
        "tags": ["saved-query"],
        "expect": {
            "metrics": ["revenue"],
            "dimensions": ["metric_time__month"],
            "filters": [{"field": "order__status", "op": "=", "values": ["paid"]}],
            "order_by": [{"field": "revenue", "direction": "asc"}],
            "limit": 3,
        },
    }
    out = written(tmp_path, jsonl_text(documents), "cases.jsonl")
    (expected,) = next(case for case in read_cases([out], Problems()) if case.id == "monthly").expectations
    assert expected.slots == {"metrics", "dimensions", "filters", "order_by", "limit"}
    assert expected.query == MetricQuery(
        ("revenue",), ("metric_time__month",), (Condition("order__status", "=", ("paid",)),),
        order_by=(Order("revenue"),), limit=3,
    )  # fmt: skip


def test_the_question_of_a_saved_query(tmp_path: Path) -> None:
    text = (CATALOGS / "shop" / "metrics" / "all.yml").read_text(encoding="utf-8")
    project = tmp_path / "shop"
    shutil.copytree(CATALOGS / "shop", project)
    added = """
  - name: with_both
    label: {zh: 每月收入, en: Revenue by month}
    query_params: {metrics: [revenue]}
  - name: described
    description: Revenue of paid orders
    query_params: {metrics: [revenue]}
  - name: with_more_than_conditions
    query_params: {metrics: [revenue], where: ["lower({{ Dimension('order_id__region') }}) = 'east'"]}
"""
    (project / "metrics" / "all.yml").write_text(text.rstrip() + added, encoding="utf-8")
    documents, problems = imported(project)
    questions = {item["id"]: item["question"] for item in documents}
    assert questions["with_both"] == {"zh": "每月收入", "en": "Revenue by month"}
    assert questions["described"] == "Revenue of paid orders"
    assert questions["with_more_than_conditions"] == "with more than conditions"
    expect = next(item for item in documents if item["id"] == "with_more_than_conditions")["expect"]
    assert expect == {"metrics": ["revenue"], "dimensions": []}
    assert len(problems) == 1
    assert "its filter has no form as conditions" in problems[0]
    assert problems[0].startswith("metrics/all.yml:")


def test_a_project_without_saved_queries(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no saved queries"):
        imported(bundled("metric_catalog"))


def test_a_project_with_errors(tmp_path: Path) -> None:
    with pytest.raises(CatalogError):
        imported(written(tmp_path, "metrics: [{name: a, type: ratioo}]", "models.yml"))


# ── which shape it is ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "text", "shape"),
    [
        ("a.csv", "", "csv"),
        ("a.TSV", "", "csv"),
        ("a.txt", "", "csv"),
        ("a.xlsx", "", "xlsx"),
        ("a.json", ' [{"question": "q"}]', "spider"),
        ("a.jsonl", '{"question": "q", "SQL": "s"}\n', "spider"),
        ("semantic_manifest.json", '{"semantic_models": [], "saved_queries": []}', "dbt"),
        ("manifest.json", '{"metadata": {}, "nodes": {}, "saved_queries": {}}', "dbt"),
        ("a.yml", SNOWFLAKE, "snowflake"),
        ("a.yml", "verified_queries: [{question: q, query: {}}]", "verified"),
        ("a.yaml", "saved_queries: []", "dbt"),
        ("a.yml", "version: 2\nmodels: []", "dbt"),
    ],
)
def test_shapes_are_told_apart(tmp_path: Path, name: str, text: str, shape: str) -> None:
    assert shape_of(written(tmp_path, text, name)) == shape


def test_a_folder_is_a_project(tmp_path: Path) -> None:
    assert shape_of(tmp_path) == "dbt"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yml", "- {id: a, question: q}", "is a case file already"),
        ("a.yml", "cases: []", "is a case file already"),
        ("a.jsonl", '{"id": "a", "question": "q", "expect": {}}', "is a case file already"),
        ("a.yml", "a: [", "a.yml:2: error: this is not YAML"),
        ("a.yml", "text", "is not known; --shape takes csv, xlsx"),
        ("a.json", "{}", "is not known"),
        ("a.pdf", "", "is not known"),
    ],
)
def test_files_of_no_shape(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        imported(written(tmp_path, text, name))


def test_a_shape_that_is_not_there(tmp_path: Path) -> None:
    file = written(tmp_path, "question\nq\n", "a.csv")
    with pytest.raises(UsageError, match=r"no shape 'spyder'. Did you mean spider"):
        imported(file, shape="spyder")
    with pytest.raises(UsageError, match="--db is for the shape spider"):
        imported(file, shape="TSV", database="x")
    with pytest.raises(UsageError, match="there is no"):
        imported(tmp_path / "missing.csv")
