"""The shapes of files that cases can be made of, and how each is told from the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from assistant.catalog.problems import Problems
from assistant.catalog.yaml_source import read_yaml
from assistant.errors import UsageError, choices_text
from assistant.evaluation.exchange.delimited import read_delimited
from assistant.evaluation.exchange.document import Document
from assistant.evaluation.exchange.record import Record, Source, readable, utf8_of
from assistant.evaluation.exchange.saved import read_saved
from assistant.evaluation.exchange.snowflake import read_snowflake
from assistant.evaluation.exchange.spider import read_spider
from assistant.evaluation.exchange.spreadsheet import read_spreadsheet
from assistant.evaluation.exchange.verified import read_verified

SHAPES: Mapping[str, Callable[[Source, Problems], Iterable[Record]]] = {
    "csv": read_delimited,
    "xlsx": read_spreadsheet,
    "spider": read_spider,
    "snowflake": read_snowflake,
    "dbt": read_saved,
    "verified": read_verified,
}
_OTHER_NAMES = {"tsv": "csv", "excel": "xlsx", "bird": "spider"}
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
_OF_DBT = {"saved_queries", "saved_query", "semantic_models", "models", "metrics"}


def import_file(source: Source, problems: Problems, shape: str | None = None) -> tuple[Document, ...]:
    """The case documents that the file gives; what cannot be imported is told with its place.

    Raises UsageError for a file of no known shape, and what the shape's reader raises.
    """
    if not source.path.exists():
        raise UsageError(f"there is no {source.path}")
    name = _known(shape) if shape else shape_of(source.path)
    for option, given, owner in (("--sheet", source.sheet, "xlsx"), ("--db", source.database, "spider")):
        if given is not None and name != owner:
            raise UsageError(f"{option} is for the shape {owner}, and {source.path.name} is {name}")
    return readable(SHAPES[name](source, problems), source.path, problems)


def _known(shape: str) -> str:
    name = _OTHER_NAMES.get(shape.lower(), shape.lower())
    if name not in SHAPES:
        raise UsageError(f"there is no shape '{shape}'.{choices_text(shape, [*SHAPES, *_OTHER_NAMES])}")
    return name


def shape_of(path: Path) -> str:
    """By its suffix, else by what is in it. Raises UsageError where it is none of the shapes."""
    suffix = path.suffix.lower()
    if path.is_dir():
        return "dbt"
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if suffix in (".json", ".jsonl"):
        return _of_json(path)
    if suffix in (".yml", ".yaml"):
        return _of_yaml(path)
    raise _unknown(path)


def _of_json(path: Path) -> str:
    text = utf8_of(path)
    if re.match(r'\s*\{.*"expect"\s*:', text):
        raise _is_case_file(path)
    if re.match(r"\s*\[", text) or re.match(r'\s*\{[^{}]*"question"', text):
        return "spider"
    if re.search(r'"(?:saved_queries|semantic_models)"\s*:', text):
        return "dbt"
    raise _unknown(path)


def _of_yaml(path: Path) -> str:
    problems = Problems()
    for document in read_yaml(utf8_of(path), str(path), problems):
        sections = document.value if isinstance(document.value, dict) else {}
        if isinstance(document.value, list) or "cases" in sections:
            raise _is_case_file(path)
        if "verified_queries" in sections:
            items = sections["verified_queries"].plain() or []
            has_sql = any(isinstance(item, dict) and "sql" in item for item in items)
            return "snowflake" if has_sql else "verified"
        if _OF_DBT & set(sections):
            return "dbt"
    raise UsageError(str(problems.errors[0])) if problems.errors else _unknown(path)


def _is_case_file(path: Path) -> UsageError:
    return UsageError(f"{path} is a case file already; `assistant cases export` writes it anew")


def _unknown(path: Path) -> UsageError:
    return UsageError(f"what {path} holds is not known; --shape takes {', '.join(SHAPES)}")
