"""Feedback and the queue of reviews: who may say what about whose question, and who decides."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, get_args

from assistant.errors import NotAllowed, UsageError, choices_text
from assistant.question import Actor
from assistant.state.receipts import KeptReceipt, storable
from assistant.state.records import Records
from assistant.state.reviews import (
    KINDS,
    STATES,
    Feedback,
    Review,
    ReviewKind,
    ReviewState,
    Verdict,
    review_key,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_LISTED = 200


class ReviewQueue:
    """The queue as one actor has it. Every method raises StateError where the store cannot be used."""

    def __init__(self, records: Records, actor: Actor, may_review: bool) -> None:
        self.may_review = may_review
        self._records = records
        self._rules = records.rules
        self._name = storable(actor.name)

    def open(self) -> None:
        """Find out whether there is a store to record in."""
        self._records.store()

    def feedback(self, receipt: str, verdict: str, comment: str = "") -> int | None:
        """Thumbs up or down for an own receipt; the number of the review that a thumbs-down is under.

        Raises UsageError for a verdict that is none and for a receipt that is not the actor's.
        """
        _one_of(verdict, get_args(Verdict), "verdict")
        return self._say(receipt, "up" if verdict == "up" else "down", "thumbs_down", comment)

    def report(self, receipt: str, comment: str = "") -> int:
        """A complaint about an own receipt, and the number of its review. Raises UsageError as `feedback`."""
        return self._say(receipt, "down", "reported", comment) or 0

    def list(
        self, state: str = "open", kinds: Collection[str] = (), most: int = MOST_LISTED
    ) -> tuple[Review, ...]:
        """What is open, accepted, dismissed or `all`, each with its latest receipt. Raises NotAllowed."""
        from assistant.state.review_rows import list_reviews

        self._require_reviewer()
        _one_of(state, (*STATES, "all"), "state")
        for kind in kinds:
            _one_of(kind, KINDS, "kind")
        wanted: ReviewState | None = next((item for item in STATES if item == state), None)
        chosen: tuple[ReviewKind, ...] = tuple(item for item in KINDS if item in kinds)
        self._records.flush()
        with self._records.store().reading() as connection:
            return list_reviews(connection, wanted, chosen, most)

    def get(self, number: int) -> Review:
        """One review with its latest receipts and comments. Raises NotAllowed and UsageError."""
        from assistant.state.review_rows import find_review

        self._require_reviewer()
        self._records.flush()
        with self._records.store().reading() as connection:
            found = find_review(connection, number)
        if found is None:
            raise UsageError(
                f"there is no review {number}; `assistant review list` shows those that there are"
            )
        return found

    def decide(self, number: int, state: str, resolution: str) -> Review:
        """Close an open review with the reason. Raises NotAllowed and UsageError."""
        from assistant.state.review_rows import decide_review

        self._require_reviewer()
        _one_of(state, ("accepted", "dismissed"), "decision")
        if not resolution.strip():
            raise UsageError("a decision needs its reason")
        wanted: ReviewState = "accepted" if state == "accepted" else "dismissed"
        why, at = storable(resolution.strip()), self._rules.clock()
        decided = self._records.store().write(
            lambda connection: decide_review(connection, number, wanted, self._name, why, at)
        )
        found = self.get(number)
        if not decided:
            raise UsageError(f"review {number} was already {found.state} by '{found.reviewer}'")
        return found

    def _say(self, receipt: str, verdict: Verdict, kind: ReviewKind, comment: str) -> int | None:
        from assistant.state.review_rows import file_review, put_feedback

        about = self._own(receipt)
        key = review_key(about, self._rules.normal)
        said = Feedback(receipt, self._name, verdict, storable(comment.strip()), self._rules.clock())

        def write(connection: Connection) -> int | None:
            put_feedback(connection, said)
            if verdict == "up":
                return None
            return file_review(connection, about, key, kind, said.comment, said.at)

        return self._records.store().write(write)

    def _own(self, receipt: str) -> KeptReceipt:
        """The receipt, if the actor asked that question: what others asked is not even known to exist."""
        from assistant.state.receipt_rows import find_receipts

        self._records.flush()
        with self._records.store().reading() as connection:
            found = find_receipts(connection, [receipt]).get(receipt)
        if found is None or found.actor != self._name:
            raise UsageError(f"no receipt '{receipt:.64}' of '{self._name}' is recorded")
        return found

    def _require_reviewer(self) -> None:
        if not self.may_review:
            raise NotAllowed(
                f"'{self._name}' is no reviewer; a role of the access policy makes one with `reviewer: true`"
            )


def _one_of(given: str, known: Collection[str], what: str) -> None:
    if given not in known:
        raise UsageError(f"unknown {what} '{given:.40}'.{choices_text(given, known)}")
