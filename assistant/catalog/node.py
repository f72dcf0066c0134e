"""A piece of a YAML file that knows where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Node:
    """`value` is a dict of Nodes, a list of Nodes, or a plain scalar; `text` is a scalar as written."""

    value: Any
    file: str
    line: int
    text: str = ""
    size: int = 1
    """Nodes in it, aliases expanded."""
    depth: int = 0
    """Levels of lists and mappings in it."""
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """For messages: a mapping, a list, text, a number, true, nothing ..."""
        match self.value:
            case dict():
                return "a mapping"
            case list():
                return "a list"
            case None:
                return "nothing"
            case bool():
                return str(self.value).lower()
            case str():
                return f"the text '{self.value:.40}'"
            case int() | float():
                return f"the number {self.value}"
            case _:
                return f"the date {self.value}"

    def plain(self) -> Any:
        """The node as plain Python data."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value
