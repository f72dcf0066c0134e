"""Unknown keys are reported with the nearest known one; dbt's keys that say nothing about metrics are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.writing import ORDERS, problems_of

LEGACY = """\
semantic_models:
  - name: orders
    model: ref('orders')
    defaults: {agg_time_dimension: at}
    entities: [{name: order, type: primary}]
    dimensions: [{name: at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: total, agg: sum, expr: amount}]
metrics:
  - {name: revenue, type: simple, type_params: {measure: total}}
"""


@pytest.mark.parametrize(
    "text",
    [
        "version: 2\n" + ORDERS,
        ORDERS + "sources: [{name: raw, tables: [{name: orders, loaded_at_field: x}]}]\n",
        ORDERS + "seeds: [{name: s}]\nsnapshots: [{name: t}]\nexposures: [{name: e}]\nmacros: [{name: m}]\n",
        ORDERS + "unit_tests: [{name: u, model: orders, given: [], expect: {rows: []}}]\ngroups: [{name: g}]\n",
        ORDERS.replace("    semantic_model: true\n", "    semantic_model: true\n    description: d\n    docs: {show: true}\n    tests: [x]\n"
            "    data_tests: [y]\n    access: public\n    group: g\n    contract: {enforced: true}\n    constraints: []\n    versions: [{v: 1}]\n"
            "    latest_version: 1\n    config: {materialized: table, tags: [a]}\n    tags: [b]\n    freshness: {}\n"),
        ORDERS.replace("{name: status, dimension: categorical}", "{name: status, dimension: categorical, tests: [not_null], data_tests: [unique],"
            " quote: true, policy_tags: [p], constraints: [{type: not_null}], description: d, data_type: text}"),
        ORDERS.replace("agg: count}", "agg: count, tags: [a], docs: {}, group: g, enabled: true, config: {enabled: true, group: g}}"),
        ORDERS.replace("agg: count}", "agg: count, config: {meta: {our_ticket: 12, review_board: yes}}}"),
        "models:\n  - {name: plain, columns: [{name: x, anything: 1}], whatever: 2}\n" + ORDERS.removeprefix("models:\n"),
        LEGACY.replace("    measures", "    config: {enabled: true}\n    tags: [a]\n    group: g\n    measures"),
        LEGACY.replace("type: simple,", "type: simple, config: {group: g}, tags: [a], metadata: {},"),
        LEGACY.replace("expr: amount}", "expr: amount, config: {meta: {x: 1}}}"),
    ],
)  # fmt: skip
def test_keys_of_dbt_are_accepted(tmp_path: Path, text: str) -> None:
    assert problems_of(tmp_path, text) == ()


@pytest.mark.parametrize(
    ("text", "key", "near"),
    [
        (ORDERS + "semantic_modells: []\n", "semantic_modells", "semantic_models"),
        (ORDERS + "funnel: []\n", "funnel", "funnels"),
        (ORDERS + "diagnosis: []\n", "diagnosis", "diagnosis_matrix"),
        (ORDERS + "verified_query: []\n", "verified_query", "verified_queries"),
        (ORDERS + "ambiguites: []\n", "ambiguites", "ambiguities"),
        (ORDERS.replace("    agg_time_dimension:", "    agg_time_dimenson:") + "        \n", "agg_time_dimenson", "agg_time_dimension"),
        (ORDERS.replace("semantic_model: true", "semantic_model: {enabled: true, lable: x}"), "lable", "label"),
        (ORDERS.replace("dimension: categorical}", "dimension: {type: categorical, is_partiton: true}}"), "is_partiton", "is_partition"),
        (ORDERS.replace("dimension: categorical}", "dimension: {type: categorical, config: {meta: {label: x, synonims: [y]}}}}"), "synonims", "synonyms"),
        (ORDERS.replace("{name: order, type: primary}", "{name: order, type: primary, rolle: x}"), "rolle", "role"),
        (ORDERS.replace("granularity: day,", "granularity: day, granularty: day,"), "granularty", "granularity"),
        (ORDERS.replace("agg: count}", "agg: count, filters: x}"), "filters", "filter"),
        (ORDERS.replace("agg: count}", "agg: count, config: {meta: {treshold: []}}}"), "treshold", "thresholds"),
        (ORDERS.replace("agg: count}", "agg: count, config: {meta: {definition: {formulae: x}}}}"), "formulae", "formula"),
        (ORDERS.replace("agg: count}", "agg: count, config: {meta: {history: [{version: 1, until: 2025-01-01, changes: x}], version: 2}}}"), "changes", "change"),
        (ORDERS.replace("agg: count}", "agg: count, config: {meta: {labels: {cn: x}}}}"), "cn", None),
        (ORDERS.replace("agg: count}", "agg: count, numerator: revenue}"), "numerator", None),
        (ORDERS.replace("semantic_model: true", "semantik_model: true").replace("    metrics:\n", "    measures_of_ours:\n"), "semantik_model", "semantic_model"),
        ("models:\n  - {name: days, time_spine: {standard_granularity_column: d, custom_grains: []}, columns: [{name: d, granularity: day}]}\n" + ORDERS.removeprefix("models:\n"),
         "custom_grains", "custom_granularities"),
        ("models:\n  - {name: days, time_spine: {standard_granularity_column: d}, columns: [{name: d, granularity: day}], colums: []}\n" + ORDERS.removeprefix("models:\n"),
         "colums", "columns"),
        (LEGACY.replace("expr: amount}", "expr: amount, agg_time: at}"), "agg_time", "agg"),
        (LEGACY.replace("type: primary}", "type: primary, expresion: x}"), "expresion", "expr"),
        (LEGACY.replace("{time_granularity: day}", "{time_granularity: day, granularity: day}"), "granularity", "time_granularity"),
        (LEGACY.replace("measure: total", "measure: total, windows: 7 days"), "windows", "window"),
        (LEGACY.replace("{agg_time_dimension: at}", "{agg_time_dimension: at, agg_time_dimensions: at}"), "agg_time_dimensions", "agg_time_dimension"),
        (ORDERS + "saved_queries: [{name: q, query_params: {metrics: [revenue], groupby: []}}]\n", "groupby", "group_by"),
        (ORDERS + "calendar: {week_starts: monday}\n", "week_starts", "week_start"),
        (ORDERS + "calendar: {holidays: [{name: a, label: A, range: []}]}\n", "range", "ranges"),
        (ORDERS + "ambiguities: [{term: x, candidates: [revenue, order_count], defaults: revenue}]\n", "defaults", "default"),
        (ORDERS + "benchmarks: [{metric: revenue, kind: target, value: 1, source: s, effective: 2025-01-01}]\n", "effective", "effective_from"),
        (ORDERS + "catalog: {schemas: main}\n", "schemas", "schema"),
    ],
)  # fmt: skip
def test_unknown_keys_are_warned_of(tmp_path: Path, text: str, key: str, near: str | None) -> None:
    found = [p for p in problems_of(tmp_path, text) if p.code == "unknown_key" and f"'{key}'" in p.message]
    assert len(found) == 1, problems_of(tmp_path, text)
    assert found[0].severity == "warning"
    if near is not None:
        assert near in found[0].message.partition("Did you mean")[2], found[0]


def test_a_policy_with_an_unknown_key(tmp_path: Path) -> None:
    (tmp_path / "policy.yml").write_text("policy: {roles: {boss: {metric: [revenue]}}}\n", encoding="utf-8")
    (problem,) = problems_of(tmp_path, ORDERS)
    assert (problem.code, problem.file) == ("unknown_key", "policy.yml")
    assert "Did you mean" in problem.message
    assert "metrics" in problem.message
