"""What is put before a reviewer, and when two of a kind are one entry. Nothing is learned unreviewed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

from assistant.state.receipts import KeptReceipt

ReviewKind = Literal["thumbs_down", "reported", "refused", "unclear"]
"""Complaints of people come first, then what arrives by itself: refusals and questions back."""
ReviewState = Literal["open", "accepted", "dismissed"]
Verdict = Literal["up", "down"]
KINDS: tuple[ReviewKind, ...] = get_args(ReviewKind)
STATES: tuple[ReviewState, ...] = get_args(ReviewState)
ARRIVING: tuple[ReviewKind, ...] = ("refused", "unclear")

NOTHING_TO_LEARN = frozenset(
    {
        # the policy says so
        "no_access", "person_level", "different_rows", "too_few_rows", "personal_data",
        # nobody's question about a metric
        "write_request", "raw_sql", "injection", "empty_question", "too_long",
    }
)  # fmt: skip
"""Refusals that are right whatever the catalog says: recorded, not reviewed."""


@dataclass(frozen=True, slots=True)
class Feedback:
    receipt: str
    actor: str
    verdict: Verdict
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """One entry of the queue. `count` is how often it was asked, `receipts` the latest of those times."""

    id: int
    kind: ReviewKind
    state: ReviewState
    question: str
    comment: str
    actor: str
    """Who asked or complained first."""
    created: datetime
    latest: datetime
    count: int
    reviewer: str = ""
    decided: datetime | None = None
    resolution: str = ""
    receipts: tuple[KeptReceipt, ...] = ()
    feedback: tuple[Feedback, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def arriving_kind(receipt: KeptReceipt) -> ReviewKind | None:
    """As what a receipt enters the queue without anybody complaining; None: it does not."""
    if receipt.status == "clarify":
        return "unclear"
    if receipt.status == "refuse" and receipt.code not in NOTHING_TO_LEARN:
        return "refused"
    return None


def review_key(receipt: KeptReceipt, normal: Callable[[str], str]) -> str:
    """Equal for questions that are one entry: asked alike, whoever asked, and ended alike."""
    asked = normal(receipt.question).rstrip(" ?!.。")
    return hashlib.sha256(f"{receipt.status}/{receipt.code}/{asked}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, KeptReceipt):
        return value.to_dict()
    if isinstance(value, Feedback):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
