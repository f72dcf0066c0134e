"""What the commands of `assistant propose` do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from assistant.channels.faults import read_document, read_text
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.evaluation.case import Case
    from assistant.evaluation.proposals import Change, Complaint, Preview, Proposal, Reviewed

BREAKS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """The options that every proposal has."""

    cases: list[Path] | None
    accept: bool
    force: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class About:
    """The question that a proposal is about, and the review that it comes from."""

    complaint: Complaint | None
    reviewed: Reviewed | None = None

    @classmethod
    def of(
        cls,
        question: str | None,
        after: list[str] | None,
        user: str | None,
        language: str | None,
        now: str | None,
        review: int | None,
        reviewer: str | None,
    ) -> About:
        """Raises UsageError for options that do not go together, NotAllowed for whom is no reviewer."""
        from assistant.evaluation.proposals import Complaint

        given = {"question": question, "after": after, "actor": user, "language": language, "now": now}
        if language not in (None, "zh", "en"):
            raise UsageError("--language takes zh or en")
        if review is not None:
            reviewed = _reviewed(review, reviewer)
            return cls(reviewed.complaint(given), reviewed)
        if reviewer is not None:
            raise UsageError("--reviewer belongs to a --review")
        if question is not None:
            return cls(Complaint.of(given))
        if after or user or language or now:
            raise UsageError("--after, --as, --language and --now belong to a --question")
        return cls(None)

    def asked(self) -> Complaint:
        """The question that there must be. Raises UsageError."""
        if self.complaint is None:
            raise UsageError("give the question, or the review that it comes from with --review")
        return self.complaint

    def alone(self) -> About:
        """For what is asked without turns before it. Raises UsageError for a follow-up."""
        complaint = self.asked()
        if not complaint.after:
            return self
        if self.reviewed is not None and complaint.question != self.reviewed.complaint().question:
            return replace(self, complaint=replace(complaint, after=()))
        raise UsageError(
            "the question followed others, and a verified query is for one that stands alone: give it in full"
        )


def query_for(source: str | None, about: About) -> Mapping[str, Any]:
    """The query of a file, else of the receipt. Raises UsageError."""
    if source is not None:
        return _mapping(read_document(source), source)
    from assistant.evaluation.proposals.drafts import query_of

    receipt = about.reviewed.receipt if about.reviewed is not None else None
    query = query_of(receipt.query) if receipt is not None else None
    if query is None:
        raise UsageError("give the query with --query; there is none in the receipt of a review")
    return _lasting(query, about.asked())


def _lasting(query: Any, complaint: Complaint) -> Mapping[str, Any]:
    from assistant import open_assistant
    from assistant.evaluation.proposals.drafts import verified_document
    from assistant.question import Actor, Question

    assistant = open_assistant()
    try:
        who = complaint.actor or Actor(assistant.settings.user)
        asked = Question(complaint.question, who, complaint.now or assistant.now, language=complaint.language)
        return verified_document(query, asked, assistant.reader, assistant.catalog.calendar)
    finally:
        assistant.close()


def propose(change: Change, about: About, told: Told) -> int:
    """Show what the change does, write it if that is wanted, and return the exit code."""
    from assistant.channels.proposal_report import as_document, print_preview, shown_progress
    from assistant.evaluation.proposals import Proposal, preview

    proposal = Proposal(change, about.complaint)
    cases = _read(paths_of(told.cases))
    with shown_progress() as watch:
        seen = preview(proposal, cases, watch=watch)
    taken = told.accept and not seen.problems and not seen.stopped and (told.force or not seen.breaks)
    written = _accepted(proposal, seen, about.reviewed, told.force) if taken else ()
    closed = about.reviewed.review.id if about.reviewed is not None and written else None
    if told.as_json:
        import json

        document = as_document(seen, len(cases), written, closed)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_preview(seen, len(cases), written, closed)
    if seen.problems or seen.stopped:
        return 1
    return BREAKS if seen.breaks else 0


def case_file(given: list[Path] | None) -> Path:
    """Where a new case goes. Raises UsageError where there are no question sets."""
    from assistant.evaluation.question_sets import reviewed_file

    paths = paths_of(given)
    if not paths:
        raise UsageError("there are no question sets here; name the case file with --file")
    return reviewed_file(paths[0])


def paths_of(given: list[Path] | None) -> list[Path]:
    from assistant.evaluation.question_sets import find_question_sets
    from assistant.settings import load_settings

    found = None if given else find_question_sets(load_settings())
    return given or ([found] if found is not None else [])


def expectation(source: str) -> Mapping[str, Any]:
    from assistant.evaluation.proposals.drafts import expectation_of

    return expectation_of(read_text(source), source)


def _reviewed(review: int, reviewer: str | None) -> Reviewed:
    from assistant.evaluation.proposals import Reviewed
    from assistant.wiring import open_review_queue

    return Reviewed.open(open_review_queue(reviewer), review)


def _accepted(proposal: Proposal, seen: Preview, reviewed: Reviewed | None, force: bool) -> tuple[Path, ...]:
    from assistant.evaluation.proposals import accept

    if reviewed is not None:
        return reviewed.accept(seen, force=force)
    return accept(proposal, seen, force=force)


def _read(paths: list[Path]) -> tuple[Case, ...]:
    from assistant.catalog.problems import Problems
    from assistant.evaluation.read_cases import read_cases

    if not paths:
        return ()
    problems = Problems()
    found = read_cases(paths, problems)
    for problem in problems:
        typer.echo(str(problem), err=True)
    return found


def _mapping(document: Any, source: str) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise UsageError(f"{source} must hold one mapping")
    return document
