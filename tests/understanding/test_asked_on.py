"""A question that goes on with a follow-up of its own: both are shown side by side, or the whole is not answered."""

from __future__ import annotations

import pytest

from assistant.query import Condition
from assistant.reading import Described, Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask


@pytest.mark.parametrize(
    ("question", "field", "values"),
    [
        ("2025年华东的总收入是多少，华南呢", "region", {"east_cn", "south_cn"}),
        ("华东2025年11月的线索量，那华南呢？", "region", {"east_cn", "south_cn"}),
        ("P1工单2025年有多少张，P2呢", "priority", {"p1", "p2"}),
        (
            "leads from webinars in Q3 2025, and what about whitepapers?",
            "lead_type",
            {"webinar", "whitepaper"},
        ),
    ],
)
def test_two_values_each_by_itself(demo_reader: Reader, question: str, field: str, values: set[str]) -> None:
    found = ask(demo_reader, question)
    assert isinstance(found, Understood)
    (condition,) = found.query.where
    assert isinstance(condition, Condition)
    assert (condition.field, set(condition.values)) == (field, values)
    assert field in found.query.group_by


@pytest.mark.parametrize(
    "question",
    [
        "2025年的MQL数量是多少，2024年呢",
        "revenue of East China in 2025, what about 2024?",
        "How many P1 tickets did we get in Q3 2025? And in Q2 2025?",
    ],
)
def test_two_periods_stand_side_by_side(demo_reader: Reader, question: str) -> None:
    found = ask(demo_reader, question)
    assert isinstance(found, Understood)
    assert isinstance(found.query.time, tuple)
    assert len(found.query.time) == 2


def test_two_numbers_of_the_same_groups(demo_reader: Reader) -> None:
    found = ask(demo_reader, "2025年各渠道的MQL数量，SQL呢")
    assert isinstance(found, Understood)
    assert (found.query.metrics, found.query.group_by) == (("mql_count", "sql_count"), ("channel",))


@pytest.mark.parametrize(
    "question",
    [
        "How many leads in November 2025, and what about customers who left?",
        "2025年华东的总收入是多少，没有退款的呢",
        "2025年赢单率是多少，为什么呢",
    ],
)
def test_what_is_another_question_is_not_passed_over(demo_reader: Reader, question: str) -> None:
    assert not isinstance(ask(demo_reader, question), Understood | Described)
