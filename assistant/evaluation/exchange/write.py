"""Case files as text: JSONL for machines, YAML for people. What is written reads back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import StateError, UsageError
from assistant.evaluation.case import Case
from assistant.evaluation.exchange.document import Document, documents_of

SUFFIXES = (".yml", ".yaml", ".jsonl")
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_HALF_LETTER = re.compile(r"[\ud800-\udfff]")


def write_jsonl(cases: Iterable[Case]) -> str:
    """One case a line, the halves of a pair on one."""
    return jsonl_text(documents_of(cases))


def write_yaml(cases: Iterable[Case]) -> str:
    """A list of cases. Raises UsageError for a text that YAML cannot hold."""
    return yaml_text(documents_of(cases))


def jsonl_text(documents: Iterable[Document]) -> str:
    return "".join(f"{_json(document)}\n" for document in documents)


def yaml_text(documents: Iterable[Document]) -> str:
    """Raises UsageError for a text that YAML cannot hold."""
    found = []
    for document in documents:
        if _HALF_LETTER.search(json.dumps(document, ensure_ascii=False)):
            name = str(document["id"]).encode("ascii", "backslashreplace").decode()
            raise UsageError(
                f'case "{name}" has half a letter (a lone surrogate), which YAML cannot hold; write .jsonl'
            )
        found.append(_opened(document))
    return (
        yaml.dump(found, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110) if found else "[]\n"
    )


def write_file(path: Path, documents: Iterable[Document], force: bool = False) -> None:
    """Write a case file; its suffix says which form. Nothing is overwritten unless forced.

    Raises UsageError for another suffix or a file that is there, StateError where it cannot be written.
    """
    check_target(path, force)
    text = jsonl_text(documents) if path.suffix.lower() == ".jsonl" else yaml_text(documents)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StateError(f"{path} cannot be written: {error.strerror or 'unknown reason'}") from None


def check_target(path: Path, force: bool) -> None:
    """Before the work, so that its end is not lost. Raises UsageError."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path.name} is no case file; case files end in {', '.join(SUFFIXES)}")
    if path.is_dir():
        raise UsageError(f"{path} is a folder")
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; --force overwrites it")


def _json(document: Document) -> str:
    text = json.dumps(document, ensure_ascii=False)
    return json.dumps(document) if _HALF_LETTER.search(text) else text


# ── YAML as people write it ─────────────────────────────────────────────────────────────────────────


class _Opened(dict[str, Any]):
    """A mapping that gets one key a line."""


class _Lines(list[Any]):
    """A list that gets one item a line."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _opened(document: Document) -> _Opened:
    found = _Opened(document)
    if "expect" in found:
        found["expect"] = _Opened(found["expect"])
    if "alternatives" in found:
        found["alternatives"] = [_Opened(item) for item in found["alternatives"]]
    if "paraphrases" in found:
        found["paraphrases"] = _Lines(found["paraphrases"])
    return found


def _lines(dumper: Any, data: _Lines) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=False)


def _mapping(dumper: Any, data: _Opened) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)


def _sequence(dumper: Any, data: list[Any]) -> Any:
    opened = any(isinstance(item, _Opened) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=not opened)


def _closed(dumper: Any, data: dict[str, Any]) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


def _text(dumper: Any, data: str) -> Any:
    """Lines as lines; other separators of lines escaped, since YAML would read them as \\n."""
    style = '"' if _SEPARATOR.search(data) else "|" if "\n" in data else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(_Opened, _mapping)
_Dumper.add_representer(_Lines, _lines)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(dict, _closed)
_Dumper.add_representer(str, _text)
