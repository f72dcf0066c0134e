"""This product's own verified_queries.yml: questions with the query that someone answers for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from assistant.catalog.problems import Problems
from assistant.catalog.readers.dates import json_of
from assistant.catalog.yaml_source import read_yaml
from assistant.evaluation.exchange.document import Document
from assistant.evaluation.exchange.record import Record, Source, at, utf8_of


def read_verified(source: Source, problems: Problems) -> Iterator[Record]:
    """One case per question; one in each language together make a pair. Raises UsageError for no text."""
    for document in read_yaml(utf8_of(source.path), str(source.path), problems):
        sections = document.value if isinstance(document.value, dict) else {}
        node = sections.get("verified_queries")
        for item in node.value if node is not None and isinstance(node.value, list) else []:
            found = json_of(item)
            questions = list(_questions(found.get("question"))) if isinstance(found, dict) else []
            if not questions or not isinstance(found.get("query"), dict):
                told = "a verified query needs a question and a query"
                problems.error(at(source.path, item.line), "bad_verified_query", told)
            else:
                yield from (Record(_document(text, found), item.line) for text in questions)


def _questions(given: Any) -> Iterator[str | dict[str, str]]:
    if not isinstance(given, dict):
        yield from _texts(given)
        return
    for zh, en in zip_longest(_texts(given.get("zh")), _texts(given.get("en"))):
        yield {"zh": zh, "en": en} if zh and en else zh or en


def _texts(given: Any) -> list[str]:
    items = given if isinstance(given, list) else [given]
    return [str(item).strip() for item in items if item is not None and str(item).strip()]


def _document(question: str | dict[str, str], item: dict[str, Any]) -> Document:
    found: Document = {"question": question, "tags": ["verified"], "expect": {"query": item["query"]}}
    by, on = item.get("verified_by"), item.get("verified_on")
    if by or on:
        found["note"] = " ".join(part for part in ("verified", by and f"by {by}", on and f"on {on}") if part)
    return found
