"""What the product knows of a language model: messages and a JSON schema in, one JSON object out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """`document` is an object that was parsed as it stands: not repaired, not completed, and not yet
    checked against the schema, which some endpoints ignore.
    """

    document: Mapping[str, Any]
    text: str
    """The object as it was written, for telling the model what was wrong with it."""
    input_tokens: int = 0
    output_tokens: int = 0


class LanguageModel(Protocol):
    @property
    def name(self) -> str: ...

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Reply:
        """The model's answer as an object, within so many seconds. Raises ModelError, nothing else."""
        ...


@dataclass(frozen=True, slots=True)
class Price:
    """Per million tokens, in whatever currency the two are given in; 0 where it is not known."""

    input: float = 0.0
    output: float = 0.0

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        return (input_tokens * self.input + output_tokens * self.output) / 1_000_000
