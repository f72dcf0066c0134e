"""Words that describe a thing are read, or the question is not answered: never left out of what is counted."""

from __future__ import annotations

import pytest

from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask


@pytest.mark.parametrize(
    "question",
    [
        "昨天进来多少企业工单",
        "11月签约额排前十的内部销售",
        "各线下渠道的归因收入",
        "失败的群里今年话题热度",
        "三季度高端工单量",
        "software industry reps who signed over 1M this year",
        "broken revenue in November",
        "leads per open deal",
        "compare regions by revenue growth of software",
    ],
)
def test_a_kind_that_nobody_knows_is_never_dropped(demo_reader: Reader, question: str) -> None:
    assert not isinstance(ask(demo_reader, question), Understood)


@pytest.mark.parametrize(
    "question",
    [
        "10 most loaded people of the Delivery South team in December, by utilization",
        "昨天进来多少工单",
        "各渠道的归因收入",
        "reps who signed over 1M this year",
        "revenue in November, meaning the revenue we recognised",
    ],
)
def test_what_is_no_kind_is_still_read(demo_reader: Reader, question: str) -> None:
    assert isinstance(ask(demo_reader, question), Understood)


@pytest.mark.parametrize(
    "question",
    [
        "How many customers went through any tickets this year?",
        "Find the number of customers who have ever opened tickets",
        "what share of email leads were created in November",
    ],
)
def test_one_question_never_gets_two_numbers_or_the_share_of_another_whole(
    demo_reader: Reader, question: str
) -> None:
    found = ask(demo_reader, question)
    assert not isinstance(found, Understood) or len(found.query.metrics) == 1
    assert not isinstance(found, Understood) or not found.query.share_of_total
