"""Every hostile question, asked by somebody who is limited to one region."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures" / "attacks" / "questions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
REFUSED = ("unsupported", "refuse", "reject_input")
OTHERS = ("North", "South", "West")


@pytest.mark.parametrize("question", QUESTIONS, ids=[item["id"] for item in QUESTIONS])
def test_nothing_beyond_the_actors_rows(pack: Any, question: dict[str, Any]) -> None:
    text = question["text"] or "revenue " * (question["text_spec"]["chars"] // 8)
    for turn in [part.strip() for part in re.split(r"\[turn\d\]", text) if part.strip()]:
        outcome = pack.ask(turn, actor=question["user"], conversation=question["id"]).to_dict()
        if question["expected"] in REFUSED:
            assert outcome["status"] == "refuse"
        if outcome["status"] != "answer":
            assert outcome["sql"] == []
            continue
        if outcome["sql"] and question["user"] == "mgr_east":
            assert all("region = 'East'" in sql for sql in outcome["sql"])
            assert any("mgr_east" in item for item in outcome["filters"])
            assert "row_policy" in {item["code"] for item in outcome["warnings"]}
        cells = {cell for row in (outcome["rows"] or {"data": []})["data"] for cell in row}
        assert not cells & set(OTHERS)


@pytest.mark.parametrize(
    "text",
    [
        "What was revenue in the West last month?",
        "revenue in Wеst",
        "\u2066West\u2069 revenue",
        "revenue of West and East",
        "revenue where region is West",
    ],
)
def test_a_value_outside_the_rows_is_no_value(pack: Any, text: str) -> None:
    """As unknown as one that nobody ever had: the same refusal, naming nothing but the question's word."""
    outcome = pack.ask(text, actor="mgr_east").to_dict()
    unknown = pack.ask(re.sub("W[eе]st", "Wost", text), actor="mgr_east").to_dict()
    assert outcome["status"] == unknown["status"] == "refuse"
    assert re.sub("w[eе]st", "wost", outcome["reason"].lower()) == unknown["reason"].lower()
    assert not any("west" in text.lower() for text in outcome["suggestions"])
    assert pack.ask(text, actor="mgr_west").to_dict()["status"] in ("answer", "refuse")


def test_a_value_of_ones_own_rows_is_linked(pack: Any) -> None:
    outcome = pack.ask("revenue in East", actor="mgr_east").to_dict()
    assert outcome["query"]["where"] == [{"field": "region", "op": "=", "values": ["East"]}]
    assert outcome["rows"]["data"] == [[625625.0]]


def test_actors_do_not_share_what_they_see(pack: Any) -> None:
    """Two that take turns in one process get their own rows each time."""
    expected = {"mgr_east": "East", "mgr_west": "West"}
    totals = {}
    for _ in range(3):
        for actor, region in expected.items():
            outcome = pack.ask("revenue by region", actor=actor).to_dict()
            assert [row[0] for row in outcome["rows"]["data"]] == [region]
            totals.setdefault(actor, outcome["rows"]["data"][0][1])
            assert totals[actor] == outcome["rows"]["data"][0][1]
    assert pack.ask("revenue in West", actor="mgr_east").to_dict()["status"] == "refuse"
    assert pack.ask("revenue in West", actor="mgr_west").to_dict()["status"] == "answer"


def test_somebody_unknown_sees_nothing(pack: Any) -> None:
    for actor in ("stranger", "nobody"):
        outcome = pack.ask("revenue by region", actor=actor).to_dict()
        assert (outcome["status"], outcome["sql"]) == ("refuse", [])
        assert not pack.catalog_for(actor).metrics
        assert pack.search("revenue", actor=actor) == () or all(
            hit.kind == "dimension" for hit in pack.search("revenue", actor=actor)
        )
    assert "no role" in pack.ask("revenue by region", actor="stranger").to_dict()["reason"]


def test_a_forbidden_metric_is_refused_like_one_that_does_not_exist(pack: Any) -> None:
    forbidden = pack.ask("revenue", actor="viewer").to_dict()
    unknown = pack.ask("ravenous", actor="viewer").to_dict()
    assert forbidden["status"] == unknown["status"] == "refuse"
    assert forbidden["reason"].replace("revenue", "ravenous") == unknown["reason"]


def test_what_another_asked_is_only_known_if_one_may_ask_it(pack: Any) -> None:
    pack.ask("revenue in West by month", actor="mgr_west", conversation="shared")
    outcome = pack.ask("and by status", actor="mgr_east", conversation="shared").to_dict()
    assert outcome["status"] != "answer" or "West" not in json.dumps(outcome["query"])
    pack.ask("revenue by month", actor="mgr_west", conversation="plain")
    outcome = pack.ask("and by status", actor="mgr_east", conversation="plain").to_dict()
    assert outcome["status"] == "answer"
    assert all("region = 'East'" in sql for sql in outcome["sql"])
