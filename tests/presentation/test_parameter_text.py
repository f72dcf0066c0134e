"""The settings of a computation in both languages."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "attributed revenue by channel this year",
            "Computed with these settings. Attributed revenue: attribution model: position-based, "
            "attribution window: 180 days, weight of the first touch: 40%, weight of the last touch: 40%.",
        ),
        (
            "今年各渠道的归因收入",
            "按以下设置计算。归因收入：归因模型为按位置，归因窗口为180 天，首触权重为40%，末触权重为40%。",
        ),
        ("customer retention rate by quarter this year", "retention period: 3 months."),
        ("客户留存率是多少", "留存期间为12 个月。"),
        ("高潜客户有多少", "回看天数为30 天，最少点击次数为3。"),
    ],
)
def test_the_settings_in_use_stand_beside_the_answer(demo_assistant: Any, question: str, said: str) -> None:
    warnings = demo_assistant.ask(question).to_dict()["warnings"]
    texts = [item["text"] for item in warnings if item["code"] == "parameters"]
    assert any(said in text for text in texts), texts


def test_what_a_metric_fixes_is_not_said(demo_assistant: Any) -> None:
    warnings = demo_assistant.ask("D7 retention rate by platform").to_dict()["warnings"]
    assert "parameters" not in [item["code"] for item in warnings]
    assert "immature_cohort" in [item["code"] for item in warnings]


def test_a_setting_of_a_query_is_said_as_set(demo_assistant: Any) -> None:
    from assistant.query import MetricQuery

    query = {"metrics": ["channel_roi"], "parameters": {"attribution_model": "time_decay", "window_days": 90}}
    result = demo_assistant.query(MetricQuery.from_dict(query))
    (said,) = [item.text for item in result.warnings if item.code == "parameters"]
    assert "attribution model: time decay, attribution window: 90 days, half-life: 30 days" in said
