"""What a query may say: names, orders, limits, metrics as filters, fields without metrics."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.compiler.world import Row, World

BOOKINGS = World(
    yaml="""\
models:
  - name: bookings
    semantic_model: true
    agg_time_dimension: booked_on
    columns:
      - {name: booking_id, entity: {name: booking, type: primary}}
      - {name: listing_id, entity: {name: listing, type: foreign}}
      - {name: guest_id, entity: {name: guest, type: foreign}}
      - {name: booked_on, granularity: day, dimension: time}
      - {name: channel, dimension: categorical}
    metrics:
      - {name: bookings, agg: count}
      - {name: nights, agg: sum, expr: nights}
      - {name: guests, agg: count_distinct, expr: guest_id}
      - {name: web_bookings, agg: count, filter: "{{ Dimension('booking__channel') }} = 'web'"}
      - {name: popular_nights, agg: sum, expr: nights, filter: "{{ Metric('bookings', group_by=['listing']) }} > 2"}
      - {name: nights_per_booking, type: ratio, numerator: nights, denominator: bookings}
  - name: views
    semantic_model: true
    agg_time_dimension: viewed_on
    columns:
      - {name: view_id, entity: {name: view, type: primary}}
      - {name: listing_id, entity: {name: listing, type: foreign}}
      - {name: viewed_on, granularity: day, dimension: time}
    metrics:
      - {name: views, agg: count}
  - name: listings
    semantic_model: true
    columns:
      - {name: listing_id, entity: {name: listing, type: primary}}
      - {name: host_id, entity: {name: host, type: foreign}}
      - {name: city, dimension: categorical}
  - name: hosts
    semantic_model: true
    columns:
      - {name: host_id, entity: {name: host, type: primary}}
      - {name: language, dimension: categorical}
  - name: days
    time_spine: {standard_granularity_column: date_day}
    columns:
      - {name: date_day, granularity: day}
metrics:
  - {name: web_rate, type: ratio, numerator: web_bookings, denominator: bookings}
""",
    # Listing 1: three bookings, 2 a single one of many nights, 3: three in March, 4 none; one of nowhere
    sql="""
CREATE TABLE bookings (booking_id INT, listing_id INT, guest_id INT, booked_on DATE, channel VARCHAR, nights INT);
INSERT INTO bookings VALUES
    (1, 1, 1, '2025-01-05', 'web', 1), (2, 1, 2, '2025-01-20', 'app', 2), (3, 1, 1, '2025-02-10', 'web', 4),
    (4, 2, 3, '2025-01-07', 'app', 8), (5, 3, 1, '2025-03-01', 'web', 16), (6, 3, 3, '2025-03-02', 'web', 32),
    (7, 3, NULL, '2025-03-03', 'app', 64), (8, NULL, 2, '2025-01-09', NULL, 128);
CREATE TABLE views (view_id INT, listing_id INT, viewed_on DATE);
INSERT INTO views VALUES (1, 1, '2025-01-01'), (2, 1, '2025-01-02'), (3, 2, '2025-01-02'), (4, 4, '2025-01-03'), (5, 3, '2025-02-01');
CREATE TABLE listings (listing_id INT, host_id INT, city VARCHAR);
INSERT INTO listings VALUES (1, 1, 'Rome'), (2, 1, 'Oslo'), (3, 2, 'Rome'), (4, NULL, 'Bern');
CREATE TABLE hosts (host_id INT, language VARCHAR);
INSERT INTO hosts VALUES (1, 'it'), (2, 'no'), (3, 'de');
CREATE TABLE days AS
SELECT CAST(range AS DATE) AS date_day FROM range(TIMESTAMP '2025-01-01', TIMESTAMP '2025-04-01', INTERVAL 1 DAY);
""",
)
POPULAR = "{{ Metric('bookings', ['listing']) }} > 2"
JANUARY: dict[str, Any] = {"start": "2025-01-01", "end": "2025-02-01"}


# ── metrics as filters ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        # Listings 1 and 3 have three bookings each
        ({"metrics": ["bookings", "nights"]}, [(6, 119)]),
        ({"metrics": ["views"]}, [(3,)]),
        ({"metrics": ["bookings", "views"], "group_by": ["city"]}, [("Rome", 6, 3)]),
        # The three of listing 1 are of all time, of which two are of January and two of the web
        ({"metrics": ["bookings", "nights"], "time": JANUARY}, [(2, 3)]),
        ({"metrics": ["bookings"], "group_by": ["metric_time__month"]},
         [("2025-01-01", 2), ("2025-02-01", 1), ("2025-03-01", 3)]),
        ({"metrics": ["nights"], "group_by": ["channel"]}, [("app", 66), ("web", 53)]),
        ({"metrics": ["nights_per_booking"]}, [(19.833333,)]),
        ({"metrics": ["guests"]}, [(3,)]),
    ],
)  # fmt: skip
def test_a_metric_per_entity_as_a_filter(query: dict[str, Any], rows: list[Row]) -> None:
    assert BOOKINGS.rows(**query, where=[POPULAR]) == rows


def test_other_filters_do_not_reach_into_it() -> None:
    web = [{"field": "channel", "values": ["web"]}]
    assert BOOKINGS.rows(metrics=["bookings"], where=[POPULAR, *web]) == [(4,)]
    oslo = "{{ Dimension('listing__city') }} = 'Oslo'"
    assert BOOKINGS.rows(metrics=["bookings"], where=[f"{POPULAR} OR {oslo}"]) == [(7,)]
    assert BOOKINGS.rows(metrics=["bookings"], where=[f"{POPULAR} AND {oslo}"]) == [(0,)]


@pytest.mark.parametrize(
    ("where", "bookings"),
    [
        ("{{ Metric('bookings', ['listing']) }} = 1", 1),
        ("{{ Metric('bookings', ['listing']) }} <= 3", 7),
        ("{{ Metric('views', ['listing']) }} >= 1", 7),
        ("{{ Metric('views', ['listing']) }} > 1", 3),
        # Guests 1 and 2 and 3 have three, two and two bookings; one booking has no guest
        ("{{ Metric('bookings', ['guest']) }} > 2", 3),
        ("{{ Metric('bookings', ['guest']) }} >= 2", 7),
        # All nights of listing 1 are 7, of listing 2 8, of listing 3 112
        ("{{ Metric('nights', ['listing']) }} BETWEEN 7 AND 8", 4),
        # Two thirds of listings 1 and 3
        ("{{ Metric('web_rate', ['listing']) }} > 0.5", 6),
        ("{{ Metric('web_bookings', ['listing']) }} = 2", 6),
        (f"{POPULAR} AND {{{{ Metric('bookings', ['guest']) }}}} > 2", 3),
    ],
)
def test_metrics_of_every_kind_and_entity_as_filters(where: str, bookings: int) -> None:
    assert BOOKINGS.value(metrics=["bookings"], where=[where]) == bookings


def test_in_the_definition_of_a_metric() -> None:
    assert BOOKINGS.rows(metrics=["popular_nights", "nights"]) == [(119, 255)]
    assert BOOKINGS.rows(metrics=["popular_nights"], time=JANUARY) == [(3,)]


def test_a_metric_that_has_no_such_entity_is_no_filter() -> None:
    guest = "{{ Metric('views', ['guest']) }} > 1"
    assert BOOKINGS.refusal(metrics=["bookings"], where=[guest]) in (
        "incompatible_dimension",
        "unknown_field",
    )
    assert BOOKINGS.refusal(metrics=["bookings"], where=["{{ Metric('bokings', ['listing']) }} > 1"]) == (
        "unknown_metric"
    )
    assert BOOKINGS.refusal(metrics=["views"], where=["{{ Metric('bookings', ['guest']) }} > 1"]) in (
        "incompatible_dimension",
        "unknown_field",
    )


# ── fields without metrics ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("group_by", "rows"),
    [
        (["listing__city"], [("Bern",), ("Oslo",), ("Rome",)]),
        (["booking__channel"], [("app",), ("web",), (None,)]),
        # Of both tables: the host without a listing and the listing without a host
        (["listing__city", "host__language"],
         [("Bern", None), ("Oslo", "it"), ("Rome", "it"), ("Rome", "no"), (None, "de")]),
        (["metric_time__month"], [("2025-01-01",), ("2025-02-01",), ("2025-03-01",)]),
    ],
)  # fmt: skip
def test_values_that_there_are(group_by: list[str], rows: list[Row]) -> None:
    assert BOOKINGS.rows(group_by=group_by) == rows


def test_values_filtered_ordered_and_limited() -> None:
    italian = ["{{ Dimension('host__language') }} = 'it'"]
    assert BOOKINGS.rows(group_by=["listing__city"], where=italian) == [("Oslo",), ("Rome",)]
    query: dict[str, Any] = {"group_by": ["listing__city"], "order_by": ["-listing__city"], "limit": 2}
    assert BOOKINGS.rows(**query) == [("Rome",), ("Oslo",)]
    assert BOOKINGS.rows(group_by=["metric_time__month"], time=JANUARY) == [("2025-01-01",)]
    assert BOOKINGS.rows(group_by=["listing"], where=[POPULAR]) == [(1,), (3,)]


def test_a_query_of_nothing_is_refused() -> None:
    assert BOOKINGS.refusal() == "missing_metric"


# ── names ─────────────────────────────────────────────────────────────────────────────────────────


def test_names_in_any_case_are_the_same() -> None:
    lower = BOOKINGS.rows(metrics=["nights"], group_by=["metric_time__month", "listing__city"])
    upper = BOOKINGS.rows(metrics=["NIGHTS"], group_by=["METRIC_TIME__MONTH", "Listing__City"])
    assert upper == lower
    made = BOOKINGS.statement(metrics=["Nights"], group_by=["CITY"], order_by=["-nights"])
    assert [column.name for column in made.columns] == ["CITY", "Nights"]
    rome = [{"field": "LISTING__CITY", "values": ["Rome"]}]
    assert BOOKINGS.rows(metrics=["nights"], where=rome) == [(119,)]
    assert BOOKINGS.rows(metrics=["nights"], where=["{{ Dimension('Listing__City') }} = 'Rome'"]) == [(119,)]


def test_a_metric_named_twice_is_one_column() -> None:
    for names in (["nights", "nights"], ["nights", "NIGHTS"]):
        assert BOOKINGS.rows(metrics=names) == [(255,)]
        assert BOOKINGS.rows(metrics=names, group_by=["city"]) == [("Oslo", 8), ("Rome", 119), (None, 128)]


def test_a_field_under_two_names_is_two_columns_of_the_same() -> None:
    rows = BOOKINGS.rows(metrics=["bookings"], group_by=["city", "listing__city"])
    assert rows == [("Oslo", "Oslo", 1), ("Rome", "Rome", 6), (None, None, 1)]
    rows = BOOKINGS.rows(metrics=["bookings"], group_by=["metric_time__month", "booked_on__month"])
    assert rows == [
        ("2025-01-01", "2025-01-01", 4),
        ("2025-02-01", "2025-02-01", 1),
        ("2025-03-01", "2025-03-01", 3),
    ]
    two_facts = BOOKINGS.rows(metrics=["bookings", "views"], group_by=["city", "listing__city"])
    assert two_facts == [
        ("Bern", "Bern", 0, 1),
        ("Oslo", "Oslo", 1, 1),
        ("Rome", "Rome", 6, 3),
        (None, None, 1, 0),
    ]


def test_unknown_names_are_refused_everywhere() -> None:
    by_city: dict[str, Any] = {"metrics": ["nights"], "group_by": ["city"]}
    assert BOOKINGS.refusal(metrics=["nigths"]) == "unknown_metric"
    assert BOOKINGS.refusal(metrics=["nights"], group_by=["citty"]) == "unknown_field"
    assert BOOKINGS.refusal(**by_city, where=[{"field": "citty", "values": ["a"]}]) == "unknown_field"
    assert (
        BOOKINGS.refusal(**by_city, having=[{"field": "nigths", "op": ">", "values": [1]}]) == "unknown_field"
    )
    assert BOOKINGS.refusal(**by_city, order_by=["channel"]) == "unknown_field"
    assert BOOKINGS.refusal(**by_city, limit=1, limit_per="channel") == "unknown_field"


# ── orders and limits ─────────────────────────────────────────────────────────────────────────────


def test_an_order_by_what_is_not_shown() -> None:
    # nights: nowhere 128, Rome 119, Oslo 8
    assert BOOKINGS.rows(metrics=["bookings"], group_by=["city"], order_by=["-nights"]) == [
        (None, 1),
        ("Rome", 6),
        ("Oslo", 1),
    ]
    # Of another table: Rome 3, Oslo and Bern 1, nowhere none
    assert BOOKINGS.rows(metrics=["bookings"], group_by=["city"], order_by=["-views"])[0] == ("Rome", 6)


TIES = World(
    yaml=BOOKINGS.yaml,
    sql=BOOKINGS.sql
    + """
DELETE FROM bookings;
INSERT INTO bookings VALUES
    (1, 4, 1, '2025-01-05', 'web', 5), (2, 3, 2, '2025-01-20', 'app', 5), (3, 2, 3, '2025-02-10', 'tv', 5),
    (4, 1, 3, '2025-02-11', 'web', 7), (5, NULL, 3, '2025-02-12', NULL, 5), (6, 1, 3, '2025-02-12', 'fax', NULL);
""",
)


def test_ties_at_a_limit_are_broken_by_the_groups_name() -> None:
    by_listing: dict[str, Any] = {"metrics": ["nights"], "group_by": ["listing"]}
    assert TIES.rows(**by_listing, order_by=["-nights"], limit=3) == [(1, 7), (2, 5), (3, 5)]
    assert TIES.rows(**by_listing, order_by=["nights"], limit=3) == [(2, 5), (3, 5), (4, 5)]
    assert TIES.rows(**by_listing, order_by=["nights", "-listing"], limit=2) == [(4, 5), (3, 5)]
    assert TIES.rows(**by_listing, order_by=["-bookings"], limit=2) == [(1, 7), (2, 5)]


@pytest.mark.parametrize("order", ["nights", "-nights"])
def test_missing_values_and_keys_come_last(order: str) -> None:
    by_channel = TIES.rows(metrics=["nights"], group_by=["channel"], order_by=[order])
    assert by_channel[-1] == ("fax", None)
    assert TIES.rows(metrics=["nights"], group_by=["channel"], order_by=["-channel"])[-1] == (None, 5)


def test_ties_within_each_group() -> None:
    rows = TIES.rows(
        metrics=["nights"],
        group_by=["metric_time__month", "listing"],
        limit=1,
        limit_per="metric_time__month",
        order_by=["-nights"],
    )
    # January: listings 3 and 4 with 5 each; February: listing 1 with 7
    assert sorted(rows) == [("2025-01-01", 3, 5), ("2025-02-01", 1, 7)]
    two = TIES.rows(
        metrics=["nights"],
        group_by=["metric_time__month", "listing"],
        limit=2,
        limit_per="metric_time__month",
        order_by=["nights"],
        others=True,
    )
    # February by nights: listing 2 with 5 and the one without a name with 5; the rest is listing 1
    assert sorted(two, key=str) == [
        ("2025-01-01", 3, 5),
        ("2025-01-01", 4, 5),
        ("2025-02-01", 2, 5),
        ("2025-02-01", None, 5),
        ("2025-02-01", None, 7),
    ]


def test_the_rest_beside_ties_has_the_others() -> None:
    rows = TIES.rows(
        metrics=["nights", "guests"],
        group_by=["listing"],
        order_by=["-nights"],
        limit=2,
        others=True,
        totals=True,
    )
    # The rest: listings 3 and 4 and none, guests 2, 1 and 3
    assert rows == [(1, 7, 1), (2, 5, 1), (None, 15, 3), (None, 27, 3)]


# ── having ────────────────────────────────────────────────────────────────────────────────────────


def over(field: str, op: str, value: float) -> list[Any]:
    return [{"field": field, "op": op, "values": [value]}]


def test_having_on_derived_columns() -> None:
    by_city: dict[str, Any] = {"metrics": ["nights"], "group_by": ["city"]}
    # 128, 119 and 8 of 255
    assert BOOKINGS.rows(**by_city, share_of_total=True, having=over("nights__share", ">", 0.4)) == [
        ("Rome", 119, 0.466667),
        (None, 128, 0.501961),
    ]
    march = {"start": "2025-03-01", "end": "2025-04-01"}
    compared: dict[str, Any] = {**by_city, "time": march, "compare": {"kind": "prior_period"}}
    # Rome 112 after 4
    assert BOOKINGS.rows(**compared, having=over("nights__change_rate", ">=", 27)) == [
        ("Rome", 112, 4, 108, 27.0)
    ]
    assert BOOKINGS.rows(**compared, having=over("nights__prior", ">", 4)) == []
    by_month: dict[str, Any] = {"metrics": ["nights"], "group_by": ["metric_time__month"]}
    # 139, 4, 112
    assert BOOKINGS.rows(**by_month, running="all", having=over("nights__running", ">", 140)) == [
        ("2025-02-01", 4, 143),
        ("2025-03-01", 112, 255),
    ]
    assert BOOKINGS.rows(**by_month, moving={"periods": 2}, having=over("nights__moving", "<", 60)) == [
        ("2025-03-01", 112, 58.0)
    ]


def test_having_is_no_filter_of_rows() -> None:
    rows = BOOKINGS.rows(metrics=["nights"], group_by=["city"], having=over("bookings", ">", 1), totals=True)
    assert rows == [("Rome", 119), (None, 255)]
    ratio = BOOKINGS.rows(
        metrics=["bookings"], group_by=["city"], having=over("nights_per_booking", ">", 100)
    )
    assert ratio == [(None, 1)]
    both = [{"any": [*over("bookings", ">", 5), *over("nights", "<", 10)]}]
    assert BOOKINGS.rows(metrics=["bookings"], group_by=["city"], having=both) == [("Oslo", 1), ("Rome", 6)]


def test_having_without_groups_is_about_the_total() -> None:
    assert BOOKINGS.rows(metrics=["nights"], having=over("nights", ">", 255)) == []
    assert BOOKINGS.rows(metrics=["nights"], having=over("bookings", "=", 8)) == [(255,)]


# ── at once ───────────────────────────────────────────────────────────────────────────────────────

QUERIES: list[dict[str, Any]] = [
    {"metrics": ["bookings", "views"], "group_by": ["city"]},
    {"metrics": ["web_rate", "guests"], "group_by": ["metric_time__month", "language"], "totals": True},
    {"metrics": ["nights"], "group_by": ["channel"], "limit": 1, "others": True},
    {"metrics": ["nights"], "group_by": ["metric_time__month"], "compare": {"kind": "prior_period"}},
    {"metrics": ["nights_per_booking"], "where": [{"field": "city", "values": ["Rome"]}]},
]


def test_queries_compiled_at_once_are_those_compiled_one_by_one() -> None:
    fresh = World(BOOKINGS.yaml + "# of its own\n", BOOKINGS.sql)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: fresh.statement(**query).sql, QUERIES * 20))
    assert found == [BOOKINGS.statement(**query).sql for query in QUERIES] * 20
