"""An assistant that goes on where an earlier process stopped, for the command line."""

from __future__ import annotations

from typing import Any

from assistant.settings import Settings, load_settings
from assistant.state.kept_conversations import KeptConversations
from assistant.wiring import Assistant


class ContinuedAssistant(Assistant):
    """Keeps its conversations in the folder of the settings, where the next command finds them."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._conversations = KeptConversations(settings.home / "conversations")


def open_continued(**overrides: Any) -> Assistant:
    """Like `open_assistant`; raises what it does."""
    return ContinuedAssistant(load_settings(overrides))
