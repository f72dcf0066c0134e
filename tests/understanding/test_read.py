"""The reader as a whole: choices, assumptions, confidence, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from assistant.reading import Unanswerable, Unclear, Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask, turn_of


def test_choices_are_complete_readings(demo_reader: Reader) -> None:
    found = ask(demo_reader, "上个月华东的合格线索成本")
    assert isinstance(found, Unclear)
    assert found.reason == "ambiguous_metric"
    assert found.subject == "合格线索成本"
    assert [choice.query.metrics for choice in found.choices] == [("cost_per_mql",), ("slac",)]
    assert all(choice.query.where and choice.query.time for choice in found.choices)
    assert "2025-11" in found.choices[0].label_zh
    assert "Cost per MQL" in found.choices[0].label_en


def test_a_choice_can_be_made_by_its_label(demo_reader: Reader) -> None:
    first = ask(demo_reader, "合格线索成本")
    assert isinstance(first, Unclear)
    turns = (turn_of("合格线索成本", first),)
    for choice in first.choices:
        for label in (choice.label_zh, choice.label_en):
            found = ask(demo_reader, label, turns)
            assert isinstance(found, Understood)
            assert found.query == choice.query


def test_what_was_assumed_is_said_and_lowers_confidence(demo_reader: Reader) -> None:
    certain = ask(demo_reader, "leads by channel last month")
    doubtful = ask(demo_reader, "revnue by chanel")
    assert isinstance(certain, Understood)
    assert isinstance(doubtful, Understood)
    assert certain.confidence > 0.95 > doubtful.confidence
    assert {item.code for item in doubtful.assumptions} == {"typo", "default_period"}


def test_a_misspelt_value_is_an_assumption(demo_reader: Reader) -> None:
    found = ask(demo_reader, "revenue in Germny this year")
    assert isinstance(found, Understood)
    assert "typo" in {item.code for item in found.assumptions}


def test_an_unread_condition_can_be_left_out_explicitly(demo_reader: Reader) -> None:
    found = ask(demo_reader, "火星上个月的线索量")
    assert isinstance(found, Unanswerable)
    assert found.reason == "unread_condition"
    assert "火星" in found.subject
    assert found.suggestions[0].query.metrics == ("lead_count",)


def test_an_unknown_value_names_the_nearest(demo_reader: Reader) -> None:
    found = ask(demo_reader, "渠道为邮箱的线索量")
    assert isinstance(found, Unanswerable | Unclear | Understood)
    other = ask(demo_reader, "channel = telegram leads")
    assert isinstance(other, Unanswerable)
    assert other.reason == "no_such_value"


def test_one_reader_serves_many_threads(demo_reader: Reader) -> None:
    questions = [
        "上个月各渠道的线索量",
        "revenue by region",
        "华东和华南的赢单率对比",
        "top 5 channels by MQLs",
    ] * 10
    alone = [ask(demo_reader, text) for text in questions]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: ask(demo_reader, text), questions))
    assert together == alone


def test_dimension_metrics_are_announced(demo_reader: Reader) -> None:
    found = ask(demo_reader, "cost per SQL by channel this year")
    assert isinstance(found, Understood)
    assert "dimension_metric" in {item.code for item in found.assumptions}
