"""A model that says what it was told to say, for tests: no network, and every request is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.errors import ModelError
from assistant.llm.model import Message, Reply


@dataclass(frozen=True, slots=True)
class Request:
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    seconds: float


@dataclass(slots=True)
class RecordedModel:
    """Gives its replies in order, the errors among them are raised; after the last it is unavailable."""

    replies: Sequence[Mapping[str, Any] | ModelError]
    name: str = "recorded"
    tokens: tuple[int, int] = (0, 0)
    """Input and output of every reply."""
    requests: list[Request] = field(default_factory=list)

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Reply:
        self.requests.append(Request(tuple(messages), schema, seconds))
        if len(self.requests) > len(self.replies):
            raise ModelError("nothing more was recorded", "unavailable")
        said = self.replies[len(self.requests) - 1]
        if isinstance(said, ModelError):
            raise said
        return Reply(said, json.dumps(said, ensure_ascii=False), *self.tokens)
