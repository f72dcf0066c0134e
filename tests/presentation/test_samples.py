"""Whether rates rest on few records."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.presentation.samples import few_behind, sample_query
from assistant.query import MetricQuery, Order
from tests.presentation.conftest import CATALOG, rows


def test_the_records_are_those_below_the_rate_by_the_same_keys() -> None:
    asked = MetricQuery(("mql_rate", "revenue"), ("channel",), order_by=(Order("mql_rate"),), limit=3)
    assert sample_query(asked, CATALOG) == MetricQuery(("lead_count",), ("channel",))


@pytest.mark.parametrize(
    "asked",
    [MetricQuery(("revenue",)), MetricQuery(("cpl",)), MetricQuery(("mql_rate",), average_per=("owner",))],
    ids=str,
)
def test_only_shares_have_records_that_are_counted(asked: MetricQuery) -> None:
    assert sample_query(asked, CATALOG) is None


@pytest.mark.parametrize(
    ("counts", "shown", "few"),
    [
        ([["email", 29], ["organic", 500]], ["email", "organic"], "lead_count"),
        ([["email", 29], ["organic", 500]], ["organic"], None),
        ([["email", 30], ["organic", 500]], ["email", "organic"], None),
        ([["email", 0], ["organic", 500]], ["email", "organic"], None),
        ([[None, 3]], [None], "lead_count"),
    ],
)
def test_few_behind_a_row_that_is_shown(counts: list[list[Any]], shown: list[Any], few: str | None) -> None:
    answer = rows("channel mql_rate", [[key, 0.5] for key in shown])
    assert few_behind(rows("channel lead_count", counts), answer) == few
