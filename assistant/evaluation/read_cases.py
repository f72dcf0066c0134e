"""Case files into cases: YAML and JSONL. Whatever is wrong is told with its line, and the rest still reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from assistant.catalog.entry import Entry
from assistant.catalog.node import Node
from assistant.catalog.problems import Problems
from assistant.catalog.yaml_source import MAX_DEPTH, read_yaml
from assistant.errors import UsageError
from assistant.evaluation.case import Case, Choose, Defaults, Step
from assistant.evaluation.read_expectation import read_expectation
from assistant.evaluation.read_paraphrases import read_paraphrases
from assistant.question import Actor, Language
from assistant.settings import read_moment

SUFFIXES = (".yml", ".yaml", ".jsonl")
_LANGUAGES = ("zh", "en")
MOST_LETTERS = 200_000
"""Of a question: long ones are asked on purpose."""


def case_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files of the paths; folders are searched, files named baseline.* in them are results.

    Raises UsageError for a path that is not there or a folder without cases.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {path}")
        inside = sorted(filter(is_case_file, path.rglob("*"))) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"{path} holds no case files ({', '.join(SUFFIXES)})")
        for item in inside:
            found.setdefault(item.resolve(), item)
    return tuple(found.values())


def is_case_file(path: Path) -> bool:
    """Files named baseline.* are results."""
    return path.suffix in SUFFIXES and path.stem != "baseline" and path.is_file()


def read_cases(paths: Iterable[Path], problems: Problems) -> tuple[Case, ...]:
    """Every readable case; ids are unique over all files. Raises UsageError as `case_files` does."""
    cases: dict[str, Case] = {}
    for path in case_files(paths):
        for case in read_case_file(path, problems):
            if case.id in cases:
                first = cases[case.id]
                place = Node(None, case.file, case.line)
                problems.error(
                    place, "duplicate_case", f'case "{case.id}" stands in {first.file}:{first.line} too'
                )
            else:
                cases[case.id] = case
    return tuple(cases.values())


def read_case_file(path: Path, problems: Problems) -> Iterator[Case]:
    """The cases of one file, in its order."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        problems.error(Node(None, str(path), 0), "unreadable", "the file cannot be read as UTF-8 text")
        return
    if path.suffix == ".jsonl":
        yield from cases_of(_json_lines(text, str(path), problems), Defaults(), problems)
        return
    for document in read_yaml(text, str(path), problems):
        yield from _document(document, problems)


def _document(document: Node, problems: Problems) -> Iterator[Case]:
    if isinstance(document.value, list):
        yield from cases_of(document.value, Defaults(), problems)
        return
    entry = Entry.of(document, problems, "a case file")
    if entry is None:
        return
    inner = entry.entry("defaults")
    defaults = _defaults(inner) if inner is not None else Defaults()
    nodes = entry.list("cases")
    entry.refuse_unknown()
    yield from cases_of(nodes, defaults, problems)


def _json_lines(text: str, file: str, problems: Problems) -> Iterator[Node]:
    # JSON may hold other separators of lines (U+2028) inside its texts: only \n ends a record.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield node_of(json.loads(line), file, number)
        except (ValueError, RecursionError):
            problems.error(Node(None, file, number), "bad_json", "this line is not a JSON object")


def node_of(value: Any, file: str, line: int, depth: int = 0) -> Node:
    """Plain data as if it stood in that line. Raises ValueError where it is nested too deeply."""
    if depth > MAX_DEPTH:
        raise ValueError(f"lists and mappings are nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, dict):
        inside = {str(key): node_of(item, file, line, depth + 1) for key, item in value.items()}
        return Node(inside, file, line)
    if isinstance(value, list):
        return Node([node_of(item, file, line, depth + 1) for item in value], file, line)
    return Node(value, file, line, "" if value is None else str(value))


def cases_of(nodes: Iterable[Node], defaults: Defaults, problems: Problems) -> Iterator[Case]:
    """The cases that the nodes say; one with an error is left out, the others still come."""
    for node in nodes:
        own = Problems()
        entry = Entry.of(node, own, "a case")
        found = tuple(_case(entry, defaults)) if entry is not None else ()
        problems.extend(own)
        if not own.errors:
            yield from found


def _case(entry: Entry, defaults: Defaults) -> Iterator[Case]:
    """One case, or one per language where the question is given in both; then its paraphrases."""
    identifier = entry.text("id")
    entry.what = f'case "{identifier:.80}"' if identifier else "a case"
    own = _defaults(entry)
    case = Case(
        id=identifier,
        question="",
        after=tuple(_steps(entry)),
        language=own.language or defaults.language,
        actor=own.actor or defaults.actor,
        now=own.now or defaults.now,
        tags=tuple(dict.fromkeys((*defaults.tags, *own.tags))),
        file=entry.node.file,
        line=entry.node.line,
        note=entry.text("note"),
    )
    expected = [read_expectation(inner) for inner in (entry.entry("expect"),) if inner is not None]
    expected += [read_expectation(inner) for inner in entry.entries("alternatives", "alternative")]
    if entry.has("alternatives") and not entry.has("expect"):
        entry.error("alternatives", "no_expectation", "alternatives need an expect beside them")
    if not identifier:
        entry.error("id", "no_id", "a case needs an id")
    case = replace(case, expectations=tuple(expected))
    yield from _questions(entry, case)
    yield from read_paraphrases(entry, case, MOST_LETTERS)
    entry.refuse_unknown()


def _questions(entry: Entry, case: Case) -> Iterator[Case]:
    node = entry.get("question")
    if node is not None and isinstance(node.value, dict):
        spoken = entry.labels("question")
        texts = (spoken.zh, spoken.en)
        if not all(texts):
            entry.error("question", "half_pair", "a question in two languages needs both zh and en")
        for language, text in zip(_LANGUAGES, texts, strict=True):
            said = cast(Language, language)
            yield replace(case, id=f"{case.id}.{language}", question=text or "", language=said, pair=case.id)
        return
    text = entry.text("question", limit=MOST_LETTERS)
    if not text and not (node is not None and isinstance(node.value, str)):
        entry.error("question", "no_question", "a case needs a question")
    yield replace(case, question=node.text if node is not None else "")


def _steps(entry: Entry) -> Iterator[Step]:
    for node in entry.list("after"):
        choice = node.plain().get("choose") if isinstance(node.value, dict) else None
        if isinstance(node.value, str):
            yield node.value
        elif type(choice) is int and choice >= 1 and len(node.value) == 1:
            yield Choose(choice)
        else:
            entry.error("after", "bad_turn", "turns before are texts or {choose: 1}")


def _defaults(entry: Entry) -> Defaults:
    found = Defaults(
        language=cast("Language | None", entry.choice("language", _LANGUAGES, None)),
        actor=_actor(entry),
        now=_now(entry),
        tags=entry.texts("tags"),
    )
    if entry.what.endswith("defaults"):
        entry.refuse_unknown()
    return found


def _actor(entry: Entry) -> Actor | None:
    name, attributes = entry.optional_text("actor"), entry.entry("attributes")
    if name is None:
        if attributes is not None:
            entry.error("attributes", "no_actor", "attributes belong to an actor")
        return None
    values = {key: node.value for key, node in attributes.values.items()} if attributes else {}
    for key, value in values.items():
        if attributes is not None and not isinstance(value, (str, int)):
            attributes.error(key, "bad_attribute", f"{key} must be text or a whole number; quote a date")
    return Actor(name, attributes=values)


def _now(entry: Entry) -> datetime | None:
    text = entry.text("now")
    try:
        return read_moment(text) if text else None
    except ValueError as error:
        entry.error("now", "bad_now", str(error))
        return None
