"""What a reviewer proposes: one change, and the question that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from assistant.errors import UsageError
from assistant.evaluation.case import Case, Choose, Step
from assistant.question import Actor, Language
from assistant.settings import read_moment

Kind = Literal["case", "synonym", "value_alias", "verified_query", "patch"]
COMPLAINT_ID = "the question"
"""Of the case that a complaint is asked as; ids of case files are not in two words."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A question that did not go well, with the turns that led up to it."""

    question: str
    after: tuple[Step, ...] = ()
    language: Language | None = None
    actor: Actor | None = None
    now: datetime | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Complaint:
        """From plain data: an item of the review queue, or the receipt of an outcome. Other keys are left
        alone. Raises UsageError.
        """
        question = str(document.get("question") or "").strip()
        if not question:
            raise UsageError("a complaint is about a question")
        language, actor, now = (document.get(key) for key in ("language", "actor", "now"))
        turns = document.get("after") or document.get("turns") or ()
        attributes = {str(key): value for key, value in (document.get("attributes") or {}).items()}
        try:
            return cls(
                question,
                _steps(turns),
                cast("Language", language) if language in ("zh", "en") else None,
                Actor(str(actor), attributes=attributes) if actor else None,
                read_moment(now) if now else None,
            )
        except ValueError as error:
            raise UsageError(str(error)) from None

    def case(self) -> Case:
        """The question as a case without an expectation."""
        return Case(
            COMPLAINT_ID,
            self.question,
            after=self.after,
            language=self.language,
            actor=self.actor,
            now=self.now,
        )


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another word for a metric or a dimension."""

    name: str
    word: str

    kind: ClassVar[Kind] = "synonym"


@dataclass(frozen=True, slots=True)
class ValueAlias:
    """Another word for a value of a dimension, as it is stored."""

    dimension: str
    value: str | int | float | bool
    word: str

    kind: ClassVar[Kind] = "value_alias"


@dataclass(frozen=True, slots=True)
class VerifiedEntry:
    question: str
    query: Mapping[str, Any]
    by: str | None = None
    on: str | None = None
    """ISO date."""

    kind: ClassVar[Kind] = "verified_query"


@dataclass(frozen=True, slots=True)
class Patch:
    """Any change of the catalog's files: a unified diff, or files by name with their whole new text."""

    diff: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    kind: ClassVar[Kind] = "patch"


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """The complaint as a case of a question set; `expect` as in a case file."""

    file: Path
    expect: Mapping[str, Any] | None = None
    id: str = ""
    """Empty: made from the question."""
    note: str = ""
    unscored: bool = False
    """Kept without an expectation, on purpose."""

    kind: ClassVar[Kind] = "case"


Change = Synonym | ValueAlias | VerifiedEntry | Patch | CaseEntry


@dataclass(frozen=True, slots=True)
class Proposal:
    change: Change
    complaint: Complaint | None = None

    @property
    def kind(self) -> Kind:
        return self.change.kind


def _steps(turns: Sequence[Any]) -> tuple[Step, ...]:
    """An option that was tapped is in a receipt as a turn with its label and its query."""
    before = [None, *turns]
    return tuple(_tapped(first, turn) or _step(turn) for first, turn in zip(before, turns, strict=False))


def _tapped(before: Any, turn: Any) -> Choose | None:
    if not isinstance(before, Mapping) or not isinstance(turn, Mapping) or not turn.get("query"):
        return None
    offered = list(before.get("options") or ())
    return Choose(offered.index(turn["query"]) + 1) if turn["query"] in offered else None


def _step(turn: Any) -> Step:
    """A text, {choose: 1} for the option that was tapped, or a turn as a receipt keeps it."""
    number = turn.get("choose") if isinstance(turn, Mapping) else None
    turn = turn.get("text", turn) if isinstance(turn, Mapping) else turn
    if isinstance(number, int) and number >= 1:
        return Choose(number)
    if not isinstance(turn, str):
        raise UsageError("turns before a question are texts or {choose: 1}")
    return turn
