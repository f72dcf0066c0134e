"""A store in a temporary folder, and questions to record in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import answer as outcomes
from assistant.answer import Answer, Clarification, Option, Outcome, Receipt, Refusal
from assistant.query import MetricQuery, TimeRange
from assistant.question import Actor, Question, Turn
from assistant.reading import Span
from assistant.rows import Column, Rows
from assistant.state.records import Records, Rules
from assistant.state.review_queue import ReviewQueue

NOW = datetime(2025, 12, 31, 23, 59, 59)
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
QUERY = MetricQuery(("revenue",), ("region",), time=TimeRange(datetime(2025, 11, 1), datetime(2025, 12, 1)))


class Clock:
    """A second passes with every look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(tmp_path: Path, clock: Clock) -> Iterator[Records]:
    made = Records(rules(tmp_path, clock))
    yield made
    made.close()


@pytest.fixture
def reviewer(records: Records) -> ReviewQueue:
    return ReviewQueue(records, Actor("boss"), may_review=True)


def rules(home: Path, clock: Callable[[], datetime], url: str | None = None) -> Rules:
    return Rules(url, home, 90, clock, str.casefold, "all")


def asked(text: str, actor: str = "ann", turns: tuple[Turn, ...] = ()) -> Question:
    return Question(text, Actor(actor), NOW, "talk", turns)


def receipt(question: Question, number: str) -> Receipt:
    spans = (Span("revenue", 0, 7, "metric", "revenue"),)
    return Receipt(
        number, "en", question.text, question.actor.name, "talk", "v1", spans, ("llamas",), confidence=0.9,
        timings_ms={"total": 3.5},
    )  # fmt: skip


def answered(question: Question, number: str) -> Answer:
    rows = Rows((Column("region", "string", "dimension", "orders.region"),), (("SECRET ROW",),))
    warning = outcomes.Warning("partial_period", "The month has not ended.")
    return Answer(
        receipt(question, number), "value", "Revenue was 12.", query=QUERY, rows=rows, sql=("SELECT 1",), warnings=(warning,)
    )  # fmt: skip


def refused(question: Question, number: str, code: str = "no_metric") -> Refusal:
    return Refusal(receipt(question, number), code, "No.", "No metric matches.")


def asked_back(question: Question, number: str) -> Clarification:
    return Clarification(receipt(question, number), "Which?", (Option("Revenue", QUERY),))


def record(records: Records, question: Question, outcome: Outcome) -> None:
    records.add(question, replace(outcome))
    records.flush()
