"""Conversations in files: what was asked comes back as it was, and only so much is kept."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from assistant.analysis_request import AlertRequest, Claim, DiagnoseRequest
from assistant.query import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    MetricQuery,
    Not,
    Order,
    RelativeTime,
    TimeRange,
)
from assistant.question import Turn
from assistant.state import kept_conversations
from assistant.state.conversations import MOST_TURNS
from assistant.state.kept_conversations import KeptConversations

YEAR = TimeRange(datetime(2025, 1, 1), datetime(2026, 1, 1))
MORNING = TimeRange(datetime(2025, 1, 1, 6), datetime(2025, 1, 1, 12, 30))
EAST = Condition("region", "=", ("east",))
QUERIES = (
    MetricQuery(),
    MetricQuery(("revenue",), ("region", "metric_time__month"), (EAST, Not(EAST)), time=YEAR),
    MetricQuery(("a", "b"), where=(AnyOf((EAST, AllOf((EAST, Condition("n", ">", (3,))))),),), time=(YEAR, MORNING)),
    MetricQuery(("a",), time=RelativeTime("last_month"), compare=Comparison("range", YEAR), moving=3, running="year"),
    MetricQuery(("a",), having=(Condition("a", ">", (1.5,)),), order_by=(Order("a", True),), limit=3,
                limit_per="region", others=True, totals=True, share_of_total=True),
)  # fmt: skip


def test_turns_come_back_as_they_were(tmp_path: Path) -> None:
    turns = [Turn("收入？", "answer", "zh", query, QUERIES, ("SELECT 1",), "li.na") for query in QUERIES]
    for turn in (*turns, Turn("hm", "refuse", "en")):
        KeptConversations(tmp_path / "kept").add("../a/b", turn)
    assert KeptConversations(tmp_path / "kept").turns("../a/b") == (*turns, Turn("hm", "refuse", "en"))
    assert KeptConversations(tmp_path / "kept").turns("another") == ()
    assert [item.name for item in tmp_path.iterdir()] == ["kept"]


def test_only_so_much_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_conversations, "MOST_FILES", 2)
    kept = KeptConversations(tmp_path)
    for number in range(MOST_TURNS + 1):
        kept.add("long", Turn(str(number), "refuse", "en"))
    assert [turn.text for turn in kept.turns("long")][::49] == ["1", str(MOST_TURNS)]
    for file in tmp_path.iterdir():
        os.utime(file, (1, 1))
    for name in ("b", "c"):
        kept.add(name, Turn("x", "refuse", "en"))
    assert kept.turns("long") == ()
    assert len(kept.turns("b")) == len(kept.turns("c")) == 1


def test_an_analysis_that_was_asked_for_comes_back(tmp_path: Path) -> None:
    kept = KeptConversations(tmp_path)
    requests = (
        DiagnoseRequest(QUERIES[1], "drivers", Claim("down", 0.4, None, "revenue", "fell"), ("region",)),
        AlertRequest(QUERIES[1], "change_rate", "<=", -0.2, "daily", "email", "me"),
    )
    for request in requests:
        kept.add("c", Turn("why", "refuse", "en", request.query, request=request))
    assert tuple(turn.request for turn in KeptConversations(tmp_path).turns("c")) == requests
