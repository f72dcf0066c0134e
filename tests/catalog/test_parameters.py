"""Declared parameters: what is accepted, what is an error and where, and constraints between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.check import check_catalog
from assistant.catalog.parameters import Parameter, parse_constraint
from assistant.catalog.sql_text import BadExpression
from tests.catalog.writing import write

MODEL = """\
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_at
    columns:
      - {{name: order_id, entity: {{name: order, type: primary}}}}
      - {{name: ordered_at, granularity: day, dimension: time}}
  - name: weighed
    semantic_model: true
    agg_time_dimension: ordered_at
    config:
      meta:
        parameters:
{parameters}
    columns:
      - {{name: order_id, entity: {{name: row, type: primary}}}}
      - {{name: ordered_at, granularity: day, dimension: time}}
    metrics:
      - name: weight
        agg: sum
        expr: amount
{metric}
"""
DAYS = "          - {name: days, type: integer, default: 30, minimum: 1, maximum: 90}\n"
SHARE = "          - {name: share, type: number, default: 0.5, minimum: 0, maximum: 1}\n"
SQL = "SELECT order_id, ordered_at, $days * 1.0 AS amount\nFROM orders\n"


def problems(folder: Path, parameters: str, sql: str = SQL, metric: str = "", more: str = "") -> list[str]:
    text = MODEL.format(parameters=parameters.rstrip() + more, metric=metric)
    path = write(folder, catalog_part__yml=text, weighed__sql=sql)
    return [
        f"{item.file}:{item.line} {item.code}" for item in check_catalog(path) if item.severity == "error"
    ]


def test_a_declared_parameter_is_read(tmp_path: Path) -> None:
    parameter = """\
          - name: days
            type: integer
            default: 30
            minimum: 1
            maximum: 90
            unit: days
            labels: {zh: 天数, en: days}
            synonyms: [窗口]
            description: How far back.
            default_by_grain: {month: 31, year: 90}
            default_by_range: days
"""
    path = write(tmp_path, catalog_part__yml=MODEL.format(parameters=parameter, metric=""), weighed__sql=SQL)
    found = load_catalog(path).models["weighed"].parameters["days"]
    assert (found.type, found.default, found.minimum, found.maximum, found.unit) == (
        "integer",
        30,
        1,
        90,
        "days",
    )
    assert found.labels.zh == "天数"
    assert found.synonyms == ("窗口",)
    assert found.description == "How far back."
    assert found.default_by_grain == {"month": 31, "year": 90}
    assert found.default_by_range == "days"
    assert found.allowed == "a whole number from 1 to 90"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (DAYS, []),
        ("          - {name: days, type: integer}", ["catalog_part.yml:14 missing_default"]),
        ("          - {name: days, default: 3}", ["catalog_part.yml:14 missing_type"]),
        ("          - {name: days, type: whole, default: 3}", ["catalog_part.yml:14 bad_type"]),
        ("          - {name: days, type: integer, default: 3.5}", ["catalog_part.yml:14 bad_parameter"]),
        ("          - {name: days, type: integer, default: 30, maximum: 7}", ["catalog_part.yml:14 bad_parameter"]),
        ("          - {name: days, type: integer, default: 3, minimum: x}", ["catalog_part.yml:14 bad_parameter"]),
        ("          - {name: days, type: string, default: a, choices: [b, c]}", ["catalog_part.yml:14 bad_parameter"]),
        ("          - {name: days, type: date, default: soon}", ["catalog_part.yml:14 bad_parameter"]),
        ("          - {name: days, type: boolean, default: 1}", ["catalog_part.yml:14 bad_parameter"]),
        ("          - {name: days, type: integer, default: 3, default_by_grain: {moon: 1}}", ["catalog_part.yml:14 bad_grain"]),
        ("          - {name: days, type: integer, default: 3, default_by_grain: {day: x}}", ["catalog_part.yml:14 bad_parameter"]),
        (DAYS + DAYS, ["catalog_part.yml:15 duplicate_parameter"]),
        (DAYS + "          - {name: as_of, type: date, default: 2025-01-01}", ["catalog_part.yml:15 reserved_parameter"]),
        (DAYS + SHARE, ["catalog_part.yml:15 unused_parameter"]),
    ],
)  # fmt: skip
def test_declarations(tmp_path: Path, parameters: str, expected: list[str]) -> None:
    found = [item for item in problems(tmp_path, parameters) if "weighed.sql" not in item]
    assert found == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT order_id, ordered_at, $days AS amount FROM orders WHERE ordered_at < $as_of", []),
        ("SELECT order_id, ordered_at, $days AS amount FROM orders WHERE ordered_at >= $range_start", []),
        ("SELECT order_id, ordered_at, $days AS amount,\n  $day AS other\nFROM orders", ["weighed.sql:2 unknown_parameter"]),
        ("SELECT order_id, ordered_at, 1 AS amount\nFROM orders", ["catalog_part.yml:14 unused_parameter"]),
        ("-- not $days\nSELECT order_id, ordered_at, 1 AS amount\nFROM orders", ["catalog_part.yml:14 unused_parameter"]),
    ],
)  # fmt: skip
def test_use_in_the_sql(tmp_path: Path, sql: str, expected: list[str]) -> None:
    assert problems(tmp_path, DAYS, sql) == expected


def test_the_message_says_where_to_declare_it(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        catalog_part__yml=MODEL.format(parameters=DAYS, metric=""),
        weighed__sql=SQL.replace("$days", "$dyas + $days"),
    )
    (problem,) = [item for item in check_catalog(path) if item.severity == "error"]
    assert (
        problem.message
        == 'model "weighed": its SELECT uses $dyas, which is no parameter of the model. Did you mean days?'
    )


@pytest.mark.parametrize(
    ("fixed", "expected"),
    [
        ("{days: 7}", []),
        ("{days: 700}", ["catalog_part.yml:22 bad_parameter"]),
        ("{days: many}", ["catalog_part.yml:22 bad_parameter"]),
        ("{weeks: 7}", ["catalog_part.yml:22 unknown_parameter"]),
    ],
)
def test_fixed_by_a_metric(tmp_path: Path, fixed: str, expected: list[str]) -> None:
    metric = f"        config: {{meta: {{parameters: {fixed}}}}}\n"
    assert problems(tmp_path, DAYS, metric=metric) == expected


def test_parameters_need_sql(tmp_path: Path) -> None:
    text = MODEL.format(parameters=DAYS, metric="")
    found = check_catalog(write(tmp_path, catalog_part__yml=text))
    assert [item.code for item in found if item.severity == "error"] == ["parameter_without_sql"]


@pytest.mark.parametrize(
    ("constraint", "code"),
    [
        ("days <= 60", None),
        ("days <= 10", "bad_parameter"),
        ("days + 1", "bad_constraint"),
        ("weeks < 3", "bad_constraint"),
        ("days < 'a'", "bad_constraint"),
        ("days < (SELECT 1)", "bad_constraint"),
        ("length(days) < 3", "bad_constraint"),
        ("days <", "bad_constraint"),
    ],
)
def test_constraints_are_checked_when_the_catalog_loads(
    tmp_path: Path, constraint: str, code: str | None
) -> None:
    more = f'\n        parameter_constraints: ["{constraint}"]'
    found = problems(tmp_path, DAYS, more=more)
    assert [item.split()[1] for item in found] == ([code] if code else [])


KNOWN = {
    "a": Parameter("a", "number", 0.5),
    "b": Parameter("b", "integer", 2),
    "mode": Parameter("mode", "string", "x"),
    "live": Parameter("live", "boolean", True),
}


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a + b <= 1", {"a": 0.3, "b": 0}, True),
        ("a + 0.1 = 0.3", {"a": 0.2}, True),
        ("a * 2 - b / 4 > 0", {"a": 0.3, "b": 1}, True),
        ("mode = 'x' OR a > 1", {"mode": "y", "a": 0.5}, False),
        ("NOT (mode IN ('x', 'y'))", {"mode": "z"}, True),
        ("b BETWEEN 1 AND 3 AND live", {"b": 3, "live": True}, True),
        ("-a < 0", {"a": 0.1}, True),
    ],
)
def test_constraints_hold_or_not(text: str, values: dict[str, object], expected: bool) -> None:
    defaults = {name: item.default for name, item in KNOWN.items()}
    assert parse_constraint(text, KNOWN).holds({**defaults, **values}) is expected  # type: ignore[arg-type]


def test_a_constraint_names_what_it_does_not_know() -> None:
    with pytest.raises(BadExpression, match=r"unknown parameter 'mod'; did you mean mode\?"):
        parse_constraint("mod = 'x'", KNOWN)


# ── governed models that read from governed models ────────────────────────────────────────────────

TWO = (
    MODEL
    + """\
  - name: doubled
    semantic_model: true
    agg_time_dimension: ordered_at
    columns:
      - {{name: order_id, entity: {{name: other, type: primary}}}}
      - {{name: ordered_at, granularity: day, dimension: time}}
"""
)


def test_a_governed_model_may_read_from_another_one(tmp_path: Path) -> None:
    sql = "WITH w AS (SELECT order_id, ordered_at, amount FROM weighed) SELECT order_id, ordered_at, 2 * amount AS amount FROM w"
    inner = "WITH w AS (SELECT order_id, ordered_at FROM orders) SELECT order_id, ordered_at, $days AS amount FROM w"
    path = write(
        tmp_path,
        catalog_part__yml=TWO.format(parameters=DAYS, metric=""),
        weighed__sql=inner,
        doubled__sql=sql,
    )
    governed = load_catalog(path).models["doubled"].governed
    assert governed is not None
    assert governed.relations == ("orders",)
    text = governed.ast.sql("duckdb")
    assert "30 AS amount" in text
    assert "$" not in text
    assert "weighed__w AS" in text, "names of the inner query do not hide those around it"


def test_governed_models_do_not_read_from_each_other_in_a_circle(tmp_path: Path) -> None:
    one = "SELECT order_id, ordered_at, $days AS amount FROM doubled"
    two = "SELECT order_id, ordered_at FROM weighed"
    found = check_catalog(
        write(
            tmp_path,
            catalog_part__yml=TWO.format(parameters=DAYS, metric=""),
            weighed__sql=one,
            doubled__sql=two,
        )
    )
    messages = [item.message for item in found if item.code == "bad_governed_sql"]
    assert any("weighed → doubled → weighed" in message for message in messages)
