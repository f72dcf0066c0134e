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
