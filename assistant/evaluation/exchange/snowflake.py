"""The `verified_queries` of a Snowflake semantic model or semantic view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from assistant.catalog.problems import Problems
from assistant.catalog.yaml_source import read_yaml
from assistant.evaluation.exchange.document import Document
from assistant.evaluation.exchange.record import Record, Source, at, utf8_of


def read_snowflake(source: Source, problems: Problems) -> Iterator[Record]:
    """Raises UsageError for a file that is no text."""
    for document in read_yaml(utf8_of(source.path), str(source.path), problems):
        sections = document.value if isinstance(document.value, dict) else {}
        node = sections.get("verified_queries")
        items = node.value if node is not None and isinstance(node.value, list) else []
        tables = _tables(sections["tables"].plain()) if "tables" in sections else ()
        for item in items:
            record = _record(item.plain(), item.line)
            if record is None:
                told = "a verified query needs a question and sql"
                problems.error(at(source.path, item.line), "bad_verified_query", told)
                continue
            _tell_logical(record, tables, source, problems)
            yield record


def _record(item: Any, line: int) -> Record | None:
    if not isinstance(item, dict) or not item.get("question") or not item.get("sql"):
        return None
    document: Document = {
        "question": str(item["question"]).strip(),
        "tags": ["verified"],
        "expect": {"sql": str(item["sql"])},
    }
    by, on = str(item.get("verified_by") or ""), _day(item.get("verified_at"))
    if by or on:
        document["note"] = " ".join(
            part for part in ("verified", by and f"by {by}", on and f"on {on}") if part
        )
    return Record(document, line, str(item.get("name") or ""))


def _day(moment: Any) -> str:
    """Seconds since 1970, or a date."""
    if isinstance(moment, int) and 0 <= moment < 2**33:
        return datetime.fromtimestamp(moment, UTC).date().isoformat()
    return str(moment or "")


def _tables(tables: Any) -> tuple[str, ...]:
    """Names of the model's logical tables, as its SQL writes them."""
    named = (
        [item.get("name") for item in tables if isinstance(item, dict)] if isinstance(tables, list) else []
    )
    return tuple(f"__{name}" for name in named if name)


def _tell_logical(record: Record, tables: tuple[str, ...], source: Source, problems: Problems) -> None:
    """Their SQL reads the tables of the model, which no warehouse has."""
    sql = record.document["expect"]["sql"]
    used = [name for name in tables if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE)]
    if used:
        told = f"the SQL reads {', '.join(used)}, logical tables of the model: it does not run as it is"
        problems.warning(
            at(source.path, record.line), "logical_table", told, "name the warehouse's tables and columns"
        )
