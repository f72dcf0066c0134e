"""A table of phrases that finds all of its phrases in a text in one walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from assistant.understanding.cutting.tokens import Token, words

T = TypeVar("T")
Ends = Sequence[tuple[str, ...]]
_END = ""
_OPEN = "\0"
"""Where a node keeps the ends that its phrase goes on with, until a text or a lookup gets there."""


class PhraseTable(Generic[T]):
    """Phrases by their folded words, as a tree keyed by word: the cost of a lookup does not grow with
    the number of phrases."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._words: set[str] = set()

    def add(self, phrase: str | Sequence[str], item: T) -> None:
        parts = words(phrase) if isinstance(phrase, str) else tuple(phrase)
        if parts:
            self._words.update(parts)
            _file(self._root, parts, item)

    def add_open(self, phrase: str | Sequence[str], ends: Ends, item: T) -> None:
        """Files the phrase with each of the ends behind it, not the phrase alone. They are laid out only where somebody
        says the phrase: a catalog has thousands of such stems, and a question two or three. `spelled` leaves them out.
        """
        parts = words(phrase) if isinstance(phrase, str) else tuple(phrase)
        self._words.update(parts, *ends)
        if not parts:
            for end in filter(None, ends):
                _file(self._root, end, item)
            return
        node = self._root
        for part in parts:
            node = node.setdefault(part, {})
        node.setdefault(_OPEN, []).append((ends, item))

    def get(self, phrase: str | Sequence[str]) -> tuple[T, ...]:
        """What is filed under exactly this phrase."""
        node = self._root
        for part in words(phrase) if isinstance(phrase, str) else phrase:
            if part not in node:
                return ()
            node = _laid_out(node[part])
        return tuple(node.get(_END, ()))

    def matches(
        self, tokens: Sequence[Token], skipped: frozenset[str] = frozenset()
    ) -> Iterator[tuple[int, int, tuple[T, ...]]]:
        """Every phrase in `tokens` as (first, past the last, items), overlaps included.

        Words of `skipped` may stand inside a phrase that does not have them.
        """
        for first in range(len(tokens)):
            begun = self._root.get(tokens[first].text)
            nodes: list[dict[str, Any]] = [_laid_out(begun)] if begun is not None else []
            passed: list[dict[str, Any]] = []
            last = first + 1
            while nodes or passed:
                found = [item for node in nodes for item in node.get(_END, ())]
                if found:
                    yield first, last, tuple(dict.fromkeys(found))
                if last >= len(tokens):
                    break
                word, waiting = tokens[last].text, (*nodes, *passed)
                nodes = [_laid_out(node[word]) for node in waiting if word in node]
                passed = list(waiting) if word in skipped else []
                last += 1

    def spelled(self) -> Iterator[tuple[str, ...]]:
        """Every phrase that was added by itself, as its words."""
        waiting: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), self._root)]
        while waiting:
            parts, node = waiting.pop()
            for word, inside in tuple(node.items()):  # a lookup meanwhile may lay ends out in it
                if word == _END:
                    yield parts
                elif word != _OPEN:
                    waiting.append(((*parts, word), inside))

    def vocabulary(self) -> Iterable[str]:
        """Every word that occurs in a phrase."""
        return self._words


def _file(node: dict[str, Any], parts: Iterable[str], item: Any) -> None:
    for part in parts:
        node = node.setdefault(part, {})
    found = node.setdefault(_END, [])
    if item not in found:
        found.append(item)


def _laid_out(node: dict[str, Any]) -> dict[str, Any]:
    """The node, with what it keeps for later in its place. The mark goes last: whoever asks meanwhile, in another
    thread, does the same again instead of missing a part of it.
    """
    for ends, item in node.get(_OPEN, ()):
        for end in ends:
            _file(node, end, item)
    node.pop(_OPEN, None)
    return node
