"""Which rows a join meets: ambiguous ways, unique keys, validity windows and partitions."""

from __future__ import annotations

from tests.compiler.world import World

# ── ways to a dimension ───────────────────────────────────────────────────────────────────────────

WAYS = World(
    yaml="""\
models:
  - name: users
    semantic_model: true
    columns:
      - {name: user_id, entity: {name: user, type: primary}}
      - {name: country, dimension: categorical}
  - name: profiles
    semantic_model: true
    columns:
      - {name: user_id, entity: {name: user, type: primary}}
      - {name: country, dimension: categorical}
      - {name: age, dimension: categorical}
  - name: accounts
    semantic_model: true
    columns:
      - {name: account_id, entity: {name: account, type: primary}}
      - {name: owner_id, entity: {name: user, type: unique}}
      - {name: tier, dimension: categorical}
  - name: logins
    semantic_model: true
    agg_time_dimension: logged_in
    columns:
      - {name: login_id, entity: {name: login, type: primary}}
      - {name: user_id, entity: {name: user, type: foreign}}
      - {name: logged_in, granularity: day, dimension: time}
    metrics:
      - {name: login_count, agg: count}
""",
    sql="""
CREATE TABLE users (user_id INT, country VARCHAR);
INSERT INTO users VALUES (1, 'US'), (2, 'DE');
CREATE TABLE profiles (user_id INT, country VARCHAR, age INT);
INSERT INTO profiles VALUES (1, 'CA', 30), (2, 'AT', 40);
CREATE TABLE accounts (account_id INT, owner_id INT, tier VARCHAR);
INSERT INTO accounts VALUES (10, 1, 'gold'), (11, 3, 'iron');
CREATE TABLE logins (login_id INT, user_id INT, logged_in DATE);
INSERT INTO logins VALUES (1, 1, '2025-01-01'), (2, 1, '2025-01-02'), (3, 2, '2025-01-02'), (4, 3, '2025-01-03');
""",
)


def test_a_name_that_two_tables_answer_to_is_not_guessed() -> None:
    for query in (
        {"group_by": ["country"]},
        {"group_by": ["user__country"]},
        {"where": [{"field": "country", "values": ["US"]}]},
        {"where": ["{{ Dimension('user__country') }} = 'US'"]},
    ):
        assert WAYS.refusal(metrics=["login_count"], **query) == "ambiguous_dimension"


def test_the_other_dimensions_of_both_tables_can_be_used() -> None:
    assert WAYS.rows(metrics=["login_count"], group_by=["user__age"]) == [(30, 2), (40, 1), (None, 1)]


def test_a_unique_entity_joins_like_a_primary_one() -> None:
    assert WAYS.rows(metrics=["login_count"], group_by=["user__tier"]) == [
        ("gold", 2),
        ("iron", 1),
        (None, 1),
    ]


# ── validity windows and partitions ───────────────────────────────────────────────────────────────

HISTORY = World(
    yaml="""\
models:
  - name: bookings
    semantic_model: true
    agg_time_dimension: booked_at
    columns:
      - {name: booking_id, entity: {name: booking, type: primary}}
      - {name: listing_id, entity: {name: listing, type: foreign}}
      - {name: booked_at, granularity: second, dimension: time}
    metrics:
      - {name: nights, agg: sum, expr: nights}
      - {name: booking_count, agg: count}
      - {name: gold_nights, agg: sum, expr: nights, filter: "{{ Dimension('listing__tier') }} = 'gold'"}
  - name: listing_history
    semantic_model: true
    primary_entity: listing_version
    columns:
      - {name: listing_id, entity: {name: listing, type: natural}}
      - {name: tier, dimension: categorical}
      - {name: valid_from, granularity: second, dimension: {type: time, validity_params: {is_start: true}}}
      - {name: valid_to, granularity: second, dimension: {type: time, validity_params: {is_end: true}}}
  - name: listings
    semantic_model: true
    columns:
      - {name: listing_id, entity: {name: listing, type: primary}}
      - {name: host_id, entity: {name: host, type: foreign}}
  - name: host_history
    semantic_model: true
    primary_entity: host_version
    columns:
      - {name: host_id, entity: {name: host, type: natural}}
      - {name: plan, dimension: categorical}
      - {name: plan_from, granularity: second, dimension: {type: time, validity_params: {is_start: true}}}
      - {name: plan_to, granularity: second, dimension: {type: time, validity_params: {is_end: true}}}
metrics:
  - {name: nights_before, type: derived, expr: b, input_metrics: [{name: nights, alias: b, offset_window: 1 month}]}
  - {name: nights_so_far, type: cumulative, input_metric: nights}
""",
    sql="""
CREATE TABLE bookings (booking_id INT, listing_id INT, booked_at TIMESTAMP, nights INT);
INSERT INTO bookings VALUES
    (1, 1, '2025-02-01 11:59:59', 1), (2, 1, '2025-02-01 12:00:00', 2), (3, 1, '2024-12-31 23:59:59', 4),
    (4, 1, '2025-01-01 00:00:00', 8), (5, 2, '2025-01-20 00:00:00', 16), (6, 2, '2025-01-25 00:00:00', 32),
    (7, 2, '2030-01-01 00:00:00', 64), (8, 9, '2025-01-15 00:00:00', 128), (9, NULL, '2025-01-15 00:00:00', 256);
-- Listing 1 changes at noon; listing 2 has no version from 20 to 25 January.
CREATE TABLE listing_history (listing_id INT, tier VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP);
INSERT INTO listing_history VALUES
    (1, 'gold', '2025-01-01 00:00:00', '2025-02-01 12:00:00'), (1, 'silver', '2025-02-01 12:00:00', NULL),
    (2, 'gold', '2025-01-10 00:00:00', '2025-01-20 00:00:00'), (2, 'iron', '2025-01-25 00:00:00', NULL);
CREATE TABLE listings (listing_id INT, host_id INT);
INSERT INTO listings VALUES (1, 1), (2, 2);
CREATE TABLE host_history (host_id INT, plan VARCHAR, plan_from TIMESTAMP, plan_to TIMESTAMP);
INSERT INTO host_history VALUES
    (1, 'basic', '2020-01-01 00:00:00', '2025-01-05 00:00:00'), (1, 'plus', '2025-01-05 00:00:00', NULL);
""",
)


def test_each_row_meets_the_one_version_of_its_moment() -> None:
    # gold 1 + 8, silver 2 at noon exactly, iron 32 + 64; none 4 too early, 16 in the gap, 128 and 256 unknown
    rows = [("gold", 9, 2), ("iron", 96, 2), ("silver", 2, 1), (None, 404, 4)]
    assert HISTORY.rows(metrics=["nights", "booking_count"], group_by=["listing__tier"]) == rows
    assert HISTORY.rows(metrics=["nights", "booking_count"]) == [(511, 9)]


def test_both_versions_of_the_day_of_a_change() -> None:
    day = {"start": "2025-02-01", "end": "2025-02-02"}
    keys = ["metric_time__day", "listing__tier"]
    assert HISTORY.rows(metrics=["nights"], group_by=keys, time=day) == [
        ("2025-02-01", "gold", 1),
        ("2025-02-01", "silver", 2),
    ]


def test_versions_as_filters() -> None:
    gold = [{"field": "tier", "values": ["gold"]}]
    assert HISTORY.rows(metrics=["nights", "gold_nights"], where=gold) == [(9, 9)]
    assert HISTORY.rows(metrics=["nights", "gold_nights"]) == [(511, 9)]


def test_a_version_two_joins_away_is_that_of_the_facts_moment() -> None:
    # Host 1 is basic until 5 January: bookings 3 and 4; then 1 and 2
    assert HISTORY.rows(metrics=["nights"], group_by=["listing__host__plan"]) == [
        ("basic", 12),
        ("plus", 3),
        (None, 496),
    ]


def test_a_version_stays_that_of_the_facts_moment_when_the_fact_counts_later() -> None:
    # January a month later: 8 of gold, 32 of iron, 16 + 128 + 256 of none
    keys = ["metric_time__month", "listing__tier"]
    february = {"start": "2025-02-01", "end": "2025-03-01"}
    assert HISTORY.rows(metrics=["nights_before"], group_by=keys, time=february) == [
        ("2025-02-01", "gold", 8),
        ("2025-02-01", "iron", 32),
        ("2025-02-01", None, 400),
    ]
    days = {"start": "2025-02-01", "end": "2025-02-02"}
    keys = ["metric_time__day", "listing__tier"]
    assert HISTORY.rows(metrics=["nights_so_far"], group_by=keys, time=days) == [
        ("2025-02-01", "gold", 9),
        ("2025-02-01", "iron", 32),
        ("2025-02-01", "silver", 2),
        ("2025-02-01", None, 404),
    ]


PARTS = World(
    yaml="""\
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: ds
    columns:
      - {name: visit_id, entity: {name: visit, type: primary}}
      - {name: user_id, entity: {name: user, type: foreign}}
      - {name: ds, granularity: day, dimension: {type: time, is_partition: true}}
    metrics:
      - {name: visit_count, agg: count}
      - {name: pro_visits, agg: count, filter: "{{ Dimension('user__plan') }} = 'pro'"}
  - name: user_snapshots
    semantic_model: true
    columns:
      - {name: user_id, entity: {name: user, type: primary}}
      - {name: ds, granularity: day, dimension: {type: time, is_partition: true}}
      - {name: plan, dimension: categorical}
""",
    sql="""
CREATE TABLE visits (visit_id INT, user_id INT, ds DATE);
INSERT INTO visits VALUES (1, 1, '2025-01-01'), (2, 1, '2025-01-01'), (3, 1, '2025-01-02'), (4, 1, '2025-01-03');
CREATE TABLE user_snapshots (user_id INT, ds DATE, plan VARCHAR);
INSERT INTO user_snapshots VALUES (1, '2025-01-01', 'free'), (1, '2025-01-02', 'pro'), (2, '2025-01-03', 'free');
""",
)


def test_partitions_are_part_of_the_join() -> None:
    # One snapshot per user and day; on 3 January there is none of user 1
    assert PARTS.rows(metrics=["visit_count"], group_by=["user__plan"]) == [
        ("free", 2),
        ("pro", 1),
        (None, 1),
    ]
    assert PARTS.rows(metrics=["visit_count", "pro_visits"]) == [(4, 1)]
    free = [{"field": "plan", "values": ["free"]}]
    assert PARTS.rows(metrics=["visit_count"], where=free) == [(2,)]
