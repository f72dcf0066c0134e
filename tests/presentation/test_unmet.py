"""Conditions that nothing ever meets are told, and give no number that would say there is none."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.presentation.unmet import conditions_alone, has_only_noughts
from assistant.query import Condition, MetricQuery
from tests.presentation.conftest import CATALOG, rows


@pytest.mark.parametrize(
    ("data", "noughts"),
    [
        ([], True),
        ([["email", None]], True),
        ([["email", 0], ["organic", None]], True),
        ([["email", 0], ["organic", 2]], False),
    ],
)
def test_numbers_of_rows(data: list[list[Any]], noughts: bool) -> None:
    assert has_only_noughts(rows("channel mql_rate", data)) == noughts


def test_each_condition_alone_over_what_a_rate_is_computed_from() -> None:
    email, east = Condition("channel", "!=", ("email",)), Condition("region", "!=", ("east_cn",))
    asked = MetricQuery(("mql_rate",), ("channel",), where=(email, east))
    found = list(conditions_alone(asked, CATALOG))
    assert [(item, alone.where, kept.where) for item, alone, kept in found] == [
        (email, (email,), (east,)),
        (east, (east,), (email,)),
    ]
    assert all(
        set(alone.metrics) == {"mql_count", "lead_count"} and not alone.group_by for _, alone, _ in found
    )


@pytest.mark.parametrize(
    ("question", "language"),
    [("上季度谈判阶段的赢单率", "zh"), ("Win rate of the negotiation stage in Q3 2025", "en")],
)
def test_nothing_is_won_before_it_is_closed(demo_assistant: Any, question: str, language: str) -> None:
    refused = demo_assistant.ask(question)
    assert (refused.status, refused.code) == ("refuse", "never_met")
    assert ("谈判" if language == "zh" else "Negotiation") in refused.reason
    assert len(refused.suggestions) == 1
    assert refused.query.metrics == ("win_rate",)
    assert not refused.query.where


@pytest.mark.parametrize(
    "question",
    [
        "Organic search ROI on a last-click basis?",
        "2025年10月电话来源的工单量",
        "CSAT of phone tickets in 2019",
    ],
)
def test_what_is_only_missing_now_or_divides_by_nothing_is_answered(
    demo_assistant: Any, question: str
) -> None:
    assert demo_assistant.ask(question).status == "answer"


@pytest.mark.parametrize("question", ["Tickets from customer 999999", "客户999999的工单数"])
def test_a_key_that_nothing_has_is_no_nought(demo_assistant: Any, question: str) -> None:
    refused = demo_assistant.ask(question)
    assert (refused.status, refused.code) == ("refuse", "no_such_value")
    assert "999999" in refused.reason


def test_a_thing_that_is_there_may_have_none(demo_assistant: Any) -> None:
    answer = demo_assistant.ask("How many orders does customer with ID 42 have?")
    assert answer.status == "answer"
