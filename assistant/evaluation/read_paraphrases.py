"""Other ways of asking the same: what a case lists under `paraphrases`, each as a case of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from assistant.catalog.entry import Entry
from assistant.catalog.node import Node
from assistant.evaluation.case import Case
from assistant.question import Language

TAG = "paraphrase"


def read_paraphrases(entry: Entry, case: Case, limit: int) -> Iterator[Case]:
    """One case per paraphrase of `entry`, numbered from 1; everything else is as in `case`.

    `limit` is of letters. What is no text, empty, too long or asked before is an error of the entry.
    """
    asked = _questions(entry)
    for number, node in enumerate(entry.list("paraphrases"), start=1):
        found = _read(entry, node, limit)
        if found is None:
            continue
        text, language = found
        if text in asked:
            message = f'{entry.what}: "{text:.80}" is asked twice; a paraphrase is another wording'
            entry.problems.error(node, "duplicate_paraphrase", message)
        asked.add(text)
        yield replace(paraphrase(case, number), question=text, language=language, line=node.line)


def paraphrase(case: Case, number: int) -> Case:
    """The case that asks the same once more, as yet without a question. Its language is its own: one set
    asks in both.
    """
    return replace(
        case,
        id=f"{case.id}~{number}",
        question="",
        language=None,
        tags=tuple(dict.fromkeys((*case.tags, TAG))),
        pair="",
        paraphrase_of=case.id,
    )


def _questions(entry: Entry) -> set[str]:
    """What the case itself asks, in one language or both."""
    node = entry.get("question")
    if node is None:
        return set()
    return {item.text for item in node.value.values()} if isinstance(node.value, dict) else {node.text}


def _read(entry: Entry, node: Node, limit: int) -> tuple[str, Language | None] | None:
    """The text as it was typed, and its language where it is given; None, and an error, without a text."""
    said: Node | None = node
    language: Language | None = None
    if isinstance(node.value, dict):
        inner = Entry(node, entry.problems, f"{entry.what}: paraphrases")
        said = inner.get("question")
        language = inner.choice("language", get_args(Language), None)
        inner.refuse_unknown()
    if (
        said is None
        or said.value is None
        or isinstance(said.value, (dict, list, bool))
        or not said.text.strip()
    ):
        message = f"{entry.what}: paraphrases are texts or {{question: a text, language: en}}"
        entry.problems.error(node, "bad_paraphrase", message, "quote what YAML reads as something else")
        return None
    if len(said.text) > limit:
        entry.problems.error(
            node, "too_long", f"{entry.what}: a paraphrase is longer than {limit} characters"
        )
        return None
    return said.text, language
