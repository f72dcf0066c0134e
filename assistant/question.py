"""What comes in: a question, who asks, and the conversation so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.analysis_request import AnalysisRequest
from assistant.query import MetricQuery, Scalar

Language = Literal["zh", "en"]
Move = Literal["", "edit", "back", "restart"]
"""How a turn moves in its conversation: `edit` goes on from the query before, `back` answers the query before
the last once more, `restart` leaves behind what was said before it.
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `attributes` feed row filters (for example `employee_id`)."""

    name: str
    roles: tuple[str, ...] = ()
    attributes: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange: what was asked, how it ended, the query it led to.

    `query` is the answered query, or the partial one a clarification was about; `options` are the
    queries that the clarification offered, in order.
    """

    text: str
    status: Literal["answer", "clarify", "refuse"]
    language: Language
    query: MetricQuery | None = None
    options: tuple[MetricQuery, ...] = ()
    sql: tuple[str, ...] = ()
    actor: str = ""
    """Who asked it."""
    move: Move = ""
    request: AnalysisRequest | None = None
    """The analysis that was asked for; `query` is then its scope."""
    leading: tuple[str, Scalar] | None = None
    """What a ranking came out with: the dimension as `model.dimension`, and the value of its first row."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed. `now` is what relative dates refer to; the answer shows the dates."""

    text: str
    actor: Actor
    now: datetime
    conversation: str | None = None
    turns: tuple[Turn, ...] = ()
    language: Language | None = None
    """The language to answer in; None follows the question."""

    @property
    def spoken(self) -> Language | None:
        """The language of the turn before."""
        return self.turns[-1].language if self.turns else None
