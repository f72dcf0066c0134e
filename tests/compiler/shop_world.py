"""A shop whose customers, orders, items, returns, calls and visits lack keys of each other."""

from __future__ import annotations

from tests.compiler.world import World

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
