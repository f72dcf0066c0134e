"""Joins and several facts: nothing is multiplied, lost or told apart that is the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QueryError
from tests.compiler.toy import run, statement


def test_many_to_one_joins_keep_every_row() -> None:
    assert run(metrics=["revenue"], group_by=["country"]) == [("DE", 70.0), ("US", 30.0), (None, 15.0)]
    assert run(metrics=["revenue"], group_by=["customer__area__area_name"]) == [
        ("East", 70.0),
        ("West", 35.0),
        (None, 10.0),
    ]


def test_a_fan_out_is_refused_with_what_is_possible() -> None:
    for query in ({"group_by": ["sku"]}, {"where": [{"field": "sku", "values": ["a"]}]}):
        with pytest.raises(QueryError) as refused:
            statement(metrics=["revenue"], **query)
        assert refused.value.code == "incompatible_dimension"
        assert "country" in refused.value.choices
        assert "sku" not in refused.value.choices


def test_two_facts_are_aggregated_apart() -> None:
    assert run(metrics=["revenue", "quantity"], group_by=["country"]) == [
        ("DE", 70.0, 4),
        ("FR", None, 6),
        ("US", 30.0, 6),
        (None, 15.0, 5),
    ]
    assert run(metrics=["revenue", "quantity"]) == [(115.0, 21)]


def test_keys_of_a_third_fact_survive_and_missing_keys_meet() -> None:
    assert run(metrics=["target", "visit_count", "visitors"], group_by=["channel"]) == [
        ("ads", 210, 3, 2),
        ("mail", 50, 2, 2),
        (None, None, 1, 1),
    ]
    by_area = run(metrics=["revenue", "visit_count", "quantity"], group_by=["area_name"])
    assert by_area == [("East", 70.0, 2, 10), ("West", 35.0, 3, 11), (None, 10.0, 1, None)]


def test_ratios_and_derived_metrics_across_facts() -> None:
    assert run(metrics=["revenue_per_visit"], group_by=["country"]) == [
        ("DE", 70.0),
        ("FR", None),
        ("US", 15.0),
        (None, 7.5),
    ]
    assert run(metrics=["revenue_gap"], group_by=["country"]) == [
        ("DE", 66.0),
        ("FR", None),
        ("US", 24.0),
        (None, 10.0),
    ]


def test_a_ratio_of_totals_is_not_the_average_of_ratios() -> None:
    rows = run(metrics=["done_rate"], group_by=["country"], totals=True)
    assert rows[-1] == (None, 0.571429)


def test_conformed_dimensions_and_one_time_axis() -> None:
    rows = run(metrics=["visit_count", "target"], group_by=["metric_time__month", "channel"])
    assert rows == [
        ("2025-01-01", "ads", 2, 100),
        ("2025-01-01", "mail", 1, None),
        ("2025-02-01", "ads", 0, 110),
        ("2025-02-01", "mail", 1, None),
        ("2025-03-01", "ads", 1, None),
        ("2025-03-01", "mail", 0, 50),
        ("2025-03-01", None, 1, None),
    ]


def test_snapshots_stand_beside_every_bucket() -> None:
    rows = run(
        metrics=["visit_count", "open_amount", "open_per_visit"], group_by=["country", "metric_time__month"]
    )
    assert rows == [
        ("DE", "2025-01-01", 1, 25.0, 25.0),
        ("FR", "2025-02-01", 1, None, None),
        ("US", "2025-01-01", 2, 150.0, 75.0),
        (None, "2025-03-01", 2, 5.0, 2.5),
    ]
    assert run(metrics=["visit_count", "open_amount"], group_by=["metric_time__month"]) == [
        ("2025-01-01", 3, 180.0),
        ("2025-02-01", 1, 180.0),
        ("2025-03-01", 2, 180.0),
    ]


def test_a_snapshot_has_no_past() -> None:
    assert run(metrics=["open_amount"], time={"relative": "this_month"}) == [(180.0,)]
    for query in ({"time": {"relative": "last_month"}}, {"group_by": ["metric_time__month"]}):
        with pytest.raises(QueryError) as refused:
            statement(metrics=["open_amount"], **query)
        assert refused.value.code == "snapshot_only"
    assert [code for code, _ in statement(metrics=["open_amount"]).notes] == ["snapshot_as_of"]


def test_two_ways_to_a_dimension_must_be_told_apart() -> None:
    with pytest.raises(QueryError) as refused:
        statement(metrics=["transfer_count"], group_by=["tier"])
    assert (refused.value.code, refused.value.choices) == (
        "ambiguous_dimension",
        ("receiver__tier", "sender__tier"),
    )
    rows = run(metrics=["transfer_count"], group_by=["sender__tier", "receiver__tier"])
    assert rows == [("gold", "gold", 1), ("gold", "iron", 1)]


def test_the_nearest_of_several_paths_is_meant() -> None:
    """Items reach a country by their customer and by their order's customer; the direct one counts."""
    assert run(metrics=["quantity"], group_by=["country"]) == [("DE", 4), ("FR", 6), ("US", 6), (None, 5)]
    by_order = run(metrics=["quantity"], group_by=["order__customer__country"])
    assert by_order == [("DE", 4), ("US", 6), (None, 11)]


FIELDS = [
    "country",
    "area_name",
    "vip",
    "metric_time__month",
    "metric_time__week",
    "metric_time__extract_dow",
]
COMMON = ["country", "area_name", "metric_time__month", "metric_time__quarter"]


@given(
    metric=st.sampled_from(
        ["revenue", "order_count", "paid_count", "done_revenue", "quantity", "visit_count"]
    ),
    fields=st.lists(st.sampled_from(FIELDS), unique=True, max_size=4),
    within=st.sampled_from([None, {"start": "2025-01-15", "end": "2025-03-20"}]),
)
def test_slices_add_up_to_the_total(metric: str, fields: list[str], within: Any) -> None:
    total = run(metrics=[metric], time=within)[0][0]
    parts = [row[-1] for row in run(metrics=[metric], group_by=fields, time=within)]
    assert sum(part or 0 for part in parts) == pytest.approx(total or 0)


@given(
    metrics=st.lists(
        st.sampled_from(["revenue", "quantity", "visit_count", "done_count"]), unique=True, min_size=1
    ),
    fields=st.lists(st.sampled_from(COMMON), unique=True, max_size=3),
)
def test_facts_side_by_side_keep_their_totals(metrics: list[str], fields: list[str]) -> None:
    rows = run(metrics=metrics, group_by=fields)
    for position, metric in enumerate(metrics, len(fields)):
        assert sum(row[position] or 0 for row in rows) == pytest.approx(run(metrics=[metric])[0][0])


@given(
    keys=st.lists(st.sampled_from(["country", "area_name", "vip"]), unique=True, min_size=1),
    limit=st.integers(1, 5),
    metric=st.sampled_from(["revenue", "customer_count", "done_rate", "average_order"]),
)
def test_top_rest_and_total_cover_everything(keys: list[str], limit: int, metric: str) -> None:
    found = run(metrics=["order_count", metric], group_by=keys, limit=limit, others=True, totals=True)
    groups = len(run(metrics=["order_count"], group_by=keys))
    assert len(found) == min(groups, limit) + (groups > limit) + 1
    assert sum(row[len(keys)] for row in found[:-1]) == found[-1][len(keys)] == 7
    assert found[-1][-1] == run(metrics=[metric])[0][0]
