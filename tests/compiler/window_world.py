"""Four sales around the ends of March and April, and windows over them."""

from __future__ import annotations

from typing import Any

from tests.compiler.world import World

OK = "{{ Dimension('sale__status') }} = 'ok'"

SPINE = """\
  - name: days
    time_spine: {standard_granularity_column: date_day}
    columns:
      - {name: date_day, granularity: day}
"""
SALES = World(
    yaml=f"""\
models:
  - name: sales
    semantic_model: true
    agg_time_dimension: sold_at
    columns:
      - {{name: sale_id, entity: {{name: sale, type: primary}}}}
      - {{name: shop_id, entity: {{name: shop, type: foreign}}}}
      - {{name: sold_at, granularity: day, dimension: time}}
      - {{name: status, dimension: categorical}}
    metrics:
      - {{name: amount, agg: sum, expr: amount}}
      - {{name: buyers, agg: count_distinct, expr: buyer}}
      - {{name: average_sale, agg: average, expr: amount}}
      - {{name: largest, agg: max, expr: amount}}
      - {{name: ok_amount, agg: sum, expr: amount, filter: "{OK}"}}
  - name: shops
    semantic_model: true
    columns:
      - {{name: shop_id, entity: {{name: shop, type: primary}}}}
      - {{name: city, dimension: categorical}}
  - name: targets
    semantic_model: true
    primary_entity: target
    agg_time_dimension: target_month
    columns:
      - {{name: month, granularity: month, dimension: {{type: time, name: target_month}}}}
    metrics:
      - {{name: target, agg: sum, expr: amount}}
{SPINE}metrics:
  - {{name: last_7_days, type: cumulative, input_metric: amount, window: 7 days}}
  - {{name: last_week, type: cumulative, input_metric: amount, window: 1 week}}
  - {{name: last_month, type: cumulative, input_metric: amount, window: 1 month}}
  - {{name: month_to_date, type: cumulative, input_metric: amount, grain_to_date: month}}
  - {{name: week_to_date, type: cumulative, input_metric: amount, grain_to_date: week}}
  - {{name: so_far, type: cumulative, input_metric: amount}}
  - {{name: so_far_last, type: cumulative, input_metric: amount, period_agg: last}}
  - {{name: so_far_average, type: cumulative, input_metric: amount, period_agg: average}}
  - {{name: ok_so_far, type: cumulative, input_metric: amount, filter: "{OK}"}}
  - {{name: ok_input_so_far, type: cumulative, input_metric: {{name: amount, filter: "{OK}"}}}}
  - {{name: ok_metric_so_far, type: cumulative, input_metric: ok_amount}}
  - {{name: buyers_7_days, type: cumulative, input_metric: buyers, window: 7 days}}
  - {{name: buyers_so_far, type: cumulative, input_metric: buyers}}
  - {{name: average_so_far, type: cumulative, input_metric: average_sale}}
  - {{name: largest_7_days, type: cumulative, input_metric: largest, window: 7 days}}
  - {{name: targets_2_months, type: cumulative, input_metric: target, window: 2 months}}
  - {{name: before_this_month, type: derived, expr: so_far - month_to_date, input_metrics: [so_far, month_to_date]}}
  - {{name: week_per_all, type: ratio, numerator: last_7_days, denominator: so_far}}
  - {{name: average_month_before, type: derived, expr: before, input_metrics: [{{name: so_far_average, alias: before, offset_window: 1 month}}]}}
  - {{name: so_far_quarter_before, type: derived, expr: before, input_metrics: [{{name: so_far_last, alias: before, offset_window: 1 quarter}}]}}
  - {{name: seven_days_before, type: derived, expr: before, input_metrics: [{{name: last_7_days, alias: before, offset_window: 7 days}}]}}
  - {{name: so_far_month_before, type: derived, expr: before, input_metrics: [{{name: so_far_last, alias: before, offset_window: 1 month}}]}}
""",
    sql="""
CREATE TABLE sales (sale_id INT, shop_id INT, sold_at TIMESTAMP, status VARCHAR, buyer VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, 1, '2025-03-30 23:59:30', 'ok', 'a', 100), (2, 2, '2025-03-31 00:00:00', 'bad', 'b', 50),
    (3, 1, '2025-04-29 08:00:00', 'bad', 'a', 20), (4, NULL, '2025-04-30 23:59:59', 'ok', 'a', 10);
CREATE TABLE shops (shop_id INT, city VARCHAR);
INSERT INTO shops VALUES (1, 'Rome'), (2, 'Oslo');
CREATE TABLE targets (month DATE, amount INT);
INSERT INTO targets VALUES ('2025-01-01', 10), ('2025-02-01', 20), ('2025-03-01', 40);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2024-12-01', TIMESTAMP '2025-07-01', INTERVAL 1 DAY);
""",
)
DAY = ["metric_time__day"]
MONTH = ["metric_time__month"]


def days(start: str, end: str) -> dict[str, Any]:
    return {"group_by": DAY, "time": {"start": start, "end": end}}


APRIL_END = days("2025-04-29", "2025-05-01")
