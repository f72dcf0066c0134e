"""The choices that are offered, in the words of the business."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.query import AnyOf, Condition, MetricQuery
from assistant.understanding.labels import choice_of
from tests.presentation.conftest import CATALOG, value_label

EAST = Condition("region", "=", ("east_cn",))
EMAIL = Condition("channel", "in", ("email", "unknown"))


def test_choices_call_values_by_the_labels_of_the_warehouse() -> None:
    query = MetricQuery(("lead_count",), where=(AnyOf((EAST, EMAIL)),))
    choice = choice_of(CATALOG, query, value_label)
    assert choice.label_zh.startswith("线索数 · 地区=华东")
    assert "邮件、unknown" in choice.label_zh
    assert "Email" in choice.label_en
    assert "east_cn" in choice_of(CATALOG, query).label_zh, "without a warehouse there is only the code"


@pytest.mark.parametrize(
    ("question", "label"), [("华南转化率", "华南"), ("South China conversion rate", "South China")]
)
def test_a_question_back_offers_labels(demo_assistant: Any, question: str, label: str) -> None:
    outcome = demo_assistant.ask(question)
    assert outcome.status == "clarify"
    assert all(f"={label}" in option.label for option in outcome.options)


def test_two_ways_to_a_dimension_are_told_apart() -> None:
    ways = [
        MetricQuery(("lead_count",), group_by=(f"{entity}__account__region",)) for entity in ("lead", "order")
    ]
    first, second = (choice_of(CATALOG, query) for query in ways)
    assert first.label_zh != second.label_zh
    assert first.label_en != second.label_en
    plain = choice_of(CATALOG, MetricQuery(("lead_count",), group_by=("account__region",)))
    assert "(" not in plain.label_en
