"""Names, types and what is refused, with the choices that a person gets to see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.errors import NotSupported, QueryError
from assistant.query import MetricQuery
from assistant.resolve import fields_for, is_computable, replace_by_dimension, resolve_query
from assistant.resolve.resolve import ResolvedQuery
from tests.compiler.toy import NOW, catalog, run


def _resolved(**query: Any) -> ResolvedQuery:
    return resolve_query(catalog(), MetricQuery.from_dict(query), NOW)


def _refused(**query: Any) -> QueryError:
    with pytest.raises(QueryError) as refused:
        _resolved(**query)
    return refused.value


@pytest.mark.parametrize(
    ("query", "code", "choice"),
    [
        ({"metrics": ["revnue"]}, "unknown_metric", "revenue"),
        ({"metrics": []}, "missing_metric", None),
        ({"metrics": ["revenue"], "group_by": ["contry"]}, "unknown_field", "country"),
        ({"metrics": ["revenue"], "group_by": ["sku"]}, "incompatible_dimension", "country"),
        (
            {"metrics": ["revenue", "visit_count"], "group_by": ["status"]},
            "incompatible_dimension",
            "country",
        ),
        (
            {"metrics": ["target", "revenue"], "where": [{"field": "channel", "values": ["ads"]}]},
            "incompatible_dimension",
            "metric_time",
        ),
        ({"metrics": ["transfer_count"], "group_by": ["tier"]}, "ambiguous_dimension", "sender__tier"),
        ({"metrics": ["revenue"], "order_by": ["revenu"]}, "unknown_field", "revenue"),
        ({"metrics": ["revenue"], "order_by": ["revenue__change"]}, "unknown_field", "revenue"),
        ({"metrics": ["revenue"], "having": [{"field": "status", "values": [1]}]}, "unknown_field", None),
        ({"metrics": ["revenue"], "group_by": ["status__month"]}, "bad_query", None),
        ({"metrics": ["revenue"], "where": ["{{ Dimension('order__status' }} = 1"]}, "bad_filter", None),
        ({"metrics": ["revenue"], "compare": {"kind": "prior_period"}}, "impossible_query", None),
        ({"saved_query": "monthly_by_contry"}, "unknown_saved_query", "monthly_by_country"),
    ],
)
def test_refusals_carry_a_code_and_choices(query: dict[str, Any], code: str, choice: str | None) -> None:
    error = _refused(**query)
    assert error.code == code
    assert choice is None or choice in error.choices


@pytest.mark.parametrize(
    ("field", "op", "values"),
    [
        ("ordered_at", "=", ["soon"]),
        ("ordered_at", ">", [5]),
        ("metric_time", ">=", ["2025-13-01"]),
        ("ordered_at__month", "contains", ["2025"]),
        ("metric_time__extract_month", "=", ["May"]),
        ("country", "=", [None]),
    ],
)
def test_values_of_another_type_are_refused(field: str, op: str, values: list[Any]) -> None:
    error = _refused(metrics=["revenue"], where=[{"field": field, "op": op, "values": values}])
    assert error.code == "wrong_type"


def test_types_of_the_warehouse_count_once_a_catalog_is_bound() -> None:
    from dataclasses import replace

    types = {
        "toy.orders": {"hours": "INTEGER", "status": "VARCHAR", "paid": "BOOLEAN", "ordered_at": "TIMESTAMP"}
    }
    bound = replace(catalog(), column_types=types)
    for field, op, value in (
        ("hours", "=", "3"),
        ("status", "=", 3),
        ("paid", "=", "yes"),
        ("paid", ">", True),
        ("hours", "contains", "3"),
        ("hours", "=", True),
    ):
        query = MetricQuery.from_dict(
            {"metrics": ["revenue"], "where": [{"field": field, "op": op, "values": [value]}]}
        )
        with pytest.raises(QueryError) as refused:
            resolve_query(bound, query, NOW)
        assert refused.value.code == "wrong_type"


def test_a_planned_metric_is_refused_by_name() -> None:
    with pytest.raises(NotSupported) as refused:
        _resolved(metrics=["scored"])
    assert refused.value.feature == "planned_metric"
    assert "scored" in str(refused.value)
    assert not is_computable(catalog(), "scored")
    assert is_computable(catalog(), "all_time_revenue")


def test_fields_that_all_metrics_share() -> None:
    alone = {option.name: option for option in fields_for(catalog(), ["revenue"])}
    assert {"metric_time", "status", "country", "area_name", "ordered_at", "customer", "order"} <= set(alone)
    assert alone["country"].qualified_name == "customer__country"
    assert alone["country"].conformed == "country"
    assert "sku" not in alone
    assert alone["ordered_at"].kind == "time"
    assert alone["customer"].kind == "entity"
    both = [option.name for option in fields_for(catalog(), ["visit_count", "target"])]
    assert "source" in both or "channel" in both
    assert not {"country", "target_month"} & set(both)
    assert {"sender__tier", "receiver__tier"} <= {
        option.name for option in fields_for(catalog(), ["transfer_count"])
    }


def test_every_option_can_be_grouped_and_filtered_by() -> None:
    for metrics in (
        ["revenue"],
        ["revenue", "visit_count"],
        ["visit_count", "target"],
        ["quantity"],
        ["open_amount"],
    ):
        for option in fields_for(catalog(), metrics):
            run(metrics=metrics, group_by=[option.name])
            run(
                metrics=metrics,
                where=[{"field": option.name, "op": "is not null"}] if option.name != "metric_time" else [],
            )


def test_a_metric_that_is_another_by_some_dimension() -> None:
    query = MetricQuery.from_dict(
        {
            "metrics": ["revenue"],
            "group_by": ["order__status"],
            "order_by": ["-revenue"],
            "having": [{"field": "revenue", "op": ">", "values": [1]}],
        }
    )
    replaced, pairs = replace_by_dimension(catalog(), query)
    assert pairs == (("revenue", "status_revenue"),)
    assert replaced.metrics == ("status_revenue",)
    assert replaced.order_by[0].field == "status_revenue"
    resolved = resolve_query(catalog(), query, NOW)
    assert ("dimension_metric", "revenue->status_revenue") in resolved.notes
    assert resolved.query.metrics == ("status_revenue",)
    unchanged, none = replace_by_dimension(catalog(), query.but(group_by=("country",)))
    assert none == ()
    assert unchanged.metrics == ("revenue",)


def test_saved_queries_and_object_syntax() -> None:
    rows = run(saved_query="monthly_by_country", order_by=["-revenue"], limit=1)
    assert rows == [("2025-03-01", "DE", 40.0, 1)]
    assert run(metrics=["order_count"], group_by=["Dimension('order__status')"]) == [
        ("done", 4),
        ("open", 2),
        (None, 1),
    ]


def test_joined_fields_are_noted_with_their_way() -> None:
    assert ("joined_dimension", "area_name via customer → area") in _resolved(
        metrics=["revenue"], group_by=["area_name"]
    ).notes


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"having": [{"field": "metric_time__month", "values": ["x"]}]}, "'where' takes dimensions"),
        ({"having": [{"field": "status", "values": ["x"]}]}, "'where' takes dimensions"),
        ({"having": [{"field": "xyzzy", "values": [1]}]}, "no column of this query. There is revenue."),
        ({"where": [{"field": "revenue", "op": ">", "values": [1]}]}, "'having' takes metrics"),
        (
            {"limit": 1, "limit_per": "status"},
            "is grouped by, which 'status' is not: 'group_by' holds country",
        ),
        ({"limit": 1, "limit_per": "revenue"}, "'group_by' holds country"),
        ({"order_by": ["xyzzy"]}, "There are country, revenue."),
        ({"group_by": ["xyzzy"]}, "there is no field 'xyzzy'. There are metric_time, "),
        ({"metrics": ["xyzzy"]}, "there is no metric 'xyzzy'. There are "),
    ],
)
def test_what_cannot_stand_somewhere_is_told_with_what_can(query: dict[str, Any], told: str) -> None:
    assert told in str(_refused(**({"metrics": ["revenue"], "group_by": ["country"]} | query)))


def test_a_long_list_of_names_is_cut() -> None:
    assert str(_refused(metrics=["xyzzy"])).endswith(" more.")


@pytest.mark.parametrize("time", ["metric_time__month", "metric_time", "ordered_at", "ordered_at__month"])
def test_a_metric_as_a_filter_is_not_computed_per_time(time: str) -> None:
    error = _refused(metrics=["revenue"], where=[f"{{{{ Metric('order_count', group_by=['{time}']) }}}} > 3"])
    assert error.code == "bad_filter"
    assert f"'{time}' is a time" in str(error)
    assert "customer" in error.choices
    assert not any("time" in name or name.endswith("_at") for name in error.choices)


def test_an_entity_that_a_metric_as_a_filter_does_not_have() -> None:
    error = _refused(metrics=["revenue"], where=["{{ Metric('order_count', group_by=['xyzzy']) }} > 3"])
    assert error.code == "unknown_field"
    assert "It can be computed per " in str(error)
    bare = _refused(metrics=["revenue"], where=["{{ Metric('order_count') }} > 3"])
    assert "customer" in bare.choices


@pytest.mark.parametrize(
    ("time", "noted"), [({"start": "2025-01-01", "end": "2025-07-01"}, True), (None, False)]
)
def test_a_moving_average_that_begins_with_the_range_is_noted(time: Any, noted: bool) -> None:
    found = _resolved(
        metrics=["revenue"], group_by=["metric_time__month"], time=time, moving={"periods": 3}
    ).notes
    assert (("short_window", "3") in found) == noted


@pytest.mark.parametrize(
    ("more", "noted"),
    [
        ({}, True),
        ({"group_by": ["country"]}, False),
        ({"where": [{"field": "country", "op": "=", "values": ["US"]}]}, False),
        ({"group_by": ["vip"]}, True),
    ],
)
def test_a_dimension_that_the_metric_needs_is_missed(more: dict[str, Any], noted: bool) -> None:
    revenue = catalog().metrics["revenue"]
    card = replace(revenue.card, required_dimensions=("country",))
    changed = replace(catalog(), metrics={**catalog().metrics, "revenue": replace(revenue, card=card)})
    found = resolve_query(changed, MetricQuery.from_dict({"metrics": ["revenue"], **more}), NOW).notes
    assert (("missing_dimension", "country") in found) == noted
