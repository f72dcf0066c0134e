"""Four sales and a time spine from 2014 on, with fiscal months and years."""

from __future__ import annotations

from typing import Any

from tests.compiler.world import World

SPINE = """\
  - name: days
    time_spine:
      standard_granularity_column: date_day
      custom_granularities:
        - {name: fiscal_month, column_name: fiscal_month_start}
        - {name: fiscal_year}
    columns:
      - {name: date_day, granularity: day}
"""
# The fiscal month begins on the 26th, the fiscal year 2026 on 26 April 2025
DAYS = """
CREATE TABLE days AS
SELECT date_day, fiscal_month_start, CASE WHEN date_day < DATE '2025-04-26' THEN 2025 ELSE 2026 END AS fiscal_year
FROM (SELECT CAST(range AS DATE) AS date_day,
             CAST(date_trunc('month', range - INTERVAL 25 DAY) + INTERVAL 25 DAY AS DATE) AS fiscal_month_start
      FROM range(TIMESTAMP '2014-01-01', TIMESTAMP '2025-09-01', INTERVAL 1 DAY));
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
      - {{name: channel, dimension: categorical}}
    metrics:
      - {{name: amount, agg: sum, expr: amount}}
      - {{name: daily, agg: sum, expr: amount, join_to_timespine: true, fill_nulls_with: 0}}
      - {{name: daily_or_none, agg: sum, expr: amount, join_to_timespine: true}}
      - {{name: daily_ok, agg: sum, expr: amount, join_to_timespine: true, fill_nulls_with: 0, filter: "{{{{ Dimension('sale__status') }}}} = 'ok'"}}
      - {{name: filled, agg: sum, expr: amount, fill_nulls_with: 0}}
  - name: shops
    semantic_model: true
    columns:
      - {{name: shop_id, entity: {{name: shop, type: primary}}}}
      - {{name: city, dimension: categorical}}
  - name: plans
    semantic_model: true
    primary_entity: plan
    agg_time_dimension: plan_month
    columns:
      - {{name: month, granularity: month, dimension: {{type: time, name: plan_month}}}}
    metrics:
      - {{name: planned, agg: sum, expr: amount}}
{SPINE}
metrics:
  - {{name: ok_rate, type: ratio, numerator: daily_ok, denominator: daily}}
  - {{name: more_than_ok, type: derived, expr: daily - daily_ok, input_metrics: [daily, daily_ok]}}
  - {{name: fiscal_before, type: derived, expr: before, input_metrics: [{{name: amount, alias: before, offset_window: 1 fiscal_month}}]}}
  - {{name: day_before, type: derived, expr: before, input_metrics: [{{name: daily, alias: before, offset_window: 1 day}}]}}
""",
    sql=f"""
CREATE TABLE sales (sale_id INT, shop_id INT, sold_at TIMESTAMP, status VARCHAR, channel VARCHAR, amount INT);
INSERT INTO sales VALUES
    (1, 1, '2025-03-30 23:59:30', 'ok', 'web', 100), (2, 2, '2025-03-31 00:00:00', 'bad', 'web', 50),
    (3, 1, '2025-04-29 08:00:00', 'bad', 'app', 20), (4, NULL, '2025-04-30 23:59:59', 'ok', 'app', 10);
CREATE TABLE shops (shop_id INT, city VARCHAR);
INSERT INTO shops VALUES (1, 'Rome'), (2, 'Oslo');
CREATE TABLE plans (month DATE, amount INT);
INSERT INTO plans VALUES ('2025-03-01', 7), ('2025-05-01', 9);
{DAYS}
""",
)
DAY = ["metric_time__day"]
ENDS: dict[str, Any] = {"start": "2025-04-29", "end": "2025-05-02"}
