"""Question sets in the JSON of Spider and BIRD: a list of {question, query or SQL, db_id, …}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.catalog.problems import Problems
from assistant.errors import UsageError, choices_text, listed
from assistant.evaluation.exchange.document import Document
from assistant.evaluation.exchange.record import Record, Source, at, utf8_of
from assistant.evaluation.exchange.table import DIFFICULTIES, meant

_SQL = ("SQL", "query", "sql", "gold_sql")
_DIFFICULTY = ("difficulty", "hardness")


def read_spider(source: Source, problems: Problems) -> Iterator[Record]:
    """The questions, or those over one database. Raises UsageError for a database that is not there."""
    items = list(_items(source, problems))
    names = list(dict.fromkeys(str(item["db_id"]) for _, item in items if item.get("db_id")))
    if source.database is not None and source.database not in names:
        raise UsageError(
            f"no question is about the database '{source.database}'.{choices_text(source.database, names)}"
        )
    if source.database is None and len(names) > 1:
        told = f"the questions are about {len(names)} databases ({listed(names)}); --db chooses one"
        problems.warning(at(source.path, 0), "several_databases", told)
    for line, item in items:
        if source.database is None or item.get("db_id") == source.database:
            record = _record(item, line)
            if record is None:
                problems.error(at(source.path, line), "no_question", "the item has no text as its question")
            else:
                yield record


def _items(source: Source, problems: Problems) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list, or of one object a line, with the line that they begin in."""
    text = utf8_of(source.path)
    decoder = json.JSONDecoder()
    position, line = _past(r"\s*\[?\s*", text, 0), 1
    line += text.count("\n", 0, position)
    while position < len(text) and text[position] != "]":
        try:
            item, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            told = "this is not JSON, up to the next line that begins with {"
            problems.error(at(source.path, line), "bad_json", told)
            item, end = None, _next_line(text, position)
        if isinstance(item, dict):
            yield line, item
        elif item is not None:
            problems.error(at(source.path, line), "bad_item", "an item is no object with a question")
        end = _past(r"[\s,]*", text, end)
        line, position = line + text.count("\n", position, end), end


def _next_line(text: str, position: int) -> int:
    found = re.compile(r"\n\s*(?=\{)").search(text, position)
    return found.end() if found else len(text)


def _past(pattern: str, text: str, position: int) -> int:
    found = re.compile(pattern).match(text, position)
    return found.end() if found else position


def _record(item: Mapping[str, Any], line: int) -> Record | None:
    question = item.get("question")
    if not isinstance(question, str) or not question.strip():
        return None
    document: Document = {"question": question.strip()}
    tags = [str(item.get("db_id") or ""), meant(_first(item, _DIFFICULTY), DIFFICULTIES)]
    if any(tags):
        document["tags"] = [tag for tag in tags if tag]
    sql = _first(item, _SQL)
    if sql:
        document["expect"] = {"sql": sql}
    if item.get("evidence"):
        document["note"] = str(item["evidence"])
    given = item.get("question_id", item.get("id", ""))
    return Record(document, line, str(given) if isinstance(given, (str, int)) else "")


def _first(item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first that is a text: Spider's own `sql` is a parsed tree."""
    return next(
        (item[key].strip() for key in keys if isinstance(item.get(key), str) and item[key].strip()), ""
    )
