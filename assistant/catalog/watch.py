"""Notices that the files of a catalog are no longer those that it was loaded from."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from assistant.catalog.problems import Problems
from assistant.catalog.sources import read_sources
from assistant.errors import UsageError

SECONDS = 3.0
"""Between two looks: one costs milliseconds, and a page is drawn many times a second."""


class CatalogWatch:
    """Tells which version is there now. Safe to use from several threads."""

    def __init__(self, path: Path, version: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._version = version
        self._clock = clock
        self._next = clock() + SECONDS
        self._lock = threading.Lock()

    def version(self, at_once: bool = False) -> str:
        """Of the files, as `Catalog.version`; seen at most a few seconds ago, or `at_once`."""
        with self._lock:
            if at_once or self._clock() >= self._next:
                self._version = self._seen()
                self._next = self._clock() + SECONDS
            return self._version

    def _seen(self) -> str:
        try:
            return read_sources(self._path, Problems()).version
        except UsageError:
            return self._version  # gone: what was loaded goes on being used
