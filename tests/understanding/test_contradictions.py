"""Conditions that leave nothing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.query import Condition, MetricQuery, TimeRange
from assistant.understanding.conditions.contradictions import contradicting

_MONDAY = TimeRange.of_dates(date(2025, 12, 29), date(2025, 12, 30))


@pytest.mark.parametrize(
    ("where", "clash"),
    [
        ([Condition("region", "=", ("north",)), Condition("region", "=", ("south",))], True),
        ([Condition("region", "in", ("north", "south")), Condition("region", "=", ("south",))], False),
        ([Condition("region", "=", ("north",)), Condition("region", "!=", ("north",))], True),
        ([Condition("region", "!=", ("south",)), Condition("region", "=", ("north",))], False),
        ([Condition("amount", ">", (500,)), Condition("amount", "<", (100,))], True),
        ([Condition("amount", ">=", (100,)), Condition("amount", "<=", (100,))], False),
        ([Condition("region", "=", ("north",)), Condition("channel", "=", ("email",))], False),
        ([Condition("metric_time__extract_dow", "in", (6, 7))], True),
        ([Condition("metric_time__extract_dow", "in", (1,))], False),
    ],
)
def test_conditions_that_exclude_each_other(where: list[Condition], clash: bool) -> None:
    query = MetricQuery(("order_count",), where=tuple(where), time=_MONDAY)
    assert bool(contradicting(query)) == clash
