"""What things are called: in the two languages of the product, and in further words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """A text in Chinese, English or both."""

    zh: str | None = None
    en: str | None = None

    def text(self, language: str, fallback: str = "") -> str:
        """The text in `language`, else in the other one, else `fallback`."""
        first, second = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return first or second or fallback

    def __iter__(self) -> Iterator[str]:
        return (text for text in (self.zh, self.en) if text)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


@dataclass(frozen=True, slots=True)
class AiContext:
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    instructions: str | None = None
