"""Parameters in queries: what is taken and what is refused, how values reach the SQL, and what is told of the time."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.catalog.filters import parse_filter
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.compiler.compile import compile_resolved
from assistant.errors import QueryError
from assistant.plan import GovernedQuery
from assistant.query import MetricQuery
from assistant.resolve import resolve_query

FOLDER = Path(__file__).parent.parent / "fixtures" / "compiler" / "parameters"
NOW = datetime(2025, 6, 30, 23, 59, 59)


@cache
def catalog() -> Catalog:
    return load_catalog(FOLDER)


@cache
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((FOLDER / "warehouse.sql").read_text(encoding="utf-8"))
    return connection


def run(**query: Any) -> list[tuple[Any, ...]]:
    statement = compile_query(catalog(), MetricQuery.from_dict(query), now=NOW)
    found = warehouse().cursor().execute(statement.sql).fetchall()
    return [tuple(v.isoformat() if hasattr(v, "isoformat") else v for v in row) for row in found]


def notes(**query: Any) -> dict[str, str]:
    return dict(compile_query(catalog(), MetricQuery.from_dict(query), now=NOW).notes)


# Five visits: 1 Jan, 15 Jan, 3 Feb, 20 Mar and 2 June, worth 1, 2, 4, 8 and 16.


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, 31),
        ({"factor": 2}, 62),
        ({"factor": 2.5}, 77.5),
        ({"FACTOR": 2}, 62),
        ({"minimum_worth": 4}, 28),
        ({"minimum_worth": 4.0}, 28),
        ({"since": "2025-03-01"}, 24),
        ({"flip": True}, -31),
        ({"kind": "odd"}, 1),
        ({"kind": "ODD"}, 1),
        ({"factor": -1, "kind": "even"}, -30),
    ],
)
def test_values_that_are_taken(parameters: dict[str, Any], expected: float) -> None:
    assert run(metrics=["worth"], parameters=parameters) == [(expected,)]


@pytest.mark.parametrize(
    ("parameters", "code", "message"),
    [
        ({"factor": 11}, "bad_parameter", "'factor' takes a number from -10 to 10, not 11."),
        ({"factor": "2"}, "bad_parameter", "'factor' takes a number from -10 to 10, not '2'."),
        ({"factor": True}, "bad_parameter", "'factor' takes a number from -10 to 10, not True."),
        ({"minimum_worth": 1.5}, "bad_parameter", "'minimum_worth' takes a whole number of at least 0, not 1.5."),
        ({"minimum_worth": -1}, "bad_parameter", "'minimum_worth' takes a whole number of at least 0, not -1."),
        ({"since": "March"}, "bad_parameter", "'since' takes an ISO date, not 'March'."),
        ({"since": "2025-02-30"}, "bad_parameter", "'since' takes an ISO date, not '2025-02-30'."),
        ({"flip": 1}, "bad_parameter", "'flip' takes true or false, not 1."),
        ({"kind": "ood"}, "bad_parameter", "'kind' takes one of all, odd, even, not 'ood'. Did you mean odd?"),
        ({"kind": "'; DROP TABLE visits; --"}, "bad_parameter", "'kind' takes one of all, odd, even, not"),
        ({"factor": 0}, "bad_parameter", "parameters must satisfy factor <> 0; here factor = 0"),
        ({"facto": 2}, "unknown_parameter", "there is no parameter 'facto'. Did you mean factor? 'worth' can be given: factor"),
        ({"as_of": "2025-01-01"}, "unknown_parameter", "there is no parameter 'as_of'."),
        ({"nothing": 1}, "unknown_parameter", "minimum_worth (a whole number of at least 0)"),
    ],
)  # fmt: skip
def test_values_that_are_refused(parameters: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        run(metrics=["worth"], parameters=parameters)
    assert caught.value.code == code
    assert message.rstrip(".") in str(caught.value)


def test_a_metric_without_parameters_takes_none() -> None:
    with pytest.raises(QueryError, match="'visit_count' can be given: no parameters"):
        run(metrics=["visit_count"], parameters={"factor": 2})


def test_what_a_metric_fixes_cannot_be_changed() -> None:
    assert run(metrics=["doubled_worth"]) == [(62,)]
    with pytest.raises(QueryError, match=r"'doubled_worth' fixes 'factor' at 2\.0; it cannot be changed"):
        run(metrics=["doubled_worth"], parameters={"factor": 3})
    # another metric of the query takes it
    assert run(metrics=["doubled_worth", "worth"], parameters={"factor": 3}) == [(62, 93)]
    assert run(metrics=["doubled_worth"], parameters={"kind": "odd"}) == [(2,)]


def test_the_same_metric_at_two_settings_in_one_query() -> None:
    assert run(metrics=["worth", "doubled_worth", "ratio_to_double"]) == [(31, 62, 0.5)]
    rows = run(metrics=["worth", "doubled_worth"], group_by=["metric_time__quarter"])
    assert rows == [("2025-01-01", 15, 30), ("2025-04-01", 16, 32)]


def test_a_fixed_input_stays_fixed_in_what_is_made_of_it() -> None:
    """`fixed_again` fixes at 5 what one of its inputs has fixed at 2 already."""
    assert run(metrics=["fixed_again"]) == [(62 + 5 * 31,)]


def test_filters_of_metrics_and_queries_hold_for_every_setting() -> None:
    assert run(metrics=["north_worth"], parameters={"factor": 2}) == [(2 * (1 + 4 + 16),)]
    where = [{"field": "place", "values": ["N"]}]
    assert run(metrics=["worth", "doubled_worth"], where=where) == [(21, 42)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 3),
        ({"group_by": ["metric_time__month"]}, 1),
        ({"group_by": ["metric_time__quarter"]}, 3),
        ({"group_by": ["metric_time__quarter", "metric_time__month"]}, 1),
        ({"group_by": ["metric_time__week"]}, 3),
        ({"time": {"start": "2025-01-01", "end": "2025-03-01"}}, 2),
        ({"time": {"start": "2025-01-01", "end": "2026-01-01"}}, 12),
        ({"time": {"start": "2025-01-01", "end": "2025-03-02"}}, 3),
        ({"time": {"start": "2020-01-01", "end": "2026-01-01"}}, 3),
        ({"time": {"start": "2025-01-01", "end": "2025-03-01"}, "group_by": ["metric_time__month"]}, 1),
        ({"time": {"relative": "this_quarter"}}, 3),
        ({"time": [{"start": "2025-01-01", "end": "2025-02-01"}, {"start": "2025-02-01", "end": "2025-03-01"}]}, 1),
        ({"time": [{"start": "2025-01-01", "end": "2025-02-01"}, {"start": "2025-02-01", "end": "2025-04-01"}]}, 3),
        ({"parameters": {"months": 5}, "group_by": ["metric_time__month"]}, 5),
    ],
)  # fmt: skip
def test_defaults_follow_the_grain_and_the_range(query: dict[str, Any], expected: int) -> None:
    assert f'"months": {expected}' in notes(metrics=["months_looked_back"], **query)["parameters"]


def test_the_values_in_use_are_noted() -> None:
    found = notes(metrics=["worth"], parameters={"kind": "odd"})["parameters"]
    assert '"kind": "odd"' in found
    assert '"minimum_worth": 0' in found
    assert '"metrics": ["worth"]' in found
    assert "half_life" not in found, "what changes nothing is not said"
    assert '"factor"' not in notes(metrics=["doubled_worth"])["parameters"], (
        "what is fixed belongs to the definition"
    )
    assert "parameters" not in notes(metrics=["visit_count"])


# ── what governed SQL is told of the time ─────────────────────────────────────────────────────────


def test_the_range_and_the_grain_of_the_query() -> None:
    time = {"start": "2025-01-10", "end": "2025-04-01"}
    told = ("2025-01-10T00:00:00", "2025-04-01T00:00:00", "all")
    assert run(metrics=["told_start", "told_end", "told_grain"], time=time) == [told]
    rows = run(metrics=["told_grain", "told_start"], group_by=["metric_time__month"], time=time)
    assert {row[1:] for row in rows} == {("month", "2025-01-10T00:00:00")}
    assert run(metrics=["told_start", "told_grain"]) == [("0001-01-01T00:00:00", "all")]


def test_both_sides_of_a_comparison_are_told_their_own_range() -> None:
    time = {"start": "2025-03-01", "end": "2025-04-01"}
    rows = run(
        metrics=["days_into_range"],
        time=time,
        compare={"kind": "range", "start": "2025-01-01", "end": "2025-02-01"},
    )
    assert rows[0][:2] == (19, 14)


def test_totals_are_told_of_no_grain() -> None:
    rows = run(
        metrics=["told_grain"],
        group_by=["metric_time__month"],
        totals=True,
        time={"start": "2025-01-01", "end": "2025-04-01"},
    )
    assert rows[-1] == (None, "all")


def test_periods_side_by_side_are_told_their_own_range() -> None:
    time = [{"start": "2025-01-01", "end": "2025-02-01"}, {"start": "2025-03-01", "end": "2025-04-01"}]
    assert run(metrics=["told_start"], time=time) == [
        ("2025-01-01..2025-02-01", "2025-01-01T00:00:00"),
        ("2025-03-01..2025-04-01", "2025-03-01T00:00:00"),
    ]


def test_row_filters_reach_governed_sql_with_parameters() -> None:
    query = MetricQuery.from_dict({"metrics": ["worth", "doubled_worth"], "parameters": {"minimum_worth": 2}})
    filters = {"visits": (parse_filter("{{ Dimension('place') }} = 'S'"),)}
    governed = GovernedQuery(resolve_query(catalog(), query, NOW), filters)
    assert warehouse().cursor().execute(compile_resolved(governed).sql).fetchall() == [(10, 20)]
