"""The rows that a case holds to be true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from assistant.errors import AssistantError
from assistant.evaluation.case import Expectation, GoldRows
from assistant.rows import Value

RunSql = Callable[[str], tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]]


class GoldDefect(Exception):
    """The gold of a case cannot be had; the message says why."""


@dataclass(slots=True)
class Gold:
    """Runs gold SQL, each text once. Safe to use from several threads."""

    run: RunSql
    _kept: dict[str, Future[GoldRows]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self, expected: Expectation) -> GoldRows | None:
        """None where the expectation has no gold. Raises GoldDefect."""
        if expected.rows is not None:
            return expected.rows
        if not expected.sql:
            return None
        with self._lock:
            known = self._kept.get(expected.sql)
            mine = known or self._kept.setdefault(expected.sql, Future())
        if known is None:
            try:
                mine.set_result(GoldRows(*self.run(expected.sql)))
            except AssistantError as error:
                mine.set_exception(GoldDefect(str(error)))
            except BaseException as error:
                mine.set_exception(error)  # whoever waits for it must not wait for ever
        return mine.result()
