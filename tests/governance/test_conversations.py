"""Conversations through the whole pipeline: who speaks, what they may go on from, back, start over, the SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Say = Callable[..., dict[str, Any]]


@pytest.fixture
def say(demo_assistant: Any, request: pytest.FixtureRequest) -> Say:
    """One turn of a conversation that belongs to the test alone; the outcome as JSON."""

    def ask(text: str, actor: str = "exec") -> dict[str, Any]:
        found = demo_assistant.ask(text, actor=actor, conversation=request.node.name)
        document: dict[str, Any] = json.loads(json.dumps(found.to_dict()))
        return document

    return ask


@pytest.mark.parametrize(
    ("first", "edit", "back", "says", "again"),
    [
        ("上个月各渠道的线索量", "只看华东", "返回上一步", "已返回上一个回答", "撤销"),
        ("leads by channel last month", "only East China", "go back", "Back to the answer before", "undo"),
    ],
)
def test_back_gives_the_answer_before(
    say: Say, first: str, edit: str, back: str, says: str, again: str
) -> None:
    shown, changed = say(first), say(edit)
    assert changed["query"]["where"]
    assert changed["filters"]
    returned = say(back)
    assert (returned["status"], returned["query"], returned["rows"]) == (
        "answer",
        shown["query"],
        shown["rows"],
    )
    (warning,) = [item for item in returned["warnings"] if item["code"] == "went_back"]
    assert says in warning["text"]
    nothing = say(again)
    assert (nothing["status"], nothing["reason"] != "") == ("refuse", True)


@pytest.mark.parametrize(
    ("first", "over", "says", "follow_up"),
    [
        ("今年各区域的收入", "重新开始", "已重新开始", "那华南呢"),
        ("revenue by region this year", "start over", "A fresh start", "and South China?"),
    ],
)
def test_a_new_start_forgets(say: Say, first: str, over: str, says: str, follow_up: str) -> None:
    say(first)
    started = say(over)
    assert (started["status"], started["analysis"]) == ("answer", "meta")
    assert says in started["headline"]
    assert say(follow_up)["status"] == "refuse"


@pytest.mark.parametrize(
    ("first", "sql"), [("转化率多少", "SQL语句给我看看"), ("conversion rate", "show me the SQL")]
)
def test_the_statement_is_that_of_the_last_answer(say: Say, first: str, sql: str) -> None:
    assert say(sql)["sql"] == []
    answered = say("CPL by channel last month")
    assert say(first)["status"] == "clarify"
    assert say(sql)["sql"] == answered["sql"]


def test_the_statement_of_what_another_asked_has_the_filters_of_who_sees_it(say: Say) -> None:
    own = say("leads by region this year", "sales_mgr_south")
    say("contract amount by region this year", "exec")
    shown = say("show me the SQL", "sales_mgr_south")["sql"]
    assert shown != own["sql"]
    assert all("south_cn" in text for text in shown)
    assert shown


def test_a_metric_that_a_speaker_may_not_see_is_nothing_to_go_on_from(say: Say) -> None:
    say("leads by region this year", "marketing")
    say("profit margin by region this year", "exec")
    followed = say("and last year?", "marketing")
    assert followed["status"] == "refuse"
    assert "profit" not in json.dumps(followed).lower()
    assert say("show me the SQL", "marketing")["sql"] == []


def test_a_value_that_a_speaker_may_not_see_is_nothing_to_go_on_from(say: Say) -> None:
    say("contract amount in North China this year", "exec")
    followed = say("and by product?", "sales_mgr_south")
    assert followed["status"] in ("refuse", "clarify")
    assert "north" not in json.dumps(followed).lower()


def test_each_speaker_sees_their_own_rows(say: Say) -> None:
    say("contract amount by region this year", "exec")
    followed = say("by product", "sales_mgr_south")
    assert followed["status"] == "answer"
    assert all("south_cn" in text for text in followed["sql"])


def test_what_was_kept_is_said(say: Say) -> None:
    say("leads by channel in East China last month")
    found = say("orders by product")
    assert found["time"] == {"start": "2025-11-01", "end": "2025-12-01"}
    assert {"kept_period", "not_kept"} <= {item["code"] for item in found["warnings"]}


def test_the_reading_shows_what_an_edit_took_back(say: Say) -> None:
    say("revenue by region this year compared to the same period last year")
    found = say("without the comparison, only East China")
    told = {(span["means"], span["value"]) for span in found["reading"]}
    assert {("comparison", "-"), ("value", "region=east_cn")} <= told
    assert found["query"]["compare"] is None
    assert found["filters"]


def test_moves_outlive_the_process(demo_file: Path, tmp_path: Path) -> None:
    from assistant import open_assistant

    def turn(text: str) -> Any:
        assistant = open_assistant(home=tmp_path, warehouse=demo_file, keep=True)
        try:
            return assistant.ask(text, actor="exec", conversation="kept")
        finally:
            assistant.close()

    first = turn("leads by channel last month")
    turn("by region instead")
    assert turn("go back").query == first.query
    assert turn("by product").query.group_by == ("product",)
    turn("start over")
    assert turn("by region").status != "answer"


def test_what_a_ranking_came_out_with_is_known_to_who_saw_it(say: Say) -> None:
    """Another speaker did not see the answer: a pronoun stands for nothing that it shows."""
    say("Which region had the most tickets in 2025?")
    other = say("break its tickets down by category", actor="service")
    assert other["status"] != "answer" or not other["query"]["where"]
    again = say("Which region had the most tickets in 2025?")
    assert again["status"] == "answer"
    assert say("break its tickets down by category")["query"]["where"][0]["values"] == ["east_cn"]


def test_a_ranking_is_of_those_with_a_name(say: Say) -> None:
    shown = say("2025年回款金额最高的五家伙伴")
    assert [row[0] for row in shown["rows"]["data"]].count(None) == 0
    assert {"field": "partner", "op": "is not null", "values": []} in shown["query"]["where"]
    assert any("伙伴" in item for item in shown["filters"])
