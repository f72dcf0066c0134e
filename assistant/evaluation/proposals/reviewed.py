"""A review that a proposal is made for: what it is about, and how it ends when the change is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, StateError, UsageError
from assistant.evaluation.proposals.accepting import accept
from assistant.evaluation.proposals.previewing import Preview
from assistant.evaluation.proposals.proposal import (
    CaseEntry,
    Complaint,
    Patch,
    Synonym,
    ValueAlias,
    VerifiedEntry,
)
from assistant.state.receipts import KeptReceipt
from assistant.state.review_queue import ReviewQueue
from assistant.state.reviews import Review


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An open review, as a reviewer has it."""

    queue: ReviewQueue
    review: Review

    @classmethod
    def open(cls, queue: ReviewQueue, number: int) -> Reviewed:
        """Raises NotAllowed for whom is no reviewer, UsageError for a review that is not open."""
        review = queue.get(number)
        if review.state != "open":
            raise UsageError(f"review {number} is not open: it was {review.state} by '{review.reviewer}'")
        return cls(queue, review)

    @property
    def receipt(self) -> KeptReceipt | None:
        """The newest one."""
        return self.review.receipts[0] if self.review.receipts else None

    def complaint(self, given: Mapping[str, Any] | None = None) -> Complaint:
        """The question as it was asked last; what is `given` counts instead."""
        kept = self.receipt.to_dict() if self.receipt else {}
        asked = {"question": self.review.question, "actor": self.review.actor} | kept
        told = {key: value for key, value in (given or {}).items() if value}
        if "after" in told:
            asked.pop("turns", None)
        return Complaint.of(asked | told)

    def accept(
        self, seen: Preview, settings: Mapping[str, Any] | None = None, force: bool = False
    ) -> tuple[Path, ...]:
        """Write what the preview showed, then close the review with what was done; returns the files.

        Raises what `accept` does, and then the review stays open. A StateError that names the files says that
        they were written and the review could not be closed.
        """
        number = self.review.id
        # Minutes may have passed since it was opened.
        Reviewed.open(self.queue, number)
        written = accept(seen.proposal, seen, settings, force)
        try:
            self.queue.decide(number, "accepted", resolution_of(seen))
        except AssistantError as error:
            names = ", ".join(file.name for file in written)
            raise StateError(f"{names} was written, but review {number} was not closed: {error}") from None
        return written


def resolution_of(seen: Preview) -> str:
    """What was done, in one line."""
    match seen.proposal.change:
        case Synonym() as made:
            return f"synonym {made.word} of {made.name}"
        case ValueAlias() as made:
            return f"word {made.word} for {made.value} of {made.dimension}"
        case VerifiedEntry() as made:
            return f"verified query for {made.question}"
        case CaseEntry() as made:
            found = made.id or (seen.before.id if seen.before is not None else "")
            return f"case {found} in {made.file.name}".replace("  ", " ")
        case Patch():
            return f"patch of {', '.join(edit.file for edit in seen.edits)}"
