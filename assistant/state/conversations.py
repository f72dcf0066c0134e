"""Conversations, kept in memory for as long as the process lives."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant.question import Turn

MOST_CONVERSATIONS = 10_000
MOST_TURNS = 50


class Conversations:
    """Turns by conversation, oldest first. Bounded: the least recently used conversation goes first."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        with self._lock:
            return self._turns.get(conversation, ())

    def add(self, conversation: str, turn: Turn) -> None:
        with self._lock:
            kept = (*self._turns.get(conversation, ()), turn)[-MOST_TURNS:]
            self._turns[conversation] = kept
            self._turns.move_to_end(conversation)
            while len(self._turns) > MOST_CONVERSATIONS:
                self._turns.popitem(last=False)
