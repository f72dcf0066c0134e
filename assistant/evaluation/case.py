"""What a question set says: cases, and what each expects. docs/evaluation-cases.md is the format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from assistant.query import MetricQuery
from assistant.question import Actor, Language
from assistant.rows import Value

Status = Literal["answer", "clarify", "refuse"]
Slot = Literal[
    "metrics", "dimensions", "filters", "time", "compare", "order_by", "limit", "limit_per", "others",
    "totals", "share_of_total", "share_within", "ratio_to", "against", "count_of", "running", "moving", "average_per", "parameters",
]  # fmt: skip
"""What of a query is compared on its own. `filters` are `where` and `having` together."""
SLOTS: tuple[Slot, ...] = get_args(Slot)
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Choose:
    """A turn that taps one of the offered options, counted from 1."""

    number: int


Step = str | Choose


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A finding: of this kind, saying this. Empty means any."""

    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class GoldRows:
    columns: tuple[str, ...]
    data: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would be right. Nothing that is absent is judged."""

    status: tuple[Status, ...] = ("answer",)
    query: MetricQuery = MetricQuery()
    slots: frozenset[Slot] = frozenset()
    """Which parts of `query` are expected; its others mean nothing."""
    sql: str = ""
    """Gold SQL over the raw tables of the warehouse."""
    rows: GoldRows | None = None
    ordered: bool = False
    tolerance: float = TOLERANCE
    """Relative, of numbers."""
    zero_is_null: bool = False
    analysis: str = ""
    chart: str = ""
    findings: tuple[FindingRule, ...] = ()
    no_findings: tuple[FindingRule, ...] = ()
    warnings: tuple[str, ...] = ()
    no_warnings: tuple[str, ...] = ()
    reason: str = ""
    options: tuple[str, ...] = ()
    """Metrics that a clarification must offer."""
    text: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    @property
    def has_gold(self) -> bool:
        return bool(self.sql) or self.rows is not None


@dataclass(frozen=True, slots=True)
class Case:
    """One question to be scored, after the turns that lead up to it."""

    id: str
    question: str
    expectations: tuple[Expectation, ...] = ()
    """Any of them makes the outcome right; without one the case is unscored."""
    after: tuple[Step, ...] = ()
    language: Language | None = None
    actor: Actor | None = None
    now: datetime | None = None
    tags: tuple[str, ...] = ()
    pair: str = ""
    """The case that it came from in both languages: the queries of a pair must be the same."""
    paraphrase_of: str = ""
    """The case that asks the same in other words, or the pair; empty for all but paraphrases."""
    file: str = ""
    line: int = 0
    note: str = ""

    @property
    def turn(self) -> int:
        """Its place in the conversation, from 1."""
        return len(self.after) + 1


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a file says once for all its cases."""

    language: Language | None = None
    actor: Actor | None = None
    now: datetime | None = None
    tags: tuple[str, ...] = ()
