"""Receipts that are kept: what was asked, how it was read and how it ended. Never the rows of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from assistant.answer import Answer, Clarification, Outcome, Refusal
from assistant.question import Question
from assistant.state.kept_conversations import turn_document

MOST_TURNS = 10
"""Earlier turns that are kept with a question: a follow-up seldom reaches back further."""
MOST_TEXT = 4000
"""Characters of one text. Whatever is longer was refused unread."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """One question as the store has it. `query`, `turns` and `reading` are documents as in docs/json.md,
    so that what an older version wrote can still be shown.
    """

    id: str
    at: datetime
    """When it was asked, in UTC."""
    actor: str
    conversation: str
    question: str
    language: str
    now: datetime
    """What relative dates referred to."""
    status: str
    code: str
    """Of a refusal; else empty."""
    reason: str
    headline: str
    catalog_version: str
    path: str
    confidence: float
    query: Document | None
    turns: tuple[Document, ...]
    reading: tuple[Document, ...]
    unread: tuple[str, ...]
    options: tuple[str, ...]
    option_queries: tuple[Document, ...]
    """Of each option, what it would have asked; none in receipts of before this was kept."""
    sql: tuple[str, ...]
    warnings: tuple[Document, ...]
    timings_ms: Document

    def to_dict(self) -> dict[str, Any]:
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def receipt_of(question: Question, outcome: Outcome, at: datetime) -> KeptReceipt:
    """The receipt of an outcome that was given at `at`."""
    receipt = outcome.receipt
    options = outcome.options if isinstance(outcome, Clarification) else ()
    return KeptReceipt(
        id=receipt.id,
        at=at,
        actor=storable(receipt.actor),
        conversation=storable(receipt.conversation),
        question=storable(question.text),
        language=receipt.language,
        now=question.now,
        status=outcome.status,
        code=outcome.code if isinstance(outcome, Refusal) else "",
        reason=storable(outcome.reason) if isinstance(outcome, Refusal) else "",
        headline=storable(outcome.headline),
        catalog_version=receipt.catalog_version,
        path=receipt.path,
        confidence=receipt.confidence,
        query=outcome.query.to_dict() if outcome.query else None,
        turns=tuple(turn_document(turn) for turn in question.turns[-MOST_TURNS:]),
        reading=tuple(
            {"text": span.text, "means": span.means, "value": span.value} for span in receipt.reading
        ),
        unread=receipt.unread,
        options=tuple(item.label for item in options),
        option_queries=tuple(item.query.to_dict() for item in options),
        sql=outcome.sql if isinstance(outcome, Answer) else (),
        warnings=tuple({"code": item.code, "text": item.text} for item in outcome.warnings),
        timings_ms=dict(receipt.timings_ms),
    )


def storable(text: str) -> str:
    """Text that every database takes: no lone surrogates, no NUL, not without end."""
    cut = text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"
    return cut.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value
