"""One metric divided by another one of the query."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import QueryError
from tests.compiler.toy import run, statement

QUERY: dict[str, Any] = {"metrics": ["revenue", "visit_count"], "ratio_to": "visit_count"}


def test_the_ratio_is_that_of_the_two_numbers() -> None:
    [(revenue, ratio, visits)] = run(**QUERY)
    assert ratio == pytest.approx(revenue / visits)


def test_each_group_and_the_total_have_their_own() -> None:
    for *_, revenue, ratio, visits in run(**QUERY, group_by=["metric_time__month"], totals=True):
        assert ratio == pytest.approx(revenue / visits) if revenue is not None and visits else ratio is None


def test_each_of_several_metrics_is_divided() -> None:
    [row] = run(metrics=["revenue", "visit_count", "visitors"], ratio_to="VISITORS")
    revenue, first, visits, second, visitors = row
    assert (first, second) == (pytest.approx(revenue / visitors), pytest.approx(visits / visitors))


def test_the_column_orders_and_picks() -> None:
    every = run(**QUERY, group_by=["metric_time__month"], order_by=["-revenue__ratio"])
    ratios = [row[2] for row in every if row[2] is not None]
    assert ratios == sorted(ratios, reverse=True)
    above = {"field": "revenue__ratio", "op": ">", "values": [ratios[-1]]}
    picked = run(**QUERY, group_by=["metric_time__month"], having=[above])
    assert sorted(row[2] for row in picked) == sorted(ratios)[1:]


def test_both_sides_of_a_comparison_have_one() -> None:
    columns = statement(
        **QUERY,
        time={"start": "2025-02-01", "end": "2025-03-01"},
        compare={"kind": "prior_period"},
    ).columns
    assert [column.name for column in columns if "ratio" in column.role] == [
        "revenue__ratio",
        "revenue__ratio_prior",
    ]


@pytest.mark.parametrize(
    ("metrics", "below", "unit"),
    [
        (["revenue", "visit_count"], "visit_count", "revenue"),
        (["visit_count", "visitors"], "visitors", None),
    ],
)
def test_an_amount_per_one_that_is_counted_stays_an_amount(
    metrics: list[str], below: str, unit: str | None
) -> None:
    columns = {column.name: column for column in statement(metrics=metrics, ratio_to=below).columns}
    wanted = columns[unit].unit if unit else None
    assert columns[f"{metrics[0]}__ratio"].unit == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratio_to": "orders"},
        {"metrics": ["revenue"], "ratio_to": "revenue"},
        {"share_of_total": True, "group_by": ["status"]},
        {"running": "all", "group_by": ["metric_time__month"]},
        {"average_per": ["customer"]},
    ],
    ids=str,
)
def test_what_has_no_ratio_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="ratio_to"):
        run(**QUERY | wrong)
