"""An endpoint that does not answer is left alone for a while, so that not every question waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from assistant.errors import ModelError

FAILURES = 3
"""In a row, after which it rests."""
SECONDS = 30.0
_AWAY = ("unavailable", "timeout", "denied", "rate_limited")


class Rest:
    """Counts failures in a row. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raises ModelError resting while it is left alone."""
        with self._lock:
            if self._clock() < self._until:
                raise ModelError("the language model has not answered for a while", "resting")

    def note(self, error: ModelError | None) -> None:
        """How a call went."""
        with self._lock:
            if error is None or error.code not in _AWAY:
                self._failures = 0
                return
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures, self._until = 0, self._clock() + SECONDS
