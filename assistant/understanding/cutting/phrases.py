"""A table of phrases that finds all of its phrases in a text in one walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from assistant.understanding.cutting.tokens import Token, words

T = TypeVar("T")
_END = ""


class PhraseTable(Generic[T]):
    """Phrases by their folded words, as a tree keyed by word: the cost of a lookup does not grow with
    the number of phrases."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._words: set[str] = set()

    def add(self, phrase: str | Sequence[str], item: T) -> None:
        parts = words(phrase) if isinstance(phrase, str) else tuple(phrase)
        if not parts:
            return
        node = self._root
        for part in parts:
            node = node.setdefault(part, {})
        self._words.update(parts)
        found = node.setdefault(_END, [])
        if item not in found:
            found.append(item)

    def get(self, phrase: str | Sequence[str]) -> tuple[T, ...]:
        """What is filed under exactly this phrase."""
        node = self._root
        for part in words(phrase) if isinstance(phrase, str) else phrase:
            if part not in node:
                return ()
            node = node[part]
        return tuple(node.get(_END, ()))

    def matches(
        self, tokens: Sequence[Token], skipped: frozenset[str] = frozenset()
    ) -> Iterator[tuple[int, int, tuple[T, ...]]]:
        """Every phrase in `tokens` as (first, past the last, items), overlaps included.

        Words of `skipped` may stand inside a phrase that does not have them.
        """
        for first in range(len(tokens)):
            begun = self._root.get(tokens[first].text)
            nodes: list[dict[str, Any]] = [begun] if begun is not None else []
            passed: list[dict[str, Any]] = []
            last = first + 1
            while nodes or passed:
                found = [item for node in nodes for item in node.get(_END, ())]
                if found:
                    yield first, last, tuple(dict.fromkeys(found))
                if last >= len(tokens):
                    break
                word, waiting = tokens[last].text, (*nodes, *passed)
                nodes = [node[word] for node in waiting if word in node]
                passed = list(waiting) if word in skipped else []
                last += 1

    def spelled(self) -> Iterator[tuple[str, ...]]:
        """Every phrase as its words."""
        waiting: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), self._root)]
        while waiting:
            parts, node = waiting.pop()
            for word, inside in node.items():
                if word == _END:
                    yield parts
                else:
                    waiting.append(((*parts, word), inside))

    def vocabulary(self) -> Iterable[str]:
        """Every word that occurs in a phrase."""
        return self._words
