"""Questions written to the state store behind the back of whoever asks: an answer never waits for it, and
never fails with it.

A command line that answers records nothing: what recording needs is imported when there is something to.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.answer import Outcome
from assistant.errors import StateError
from assistant.question import Question

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sqlalchemy import Connection

    from assistant.state.receipts import KeptReceipt
    from assistant.state.store import Store

Recorded = Literal["all", "unanswered", "nothing"]
MOST_WAITING = 10_000
"""Questions that wait to be written. Only where the store hangs do so many come together."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """How this installation records. `clock` tells the time in UTC, `normal` what is typed alike."""

    url: str | None
    home: Path
    keep_days: int
    clock: Callable[[], datetime]
    normal: Callable[[str], str]
    recorded: Recorded = "nothing"


class Records:
    """The state store, opened when first needed, and the one thread that writes receipts to it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._waiting: list[tuple[Question, Outcome, datetime]] = []
        self._lock = threading.Lock()
        self._writer: Executor | None = None
        self._store: Store | None = None
        self._opening = threading.Lock()
        self._pruned = self._complained = False

    def add(self, question: Question, outcome: Outcome) -> None:
        """Have it written. Takes microseconds and raises nothing."""
        if self.rules.recorded == "nothing":
            return
        if self.rules.recorded == "unanswered" and outcome.status == "answer":
            return
        with self._lock:
            if len(self._waiting) == MOST_WAITING:
                self._complain("too many are waiting to be written")
                return
            self._waiting.append((question, outcome, self.rules.clock()))
            if len(self._waiting) == 1:
                self._begin()

    def flush(self) -> None:
        """Wait until everything that was added is written."""
        with self._lock:
            writer = self._writer
        if writer is not None:
            writer.submit(int).result()

    def store(self) -> Store:
        """Raises StateError."""
        with self._opening:
            if self._store is None:
                from assistant.state.store import open_store

                self._store = open_store(self.rules.url, self.rules.home)
            return self._store

    def close(self) -> None:
        """Write what is waiting and let go of the store."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.shutdown()
        with self._opening:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def _begin(self) -> None:
        from concurrent.futures import ThreadPoolExecutor

        try:
            self._writer = self._writer or ThreadPoolExecutor(1, "records")
            self._writer.submit(self._write)
        except RuntimeError:
            self._complain("this process is ending")

    def _write(self) -> None:
        from assistant.state.receipts import receipt_of

        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            self._write_all(self.store(), [receipt_of(*item) for item in batch])
            self._prune()
        except Exception as error:  # whatever it is, questions go on being answered
            self._complain(str(error))

    def _write_all(self, store: Store, batch: Sequence[KeptReceipt]) -> None:
        """At once, to wait for the disk once; where one of them is not taken, each by itself."""
        try:
            store.write(lambda connection: _put(connection, batch, self.rules.normal))
        except StateError as error:
            if len(batch) == 1:
                self._complain(str(error))
            else:
                for receipt in batch:
                    self._write_all(store, [receipt])

    def _prune(self) -> None:
        """Once in the life of a process is often enough for days."""
        if self._pruned:
            return
        from assistant.state.receipt_rows import forget_before

        self._pruned = True
        oldest = self.rules.clock() - timedelta(days=self.rules.keep_days)
        self.store().write(lambda connection: forget_before(connection, oldest))

    def _complain(self, why: str) -> None:
        """Once: a log that repeats itself with every question is read by nobody."""
        if not self._complained:
            self._complained = True
            _log.warning("questions are not recorded: %s", why)


def _put(connection: Connection, batch: Sequence[KeptReceipt], normal: Callable[[str], str]) -> None:
    """The receipts, and what of them goes before the reviewers."""
    from assistant.state.receipt_rows import add_receipt
    from assistant.state.review_rows import file_review
    from assistant.state.reviews import arriving_kind, review_key

    for receipt in batch:
        add_receipt(connection, receipt)
        kind = arriving_kind(receipt)
        if kind is not None:
            file_review(connection, receipt, review_key(receipt, normal), kind, "", receipt.at)
