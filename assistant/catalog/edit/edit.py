"""One change of one file, made only where it is sure to be that change and nothing else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from assistant.catalog.edit.places import Path, Place, read_places
from assistant.catalog.edit.write import NotEditable, appended, block_lines, one_line, replaced, with_key
from assistant.catalog.problems import Problems
from assistant.catalog.yaml_source import read_yaml
from assistant.errors import UsageError

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_NO_NEWLINE = "\\ No newline at end of file\n"
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """`file` is relative to the catalog's folder. Texts are as on disk, line ends included."""

    file: str
    before: str | None
    """None: the file is new."""
    after: str | None
    """None: the file goes."""

    @property
    def diff(self) -> str:
        """The change as a unified diff that `git apply` and `patch` take."""
        old, new = _LINES.findall(self.before or ""), _LINES.findall(self.after or "")
        source = f"a/{self.file}" if self.before is not None else "/dev/null"
        target = f"b/{self.file}" if self.after is not None else "/dev/null"
        lines = difflib.unified_diff(old, new, source, target)
        return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines)


def edited(file: str, text: str, document: int, path: Path, value: Any, replacing: bool = False) -> Edit:
    """`value` added to the list at `path`, which is made where there is none.

    A single text there becomes the first of a list. With `replacing`, `value` takes the place of the
    scalar at `path`. Raises UsageError, with what to write by hand, where that cannot be done to this text.
    """
    body = text.removeprefix(_BOM)
    old = documents_of(body, file)
    if old is None:
        raise UsageError(f"{file} has errors of its own; `assistant catalog check` tells which")
    wanted = list(old)
    wanted[document] = _changed(old[document], path, value, replacing)
    root = read_places(body)[document]
    try:
        new = _written(body, root, path, value, replacing)
    except (NotEditable, yaml.YAMLError):
        new = None
    found = documents_of(new, file) if new is not None else None
    if new is None or found is None or not same(found, wanted):
        raise UsageError(_by_hand(file, body, root, path, value))
    return Edit(file, text, (_BOM if text != body else "") + new)


def documents_of(text: str, file: str) -> list[Any] | None:
    """The plain data of each document; None where something is wrong with the text."""
    problems = Problems()
    nodes = read_yaml(text, file, problems)
    return None if problems.errors else [node.plain() for node in nodes]


def same(left: Any, right: Any) -> bool:
    """Equal in value and in type, without regard to the order of keys."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and (left == right or (left != left and right != right))


def _changed(data: Any, path: Path, value: Any, replacing: bool) -> Any:
    if not path:
        if replacing:
            return value
        listed = data if isinstance(data, list) else [] if data is None else [data]
        return [*listed, value]
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        return [_changed(item, rest, value, replacing) if i == key else item for i, item in enumerate(data)]
    inside = data if isinstance(data, dict) else {}
    return {**inside, key: _changed(inside.get(key), rest, value, replacing)}


def _written(text: str, root: Place, path: Path, value: Any, replacing: bool) -> str:
    place, rest = _nearest(root, path)
    if rest and place.kind == "mapping":
        return with_key(text, place, str(rest[0]), _nested(rest[1:], [value]))
    if replacing and not rest and place.kind == "scalar":
        return replaced(text, place, value)
    if place.is_empty or _is_null(text, place):
        return replaced(text, place, _nested(rest, [value]))
    if not rest and place.kind == "scalar":
        return replaced(text, place, [place.text, value])
    if not rest and place.kind == "list":
        return appended(text, place, value)
    raise NotEditable


def _nearest(root: Place, path: Path) -> tuple[Place, Path]:
    """As far as there is something along the path, and what is left of the path."""
    place = root
    for position, key in enumerate(path):
        child = place.child(key)
        if child is None:
            return place, path[position:]
        place = child
    return place, ()


def _is_null(text: str, place: Place) -> bool:
    return place.kind == "scalar" and text[place.start : place.end] in ("~", "null", "Null", "NULL")


def _nested(path: Path, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _by_hand(file: str, text: str, root: Place, path: Path, value: Any) -> str:
    place, _ = _nearest(root, path)
    line = text.count("\n", 0, place.start) + 1
    last = max((i for i, key in enumerate(path) if isinstance(key, int)), default=-1)
    names = path[last + 1 :]
    snippet = _nested(names, [value] if isinstance(value, (str, Mapping)) else value)
    shown = "\n".join(block_lines(snippet, 2)) if names else f"  - {one_line(value)}"
    return f"cannot edit {file}:{line} by itself; add this by hand:\n{shown}"
