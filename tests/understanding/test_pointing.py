"""Questions about the one that a ranking came out with."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.query import Condition, MetricQuery, Order
from assistant.question import Actor, Question, Turn
from assistant.reading import Understood
from assistant.understanding.read import Reader

NOW = datetime(2025, 12, 31, 23, 59, 59)
EAST = Condition("region", "=", ("east_cn",))


def ranked(text: str, limit: int | None = None) -> Turn:
    query = MetricQuery(
        metrics=("ticket_count",), group_by=("region",), order_by=(Order("ticket_count", True),), limit=limit
    )
    return Turn(text, "answer", "en", query, leading=("tickets.region", "east_cn"))


def asked(reader: Reader, text: str, turn: Turn) -> MetricQuery | None:
    found = reader.read(Question(text, Actor("exec"), NOW, turns=(turn,)))
    return found.query if isinstance(found, Understood) else None


@pytest.mark.parametrize(
    ("before", "limit", "text"),
    [
        ("Which region had the most tickets?", None, "break its tickets down by category"),
        ("Which region had the most tickets?", None, "and what was its revenue last year"),
        ("哪个区域工单最多", None, "它每个月的工单量"),
        ("哪个区域工单最多", None, "该区域的线索量"),
        ("Which region had the most tickets?", None, "how many leads did it get"),
        ("Top 3 regions by tickets", 3, "by month for the top one"),
        ("工单最多的三个区域", 3, "第一名每个月的工单量"),
    ],
)
def test_what_stands_for_the_first_is_its_value(
    demo_reader: Reader, before: str, limit: int | None, text: str
) -> None:
    query = asked(demo_reader, text, ranked(before, limit))
    assert query is not None
    assert query.where == (EAST,)


@pytest.mark.parametrize(
    ("before", "limit", "text"),
    [
        ("Which regions have the most tickets?", None, "its yoy"),
        ("tickets by region, highest first", None, "its yoy"),
        ("Top 3 regions by tickets", 3, "its yoy"),
        ("哪些区域工单最多", None, "它的同比"),
        ("哪个区域工单最多", None, "把它按月看"),
    ],
)
def test_of_several_a_pronoun_is_what_was_counted(
    demo_reader: Reader, before: str, limit: int | None, text: str
) -> None:
    query = asked(demo_reader, text, ranked(before, limit))
    assert query is None or EAST not in query.where


def test_a_turn_without_a_ranking_has_no_first(demo_reader: Reader) -> None:
    turn = Turn("Which region had the most tickets?", "answer", "en", ranked("").query)
    query = asked(demo_reader, "break its tickets down by category", turn)
    assert query is None or not query.where
