"""How many groups there are, instead of these groups."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import QueryError
from tests.compiler.toy import run, statement

ABOVE: dict[str, Any] = {"having": [{"field": "revenue", "op": ">", "values": [20]}]}


def test_the_groups_that_a_limit_leaves_are_counted() -> None:
    shown = run(metrics=["revenue"], group_by=["country"], **ABOVE)
    named = [row for row in shown if row[0] is not None]
    assert run(metrics=["revenue"], group_by=["country"], count_of="country", **ABOVE) == [(len(named),)]


def test_other_fields_stay() -> None:
    months = ["metric_time__month", "status"]
    shown = run(metrics=["revenue"], group_by=months)
    counted = run(metrics=["revenue"], group_by=months, count_of="status")
    assert dict(counted) == {
        month: sum(row[0] == month and row[1] is not None for row in shown)
        for month in {row[0] for row in shown}
    }


def test_none_is_no_empty_answer() -> None:
    above = {"having": [{"field": "revenue", "op": ">", "values": [10**9]}]}
    assert run(metrics=["revenue"], group_by=["country"], count_of="country", **above) == [(0,)]


def test_the_column_is_a_count() -> None:
    [column] = statement(metrics=["revenue"], group_by=["country"], count_of="country").columns
    assert (column.name, column.role, column.unit) == ("country__count", "metric", "count")


@pytest.mark.parametrize(
    "more",
    [
        {"limit": 3},
        {"order_by": ["-revenue"]},
        {"totals": True},
        {"count_of": "status"},
        {"share_of_total": True},
    ],
    ids=str,
)
def test_what_would_be_lost_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="count_of"):
        run(**{"metrics": ["revenue"], "group_by": ["country"], "count_of": "country"} | more)


def test_without_metrics_what_a_list_holds_is_counted() -> None:
    listed = [row for row in run(metrics=[], group_by=["country"]) if row[0] is not None]
    assert run(metrics=[], group_by=["country"], count_of="country") == [(len(listed),)]


@pytest.mark.parametrize("more", [{"limit": 3}, {"order_by": ["country"]}, {"count_of": "status"}], ids=str)
def test_what_a_number_of_values_would_lose_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="count_of"):
        run(**{"metrics": [], "group_by": ["country"], "count_of": "country"} | more)
