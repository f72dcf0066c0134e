"""Terms of several metrics over the demo catalog: what decides, what is assumed, what is asked back."""

from __future__ import annotations

import pytest

from assistant.reading import Unanswerable, Unclear, Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask

ASK = "asked back"

TERMS = [
    # the language is no metric, and the metric is no language
    ("本季度SQL有多少", "sql_count"), ("SQLs this quarter", "sql_count"),
    # active
    ("活跃怎么样", ASK), ("昨天的活跃用户数", "dau"), ("上个月的活跃用户数", "mau"), ("群的活跃情况", "speaker_ratio"),
    # conversion
    ("转化率多少", ASK), ("表单转化率", "form_conversion_rate"), ("表单的转化率", "form_conversion_rate"), ("点击的转化率", "click_to_lead_cvr"),
    ("访客的转化率", "tcr"), ("流量转化率", "tcr"), ("伙伴的转化率", "partner_lead_conversion_rate"), ("社群的转化率", "content_conversion_rate"),
    ("谈判的转化率", "negotiation_win_rate"), ("conversion rate of the website", "tcr"),
    # leads
    ("线索多少", "lead_count"), ("合格线索多少", ASK), ("有效线索多少", ASK), ("销售线索多少", "sql_count"), ("潜在客户多少", "lead_count"),
    ("cost per qualified lead", ASK),
    # ROI
    ("ROI多少", ASK), ("渠道ROI", "channel_roi"), ("投产比", "channel_roi"), ("净ROI", "marketing_roi"), ("回报率多少", "marketing_roi"),
    ("MDF的回报率", "mdf_roi"), ("渠道的回报率", "channel_roi"),
    # acquisition cost
    ("获客成本", "cac"), ("客户获客成本", "cac"), ("线索的获客成本", "cpl"), ("all-in acquisition cost", "lac"), ("销售线索的获客成本", "slac"),
    ("活动的获客成本", "campaign_cac"),
    # order value
    ("客单价", "aov"), ("每个客户的客单价", "revenue_per_customer"),
    # retention and churn
    ("留存率", ASK), ("次日留存", "retention_d1"), ("7日的留存率", "retention_d7"), ("30日的留存率", "retention_d30"), ("客户的留存率", "crr"),
    ("群的留存率", "member_churn_rate"), ("流失率", "monthly_churn_rate"), ("客户的流失率", "monthly_churn_rate"), ("退群的流失率", "member_churn_rate"),
    # income
    ("收入", "revenue"), ("营收", "revenue"), ("签约额", "contract_amount"), ("业绩", "contract_amount"), ("销售额", "contract_amount"),
    ("回款", "collected_amount"), ("到账", "collected_amount"), ("MRR", "mrr"),
    # the rest
    ("DAU/MAU", "stickiness"), ("响应时间", "frt"), ("response time", "frt"), ("满意度", "csat"), ("满意度占比", "csat_positive_rate"),
    ("增长率", ASK), ("成员的增长率", "member_growth_rate"), ("收入的增长率", "revenue_growth_yoy"),
    ("TAU", "traffic_acquired_users"), ("UV", "unique_visitors"), ("PV", "page_views"), ("VV", "visits"), ("IP数", "ip_count"), ("UIV", "unique_ip_visitors"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "metric"), TERMS)
def test_ambiguous_terms(demo_reader: Reader, question: str, metric: str) -> None:
    found = ask(demo_reader, question)
    match found:
        case Understood():
            assert found.query.metrics == (metric,)
        case Unclear():
            assert metric == ASK
            assert len(found.choices) > 1
        case Unanswerable():  # understood, but of a kind that is not computed
            assert (found.reason, found.subject) == ("planned_metric", metric)
        case _:
            pytest.fail(f"read as {found}")
