from __future__ import annotations

import pickle
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.calendar import DateSpan
from assistant.catalog.check import check_catalog
from assistant.catalog.labels import Labels
from assistant.catalog.model import (
    Catalog,
    Conversion,
    Cumulative,
    CustomGrain,
    Derived,
    DimensionValue,
    Maturity,
    MetricInput,
    MetricVersion,
    Origin,
    Pitfall,
    Planned,
    Ratio,
    Relation,
    Simple,
    Threshold,
    ValuesFrom,
    Window,
)
from assistant.errors import CatalogError, UsageError
from tests.catalog.writing import CATALOGS, ORDERS, problems_of, write


@pytest.fixture(scope="module")
def shop() -> Catalog:
    return load_catalog(CATALOGS / "shop")


def test_the_example_has_no_problems() -> None:
    assert check_catalog(CATALOGS / "shop") == ()


def test_settings(shop: Catalog) -> None:
    assert (shop.name, shop.default_schema) == ("shop", "analytics")
    assert shop.models["orders"].relation == Relation("fct_orders", "analytics")
    assert shop.models["customers"].relation == Relation("customers", "analytics")
    assert str(shop.time_spines["day"].relation) == "analytics.all_days"
    assert shop.time_spines["day"].custom_grains == (CustomGrain("fiscal_quarter", "fiscal_quarter"),)


def test_model(shop: Catalog) -> None:
    orders = shop.models["orders"]
    assert orders.primary_entity == "order_id"
    assert {name: entity.type for name, entity in orders.entities.items()} == {
        "order_id": "primary",
        "customer": "foreign",
        "product": "foreign",
    }
    assert orders.entities["customer"].expr.text == "customer_id"
    assert orders.dimensions["ordered_at"].granularity == "day"
    assert orders.dimensions["is_large"].expr.ast.sql("duckdb") == "amount >= 1000"
    region = orders.dimensions["region"]
    assert (region.labels, region.conformed) == (Labels("地区", "Region"), "region")
    assert region.values[0] == DimensionValue("east_cn", Labels("华东", "East China"), ("华东区",))
    assert orders.origin == Origin("models/orders.yml", 3)
    customers = shop.models["customers"]
    assert customers.dimensions["country"].values_from == ValuesFrom("value_labels", "country")
    assert customers.dimensions["email"].pii
    assert not customers.dimensions["email"].index_values
    assert "all_days" not in shop.models


def test_simple_metric_and_its_card(shop: Catalog) -> None:
    revenue = shop.metrics["revenue"]
    assert isinstance(revenue.kind, Simple)
    assert (revenue.kind.function, revenue.kind.model, revenue.kind.time_dimension) == (
        "sum",
        "orders",
        "ordered_at",
    )
    assert [item.fields[0].name for item in revenue.filters] == ["status"]
    assert revenue.ai.synonyms == ("销售额", "sales")
    card = revenue.card
    assert (card.unit, card.direction, card.layers, card.refresh) == (
        "currency:CNY",
        "up",
        ("north_star",),
        "daily",
    )
    assert card.formula == "sum(amount)"
    assert card.pitfalls == (
        Pitfall(Labels("不含取消", "without cancelled orders"), "status"),
        Pitfall(Labels(zh="不含税")),
    )
    assert card.thresholds == (Threshold("minimum", 100.0, "plan"),)
    assert card.history == (MetricVersion(1, "2025-02-01", Labels(en="net instead of gross"), "cfo"),)
    assert (card.companions, card.default_period, card.version) == (("order_count",), "last_month", 2)


def test_percentile_above_one_is_a_percentage(shop: Catalog) -> None:
    kind = shop.metrics["median_amount"].kind
    assert isinstance(kind, Simple)
    assert kind.percentile == 0.95


def test_composed_metrics(shop: Catalog) -> None:
    aov, growth = shop.metrics["aov"].kind, shop.metrics["revenue_growth"].kind
    assert isinstance(aov, Ratio)
    assert isinstance(growth, Derived)
    assert aov.numerator == MetricInput("revenue")
    assert [item.text for item in aov.denominator.filters] == [
        "{{ Dimension('order_id__status') }} <> 'cancelled'"
    ]
    assert growth.inputs[1] == MetricInput("revenue", "prior", offset_window=Window(1, "month"))
    assert shop.metrics["revenue_7d"].kind == Cumulative(MetricInput("revenue"), Window(7, "day"))
    conversion = Conversion(
        MetricInput("order_count"), MetricInput("buyer_count"), "customer", window=Window(7, "day")
    )
    assert shop.metrics["buyer_conversion"].kind == conversion
    assert shop.metrics["attributed_revenue"].kind == Planned("attribution")
    assert shop.metrics["attributed_revenue"].card.unit == "currency:CNY"


def test_governed_model(shop: Catalog) -> None:
    governed = shop.models["buyers"].governed
    assert governed is not None
    assert governed.relations == ("analytics.fct_orders",)
    assert "FROM analytics.fct_orders AS o" in governed.ast.sql("duckdb")
    assert "--" not in governed.ast.sql("duckdb")


def test_calendar(shop: Catalog) -> None:
    calendar = shop.calendar
    assert calendar.as_of == datetime(2025, 12, 31, 23, 59, 59)
    assert (calendar.week_start, calendar.fiscal_year_start_month, calendar.default_period) == (
        0,
        4,
        "this_year",
    )
    (holiday,) = calendar.holidays
    assert holiday.ranges == (DateSpan(date(2025, 11, 11), date(2025, 11, 12)),)
    assert (holiday.day_zero, holiday.compare) == ({2025: date(2025, 11, 11)}, "align_day_zero")


def test_playbooks_and_saved_queries(shop: Catalog) -> None:
    (ambiguity,) = shop.ambiguities
    assert ambiguity.terms == ("业绩", "performance")
    assert (ambiguity.candidates, ambiguity.default) == (("revenue", "order_count"), "revenue")
    assert (ambiguity.when[0].words, ambiguity.when[0].metrics) == (("单", "orders"), ("order_count",))
    assert shop.saved_queries["monthly"].query["metrics"] == ["revenue"]


def test_version_follows_contents_and_names(tmp_path: Path) -> None:
    first = load_catalog(write(tmp_path, a__yml=ORDERS)).version
    assert load_catalog(tmp_path).version == first
    write(tmp_path, a__yml=ORDERS + "# more\n")
    second = load_catalog(tmp_path).version
    (tmp_path / "a.yml").rename(tmp_path / "b.yml")
    assert len({first, second, load_catalog(tmp_path).version}) == 3


def test_a_catalog_survives_pickling(shop: Catalog) -> None:
    again = pickle.loads(pickle.dumps(shop))
    assert again.metrics == shop.metrics
    kind = again.metrics["revenue"].kind
    assert kind.expr.ast.sql() == "amount"
    assert again.version == shop.version


def test_one_file_is_a_catalog_too(tmp_path: Path) -> None:
    write(tmp_path, a__yml=ORDERS, b__yml="metrics: broken")
    assert set(load_catalog(tmp_path / "a.yml").metrics) == {"revenue", "order_count"}


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no catalog at"):
        load_catalog(tmp_path / "nowhere")
    with pytest.raises(CatalogError, match="declares no model and no metric"):
        load_catalog(tmp_path)


def test_a_dbt_project_is_read_as_it_stands(tmp_path: Path) -> None:
    write(
        tmp_path,
        dbt_project__yml="name: shop\nmodel-paths: [models]\n",
        packages__yml="packages: [{package: dbt-labs/dbt_utils, version: 1.0.0}]\n",
        orders__sql="select * from {{ ref('raw_orders') }}",
    )
    for folder in ("target", "dbt_packages", ".venv", "models"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "orders.yml").write_text(ORDERS, encoding="utf-8")
    more = """\
version: 2
sources: [{name: raw, tables: [{name: orders}]}]
exposures: []
models:
  - name: staging
    description: "{{ doc('staging') }}"
    config: {materialized: view, tags: [x], contract: {enforced: true}}
    docs: {show: false}
    constraints: []
    columns:
      - name: id
        data_type: int
        tests: [unique, {accepted_values: {values: [1]}}]
        constraints: [{type: not_null}]
      - {name: mail, data_tests: [{dbt_expectations.expect_column_values_to_match_regex: {regex: '.+@.+'}}]}
"""
    (tmp_path / "models" / "staging.yml").write_text(more, encoding="utf-8")
    assert check_catalog(tmp_path) == ()
    catalog = load_catalog(tmp_path)
    assert list(catalog.models) == ["orders"]
    assert catalog.models["orders"].governed is None


def test_plain_dbt_texts_stand_in_for_labels(tmp_path: Path) -> None:
    text = ORDERS + "      - {name: a, agg: count, label: 订单数, description: Orders of any status.}\n"
    metric = load_catalog(write(tmp_path, a__yml=text)).metrics["a"]
    assert (metric.labels, metric.card.definition) == (
        Labels(zh="订单数"),
        Labels(en="Orders of any status."),
    )


def test_counting_without_an_expr_counts_rows(tmp_path: Path) -> None:
    kind = load_catalog(write(tmp_path, a__yml=ORDERS)).metrics["order_count"].kind
    assert isinstance(kind, Simple)
    assert kind.expr.ast.sql() == "1"


def test_cohorts_carry_their_maturity(tmp_path: Path) -> None:
    for meta in (
        "basis: cohort, maturity: {days: 180}",
        "basis: {kind: cohort, maturity: 180}",
        "basis: cohort, maturity: 180",
    ):
        text = ORDERS + f"      - {{name: a, agg: count, config: {{meta: {{{meta}}}}}}}\n"
        card = load_catalog(write(tmp_path, a__yml=text)).metrics["a"].card
        assert (card.basis, card.maturity) == ("cohort", Maturity(180))


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("      - {name: a, agg: count, filtre: x}\n", "Did you mean filter?"),
        ("      - {name: a, agg: count, config: {meta: {unt: count}}}\n", "Did you mean unit?"),
        ("    agg_time_dimensions: ordered_at\n", "Did you mean agg_time_dimension?"),
    ],
)
def test_unknown_keys_are_warnings_that_name_the_nearest(tmp_path: Path, text: str, near: str) -> None:
    (problem,) = problems_of(tmp_path, ORDERS + text)
    assert (problem.severity, problem.code) == ("warning", "unknown_key")
    assert near in problem.message


def test_keys_of_ones_own_in_meta_are_nobodys_business(tmp_path: Path) -> None:
    text = ORDERS + "      - {name: a, agg: count, config: {meta: {team_slack: '#sales', tableau_id: 7}}}\n"
    assert problems_of(tmp_path, text) == ()


@pytest.mark.parametrize(
    "unit",
    [
        "count",
        "percent",
        "ratio",
        "currency:CNY",
        "seconds",
        "days",
        "score:0-100",
        "currency:CNY/month",
        "count/10k CNY",
        "count/hours",
        "hours/count",
        "currency:USD/count",
    ],
)
def test_units(tmp_path: Path, unit: str) -> None:
    text = ORDERS + f"      - {{name: a, agg: count, config: {{meta: {{unit: '{unit}'}}}}}}\n"
    assert problems_of(tmp_path, text) == ()


@pytest.mark.parametrize(
    "unit", ["yuan", "currency:yuan", "currency", "score", "count/", "%", "count per month"]
)
def test_unknown_units(tmp_path: Path, unit: str) -> None:
    text = ORDERS + f"      - {{name: a, agg: count, config: {{meta: {{unit: '{unit}'}}}}}}\n"
    assert [problem.code for problem in problems_of(tmp_path, text)] == ["bad_unit"]
