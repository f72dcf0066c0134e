"""Each broken catalog is refused, or warned of, at the right place and in words that help."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.check import check_catalog
from assistant.errors import CatalogError
from tests.catalog.writing import CATALOGS

ERRORS = [
    ("cycle_long", "cycle", "catalog_part.yml:2", "cycle of length 50 starting at m0: m0 → m1"),
    ("cycle_self", "cycle", "catalog_part.yml:15", "a → a"),
    ("expansion_bomb", "expansion", "catalog_part.yml:24", "expanded expression too large (2^39 terms"),
    (
        "unknown_metric_ref",
        "unknown_metric",
        "catalog_part.yml:15",
        'unknown metric "revenu". Did you mean revenue?',
    ),
    ("dup_metric_case", "duplicate_metric", "catalog_part.yml:14", "differ only by case"),
    (
        "dup_metric",
        "duplicate_metric",
        "catalog_part.yml:14",
        "declared twice; the other stands at catalog_part.yml:12",
    ),
    (
        "synonym_eq_name",
        "synonym_clash",
        "catalog_part.yml:12",
        'its synonym "units" is the name of another metric',
    ),
    ("synonym_twice", "synonym_clash", "catalog_part.yml:13", '"销量" is also one of "revenue"'),
    ("inj_name", "bad_name", "catalog_part.yml:14", "must match [a-z][a-z0-9_]{0,62}"),
    ("dunder_name", "bad_name", "catalog_part.yml:14", "two underscores in a row"),
    ("grain_name", "bad_name", "catalog_part.yml:14", "is a reserved word"),
    ("agg_of_agg", "nested_aggregate", "catalog_part.yml:14", "nested aggregate: avg()"),
    ("derived_aggregate", "nested_aggregate", "catalog_part.yml:15", "nested aggregate: sum()"),
    ("subquery_expr", "bad_expression", "catalog_part.yml:14", "a subquery is not allowed"),
    ("window_expr", "bad_expression", "catalog_part.yml:14", "a window function is not allowed"),
    ("forbidden_function", "bad_expression", "catalog_part.yml:14", "the function getenv() is not allowed"),
    ("syntax_error", "bad_expression", "catalog_part.yml:14", "at line 1, column 11"),
    (
        "fanout_join",
        "fan_out",
        "catalog_part.yml:22",
        "joining products -> orders duplicates rows (one_to_many",
    ),
    ("no_join_path", "no_join_path", "catalog_part.yml:21", 'no join path from "products" to "orders"'),
    ("unknown_filter_field", "unknown_dimension", "catalog_part.yml:14", "Did you mean order__region"),
    ("sql_filter", "bad_filter", "catalog_part.yml:14", "write {{ Dimension('entity__region') }}"),
    ("join_type_mismatch", "join_types", "catalog_part.yml:7", "compares string with integer"),
    ("wrong_type_list", "wrong_type", "catalog_part.yml:1", "metrics must be a list, got the text 'revenue'"),
    ("yaml_norway", "yaml_boolean", "catalog_part.yml:2", 'metrics[0]: name: YAML read "no" as false'),
    ("empty_file", "empty_file", "catalog_part.yml", "the catalog file is empty"),
    ("billion_laughs", "too_large", "catalog_part.yml", "once aliases are filled in"),
    ("few_aliases_bomb", "too_large", "catalog_part.yml", "once aliases are filled in"),
    (
        "py_object_apply",
        "tag",
        "catalog_part.yml:1",
        "the tag !!python/object/apply:os.system is not allowed",
    ),
    ("py_name", "tag", "catalog_part.yml:1", "is not allowed"),
    ("py_module", "tag", "catalog_part.yml:1", "is not allowed"),
    ("own_tag", "tag", "catalog_part.yml:1", "the tag !include is not allowed"),
    ("huge_expr", "bad_expression", "catalog_part.yml:14", "longer than 2000 characters"),
    ("deep_nesting", "too_deep", "catalog_part.yml:1", "nested deeper than 20 levels"),
    ("deep_expr", "bad_expression", "catalog_part.yml:14", "nested too deeply"),
    ("redos_pattern", "pattern", "catalog_part.yml:9", "regular expressions are not allowed"),
    ("remote_include", "include", "catalog_part.yml:1", "only the local files"),
    ("rls_column_gone", "unknown_dimension", "policy.yml:3", 'row_filter: no model has a dimension "regoin"'),
    (
        "column_perm_typo",
        "unknown_dimension",
        "policy.yml:3",
        'no dimension "emial" is marked pii. Did you mean email?',
    ),
    ("policy_unknown_metric", "unknown_metric", "policy.yml:3", "Did you mean revenue?"),
    ("policy_unknown_metric", "unknown_role", "policy.yml:4", "Did you mean east?"),
    (
        "duplicate_key",
        "duplicate_key",
        "catalog_part.yml:14",
        "stands twice in the same mapping, first in line 4",
    ),
    ("broken_yaml", "bad_yaml", "catalog_part.yml:3", "this is not YAML"),
    ("missing_time", "missing_time", "catalog_part.yml:11", 'nor model "orders" has an agg_time_dimension'),
    ("history_order", "history_order", "catalog_part.yml:14", "not in order"),
    ("ambiguity_unknown", "unknown_metric", "catalog_part.yml:15", "Did you mean units?"),
    ("governed_star", "bad_governed_sql", "orders.sql:1", "list the columns"),
    ("governed_two_statements", "bad_governed_sql", "orders.sql:1", "exactly one"),
    ("governed_unknown_table", "bad_governed_sql", "orders.sql:1", "'secrets' is no relation of the catalog"),
    ("governed_table_function", "bad_governed_sql", "orders.sql:1", "read_csv() is not allowed"),
    ("governed_missing_column", "unknown_column", "catalog_part.yml:13", 'has no column "quantity"'),
    *[
        ("bad_enums", f"bad_{key}", "catalog_part.yml:14", key.replace("layer", "l9"))
        for key in ("agg", "direction", "status", "basis", "refresh", "layer", "unit", "default_period")
    ],
]


@pytest.mark.parametrize(("case", "code", "place", "words"), ERRORS)
def test_refused_with_place_and_reason(case: str, code: str, place: str, words: str) -> None:
    with pytest.raises(CatalogError) as caught:
        load_catalog(CATALOGS / "bad" / case)
    found = [str(problem) for problem in caught.value.problems if problem.code == code]  # type: ignore[attr-defined]
    assert any(text.startswith(place) and words in text for text in found), found or caught.value.problems


def test_every_fixture_is_used() -> None:
    folders = {item.name for item in (CATALOGS / "bad").iterdir()}
    assert folders == {case for case, *_ in ERRORS} | {"llm_injection_description"}


def test_a_description_that_gives_orders_is_a_warning() -> None:
    problems = check_catalog(CATALOGS / "bad" / "llm_injection_description")
    assert [(p.severity, p.code, p.line) for p in problems] == [("warning", "reads_like_instruction", 14)]
    assert load_catalog(CATALOGS / "bad" / "llm_injection_description").metrics


@pytest.mark.parametrize("case", ["billion_laughs", "few_aliases_bomb", "deep_nesting"])
def test_bombs_are_not_unpacked(case: str) -> None:
    check_catalog(CATALOGS / "bad" / case)
    tracemalloc.start()
    check_catalog(CATALOGS / "bad" / case)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_all_errors_come_in_one_run(tmp_path: Path) -> None:
    for case in ("unknown_metric_ref", "bad_enums"):
        text = (CATALOGS / "bad" / case / "catalog_part.yml").read_text(encoding="utf-8")
        if case == "bad_enums":
            text = text[: text.index("models:")] + text[text.index("models:") :].replace("orders", "sales")
            text = (
                text.replace("revenue", "sales_value")
                .replace("units", "sold")
                .replace("name: order,", "name: sale,")
            )
        (tmp_path / f"{case}.yml").write_text(text, encoding="utf-8")
    files = {problem.file for problem in check_catalog(tmp_path) if problem.severity == "error"}
    assert files == {"unknown_metric_ref.yml", "bad_enums.yml"}
