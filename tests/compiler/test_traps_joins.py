"""Joins and grain: no row is multiplied, lost or counted twice, whatever is grouped or filtered by.

The expected rows are worked out by hand from the tables below; a comment says how.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import Row, World

STATUS = "{{ Dimension('order__status') }}"
COUNTRY = "{{ Dimension('customer__country') }}"

SHOP = World(
    yaml=f"""\
models:
  - name: customers
    semantic_model: true
    columns:
      - {{name: customer_id, entity: {{name: customer, type: primary}}}}
      - {{name: segment_id, entity: {{name: segment, type: foreign}}}}
      - {{name: country, dimension: categorical}}
      - {{name: size, dimension: categorical}}
      - {{name: vip, dimension: categorical}}
      - {{name: since, granularity: day, dimension: time}}
    metrics:
      - {{name: customer_count, agg: count, config: {{meta: {{basis: snapshot}}}}}}
  - name: segments
    semantic_model: true
    columns:
      - {{name: segment_id, entity: {{name: segment, type: primary}}}}
      - {{name: segment_name, dimension: categorical}}
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_at
    columns:
      - {{name: order_id, entity: {{name: order, type: primary}}}}
      - {{name: customer_id, entity: {{name: customer, type: foreign}}}}
      - {{name: ordered_at, granularity: day, dimension: time}}
      - {{name: status, dimension: categorical}}
    metrics:
      - {{name: amount, agg: sum, expr: amount}}
      - {{name: homeless_amount, agg: sum, expr: amount, filter: "{COUNTRY} IS NULL"}}
      - {{name: settled, agg: sum, expr: amount, filter: "{STATUS} = 'done' OR {STATUS} IS NULL"}}
  - name: items
    semantic_model: true
    agg_time_dimension: ordered_at
    columns:
      - {{name: item_id, entity: {{name: item, type: primary}}}}
      - {{name: order_id, entity: {{name: order, type: foreign}}}}
      - {{name: ordered_at, granularity: day, dimension: time}}
      - {{name: sku, dimension: categorical}}
    metrics:
      - {{name: quantity, agg: sum, expr: qty}}
  - name: returns
    semantic_model: true
    agg_time_dimension: returned_at
    columns:
      - {{name: return_id, entity: {{name: return, type: primary}}}}
      - {{name: customer_id, entity: {{name: customer, type: foreign}}}}
      - {{name: returned_at, granularity: day, dimension: time}}
    metrics:
      - {{name: pieces, agg: sum, expr: pieces}}
  - name: calls
    semantic_model: true
    agg_time_dimension: called_at
    columns:
      - {{name: call_id, entity: {{name: call, type: primary}}}}
      - {{name: customer_id, entity: {{name: customer, type: foreign}}}}
      - {{name: called_at, granularity: day, dimension: time}}
    metrics:
      - {{name: minutes, agg: sum, expr: minutes}}
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_at
    columns:
      - {{name: visit_id, entity: {{name: visit, type: primary}}}}
      - {{name: customer_id, entity: {{name: customer, type: foreign}}}}
      - {{name: visited_at, granularity: day, dimension: time}}
      - {{name: channel, dimension: categorical}}
    metrics:
      - {{name: visitors, agg: count_distinct, expr: customer_id}}
      - {{name: web_visitors, agg: count_distinct, expr: customer_id, filter: "{{{{ Dimension('visit__channel') }}}} = 'web'"}}
metrics:
  - name: done_less_open
    type: derived
    expr: a - b
    input_metrics:
      - {{name: amount, alias: a, filter: "{STATUS} = 'done'"}}
      - {{name: amount, alias: b, filter: "{STATUS} = 'open'"}}
  - name: open_less_done
    type: derived
    expr: a - b
    input_metrics:
      - {{name: amount, alias: a, filter: "{STATUS} = 'open'"}}
      - {{name: amount, alias: b, filter: "{STATUS} = 'done'"}}
  - name: nested
    type: derived
    expr: a + b
    input_metrics:
      - {{name: done_less_open, alias: a, filter: "{COUNTRY} = 'US'"}}
      - {{name: amount, alias: b}}
  - name: open_per_done
    type: ratio
    numerator: {{name: amount, filter: "{STATUS} = 'open'"}}
    denominator: {{name: amount, alias: rest, filter: "{STATUS} = 'done'"}}
  - name: us_share_of_done
    type: ratio
    numerator: {{name: amount, filter: "{COUNTRY} = 'US'"}}
    denominator: amount
    filter: "{STATUS} = 'done'"
  - name: settled_west
    type: derived
    expr: settled
    input_metrics:
      - {{name: settled, filter: "{COUNTRY} = 'US' OR {COUNTRY} = 'DE'"}}
""",
    sql="""
CREATE TABLE customers (customer_id INT, segment_id VARCHAR, country VARCHAR, size INT, vip BOOLEAN, since TIMESTAMP);
INSERT INTO customers VALUES
    (1, 's1', 'US', 1, true, '2020-03-15 10:00:00'), (2, 's2', 'DE', 2, false, '2020-03-31 23:59:59'),
    (3, 's1', NULL, NULL, NULL, NULL), (4, NULL, 'FR', 0, false, '2021-01-01 00:00:00'),
    (5, 's2', '', -1, true, '2020-12-31 12:00:00');
CREATE TABLE segments (segment_id VARCHAR, segment_name VARCHAR);
INSERT INTO segments VALUES ('s1', 'Retail'), ('s2', 'Trade');
-- Customer 9 does not exist, order 6 has none, customer 3 has no country and customer 5 an empty one.
CREATE TABLE orders (order_id INT, customer_id INT, ordered_at DATE, status VARCHAR, amount INT);
INSERT INTO orders VALUES
    (1, 1, '2025-01-10', 'done', 10), (2, 1, '2025-01-20', 'open', 20), (3, 2, '2025-02-05', 'done', 40),
    (4, 3, '2025-02-15', 'done', 5), (5, 9, '2025-03-01', 'open', 8), (6, NULL, '2025-03-02', NULL, 3),
    (7, 3, '2025-03-05', NULL, 2), (8, 5, '2025-03-06', 'done', 12);
CREATE TABLE items (item_id INT, order_id INT, ordered_at DATE, sku VARCHAR, qty INT);
INSERT INTO items VALUES
    (1, 1, '2025-01-10', 'a', 1), (2, 1, '2025-01-10', 'b', 2), (3, 2, '2025-01-20', 'a', 3),
    (4, 3, '2025-02-05', 'a', 4), (5, 4, '2025-02-15', 'b', 5), (6, NULL, '2025-03-01', 'c', 6),
    (7, 99, '2025-03-01', 'c', 7);
CREATE TABLE returns (return_id INT, customer_id INT, returned_at DATE, pieces INT);
INSERT INTO returns VALUES
    (1, 1, '2025-01-25', 1), (2, 4, '2025-02-20', 2), (3, 3, '2025-03-10', 3), (4, NULL, '2025-03-11', 4);
CREATE TABLE calls (call_id INT, customer_id INT, called_at DATE, minutes INT);
INSERT INTO calls VALUES (1, 4, '2025-01-02', 5), (2, 5, '2025-02-03', 6), (3, 77, '2025-04-01', 7);
CREATE TABLE visits (visit_id INT, customer_id INT, visited_at DATE, channel VARCHAR);
INSERT INTO visits VALUES
    (1, 1, '2025-01-06', 'web'), (2, 1, '2025-01-07', 'app'), (3, 1, '2025-01-15', 'web'),
    (4, 1, '2025-01-20', 'web'), (5, 2, '2025-01-21', 'app'), (6, 3, '2025-01-22', 'web');
""",
)


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
