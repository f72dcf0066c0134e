"""What answering one actor needs, and the way from a typed query to its rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.answer import Outcome
from assistant.catalog.masking import without_key
from assistant.catalog.model import Catalog
from assistant.compiler.compile import compile_resolved
from assistant.engines.engine import Engine
from assistant.errors import QueryError
from assistant.governance.govern import govern
from assistant.governance.grants import require_role
from assistant.governance.value_scope import ValueScope
from assistant.policy import Grant
from assistant.query import MetricQuery
from assistant.question import Question
from assistant.resolve import resolve_query
from assistant.rows import Rows
from assistant.state.conversations import Conversations
from assistant.statement import Statement
from assistant.understanding.read import Reader

if TYPE_CHECKING:
    from assistant.understanding.planner import Planner


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that answering one actor needs, put together by `wiring` and kept for others who see
    the same.
    """

    catalog: Catalog
    reader: Reader
    engine: Engine
    conversations: Conversations
    value_label: Callable[[str, object, str], str | None]
    now: Callable[[], datetime]
    grant: Grant
    """Of the actor that this desk is for: catalog and reader know only what it shows."""
    values: ValueScope | None = None
    """Which values exist for the actor; None: all."""
    mask_key: str | None = None
    planner: Planner | None = None
    """Asks a language model where the reader is not certain; None where there is none."""
    record: Callable[[Question, Outcome], None] | None = None
    """Takes note of every question and how it ended; at once, and without failing."""


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage."""

    started: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = round(self.stages.get(stage, 0) + (now - self.last) * 1000, 2)
        self.last = now

    def total(self) -> dict[str, float]:
        return self.stages | {"total": round((time.perf_counter() - self.started) * 1000, 2)}


def compile_governed(
    desk: Desk, query: MetricQuery, now: datetime | None, dialect: str | None = None
) -> Statement:
    """The guarded statement of a query, narrowed to its actor. Raises QueryError or NotSupported."""
    require_role(desk.grant)
    resolved = resolve_query(desk.catalog, query, now or desk.now())
    return compile_resolved(govern(resolved, desk.grant), dialect or desk.engine.dialect)


def run_statement(desk: Desk, statement: Statement) -> Rows:
    """The rows. Raises QueryError too_few_rows where a policy leaves nothing of them."""
    rows = desk.engine.run(statement)
    applied = statement.applied
    if applied is not None and applied.minimum_group > 1 and not rows.data:
        raise QueryError(
            f"there are fewer than {applied.minimum_group} records, too few to be shown", "too_few_rows"
        )
    return rows


def shown(desk: Desk, statement: Statement) -> Statement:
    """The statement with its SQL as it may be shown."""
    return replace(statement, sql=without_key(statement.sql, desk.mask_key))
