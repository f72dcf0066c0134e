"""Balances: which rows are the last ones, of what, and after which filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import Row, World

SOUTH = "{{ Dimension('balance__region') }} = 'S'"

BALANCES = World(
    yaml=f"""\
models:
  - name: balances
    semantic_model: true
    primary_entity: balance
    agg_time_dimension: taken_at
    columns:
      - {{name: account_id, entity: {{name: account, type: foreign}}}}
      - {{name: region, dimension: categorical}}
      - {{name: taken_at, granularity: day, dimension: time}}
      - {{name: valued_at, granularity: day, dimension: time}}
    metrics:
      - {{name: last, agg: sum, expr: amount, non_additive_dimension: {{name: taken_at, window_agg: max}}}}
      - {{name: first, agg: sum, expr: amount, non_additive_dimension: {{name: taken_at, window_agg: min}}}}
      - {{name: unsaid, agg: sum, expr: amount, non_additive_dimension: {{name: taken_at}}}}
      - {{name: last_each, agg: sum, expr: amount, non_additive_dimension: {{name: taken_at, window_agg: max, group_by: [account]}}}}
      - {{name: first_each, agg: sum, expr: amount, non_additive_dimension: {{name: taken_at, window_agg: min, group_by: [account]}}}}
      - {{name: last_south, agg: sum, expr: amount, filter: "{SOUTH}", non_additive_dimension: {{name: taken_at, window_agg: max}}}}
      - {{name: last_valued, agg: sum, expr: amount, non_additive_dimension: {{name: valued_at, window_agg: max}}}}
      - {{name: last_average, agg: average, expr: amount, non_additive_dimension: {{name: taken_at, window_agg: max}}}}
      - {{name: entry_count, agg: count}}
  - name: accounts
    semantic_model: true
    columns:
      - {{name: account_id, entity: {{name: account, type: primary}}}}
      - {{name: kind, dimension: categorical}}
metrics:
  - {{name: south_share, type: ratio, numerator: {{name: last, filter: "{SOUTH}"}}, denominator: last}}
  - {{name: per_entry, type: ratio, numerator: last_each, denominator: entry_count}}
  - {{name: gain, type: derived, expr: last_each - first_each, input_metrics: [last_each, first_each]}}
  - {{name: month_before, type: derived, expr: before, input_metrics: [{{name: last_each, alias: before, offset_window: 1 month}}]}}
""",
    # Account 3, the only one of the south, has no row on the last day; account 1 has two on it
    sql="""
CREATE TABLE balances (account_id INT, region VARCHAR, taken_at TIMESTAMP, valued_at DATE, amount INT);
INSERT INTO balances VALUES
    (1, 'N', '2025-02-27 09:00:00', '2025-03-05', 10), (2, 'N', '2025-02-28 09:00:00', '2025-03-01', 40),
    (3, 'S', '2025-02-28 23:59:59', '2025-03-01', 5), (3, 'S', '2025-03-29 09:00:00', '2025-03-30', 50),
    (1, 'N', '2025-03-31 08:00:00', '2025-03-30', 35), (1, 'N', '2025-03-31 20:00:00', '2025-03-30', 25),
    (2, 'N', '2025-03-31 23:59:59', '2025-03-30', 50);
CREATE TABLE accounts (account_id INT, kind VARCHAR);
INSERT INTO accounts VALUES (1, 'cash'), (2, 'fund'), (3, 'cash');
""",
)
MARCH: dict[str, Any] = {"start": "2025-03-01", "end": "2025-04-01"}


def test_without_groupings_the_last_day_of_all_rows_counts() -> None:
    # 31 March: 35 + 25 + 50; both moments of account 1 are of that day. 27 February: 10
    assert BALANCES.rows(metrics=["last", "first"]) == [(110, 10)]


def test_the_first_where_the_choice_is_not_said() -> None:
    assert BALANCES.rows(metrics=["unsaid"]) == [(10,)]


def test_with_groupings_each_account_has_its_own_last_day() -> None:
    # 60 and 50 on 31 March, 50 on 29 March; first 10, 40 and 5
    assert BALANCES.rows(metrics=["last_each", "first_each", "gain"]) == [(160, 55, 105)]


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("metric_time__month", [("2025-02-01", 45, 55), ("2025-03-01", 110, 160)]),
        ("metric_time__quarter", [("2025-01-01", 110, 160)]),
        ("taken_at__month", [("2025-02-01", 45, 55), ("2025-03-01", 110, 160)]),
        # 24 February to 2 March: 28 February, or 10 + 40 + 5; 24 to 30 March: account 3; then 31 March
        ("metric_time__week", [("2025-02-24", 45, 55), ("2025-03-24", 50, 50), ("2025-03-31", 110, 110)]),
        (
            "metric_time__day",
            [
                ("2025-02-27", 10, 10),
                ("2025-02-28", 45, 45),
                ("2025-03-29", 50, 50),
                ("2025-03-31", 110, 110),
            ],
        ),
    ],
)
def test_the_last_day_of_each_bucket(key: str, rows: list[Row]) -> None:
    assert BALANCES.rows(metrics=["last", "last_each"], group_by=[key]) == rows


def test_two_grains_find_the_last_day_of_the_finer_one() -> None:
    keys = ["metric_time__quarter", "metric_time__month"]
    assert BALANCES.rows(metrics=["last", "last_each"], group_by=keys) == [
        ("2025-01-01", "2025-02-01", 45, 55),
        ("2025-01-01", "2025-03-01", 110, 160),
    ]


def test_grouped_by_another_key_the_day_is_still_that_of_all_rows() -> None:
    """The south has nothing on the last day; its own last one counts only where the metric says so."""
    assert BALANCES.rows(metrics=["last"], group_by=["region"]) == [("N", 110)]
    assert BALANCES.rows(metrics=["last_each"], group_by=["region"]) == [("N", 110), ("S", 50)]
    assert BALANCES.rows(metrics=["last", "last_each", "entry_count"], group_by=["region"]) == [
        ("N", 110, 110, 5),
        ("S", None, 50, 2),
    ]
    assert BALANCES.rows(metrics=["first", "last"], group_by=["region"]) == [("N", 10, 110)]


def test_filters_come_first() -> None:
    south = [{"field": "region", "values": ["S"]}]
    assert BALANCES.rows(metrics=["last", "last_each"], where=south) == [(50, 50)]
    assert BALANCES.rows(metrics=["last"], where=south, group_by=["region"]) == [("S", 50)]
    assert BALANCES.rows(metrics=["last"], where=[SOUTH]) == [(50,)]
    assert BALANCES.rows(metrics=["last_south", "last"]) == [(50, 110)]
    assert BALANCES.rows(metrics=["last_south", "last"], group_by=["region"]) == [
        ("N", None, 110),
        ("S", 50, None),
    ]


def test_filters_on_a_joined_table() -> None:
    # cash: accounts 1 and 3; fund: account 2
    cash = [{"field": "kind", "values": ["cash"]}]
    assert BALANCES.rows(metrics=["last", "last_each"], where=cash) == [(60, 110)]
    assert BALANCES.rows(metrics=["last", "last_each"], group_by=["kind"]) == [
        ("cash", 60, 110),
        ("fund", 50, 50),
    ]


@pytest.mark.parametrize(
    ("start", "end", "last", "each"),
    [
        ("2025-03-01", "2025-04-01", 110, 160),
        ("2025-03-01", "2025-03-31", 50, 50),  # 29 March; only account 3 has a row in the range
        ("2025-02-01", "2025-03-31", 50, 100),  # 29 March; 10 + 40 + 50
        ("2025-02-01", "2025-03-01", 45, 55),
        ("2025-03-30", "2025-03-31", None, None),
    ],
)
def test_a_range_is_a_filter(start: str, end: str, last: int | None, each: int | None) -> None:
    assert BALANCES.rows(metrics=["last", "last_each"], time={"start": start, "end": end}) == [(last, each)]
    where = [
        {"field": "metric_time", "op": ">=", "values": [start]},
        {"field": "metric_time", "op": "<", "values": [end]},
    ]
    assert BALANCES.rows(metrics=["last", "last_each"], where=where) == [(last, each)]


def test_another_aggregation_of_the_last_day() -> None:
    assert BALANCES.rows(metrics=["last_average"]) == [(36.666667,)]  # 35, 25, 50


def test_another_time_than_that_of_the_metric() -> None:
    # valued on 30 March: 50 + 35 + 25 + 50
    assert BALANCES.rows(metrics=["last_valued"]) == [(160,)]
    # taken in February, the last value date is 5 March
    february = {"start": "2025-02-01", "end": "2025-03-01"}
    assert BALANCES.rows(metrics=["last_valued"], time=february) == [(10,)]


def test_computed_with() -> None:
    # The south's last is 50 of 29 March, that of all 110
    assert BALANCES.rows(metrics=["south_share"]) == [(round(50 / 110, 6),)]
    assert BALANCES.rows(metrics=["per_entry"], group_by=["region"]) == [("N", 22.0), ("S", 25.0)]
    assert BALANCES.rows(metrics=["gain"], group_by=["metric_time__month"]) == [
        ("2025-02-01", 0),
        ("2025-03-01", 0),
    ]


def test_offset_and_compared() -> None:
    assert BALANCES.rows(metrics=["month_before"], group_by=["metric_time__month"]) == [
        ("2025-03-01", 55),
        ("2025-04-01", 160),
    ]
    # Moved by a month the buckets are of March and April: within the second quarter April is the last
    assert BALANCES.rows(metrics=["month_before"], group_by=["metric_time__quarter"])[-1] == (
        "2025-04-01",
        160,
    )
    rows = BALANCES.rows(metrics=["last", "last_each"], time=MARCH, compare={"kind": "prior_period"})
    assert [(row[0], row[1], row[4], row[5]) for row in rows] == [(110, 45, 160, 55)]


def test_totals_shares_and_the_rest_are_not_added_up() -> None:
    by_month = BALANCES.rows(metrics=["last", "last_each"], group_by=["metric_time__month"], totals=True)
    assert by_month[-1] == (None, 110, 160)
    shares = BALANCES.rows(metrics=["last_each"], group_by=["region"], share_of_total=True)
    assert shares == [("N", 110, 0.6875), ("S", 50, 0.3125)]
    rest = BALANCES.rows(metrics=["last_each"], group_by=["kind"], limit=1, others=True, totals=True)
    assert rest == [("cash", 110), (None, 50), (None, 160)]
    assert (
        BALANCES.refusal(metrics=["last"], group_by=["metric_time__month"], running="all")
        == "impossible_query"
    )


def test_of_accounts_with_a_balance_of_their_own() -> None:
    # 60, 50 and 50: accounts 2 and 3 are left, of which only 2 has a row on their last day
    where = ["{{ Metric('last_each', ['account']) }} = 50"]
    assert BALANCES.rows(metrics=["last", "last_each"], where=where) == [(50, 100)]


def test_of_nothing() -> None:
    void = [{"field": "region", "values": ["X"]}]
    assert BALANCES.rows(metrics=["last", "last_each", "entry_count"], where=void) == [(None, None, 0)]
    assert BALANCES.rows(metrics=["last"], group_by=["region"], where=void) == []


def test_rows_without_an_account_or_a_time() -> None:
    """Nobody's balance is one of its own; a balance of no day is of no last day."""
    more = (
        BALANCES.sql
        + """
INSERT INTO balances VALUES (NULL, 'S', '2025-03-15', '2025-03-15', 7), (NULL, 'S', '2025-03-10', '2025-03-10', 1);
INSERT INTO balances VALUES (4, 'S', NULL, NULL, 1000);
"""
    )
    assert World(BALANCES.yaml, more).rows(metrics=["last", "last_each"]) == [(110, 167)]


LEGACY = World(
    yaml="""\
semantic_models:
  - name: balances
    model: ref('balances')
    primary_entity: balance
    defaults: {agg_time_dimension: taken_at}
    entities: [{name: account, type: foreign, expr: account_id}]
    dimensions:
      - {name: region, type: categorical}
      - {name: taken_at, type: time, type_params: {time_granularity: day}}
    measures:
      - {name: last, agg: sum, expr: amount, create_metric: true, non_additive_dimension: {name: taken_at, window_choice: max}}
      - {name: unsaid, agg: sum, expr: amount, create_metric: true, non_additive_dimension: {name: taken_at}}
      - {name: last_each, agg: sum, expr: amount, create_metric: true, non_additive_dimension: {name: taken_at, window_choice: max, window_groupings: [account]}}
""",
    sql=BALANCES.sql,
)


def test_the_older_spec_says_the_same() -> None:
    assert LEGACY.rows(metrics=["last", "unsaid", "last_each"]) == [(110, 10, 160)]
