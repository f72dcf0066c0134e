"""Joins and grain: no row is multiplied, lost or counted twice, whatever is grouped or filtered by.

The expected rows are worked out by hand from the tables of the shop; a comment says how.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.shop_world import COUNTRY, SHOP
from tests.compiler.world import Row

# ── fan-out and chasm ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "query",
    [
        {"group_by": ["sku"]},
        {"group_by": ["item__sku"]},
        {"where": [{"field": "sku", "op": "=", "values": ["a"]}]},
        {"where": ["{{ Dimension('item__sku') }} = 'a'"]},
        {"where": [{"any": [{"field": "status", "values": ["done"]}, {"field": "sku", "values": ["a"]}]}]},
        {"where": [{"not": {"field": "sku", "op": "is null"}}], "group_by": ["status"]},
    ],
)
@pytest.mark.parametrize("metric", ["amount", "done_less_open", "open_per_done"])
def test_what_would_multiply_rows_is_refused(metric: str, query: dict[str, Any]) -> None:
    assert SHOP.refusal(metrics=[metric], **query) == "incompatible_dimension"


def test_the_many_side_cannot_group_or_filter_its_parent() -> None:
    for field in ("status", "sku"):
        assert SHOP.refusal(metrics=["customer_count"], group_by=[field]) == "incompatible_dimension"
        where = [{"field": field, "op": "is not null"}]
        assert SHOP.refusal(metrics=["customer_count"], where=where) == "incompatible_dimension"


def test_a_parent_alone_and_beside_its_children_is_the_same() -> None:
    assert SHOP.rows(metrics=["customer_count"]) == [(5,)]
    assert SHOP.rows(metrics=["customer_count", "amount", "quantity"]) == [(5, 100, 28)]
    assert SHOP.rows(metrics=["customer_count", "amount"], group_by=["country"]) == [
        ("", 1, 12),
        ("DE", 1, 40),
        ("FR", 1, None),
        ("US", 1, 30),
        (None, 1, 18),
    ]


def test_a_metric_by_a_dimension_of_its_own_table() -> None:
    # done 10 + 40 + 5 + 12, open 20 + 8, none 3 + 2
    assert SHOP.rows(metrics=["amount"], group_by=["status"]) == [("done", 67), ("open", 28), (None, 5)]


def test_the_one_side_groups_the_many_side() -> None:
    # items 1, 2, 4, 5 are of done orders, 3 of an open one; 6 has no order and 7 one that is not there
    assert SHOP.rows(metrics=["quantity"], group_by=["order__status"]) == [
        ("done", 12),
        ("open", 3),
        (None, 13),
    ]


def test_two_facts_by_a_shared_dimension_are_aggregated_apart() -> None:
    # quantity by way of the order: US 1 + 2 + 3, DE 4, no country 5 (customer 3) + 6 + 7
    assert SHOP.rows(metrics=["amount", "quantity"], group_by=["country"]) == [
        ("", 12, None),
        ("DE", 40, 4),
        ("US", 30, 6),
        (None, 18, 18),
    ]
    assert SHOP.rows(metrics=["amount", "quantity"]) == [(100, 28)]
    us = [{"field": "country", "values": ["US"]}]
    assert SHOP.rows(metrics=["amount", "quantity"], where=us) == [(30, 6)]


def test_two_facts_without_keys_of_which_one_is_empty() -> None:
    france = [{"field": "country", "values": ["FR"]}]
    assert SHOP.rows(metrics=["amount", "pieces"], where=france) == [(None, 2)]
    assert SHOP.rows(metrics=["pieces", "amount"], where=france) == [(2, None)]


# ── keys of several facts ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("country", [("", 12, None), ("DE", 40, None), ("FR", None, 2), ("US", 30, 1), (None, 18, 7)]),
        ("size", [(-1, 12, None), (0, None, 2), (1, 30, 1), (2, 40, None), (None, 18, 7)]),
        ("vip", [(False, 40, 2), (True, 42, 1), (None, 18, 7)]),
        (
            "customer__since__month",
            [("2020-03-01", 70, 1), ("2020-12-01", 12, None), ("2021-01-01", None, 2), (None, 18, 7)],
        ),
        (
            "customer__since__day",
            [
                ("2020-03-15", 30, 1),
                ("2020-03-31", 40, None),
                ("2020-12-31", 12, None),
                ("2021-01-01", None, 2),
                (None, 18, 7),
            ],
        ),
    ],
)
def test_missing_keys_of_any_type_meet_once(key: str, rows: list[Row]) -> None:
    """Text, number, truth and date: the group without a value is one, and no real value is taken for it."""
    assert SHOP.rows(metrics=["amount", "pieces"], group_by=[key]) == rows


def test_keys_that_only_the_third_or_fourth_fact_has() -> None:
    assert SHOP.rows(metrics=["amount", "quantity", "pieces", "minutes"], group_by=["country"]) == [
        ("", 12, None, None, 6),
        ("DE", 40, 4, None, None),
        ("FR", None, None, 2, 5),
        ("US", 30, 6, 1, None),
        (None, 18, 18, 7, 7),
    ]
    assert SHOP.rows(metrics=["quantity", "amount", "minutes"], group_by=["country"]) == [
        ("", None, 12, 6),
        ("DE", 4, 40, None),
        ("FR", None, None, 5),
        ("US", 6, 30, None),
        (None, 18, 18, 7),
    ]


def test_three_facts_by_two_keys_of_which_either_may_be_missing() -> None:
    keys = ["metric_time__month", "country"]
    assert SHOP.rows(metrics=["amount", "pieces", "minutes"], group_by=keys) == [
        ("2025-01-01", "FR", None, None, 5),
        ("2025-01-01", "US", 30, 1, None),
        ("2025-02-01", "", None, None, 6),
        ("2025-02-01", "DE", 40, None, None),
        ("2025-02-01", "FR", None, 2, None),
        ("2025-02-01", None, 5, None, None),
        ("2025-03-01", "", 12, None, None),
        ("2025-03-01", None, 13, 7, None),
        ("2025-04-01", None, None, None, 7),
    ]


def test_derived_metrics_over_three_facts_need_every_side() -> None:
    # Only US and the group without a country have an amount and pieces
    ratio = SHOP.rows(metrics=["done_less_open", "pieces", "minutes"], group_by=["country"])
    assert ratio == [
        ("", None, None, 6),
        ("DE", None, None, None),
        ("FR", None, 2, 5),
        ("US", -10, 1, None),
        (None, -3, 7, 7),
    ]


# ── missing and dangling keys ─────────────────────────────────────────────────────────────────────


def test_no_customer_an_unknown_one_and_one_without_a_country_are_one_group() -> None:
    # 5 + 2 of customer 3, 8 of customer 9, 3 of nobody
    assert SHOP.rows(metrics=["amount"], group_by=["country"])[-1] == (None, 18)
    # Customer 3 has a segment: only 8 + 3 are left
    assert SHOP.rows(metrics=["amount"], group_by=["customer__segment__segment_name"]) == [
        ("Retail", 37),
        ("Trade", 52),
        (None, 11),
    ]


@pytest.mark.parametrize(
    "where",
    [
        {"field": "country", "op": "!=", "values": ["US"]},
        {"field": "country", "op": "not in", "values": ["US"]},
        {"not": {"field": "country", "op": "=", "values": ["US"]}},
    ],
)
def test_a_negative_filter_leaves_out_what_has_no_value_and_says_so(where: dict[str, Any]) -> None:
    assert SHOP.value(metrics=["amount"], where=[where]) == 52  # 40 + 12 of 100, 18 are not known
    assert ("null_excluded", "country") in SHOP.statement(metrics=["amount"], where=[where]).notes


@pytest.mark.parametrize(
    ("where", "amount"),
    [
        ({"field": "country", "op": "is null"}, 18),
        (f"{COUNTRY} IS NULL", 18),
        (f"COALESCE({COUNTRY}, 'nowhere') = 'nowhere'", 18),
        (f"NOT ({COUNTRY} = 'US')", 52),
        ({"field": "customer__segment__segment_name", "op": "is null"}, 11),
        ({"any": [{"field": "country", "op": "is null"}, {"field": "country", "values": ["US"]}]}, 48),
        ({"field": "country", "op": "!=", "values": [""]}, 70),
    ],
)
def test_filters_on_a_joined_table_act_after_the_join(where: Any, amount: int) -> None:
    """Pushed into the joined table they would keep every order, or drop those without a customer."""
    assert SHOP.value(metrics=["amount"], where=[where]) == amount
    assert sum(row[1] or 0 for row in SHOP.rows(metrics=["amount"], group_by=["status"], where=[where])) == (
        amount
    )


def test_a_metrics_own_filter_on_a_joined_table() -> None:
    rows = SHOP.rows(metrics=["amount", "homeless_amount"], group_by=["status"])
    assert rows == [("done", 67, 5), ("open", 28, 8), (None, 5, 5)]


def test_filters_on_joined_dimensions_that_are_not_shown() -> None:
    us = [{"field": "country", "values": ["US"]}]
    assert SHOP.rows(metrics=["amount"], group_by=["status"], where=us) == [("done", 10), ("open", 20)]
    retail = [{"field": "segment_name", "values": ["Retail"]}]
    # customers 1 and 3: 10 + 20 + 5 + 2; pieces 1 + 3
    assert SHOP.rows(metrics=["amount", "pieces"], where=retail) == [(37, 4)]
    assert SHOP.rows(metrics=["amount"], group_by=["country"], where=retail) == [("US", 30), (None, 7)]
