"""Conversations: every turn leaves the query that was meant, and nothing that is said gets lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant.query import MetricQuery
from assistant.question import Turn
from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.conversations import Conversation, conversations_of, shortfalls
from tests.understanding.corpus import ask, turn_of

CORPUS = Path(__file__).parents[1] / "corpus"
LIBRARY_NOW = datetime(2026, 6, 30, 23, 59, 59)
DEMO = [
    conversation
    for name in ("zh", "en", "more", "mixed")
    for conversation in conversations_of(CORPUS / f"conversations_{name}.yml")
]
NONSENSE = {"zh": "呱唧", "en": "zorblax"}


@pytest.mark.parametrize("conversation", DEMO, ids=str)
def test_over_the_demo_catalog(demo_reader: Reader, conversation: Conversation) -> None:
    assert shortfalls(demo_reader, conversation) == []


@pytest.mark.parametrize("conversation", conversations_of(CORPUS / "conversations_library.yml"), ids=str)
def test_over_another_trade(library_reader: Reader, conversation: Conversation) -> None:
    assert shortfalls(library_reader, conversation, LIBRARY_NOW) == []


@pytest.mark.parametrize("conversation", DEMO, ids=str)
def test_a_word_that_means_nothing_is_never_dropped(demo_reader: Reader, conversation: Conversation) -> None:
    for turns, said in _follow_ups(demo_reader, conversation):
        word = NONSENSE["en" if said.isascii() else "zh"]
        for text in (f"{said.rstrip('?')} {word}", f"{word} {said}"):
            found = ask(demo_reader, text, turns)
            assert not isinstance(found, Understood), text


@pytest.mark.parametrize("conversation", DEMO, ids=str)
def test_a_turn_that_changes_nothing_says_so(demo_reader: Reader, conversation: Conversation) -> None:
    for turns, said in _follow_ups(demo_reader, conversation):
        found = ask(demo_reader, said, turns)
        before = _shown(turns)
        if turns[-1].status == "refuse":
            continue  # what was understood of it has not been shown
        if isinstance(found, Understood) and found.query == before:
            codes = {item.code for item in found.assumptions}
            assert codes & {"already_so", "went_back"}, said


def _follow_ups(reader: Reader, conversation: Conversation) -> Iterator[tuple[tuple[Turn, ...], str]]:
    """Every turn behind the first that is about numbers, with the turns before it."""
    turns: tuple[Turn, ...] = ()
    for said in conversation.turns:
        text = str(said["q"])
        if turns and "else" not in said and "back" not in said:
            yield turns, text
        turns += (turn_of(text, ask(reader, text, turns)),)


def _shown(turns: tuple[Turn, ...]) -> MetricQuery | None:
    return next((turn.query for turn in reversed(turns) if turn.query or turn.options), None)
