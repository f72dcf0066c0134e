"""Analyses that are understood and cannot be made yet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from assistant.analysis_request import (
    AlertRequest,
    AnalysisKind,
    AnalysisRequest,
    AnomalyRequest,
    AttributionRequest,
    Claim,
    CohortRequest,
    DiagnoseRequest,
    ExperimentRequest,
    FunnelRequest,
    PathRequest,
)
from assistant.answer import Refusal
from assistant.catalog.load import load_catalog
from assistant.presentation.analyses import analysis_text, present_analysis
from assistant.presentation.context import Context
from assistant.presentation.messages import LANGUAGES, messages
from assistant.query import Condition, MetricQuery, TimeRange
from assistant.question import Language
from assistant.reading import AnalysisAsked, Choice, Reading
from tests.presentation.conftest import context as context_of

DEMO = load_catalog(Path(__file__).parents[2] / "metric_catalog")


def context(language: Language) -> Context:
    return context_of(language, catalog=DEMO)


MARCH = TimeRange(datetime(2025, 3, 1), datetime(2025, 4, 1))
CPL = MetricQuery(("cpl",), where=(Condition("channel", "=", ("email",)),), time=MARCH)

SENTENCES: list[tuple[AnalysisRequest, str, str]] = [
    (
        DiagnoseRequest(CPL, "drivers", Claim("up", metric="cpl")),
        "You ask why Cost per lead went up (March 2025, Channel = email).",
        "您想知道单条线索成本为什么上升（2025年3月、渠道 = email）。",
    ),
    (
        DiagnoseRequest(MetricQuery(), "problems"),
        "You ask for the list of problems.",
        "您想要问题清单。",
    ),
    (
        DiagnoseRequest(MetricQuery(("cpl",)), "drivers", None, ("channel",)),
        "You ask what is behind Cost per lead (by Channel).",
        "您想知道单条线索成本背后的原因（按渠道）。",
    ),
    (
        FunnelRequest(MetricQuery(("lead_count",)), "sales", "leak", "contact", "won"),
        "You ask where the funnel loses most: Sales funnel (from contact, up to won).",
        "您想知道漏斗在哪一步流失最多：销售漏斗（从contact起、到won）。",
    ),
    (
        FunnelRequest(MetricQuery(), None),
        "You ask for a funnel.",
        "您想看漏斗。",
    ),
    (
        CohortRequest(MetricQuery(("retention_d7",)), "month"),
        "You ask for cohorts of D7 retention rate (cohorts by Month).",
        "您想看7日留存率的同期群（按月分群）。",
    ),
    (
        PathRequest(MetricQuery(), "after", "sign-up"),
        "You ask for the paths that users take (from sign-up).",
        "您想看用户路径（从sign-up起）。",
    ),
    (
        AttributionRequest(MetricQuery(), ("first", "last")),
        "You ask to compare attribution models (models: first, last).",
        "您想对比归因模型（模型：first、last）。",
    ),
    (
        ExperimentRequest(MetricQuery(), "form_copy_2025q4", "winner"),
        "You ask which arm of an experiment won: Form copy test (2025Q4).",
        "您想知道实验的哪一组胜出：表单文案测试(2025Q4)。",
    ),
    (
        AnomalyRequest(MetricQuery(("cpl",), time=MARCH)),
        "You ask for anomalies in Cost per lead (March 2025).",
        "您想知道单条线索成本有没有异常（2025年3月）。",
    ),
    (
        AlertRequest(MetricQuery(("sla_breach_rate",)), "value", ">", 0.1, "weekly", "slack", "#support"),
        "You ask to be told about SLA breach rate (when > 10%, looked at every week, by slack, to #support).",
        "您想设置关于SLA超时率的提醒（当数值 > 10%、每周检查、通过 slack、通知 #support）。",
    ),
]


@pytest.mark.parametrize(("request_", "en", "zh"), SENTENCES, ids=[en for _, en, _ in SENTENCES])
def test_what_was_understood_in_a_sentence(request_: AnalysisRequest, en: str, zh: str) -> None:
    assert analysis_text(request_, context("en").names) == en
    assert analysis_text(request_, context("zh").names) == zh


def test_every_kind_has_its_sentence() -> None:
    assert {request.kind for request, _, _ in SENTENCES} == set(get_args(AnalysisKind))
    for language in LANGUAGES:
        for kind in get_args(AnalysisKind):
            assert messages(language).has(f"analysis.note_{kind}")


def test_a_refusal_that_carries_the_analysis() -> None:
    request = DiagnoseRequest(CPL, "drivers", Claim("up", 0.4, None, "cpl", "up"))
    asked = AnalysisAsked(Reading("en", unread=("strangely",)), request, (), (Choice("甲", "one", CPL),))
    given = present_analysis(asked, context("en"))
    document = given.to_dict()
    assert (document["status"], given.code, document["analysis"]) == (
        "refuse",
        "unsupported_analysis",
        "diagnose",
    )
    assert document["query"] == CPL.to_dict()
    assert document["request"] == {
        "kind": "diagnose",
        "aspect": "drivers",
        "claim": {"direction": "up", "rate": 0.4, "amount": None, "metric": "cpl", "text": "up"},
        "by": [],
    }
    assert document["suggestions"] == ["one"]
    assert "up by 40%" in document["text"]
    assert "strangely" in document["text"]
    assert [item["metric"] for item in document["definitions"]] == ["cpl"]


def test_other_outcomes_carry_no_request() -> None:
    refused = Refusal(context("en").receipt, "no_metric", "No.", "No.")
    assert refused.to_dict()["request"] is None
    assert refused.to_dict()["analysis"] is None
