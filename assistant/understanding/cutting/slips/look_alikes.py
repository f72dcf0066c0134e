"""Slips in Chinese of a character that looks like another one: 收人 for 收入."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from assistant.kept import table
from assistant.retrieval.concepts import thesaurus
from assistant.understanding.cutting.slips.homophones import windows
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.vocabulary import FOLDER

_FILE = FOLDER / "look_alikes.toml"


def misread(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """The stretch with all of `text[start:end]` that is a phrase of the catalog but for one such character, and
    that phrase. What holds a word of general language is no slip.
    """
    for first, last in windows(text, start, end):
        if first > start or last < end or thesaurus().has_word_over(text, first, last):
            continue
        meant = {phrase for phrase in _others(text[first:last]) if phrase in lexicon.chinese}
        if len(meant) == 1:
            return first, last, meant.pop()
    return None


def _others(window: str) -> Iterator[str]:
    for at, character in enumerate(window):
        for other in _alike().get(character, ""):
            yield window[:at] + other + window[at + 1 :]


@table
def _alike() -> dict[str, str]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))["groups"]
    found: dict[str, str] = {}
    for group in groups:
        for character in group:
            found[character] = found.get(character, "") + group.replace(character, "")
    return found
