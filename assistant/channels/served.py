"""The assistant of a server: opened anew when its catalog or its warehouse has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable

from assistant.errors import AssistantError
from assistant.wiring import Assistant, Sources


class Served:
    """Keeps one assistant that is up to date. Safe to use from several threads."""

    def __init__(self, opener: Callable[[], Assistant]) -> None:
        self._open = opener
        self._lock = threading.Lock()
        self._assistant: Assistant | None = None
        self._unusable: Sources | None = None
        self.problem = ""
        """Why what is there now is not used."""

    def current(self) -> Assistant:
        """Raises what opening the first one raises. Where a changed catalog cannot be used, the one that was
        in use stays so until it changes again.
        """
        with self._lock:
            if self._assistant is None:
                self._assistant = self._open()
            elif self._assistant.is_outdated():
                self._renew(self._assistant)
            return self._assistant

    def _renew(self, old: Assistant) -> None:
        found = old.sources()
        if found == self._unusable:
            return
        try:
            self._assistant = old.renewed()
        except AssistantError as error:
            self._unusable, self.problem = found, str(error)
            return
        self._unusable, self.problem = None, ""
        _close_later(old)


def _close_later(assistant: Assistant) -> None:
    """Others may be in the middle of a question to it: these can take as long as a statement may."""
    timer = threading.Timer(2 * assistant.settings.deadline, assistant.close)
    timer.daemon = True
    timer.start()
