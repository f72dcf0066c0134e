"""A deadline over calls that cannot be interrupted.

The timeout of an HTTP client is one between two bytes: an endpoint that sends a byte a second never
reaches it. Whoever waits here is let go at the deadline, and the call is left to end by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from assistant.errors import ModelError

T = TypeVar("T")
MOST_AT_ONCE = 32
"""Calls in flight, those included that nobody waits for any more."""


class Lanes:
    """Runs calls beside the caller, so many at once."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(most)

    def within(self, seconds: float, call: Callable[[], T]) -> T:
        """What `call` returns or raises. Raises ModelError timeout when it takes longer."""
        end = time.monotonic() + seconds
        if seconds <= 0 or not self._free.acquire(timeout=max(seconds, 0)):
            raise _too_slow()
        running = _Running(call, self._free)
        # A daemon: a call that hangs must not keep the process from ending.
        threading.Thread(target=running.run, name="language model", daemon=True).start()
        return running.result(end - time.monotonic())


class _Running(Generic[T]):
    def __init__(self, call: Callable[[], T], free: threading.BoundedSemaphore) -> None:
        self._call, self._free = call, free
        self._done = threading.Event()
        self._value: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._value.append(self._call())
        except BaseException as error:
            self._error = error
        finally:
            self._free.release()
            self._done.set()

    def result(self, seconds: float) -> T:
        if not self._done.wait(max(seconds, 0)):
            raise _too_slow()
        if self._error is not None:
            raise self._error
        return self._value[0]


def _too_slow() -> ModelError:
    return ModelError("the language model did not answer in time", "timeout")
