"""Conversions: each counts once, for the latest base event before it, at that event's time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import Row, World

MAIL = "{{ Dimension('visit__channel') }} = 'mail'"
ADS = "{{ Dimension('visit__channel') }} = 'ads'"

METRICS = f"""\
metrics:
  - {{name: rate, type: conversion, entity: user, base_metric: visits, conversion_metric: buys, window: 7 days}}
  - {{name: conversions, type: conversion, entity: user, base_metric: visits, conversion_metric: buys, window: 7 days, calculation: conversions}}
  - {{name: rate_ever, type: conversion, entity: user, base_metric: visits, conversion_metric: buys}}
  - {{name: counted_rate, type: conversion, entity: user, base_metric: visit_count, conversion_metric: buy_count, window: 7 days}}
  - {{name: counted, type: conversion, entity: user, base_metric: visit_count, conversion_metric: buy_count, window: 7 days, calculation: conversions}}
  - {{name: user_rate, type: conversion, entity: user, base_metric: visitors, conversion_metric: buyers, window: 7 days}}
  - {{name: mail_rate, type: conversion, entity: user, base_metric: visits, conversion_metric: buys, window: 7 days, filter: "{MAIL}"}}
  - {{name: rate_of_ads, type: conversion, entity: user, base_metric: {{name: visits, filter: "{ADS}"}}, conversion_metric: buys, window: 7 days}}
  - {{name: book_rate, type: conversion, entity: user, base_metric: visits, conversion_metric: {{name: buys, filter: "{{{{ Dimension('buy__product') }}}} = 'book'"}}, window: 7 days}}
  - {{name: same_product_rate, type: conversion, entity: user, base_metric: visits, conversion_metric: buys, window: 7 days, constant_properties: [{{base_property: product, conversion_property: product}}]}}
  - {{name: same_product, type: conversion, entity: user, base_metric: visits, conversion_metric: buys, window: 7 days, calculation: conversions, constant_properties: [{{base_property: product, conversion_property: product}}]}}
"""
MODELS = """\
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_at
    columns:
      - {name: visit_id, entity: {name: visit, type: primary}}
      - {name: user_id, entity: {name: user, type: foreign}}
      - {name: visited_at, granularity: day, dimension: time}
      - {name: channel, dimension: categorical}
      - {name: product, dimension: categorical}
    metrics:
      - {name: visits, agg: sum, expr: 1}
      - {name: visit_count, agg: count}
      - {name: visitors, agg: count_distinct, expr: user_id}
  - name: buys
    semantic_model: true
    agg_time_dimension: bought_at
    columns:
      - {name: buy_id, entity: {name: buy, type: primary}}
      - {name: user_id, entity: {name: user, type: foreign}}
      - {name: bought_at, granularity: day, dimension: time}
      - {name: product, dimension: categorical}
    metrics:
      - {name: buys, agg: sum, expr: 1}
      - {name: buy_count, agg: count}
      - {name: buyers, agg: count_distinct, expr: user_id}
  - name: users
    semantic_model: true
    columns:
      - {name: user_id, entity: {name: user, type: primary}}
      - {name: country, dimension: categorical}
  - name: days
    time_spine: {standard_granularity_column: date_day}
    columns:
      - {name: date_day, granularity: day}
"""
# User 1 comes by ads and then by mail, and buys after both: the mail counts.
# User 2 buys exactly seven days later: too late. User 3 buys on the day and six days later: twice.
# User 4 never came, user 5 came after buying, and nobody knows who user NULL is.
TABLES = """
CREATE TABLE visits (visit_id INT, user_id INT, visited_at TIMESTAMP, channel VARCHAR, product VARCHAR);
INSERT INTO visits VALUES
    (1, 1, '2025-01-01', 'ads', 'book'), (2, 1, '2025-01-05', 'mail', 'pen'), (3, 2, '2025-01-01', 'ads', 'book'),
    (4, 3, '2025-01-02', 'mail', NULL), (5, 5, '2025-01-10', NULL, 'pen'), (6, NULL, '2025-01-10', 'ads', 'pen');
CREATE TABLE buys (buy_id INT, user_id INT, bought_at TIMESTAMP, product VARCHAR);
INSERT INTO buys VALUES
    (1, 1, '2025-01-07', 'book'), (2, 2, '2025-01-08', 'book'), (3, 3, '2025-01-02', NULL), (4, 3, '2025-01-08', 'pen'),
    (5, 4, '2025-01-03', 'pen'), (6, 5, '2025-01-09', 'pen'), (7, NULL, '2025-01-10', 'pen');
CREATE TABLE users (user_id INT, country VARCHAR);
INSERT INTO users VALUES (1, 'US'), (2, 'US'), (3, 'DE'), (4, 'DE'), (5, NULL);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2024-12-01', TIMESTAMP '2025-03-01', INTERVAL 1 DAY);
"""
SHOP = World(MODELS + METRICS, TABLES)


# ── attribution ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("conversions", 3),  # one of user 1, two of user 3
        ("rate", 0.5),  # of six visits
        ("counted", 3),
        ("counted_rate", 0.5),
        ("rate_ever", 0.666667),  # user 2 as well
        ("user_rate", 0.5),  # users 1 and 3 of 1, 2, 3 and 5
        ("mail_rate", 1.5),  # three of two visits
        ("rate_of_ads", 0.333333),  # only ads count as visits: user 1 within six days, of three
        ("book_rate", 0.166667),  # user 1's book
        # User 1's book after the visit about books, six days before; what is not known is not the same
        ("same_product", 1),
        ("same_product_rate", 0.166667),
    ],
)
def test_value(metric: str, value: float) -> None:
    assert SHOP.value(metrics=[metric]) == value


def test_the_latest_visit_gets_the_conversion() -> None:
    assert SHOP.rows(metrics=["visits", "conversions", "rate"], group_by=["visit__channel"]) == [
        ("ads", 3, None, None),
        ("mail", 2, 3, 1.5),
        (None, 1, None, None),
    ]


def test_counts_of_no_conversions_are_empty_in_a_group() -> None:
    """As dbt defines them, unless the metric fills them; of everything there are none."""
    assert SHOP.rows(metrics=["visit_count", "counted", "counted_rate"], group_by=["visit__channel"]) == [
        ("ads", 3, None, None),
        ("mail", 2, 3, 1.5),
        (None, 1, None, None),
    ]


def test_conversions_count_when_the_visit_was() -> None:
    assert SHOP.rows(metrics=["conversions", "visits"], group_by=["metric_time__day"]) == [
        ("2025-01-01", None, 2),
        ("2025-01-02", 2, 1),
        ("2025-01-05", 1, 1),
        ("2025-01-10", None, 2),
    ]
    assert SHOP.rows(metrics=["rate"], group_by=["metric_time__month"]) == [("2025-01-01", 0.5)]
    assert SHOP.rows(metrics=["rate"], group_by=["metric_time__week"]) == [
        ("2024-12-30", 0.75),  # 1 to 5 January: three of four
        ("2025-01-06", None),
    ]


def test_by_time_and_a_dimension_of_the_visit() -> None:
    rows = SHOP.rows(metrics=["conversions"], group_by=["metric_time__day", "visit__channel"])
    assert [row for row in rows if row[2] is not None] == [
        ("2025-01-02", "mail", 2),
        ("2025-01-05", "mail", 1),
    ]


def test_by_a_dimension_of_the_user() -> None:
    # US: users 1 and 2; nobody's visit and that of user 5 have no country
    assert SHOP.rows(metrics=["visits", "conversions", "rate"], group_by=["user__country"]) == [
        ("DE", 1, 2, 2.0),
        ("US", 3, 1, 0.333333),
        (None, 2, None, None),
    ]


def test_dimensions_of_the_conversion_are_out_of_reach() -> None:
    for query in (
        {"group_by": ["buy__product"]},
        {"where": ["{{ Dimension('buy__product') }} = 'book'"]},
        {"group_by": ["buy__bought_at__day"]},
    ):
        assert SHOP.refusal(metrics=["rate"], **query) == "incompatible_dimension"


# ── filters and time ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "visits", "conversions"),
    [
        ("2025-01-02", "2025-01-03", 1, 2),  # the second is of 8 January
        ("2025-01-05", "2025-01-08", 1, 1),
        ("2025-01-01", "2025-01-06", 4, 3),
        # User 1's conversion belongs to the visit of 5 January, whether or not that is looked at
        ("2025-01-01", "2025-01-02", 2, 0),
        ("2025-01-06", "2025-01-09", 0, 0),  # conversions without a visit of their own
    ],
)
def test_a_range_is_about_the_visits(start: str, end: str, visits: int, conversions: int) -> None:
    rate = conversions / visits if visits else None
    time = {"start": start, "end": end}
    query: dict[str, Any] = {"metrics": ["visit_count", "counted", "counted_rate"]}
    assert SHOP.rows(**query, time=time) == [(visits, conversions, rate)]
    where = [
        {"field": "metric_time", "op": ">=", "values": [start]},
        {"field": "metric_time", "op": "<", "values": [end]},
    ]
    assert SHOP.rows(**query, where=where) == [(visits, conversions, rate)]


def test_a_filter_shows_the_part_that_a_group_shows() -> None:
    mail = [{"field": "visit__channel", "values": ["mail"]}]
    assert SHOP.rows(metrics=["visits", "conversions", "rate"], where=mail) == [(2, 3, 1.5)]
    # User 1's later visit by mail has the conversion, also where only ads are looked at
    ads = [{"field": "visit__channel", "values": ["ads"]}]
    assert SHOP.rows(metrics=["visits", "counted", "counted_rate"], where=ads) == [(3, 0, 0.0)]
    german = [{"field": "user__country", "values": ["DE"]}]
    assert SHOP.rows(metrics=["visits", "conversions", "rate"], where=german) == [(1, 2, 2.0)]
    early = [{"field": "metric_time__day", "op": "=", "values": ["2025-01-02"]}]
    assert SHOP.rows(metrics=["visits", "conversions"], group_by=["metric_time__day"], where=early) == [
        ("2025-01-02", 1, 2)
    ]


def test_a_metrics_own_filter_by_day() -> None:
    assert SHOP.rows(metrics=["mail_rate"], group_by=["metric_time__day"]) == [
        ("2025-01-02", 2.0),
        ("2025-01-05", 1.0),
    ]


def test_no_visits_no_rate() -> None:
    void = [{"field": "visit__channel", "values": ["void"]}]
    assert SHOP.rows(metrics=["counted", "counted_rate"], where=void) == [(0, None)]
    assert SHOP.rows(metrics=["rate"], group_by=["visit__channel"], where=void) == []


# ── beside other metrics ──────────────────────────────────────────────────────────────────────────


def test_the_inputs_beside_the_rate_are_themselves() -> None:
    # Seven buys, of which three are conversions
    assert SHOP.rows(metrics=["visits", "rate", "buys", "conversions"]) == [(6, 0.5, 7, 3)]
    assert SHOP.rows(metrics=["rate", "visits"]) == [(0.5, 6)]
    assert SHOP.rows(metrics=["visits", "rate", "buys"], group_by=["metric_time__month"]) == [
        ("2025-01-01", 6, 0.5, 7)
    ]
    assert SHOP.rows(metrics=["buys", "rate"], group_by=["user__country"]) == [
        ("DE", 3, 2.0),
        ("US", 2, 0.333333),
        (None, 2, None),
    ]


def test_several_conversions_in_one_query() -> None:
    metrics = ["rate", "rate_ever", "mail_rate", "rate_of_ads", "same_product"]
    assert SHOP.rows(metrics=metrics) == [(0.5, 0.666667, 1.5, 0.333333, 1)]


def test_totals_of_rates_are_of_all_visits() -> None:
    rows = SHOP.rows(metrics=["rate", "conversions"], group_by=["visit__channel"], totals=True)
    assert rows == [("ads", None, None), ("mail", 1.5, 3), (None, None, None), (None, 0.5, 3)]


def test_ranges_side_by_side_share_no_conversion() -> None:
    """Of the first two days user 3's two, of the fifth user 1's one."""
    first, fifth = {"start": "2025-01-01", "end": "2025-01-03"}, {"start": "2025-01-05", "end": "2025-01-06"}
    assert SHOP.rows(metrics=["conversions"], time=[first, fifth]) == [
        ("2025-01-01..2025-01-03", 2),
        ("2025-01-05..2025-01-06", 1),
    ]


def test_of_users_who_came_twice() -> None:
    where = ["{{ Metric('visits', ['user']) }} > 1"]
    assert SHOP.rows(metrics=["visits", "conversions", "rate"], where=where) == [(2, 1, 0.5)]


def test_the_best_group_and_the_rest() -> None:
    rows = SHOP.rows(
        metrics=["conversions", "visits"],
        group_by=["user__country"],
        order_by=["-conversions"],
        limit=1,
        others=True,
        totals=True,
    )
    assert rows == [("DE", 2, 1), (None, 1, 5), (None, 3, 6)]


# ── ties and moments ──────────────────────────────────────────────────────────────────────────────


def shop(visits: str, buys: str, models: str = MODELS) -> World:
    """The same catalog over other events."""
    return World(
        models + METRICS,
        f"""
CREATE TABLE visits (visit_id INT, user_id INT, visited_at TIMESTAMP, channel VARCHAR, product VARCHAR);
INSERT INTO visits VALUES {visits};
CREATE TABLE buys (buy_id INT, user_id INT, bought_at TIMESTAMP, product VARCHAR);
INSERT INTO buys VALUES {buys};
CREATE TABLE users (user_id INT, country VARCHAR);
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2024-12-01', TIMESTAMP '2025-03-01', INTERVAL 1 DAY);
""",
    )


def test_two_visits_at_once_share_one_conversion() -> None:
    world = shop(
        "(1, 1, '2025-01-01', 'ads', NULL), (2, 1, '2025-01-01', 'mail', NULL), (3, 1, '2025-01-01', 'ads', NULL)",
        "(1, 1, '2025-01-02', NULL)",
    )
    assert world.rows(metrics=["visits", "conversions"]) == [(3, 1)]
    parts = world.rows(metrics=["counted"], group_by=["visit__channel"])
    assert sum(row[1] or 0 for row in parts) == 1


def test_two_conversions_at_once_are_two() -> None:
    world = shop(
        "(1, 1, '2025-01-01', 'ads', NULL)", "(1, 1, '2025-01-02', NULL), (1, 1, '2025-01-02', NULL)"
    )
    assert world.rows(metrics=["visits", "conversions", "rate"]) == [(1, 2, 2.0)]


def test_days_are_compared_as_days() -> None:
    """By the day, eight o'clock may come before three; six days and two hours may be seven days."""
    same_day = shop("(1, 1, '2025-01-01 15:00:00', 'ads', NULL)", "(1, 1, '2025-01-01 08:00:00', NULL)")
    assert same_day.rows(metrics=["counted"]) == [(1,)]
    seventh = shop("(1, 1, '2025-01-01 23:00:00', 'ads', NULL)", "(1, 1, '2025-01-08 01:00:00', NULL)")
    assert seventh.rows(metrics=["counted"]) == [(0,)]


@pytest.mark.parametrize(
    ("visited", "bought", "converted"),
    [
        ("2025-01-01 10:00:00", "2025-01-08 09:59:59", 1),
        ("2025-01-01 10:00:00", "2025-01-08 10:00:00", 0),
        ("2025-01-01 10:00:00", "2025-01-01 10:00:00", 1),
        ("2025-01-01 10:00:00", "2025-01-01 09:59:59", 0),
    ],
)
def test_moments_are_compared_as_moments(visited: str, bought: str, converted: int) -> None:
    by_second = MODELS.replace("_at, granularity: day", "_at, granularity: second")
    world = shop(f"(1, 1, '{visited}', 'ads', NULL)", f"(1, 1, '{bought}', NULL)", by_second)
    assert world.rows(metrics=["counted", "counted_rate"]) == [(converted, float(converted))]


# ── the older spec ────────────────────────────────────────────────────────────────────────────────

LEGACY = World(
    yaml="""\
semantic_models:
  - name: visits
    model: ref('visits')
    defaults: {agg_time_dimension: visited_at}
    entities: [{name: visit, type: primary, expr: visit_id}, {name: user, type: foreign, expr: user_id}]
    dimensions:
      - {name: channel, type: categorical}
      - {name: visited_at, type: time, type_params: {time_granularity: day}}
    measures: [{name: visits, agg: sum, expr: "1"}]
  - name: buys
    model: ref('buys')
    defaults: {agg_time_dimension: bought_at}
    entities: [{name: buy, type: primary, expr: buy_id}, {name: user, type: foreign, expr: user_id}]
    dimensions: [{name: bought_at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: buys, agg: sum, expr: "1"}]
metrics:
  - name: filled_conversions
    type: conversion
    type_params:
      conversion_type_params:
        base_measure: visits
        conversion_measure: {name: buys, fill_nulls_with: 0, join_to_timespine: true}
        entity: user
        calculation: conversions
        window: 7 days
  - name: filled_rate
    type: conversion
    type_params:
      conversion_type_params:
        base_measure: {name: visits, fill_nulls_with: 0, join_to_timespine: true}
        conversion_measure: {name: buys, fill_nulls_with: 0, join_to_timespine: true}
        entity: user
        window: 7 days
models:
  - name: days
    time_spine: {standard_granularity_column: date_day}
    columns: [{name: date_day, granularity: day}]
""",
    sql=TABLES,
)
FIRST_DAYS: dict[str, Any] = {
    "group_by": ["metric_time__day"],
    "time": {"start": "2025-01-01", "end": "2025-01-07"},
}


@pytest.mark.parametrize(
    ("metric", "rows"),
    [
        ("filled_conversions", [0, 2, 0, 0, 1, 0]),
        ("filled_rate", [0.0, 2.0, None, None, 1.0, None]),
    ],
)
def test_every_day_of_the_spine_where_an_input_asks_for_it(metric: str, rows: list[Any]) -> None:
    expected: list[Row] = [(f"2025-01-{day:02}", value) for day, value in enumerate(rows, 1)]
    assert LEGACY.rows(metrics=[metric], **FIRST_DAYS) == expected
