"""dbt's legacy spec, MetricFlow's one-object documents, and the compiled manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.check import check_catalog
from assistant.catalog.joins import reachable
from assistant.catalog.labels import Labels
from assistant.catalog.model import (
    Catalog,
    ConstantProperty,
    Conversion,
    Cumulative,
    Derived,
    MetricInput,
    NonAdditive,
    Ratio,
    Relation,
    Simple,
    Window,
)
from assistant.errors import CatalogError
from tests.catalog.writing import CATALOGS, codes_of


@pytest.fixture(scope="module")
def legacy() -> Catalog:
    return load_catalog(CATALOGS / "legacy")


def test_the_examples_have_no_problems() -> None:
    assert check_catalog(CATALOGS / "legacy") == ()
    assert check_catalog(CATALOGS / "documents", {"source_schema": "raw"}) == ()


def test_models(legacy: Catalog) -> None:
    orders, history = legacy.models["orders"], legacy.models["customer_history"]
    assert orders.relation == Relation("fct_orders")
    assert history.relation == Relation("dim_customer_history")
    assert {name: entity.type for name, entity in orders.entities.items()} == {
        "order": "primary",
        "customer": "foreign",
    }
    assert orders.dimensions["is_large"].labels == Labels(zh="大单")
    validity = history.dimensions["valid_from"].validity
    assert validity is not None
    assert validity.is_start
    assert history.primary_entity == "customer_version"
    assert "customer__tier" in [item.qualified_name for item in reachable(legacy, "orders").dimensions]


def test_measures_become_simple_metrics(legacy: Catalog) -> None:
    count = legacy.metrics["order_count"]
    assert isinstance(count.kind, Simple)
    assert (count.kind.function, count.kind.fill_nulls_with, count.kind.join_to_timespine) == (
        "count",
        0,
        True,
    )
    assert count.kind.time_dimension == "ordered_at"
    assert [item.fields[0].name for item in count.filters] == ["tier", "is_large"]


def test_a_measure_may_ask_for_its_metric(legacy: Catalog) -> None:
    total = legacy.metrics["order_total"]
    assert isinstance(total.kind, Simple)
    assert (total.kind.function, total.labels, total.hidden) == ("sum", Labels(en="Order total"), False)
    assert "p95_amount" not in legacy.metrics


def test_composed_metrics(legacy: Catalog) -> None:
    assert legacy.metrics["average_order"].kind == Ratio(
        MetricInput("order_total"), MetricInput("order_count", "n")
    )
    growth = legacy.metrics["growth"].kind
    assert isinstance(growth, Derived)
    assert growth.inputs[1] == MetricInput("order_total", "before", offset_window=Window(1, "month"))


def test_measures_of_other_kinds_get_a_hidden_metric(legacy: Catalog) -> None:
    source = MetricInput("orders_placed__measure")
    running, weekly = legacy.metrics["running_orders"].kind, legacy.metrics["weekly_orders"].kind
    assert running == Cumulative(source, None, "month", "last")
    assert weekly == Cumulative(source, Window(7, "day"))
    assert legacy.metrics[source.metric].hidden
    repeat = legacy.metrics["repeat_rate"].kind
    assert isinstance(repeat, Conversion)
    assert repeat.base == source
    assert [item.text for item in repeat.conversion.filters] == ["{{ Dimension('order__is_large') }}"]
    assert repeat.constant_properties == (ConstantProperty("is_large", "is_large"),)


def test_a_simple_metric_without_a_measure(legacy: Catalog) -> None:
    largest = legacy.metrics["largest"]
    assert isinstance(largest.kind, Simple)
    assert (largest.kind.function, largest.kind.expr.text, largest.hidden) == ("max", "amount", True)


def test_semi_additive_and_percentile_measures(tmp_path: Path) -> None:
    text = (CATALOGS / "legacy" / "models.yml").read_text(encoding="utf-8")
    more = """\
metrics:
  - {name: balance, type: simple, type_params: {measure: closing_balance}}
  - {name: p95, type: simple, type_params: {measure: p95_amount}}
"""
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yml").write_text(more, encoding="utf-8")
    metrics = load_catalog(tmp_path).metrics
    balance, p95 = metrics["balance"].kind, metrics["p95"].kind
    assert isinstance(balance, Simple)
    assert isinstance(p95, Simple)
    assert balance.non_additive == NonAdditive("ordered_at", "max", ("customer",))
    assert (p95.percentile, p95.discrete) == (0.95, True)


def test_documents_of_one_object_each() -> None:
    catalog = load_catalog(CATALOGS / "documents", {"source_schema": "raw"})
    assert catalog.models["views_source"].relation == Relation("fct_views", "raw")
    assert list(catalog.metrics) == ["views"]
    assert list(catalog.saved_queries) == ["daily_views"]
    assert str(catalog.time_spines["day"].relation) == "raw.mf_time_spine"
    assert catalog.time_spines["day"].custom_grains[0].name == "alien_day"
    assert str(catalog.time_spines["hour"].relation) == "raw.hours"


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(CatalogError, match=r"\$source_schema has no value"):
        load_catalog(CATALOGS / "documents")


def test_the_compiled_manifest(tmp_path: Path) -> None:
    window = {"count": 7, "granularity": "day", "is_standard_granularity": True}
    manifest = {
        "semantic_models": [
            {
                "name": "orders",
                "description": "Orders 🛒",
                "node_relation": {
                    "alias": "orders",
                    "schema_name": "mart",
                    "database": None,
                    "relation_name": '"mart"."orders"',
                },
                "defaults": {"agg_time_dimension": "at"},
                "primary_entity": None,
                "entities": [{"name": "order", "type": "primary", "expr": "id", "role": None}],
                "dimensions": [
                    {
                        "name": "at",
                        "type": "time",
                        "is_partition": False,
                        "type_params": {"time_granularity": "day", "validity_params": None},
                        "expr": None,
                        "metadata": None,
                    }
                ],
                "measures": [
                    {
                        "name": "n",
                        "agg": "sum",
                        "expr": "1",
                        "create_metric": False,
                        "agg_params": None,
                        "non_additive_dimension": None,
                        "agg_time_dimension": None,
                    }
                ],
            }
        ],
        "metrics": [
            {
                "name": "orders_made",
                "type": "simple",
                "type_params": {
                    "measure": {"name": "n", "filter": None, "alias": None},
                    "input_measures": [],
                    "window": None,
                },
                "filter": {"where_filters": [{"where_sql_template": "{{ Entity('order') }} > 1"}]},
                "metadata": None,
                "config": {"meta": {}},
            },
            {
                "name": "orders_filled",
                "type": "simple",
                "type_params": {
                    "measure": {"name": "n", "join_to_timespine": False, "fill_nulls_with": None},
                    "join_to_timespine": True,
                    "fill_nulls_with": 0,
                },
            },
            {
                "name": "orders_week",
                "type": "cumulative",
                "type_params": {
                    "measure": {"name": "n", "join_to_timespine": False, "fill_nulls_with": None},
                    "cumulative_type_params": {
                        "window": window,
                        "grain_to_date": None,
                        "period_agg": "first",
                    },
                },
                "filter": None,
            },
        ],
        "project_configuration": {"time_spines": [], "time_spine_table_configurations": [], "metadata": None},
        "saved_queries": [
            {
                "name": "q",
                "query_params": {
                    "metrics": ["orders_made"],
                    "group_by": [],
                    "where": {"where_filters": [{"where_sql_template": "{{ Entity('order') }} > 1"}]},
                },
                "exports": [],
                "metadata": None,
            }
        ],
    }
    file = tmp_path / "semantic_manifest.json"
    file.write_text(json.dumps(manifest), encoding="utf-8")
    assert check_catalog(file) == ()
    catalog = load_catalog(file)
    assert catalog.models["orders"].relation == Relation("orders", "mart")
    assert catalog.models["orders"].description == "Orders 🛒"
    assert len(catalog.metrics["orders_made"].filters) == 1
    filled = catalog.metrics["orders_filled"].kind
    assert isinstance(filled, Simple)
    assert (filled.join_to_timespine, filled.fill_nulls_with) == (True, 0)
    assert catalog.metrics["orders_week"].kind == Cumulative(MetricInput("n__measure"), Window(7, "day"))
    assert catalog.saved_queries["q"].query["where"] == ["{{ Entity('order') }} > 1"]


MODEL = """\
semantic_models:
  - name: orders
    model: ref('orders')
    defaults: {agg_time_dimension: at}
    entities: [{name: order, type: primary}]
    dimensions: [{name: at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: total, agg: sum, expr: amount}]
metrics:
  - name: a
"""


@pytest.mark.parametrize(
    ("metric", "codes"),
    [
        ("type: simple\n    type_params: {measure: totle}", ["unknown_measure"]),
        ("type: simple\n    type_params: {}", ["missing_measure"]),
        ("type: simple\n    type_params: {measure: total, expr: sum(x)}", []),
        (
            "type: simple\n    type_params: {metric_aggregation_params: {semantic_model: ordes, agg: sum}}",
            ["unknown_model"],
        ),
        ("type: ratio\n    type_params: {numerator: b, denominator: b}", ["unknown_metric"]),
        ("type: derived\n    type_params: {expr: 1, metrics: []}", ["missing_inputs"]),
        ("type: conversion\n    type_params: {}", ["missing_input"]),
        ("type: simple\n    type_params: {mesure: total}", ["missing_measure", "unknown_key"]),
        ("type_params: {measure: total}", ["missing_type"]),
        ("type: count\n    type_params: {measure: total}", ["bad_type"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, metric: str, codes: list[str]) -> None:
    assert sorted(codes_of(tmp_path, MODEL + "    " + metric + "\n")) == codes


def test_measures_are_unique_over_the_project(tmp_path: Path) -> None:
    twice = MODEL.replace(
        "{name: total, agg: sum, expr: amount}", "{name: total, agg: sum}, {name: total, agg: max}"
    )
    text = twice + "    type: simple\n    type_params: {measure: total}\n"
    assert codes_of(tmp_path, text) == ["duplicate_measure"]
