"""The sentences of the product in one language, from the two message files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")


class Messages:
    """Sentences by `group.key`. What is filled in is data: braces in it mean nothing."""

    def __init__(self, language: str, texts: Mapping[str, Any]) -> None:
        self.language = language
        self._texts = texts

    def text(self, key: str, **values: object) -> str:
        """The sentence of a key with its gaps filled. Raises KeyError for an unknown key."""
        return str(self._texts[key]).format(**values)

    def has(self, key: str) -> bool:
        return key in self._texts

    def first(self, *keys: str, **values: object) -> str:
        """The sentence of the first key there is; the last key must exist."""
        return self.text(next((key for key in keys if self.has(key)), keys[-1]), **values)

    def raw(self, key: str) -> Any:
        return self._texts[key]

    def join(self, items: Iterable[str]) -> str:
        return self.text("list.join").join(items)

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)


@lru_cache(maxsize=len(LANGUAGES))
def messages(language: str) -> Messages:
    """The messages of `zh` or `en`; any other language reads English."""
    language = language if language in LANGUAGES else "en"
    source = files(__package__) / f"messages_{language}.toml"
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    return Messages(
        language, {f"{group}.{key}": text for group, part in document.items() for key, text in part.items()}
    )
