"""Filters and inputs over one table: parentheses stay, inputs stay apart, distinct counts are counted again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.shop_world import COUNTRY, SHOP, STATUS

# ── filters keep their parentheses ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("where", "amount"),
    [
        # (done or open) and US: 10 + 20; without parentheses 67 + 20
        ([f"{STATUS} = 'done' OR {STATUS} = 'open'", f"{COUNTRY} = 'US'"], 30),
        ([f"{COUNTRY} = 'US'", f"{STATUS} = 'done' OR {STATUS} = 'open'"], 30),
        # A fact's own column or a joined one: orders 2, 5 and 3, of which 5 has no country
        ([f"{COUNTRY} = 'DE' OR {STATUS} = 'open'"], 68),
        ([{"any": [{"field": "country", "values": ["DE"]}, {"field": "status", "values": ["open"]}]}], 68),
        (
            [
                {
                    "any": [
                        {"all": [{"field": "country", "values": ["US"]}, {"field": "status", "values": ["open"]}]},
                        {"all": [{"field": "country", "values": ["DE"]}, {"field": "status", "values": ["done"]}]},
                    ]
                },
                {"field": "customer", "op": "<", "values": [2]},
            ],
            20,
        ),
        ([{"not": {"any": [{"field": "status", "values": ["open"]}, {"field": "country", "values": ["DE"]}]}},
          f"{STATUS} = 'done' OR {STATUS} IS NULL"], 22),  # order 1 and 8; no country is not known to differ
    ],
)  # fmt: skip
def test_or_within_and(where: list[Any], amount: int) -> None:
    assert SHOP.value(metrics=["amount"], where=where) == amount


def test_or_at_every_level_of_a_metric() -> None:
    # settled: done or none, 72. Its input: US or DE, 10 + 40. The query: customer 1 or 3, 10.
    assert SHOP.rows(metrics=["settled", "settled_west"]) == [(72, 50)]
    either = ["{{ Entity('customer') }} = 1 OR {{ Entity('customer') }} = 3"]
    assert SHOP.rows(metrics=["settled", "settled_west"], where=either) == [(17, 10)]


# ── several inputs over one table ─────────────────────────────────────────────────────────────────


def test_inputs_of_one_alias_in_two_metrics_stay_apart() -> None:
    assert SHOP.rows(metrics=["done_less_open", "open_less_done"]) == [(39, -39)]
    assert SHOP.rows(metrics=["done_less_open", "open_less_done", "amount"], group_by=["country"]) == [
        ("", None, None, 12),
        ("DE", None, None, 40),
        ("US", -10, 10, 30),
        (None, -3, 3, 18),
    ]


def test_filters_of_a_query_reach_every_input() -> None:
    us = [{"field": "country", "values": ["US"]}]
    assert SHOP.rows(metrics=["done_less_open", "open_per_done", "amount"], where=us) == [(-10, 2.0, 30)]


def test_filters_of_a_nested_input_are_its_own() -> None:
    # US only within: 10 - 20 + 100
    assert SHOP.rows(metrics=["nested", "done_less_open"]) == [(90, 39)]


def test_a_ratio_with_a_filter_on_either_side_over_one_table() -> None:
    assert SHOP.rows(metrics=["open_per_done"]) == [(round(28 / 67, 6),)]
    assert SHOP.rows(metrics=["open_per_done"], group_by=["country"]) == [
        ("", None),
        ("DE", None),
        ("US", 2.0),
        (None, 1.6),
    ]


def test_a_ratios_own_filter_is_added_to_those_of_its_inputs() -> None:
    assert SHOP.rows(metrics=["us_share_of_done", "amount"]) == [(round(10 / 67, 6), 100)]


# ── distinct counts ───────────────────────────────────────────────────────────────────────────────


def test_distinct_values_are_counted_again_at_every_grain() -> None:
    weeks = [("2025-01-06", 1, 1), ("2025-01-13", 1, 1), ("2025-01-20", 3, 2)]
    metrics = ["visitors", "web_visitors"]
    assert SHOP.rows(metrics=metrics, group_by=["metric_time__week"]) == weeks
    assert SHOP.rows(metrics=metrics, group_by=["metric_time__month"]) == [("2025-01-01", 3, 2)]
    assert SHOP.rows(metrics=metrics) == [(3, 2)]
    assert SHOP.rows(metrics=metrics, group_by=["metric_time__week"], totals=True) == [*weeks, (None, 3, 2)]


def test_distinct_values_across_a_join_keep_their_filter() -> None:
    assert SHOP.rows(metrics=["visitors", "web_visitors"], group_by=["segment_name"]) == [
        ("Retail", 2, 2),
        ("Trade", 1, 0),
    ]
    assert SHOP.rows(metrics=["web_visitors"], group_by=["segment_name"]) == [("Retail", 2)]
    shares = SHOP.rows(metrics=["visitors"], group_by=["channel"], share_of_total=True)
    assert shares == [("app", 2, 0.666667), ("web", 2, 0.666667)]
