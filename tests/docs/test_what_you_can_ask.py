"""docs/what-you-can-ask.md: each of its questions is asked in both languages, and what comes is what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Outcome
from assistant.query import MetricQuery
from tests.docs.telling import told

PAGE = (Path(__file__).parent.parent.parent / "docs" / "what-you-can-ask.md").read_text(encoding="utf-8")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Example:
    """A row of the page: the question and what comes, in English and Chinese."""

    questions: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    section: str
    examples: tuple[Example, ...]
    is_conversation: bool


def tables(page: str) -> list[Table]:
    found = []
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        for head, body in re.findall(r"^\| (.+?) \|.*\n\|---\|---\|\n((?:\|.*\n?)+)", section, re.MULTILINE):
            rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in body.splitlines()]
            examples = tuple(Example(*(tuple(cell.split("<br>")) for cell in row)) for row in rows)
            found.append(Table(title, examples, head.startswith("In one conversation")))
    return found


def conversations() -> list[Any]:
    """Each question alone, those of one conversation together."""
    found = []
    for table in tables(PAGE):
        parts = (table.examples,) if table.is_conversation else tuple((each,) for each in table.examples)
        found += [pytest.param(part, id=part[0].questions[0]) for part in parts]
    return found


def test_the_page_has_its_examples_in_both_languages() -> None:
    rows = [example for table in tables(PAGE) for example in table.examples]
    assert len(rows) == PAGE.count("<br>") / 2 >= 60
    assert all(len(row.questions) == len(row.outcomes) == len(LANGUAGES) for row in rows)
    asked = [table.section for table in tables(PAGE)]
    for section in re.findall(r"^## (.*)", PAGE, re.MULTILINE):
        assert section in asked, section


@pytest.mark.parametrize("examples", conversations())
def test_the_answer_is_the_one_of_the_page(demo_assistant: Any, examples: tuple[Example, ...]) -> None:
    before: list[str | None] = [None, None]
    for example in examples:
        outcomes = []
        for number, language in enumerate(LANGUAGES):
            outcome = demo_assistant.ask(example.questions[number], conversation=before[number])
            before[number] = outcome.receipt.conversation
            assert outcome.receipt.language == language
            found = " · ".join(told(outcome, demo_assistant.catalog))
            assert _loosely(found) == _loosely(example.outcomes[number]), example.questions[number]
            assert not (isinstance(outcome, Answer) and outcome.receipt.unread), example.questions[number]
            outcomes.append(outcome)
        assert _meant(outcomes[0]) == _meant(outcomes[1]), "the two languages are read differently"


def _loosely(text: str) -> str:
    """Which words a refusal quotes is not what the page promises."""
    return re.sub("“[^”]*”", "“…”", text)


def _meant(outcome: Outcome) -> object:
    """The query of an answer, whatever the order of its parts."""
    if not isinstance(outcome, Answer) or not isinstance(outcome.query, MetricQuery):
        return outcome.status
    document = outcome.query.to_dict()
    return {name: sorted(map(str, part)) if isinstance(part, list) else part for name, part in document.items()}
