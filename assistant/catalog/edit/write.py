"""Putting something into a YAML text at a known place, in the way its surroundings are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from assistant.catalog.edit.places import Place

_NEWLINE = re.compile(r"\r\n|\n|\r")
_AFTER = {"synonyms": "labels", "ai_context": "labels", "values": "values_from"}
"""Keys that read best next to another one."""
_VERY_WIDE = 1_000_000


class NotEditable(Exception):
    """The text is written in a way that this cannot extend."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """On one line, also where the text has several."""
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _written_text)


def one_line(data: Any) -> str:
    """`data` as YAML that may stand anywhere."""
    return _dumped([data], flow=True)[1:-1]


def block_lines(data: Mapping[str, Any], column: int) -> list[str]:
    """A mapping as lines that begin at `column`, what is small in it on one line."""
    return [f"{' ' * column}{line}" for line in _dumped(data, flow=None).split("\n")]


def _dumped(data: Any, flow: bool | None) -> str:
    text = yaml.dump(
        data, Dumper=_Dumper, default_flow_style=flow, allow_unicode=True, width=_VERY_WIDE, sort_keys=False
    )
    return str(text).strip("\n")


def replaced(text: str, place: Place, data: Any) -> str:
    """`data` in the place of a scalar, or of nothing at all."""
    gap = " " if place.is_empty and text[place.start - 1 : place.start].strip() else ""
    return text[: place.start] + gap + one_line(data) + text[place.end :]


def with_key(text: str, mapping: Place, key: str, data: Any) -> str:
    """The mapping with one more key. Raises NotEditable."""
    if mapping.flow:
        return _in_brackets(text, mapping, f"{one_line(key)}: {one_line(data)}")
    last = next((pair for pair in mapping.pairs if pair[0].text == _AFTER.get(key)), mapping.pairs[-1])
    column = mapping.pairs[0][0].column
    is_long = isinstance(data, list) and any(isinstance(item, Mapping) for item in data)
    lines = _long_list(key, data, column) if is_long else [f"{' ' * column}{one_line(key)}: {one_line(data)}"]
    return _with_lines(text, max(last[0].end, last[1].end), lines)


def appended(text: str, items: Place, data: Any) -> str:
    """The list with one more item. Raises NotEditable."""
    if items.flow:
        return _in_brackets(text, items, one_line(data))
    first, last = items.items[0], items.items[-1]
    dash = len(text[: first.start].rstrip()) - 1
    if text[dash] != "-":
        raise NotEditable
    column = dash - _line_start(text, dash)
    return _with_lines(text, last.end, _item_lines(data, column))


def _long_list(key: str, items: list[Any], column: int) -> list[str]:
    lines = [f"{' ' * column}{key}:"]
    for item in items:
        lines += _item_lines(item, column + 2)
    return lines


def _item_lines(data: Any, column: int) -> list[str]:
    """A mapping with something in it that is no plain value goes over several lines."""
    pad = " " * column
    if not isinstance(data, Mapping) or not any(isinstance(value, Mapping) for value in data.values()):
        return [f"{pad}- {one_line(data)}"]
    lines = block_lines(data, column + 2)
    return [f"{pad}- {lines[0].lstrip()}", *lines[1:]]


def _in_brackets(text: str, place: Place, written: str) -> str:
    """After the last item: a comma behind it, or a comment, then still stands where it stood."""
    if not place.items:
        return text[: place.opened] + written + text[place.opened :]
    last = place.items[-1]
    return text[: last.end] + _separator(text, place) + written + text[last.end :]


def _separator(text: str, place: Place) -> str:
    """Where each item has a line of its own, so has the new one."""
    last = place.items[-1] if place.kind == "list" else place.items[-2]
    before = text[_line_start(text, last.start) : last.start]
    after = _NEWLINE.split(text[place.items[-1].end :], maxsplit=1)[0]
    if before.strip(" ") or "#" in after:
        return ", "
    return f",{newline_of(text)}{before}"


def _with_lines(text: str, end: int, lines: list[str]) -> str:
    """The lines below the one that `end` is in."""
    newline = newline_of(text)
    at = _below(text, end)
    if at == len(text) and text and text[-1] not in "\r\n":
        return text + newline + newline.join(lines)
    return text[:at] + newline.join(lines) + newline + text[at:]


def _below(text: str, end: int) -> int:
    start = _line_start(text, end)
    if start and not text[start:end].strip():
        return start  # the end of a block of text lies in the line after it
    found = _NEWLINE.search(text, end)
    return found.end() if found else len(text)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def newline_of(text: str) -> str:
    """How the lines of the text end."""
    found = _NEWLINE.search(text)
    return found[0] if found else "\n"
