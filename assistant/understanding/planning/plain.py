"""Texts of a catalog, a warehouse or a person as data for a model: one line, short, nothing invisible."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LABEL, SENTENCE, QUESTION = 80, 300, 1000
"""Characters that are kept."""


def plain(text: str, most: int = LABEL) -> str:
    """Without control, format and unassigned characters, which can hide or reorder what is read."""
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    joined = " ".join("".join(kept).split())
    return joined if len(joined) <= most else joined[: most - 1] + "…"


def plain_all(texts: Iterable[str], most: int = 8) -> list[str]:
    """The first distinct ones."""
    return [text for text in dict.fromkeys(plain(text) for text in texts) if text][:most]
