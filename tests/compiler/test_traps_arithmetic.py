"""Ratios, expressions and aggregations: floating point, missing values and empty groups."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import CatalogError
from tests.compiler.world import Row, World

DONE = "{{ Dimension('sale__status') }} = 'done'"

SALES = World(
    yaml=f"""\
models:
  - name: sales
    semantic_model: true
    agg_time_dimension: sold_on
    columns:
      - {{name: sale_id, entity: {{name: sale, type: primary}}}}
      - {{name: sold_on, granularity: day, dimension: time}}
      - {{name: shop, dimension: {{type: categorical, config: {{meta: {{conformed: shop}}}}}}}}
      - {{name: status, dimension: categorical}}
    metrics:
      - {{name: qty, agg: sum, expr: qty}}
      - {{name: price, agg: sum, expr: price}}
      - {{name: zero, agg: sum, expr: qty * 0}}
      - {{name: average_qty, agg: average, expr: qty}}
      - {{name: smallest, agg: min, expr: qty}}
      - {{name: largest, agg: max, expr: qty}}
      - {{name: first_day, agg: min, expr: sold_on}}
      - {{name: median_qty, agg: median, expr: qty}}
      - {{name: row_count, agg: count, expr: 1}}
      - {{name: bare_count, agg: count}}
      - {{name: qty_count, agg: count, expr: qty}}
      - {{name: buyers, agg: count_distinct, expr: buyer}}
      - {{name: gifts, agg: sum_boolean, expr: is_gift}}
      - {{name: large, agg: sum_boolean, expr: qty >= 4}}
      - {{name: p50, agg: percentile, expr: qty, percentile: 0.5, percentile_type: continuous}}
      - {{name: p50_discrete, agg: percentile, expr: qty, percentile: 0.5, percentile_type: discrete}}
      - {{name: p25, agg: percentile, expr: qty, percentile: 0.25, percentile_type: continuous}}
      - {{name: p25_discrete, agg: percentile, expr: qty, percentile: 0.25, percentile_type: discrete}}
      - {{name: p95, agg: percentile, expr: qty, percentile: 95.0, percentile_type: continuous}}
      - {{name: p95_discrete, agg: percentile, expr: qty, percentile: 0.95, percentile_type: discrete}}
      - {{name: done_count, agg: count, filter: "{DONE}"}}
      - {{name: done_qty, agg: sum, expr: qty, filter: "{DONE}"}}
      - {{name: filled_done, agg: sum, expr: qty, filter: "{DONE}", fill_nulls_with: 0}}
      - {{name: done_rate, type: ratio, numerator: done_count, denominator: bare_count}}
      - {{name: done_qty_share, type: ratio, numerator: done_qty, denominator: qty}}
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_on
    columns:
      - {{name: visit_id, entity: {{name: visit, type: primary}}}}
      - {{name: visited_on, granularity: day, dimension: time}}
      - {{name: shop, dimension: {{type: categorical, config: {{meta: {{conformed: shop}}}}}}}}
    metrics:
      - {{name: visit_minutes, agg: sum, expr: minutes}}
      - {{name: visit_count, agg: count}}
      - {{name: filled_minutes, agg: sum, expr: minutes, fill_nulls_with: 0}}
metrics:
  - {{name: qty_per_row, type: ratio, numerator: qty, denominator: bare_count}}
  - {{name: price_per_qty, type: ratio, numerator: price, denominator: qty}}
  - {{name: qty_per_zero, type: ratio, numerator: qty, denominator: zero}}
  - {{name: halves, type: derived, expr: qty / 2, input_metrics: [qty]}}
  - {{name: counts_divided, type: derived, expr: done_count / row_count, input_metrics: [done_count, row_count]}}
  - {{name: divided_twice, type: derived, expr: qty / row_count / 2, input_metrics: [qty, row_count]}}
  - {{name: divided_by_quotient, type: derived, expr: "qty / (done_count / row_count)", input_metrics: [qty, done_count, row_count]}}
  - {{name: share_of_two, type: derived, expr: 100 * done_count / (done_count + row_count), input_metrics: [done_count, row_count]}}
  - {{name: by_zero, type: derived, expr: qty / (row_count - row_count), input_metrics: [qty, row_count]}}
  - {{name: by_zero_and_more, type: derived, expr: "COALESCE(qty / zero, 0) + 1", input_metrics: [qty, zero]}}
  - {{name: qty_less_minutes, type: derived, expr: qty - visit_minutes, input_metrics: [qty, visit_minutes]}}
  - {{name: qty_less_filled, type: derived, expr: qty - filled_minutes, input_metrics: [qty, filled_minutes]}}
  - {{name: qty_less_visits, type: derived, expr: qty - visit_count, input_metrics: [qty, visit_count]}}
  - {{name: minutes_per_sale, type: ratio, numerator: visit_minutes, denominator: bare_count}}
  - {{name: filled_per_sale, type: ratio, numerator: filled_minutes, denominator: bare_count}}
""",
    # Amounts 1 to 4 and one that is not known
    sql="""
CREATE TABLE sales (sale_id INT, sold_on DATE, shop VARCHAR, status VARCHAR, qty INT, price DECIMAL(12, 2), buyer VARCHAR, is_gift BOOLEAN);
INSERT INTO sales VALUES
    (1, '2025-01-01', 'a', 'done', 1, 0.10, 'x', true), (2, '2025-01-02', 'a', 'open', 2, 0.20, 'x', false),
    (3, '2025-02-01', 'a', 'done', 3, 0.30, NULL, NULL), (4, '2025-02-02', 'b', 'open', 4, 1.40, 'y', true),
    (5, '2025-02-03', 'c', NULL, NULL, NULL, NULL, NULL);
CREATE TABLE visits (visit_id INT, visited_on DATE, shop VARCHAR, minutes INT);
INSERT INTO visits VALUES (1, '2025-01-01', 'a', 10), (2, '2025-01-01', 'd', 20);
""",
)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("qty", 10),
        ("average_qty", 2.5),
        ("median_qty", 2.5),
        ("smallest", 1),
        ("largest", 4),
        ("first_day", "2025-01-01"),
        ("row_count", 5),
        ("bare_count", 5),
        ("qty_count", 4),
        ("buyers", 2),
        ("gifts", 2),
        ("large", 1),
        # Between the second and the third of 1, 2, 3, 4; the lowest value that half of them reach
        ("p50", 2.5),
        ("p50_discrete", 2),
        ("p25", 1.75),
        ("p25_discrete", 1),
        ("p95", 3.85),
        ("p95_discrete", 4),
        ("done_rate", 0.4),
        ("done_qty_share", 0.4),
        ("qty_per_row", 2.0),
        ("price_per_qty", 0.2),
        ("qty_per_zero", None),
        ("halves", 5.0),
        ("counts_divided", 0.4),
        ("divided_twice", 1.0),
        ("divided_by_quotient", 25.0),
        ("share_of_two", 28.571429),
        ("by_zero", None),
        ("by_zero_and_more", 1),
    ],
)
def test_value(metric: str, value: Any) -> None:
    assert SALES.value(metrics=[metric]) == value


def test_whole_numbers_are_not_divided_as_such() -> None:
    # qty of shop a 6, b 4; of January 3 and February 7
    assert SALES.rows(metrics=["halves"], group_by=["metric_time__month"]) == [
        ("2025-01-01", 1.5),
        ("2025-02-01", 3.5),
    ]
    assert SALES.rows(metrics=["counts_divided", "divided_by_quotient"], group_by=["shop"]) == [
        ("a", 0.666667, 9.0),
        ("b", 0.0, None),
        ("c", 0.0, None),
    ]


@pytest.mark.parametrize("metric", ["price_per_qty", "qty_per_row", "done_rate", "halves", "counts_divided"])
def test_quotients_are_floating_point(metric: str) -> None:
    assert isinstance(SALES.value(metrics=[metric]), float)


def test_rows_are_counted_by_no_expr_or_by_a_number_and_never_by_a_star() -> None:
    assert SALES.rows(metrics=["bare_count", "row_count", "qty_count"]) == [(5, 5, 4)]
    star = SALES.yaml.replace(
        "{name: row_count, agg: count, expr: 1}", "{name: row_count, agg: count, expr: '*'}"
    )
    with pytest.raises(CatalogError, match="row_count"):
        World(star, SALES.sql).catalog()


# ── missing sides ─────────────────────────────────────────────────────────────────────────────────


def test_a_difference_with_a_side_that_is_missing_is_missing() -> None:
    # Sales in a, b and c (of an unknown quantity); visits in a and d
    metrics = ["qty", "visit_minutes", "qty_less_minutes", "qty_less_filled"]
    assert SALES.rows(metrics=metrics, group_by=["shop"]) == [
        ("a", 6, 10, -4, -4),
        ("b", 4, None, None, 4),
        ("c", None, None, None, None),
        ("d", None, 20, None, None),
    ]


def test_no_visits_are_none_and_not_unknown() -> None:
    assert SALES.rows(metrics=["qty_less_visits"], group_by=["shop"]) == [
        ("a", 5),
        ("b", 4),
        ("c", None),
        ("d", None),
    ]


def test_a_ratio_with_a_side_that_is_missing() -> None:
    metrics = ["minutes_per_sale", "filled_per_sale", "done_rate", "done_qty_share"]
    assert SALES.rows(metrics=metrics, group_by=["shop"]) == [
        ("a", 3.333333, 3.333333, 0.666667, 0.666667),
        ("b", None, 0.0, 0.0, None),  # no done sale among one; an unknown quantity of 4
        ("c", None, 0.0, 0.0, None),
        ("d", None, None, None, None),
    ]


def test_filling_a_metric_fills_groups_of_others() -> None:
    assert SALES.rows(metrics=["qty", "done_qty", "filled_done"], group_by=["shop"]) == [
        ("a", 6, 4, 4),
        ("b", 4, None, 0),
        ("c", None, None, 0),
    ]


# ── ratios and averages of wholes ─────────────────────────────────────────────────────────────────


def test_a_ratio_of_totals_is_no_average_of_ratios() -> None:
    by_shop = SALES.rows(metrics=["done_rate", "qty_per_row"], group_by=["shop"], totals=True)
    assert by_shop == [("a", 0.666667, 2.0), ("b", 0.0, 4.0), ("c", 0.0, None), (None, 0.4, 2.0)]


def test_ratios_are_ordered_and_limited_as_ratios() -> None:
    query: dict[str, Any] = {"metrics": ["qty_per_row"], "group_by": ["shop"]}
    assert SALES.rows(**query, order_by=["-qty_per_row"], limit=1) == [("b", 4.0)]
    assert SALES.rows(**query, order_by=["-qty_per_row"], limit=1, others=True) == [
        ("b", 4.0),
        (None, 1.5),  # 6 of 4 rows
    ]
    assert SALES.rows(**query, having=[{"field": "qty_per_row", "op": "<", "values": [3]}]) == [("a", 2.0)]


def test_averages_medians_and_percentiles_of_wholes_come_from_the_rows() -> None:
    # a: 1, 2, 3; b: 4. The average of the averages would be 3
    rows = SALES.rows(metrics=["average_qty", "median_qty", "p50_discrete"], group_by=["shop"], totals=True)
    assert rows == [("a", 2.0, 2.0, 2), ("b", 4.0, 4.0, 4), ("c", None, None, None), (None, 2.5, 2.5, 2)]
    rest = SALES.rows(
        metrics=["average_qty"], group_by=["shop"], order_by=["average_qty"], limit=1, others=True
    )
    assert rest == [("a", 2.0), (None, 4.0)]
    assert SALES.rows(metrics=["average_qty"], group_by=["metric_time__year"]) == [("2025-01-01", 2.5)]


# ── nothing ───────────────────────────────────────────────────────────────────────────────────────

NOTHING: dict[str, Any] = {"where": [{"field": "shop", "values": ["nowhere"]}]}


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("qty", None),
        ("price", None),
        ("average_qty", None),
        ("median_qty", None),
        ("smallest", None),
        ("p50", None),
        ("p50_discrete", None),
        ("row_count", 0),
        ("qty_count", 0),
        ("buyers", 0),
        ("gifts", 0),
        ("done_count", 0),
        ("filled_done", 0),
        ("done_rate", None),
        ("qty_per_row", None),
        ("price_per_qty", None),
        ("halves", None),
        ("counts_divided", None),
        ("qty_less_minutes", None),
        ("qty_less_filled", None),
        ("filled_per_sale", None),
    ],
)
def test_of_nothing(metric: str, value: Any) -> None:
    assert SALES.rows(metrics=[metric], **NOTHING) == [(value,)]
    assert SALES.rows(metrics=[metric], group_by=["shop"], **NOTHING) == []
    never = {"start": "2020-01-01", "end": "2020-02-01"}
    assert SALES.rows(metrics=[metric], time=never) == [(value,)]


def test_nothing_on_one_side_of_a_comparison() -> None:
    january = {"start": "2025-01-01", "end": "2025-02-01"}
    rows: list[Row] = SALES.rows(
        metrics=["qty", "row_count", "done_rate"], time=january, compare={"kind": "prior_period"}
    )
    # December: no quantity is known, no rows, no rate; no rate of change from zero
    assert rows == [(3, None, None, None, 2, 0, 2, None, 0.5, None, None, None)]
