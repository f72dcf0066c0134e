"""Where everything of a YAML text stands, as offsets into it.

Built from the parser's events rather than from composed nodes: a composed alias is the node of its
anchor, and its own place is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

Kind = Literal["scalar", "list", "mapping", "alias"]
Path = tuple[str | int, ...]
"""Keys and positions from the root of a document."""
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class Place:
    """A node of the text: `start` to `end` is what is written of it, without what follows its last item."""

    kind: Kind
    start: int
    end: int
    column: int
    flow: bool = False
    opened: int = 0
    """Of a flow list or mapping: after its bracket."""
    text: str = ""
    """Of a scalar: what it says."""
    items: list[Place] = field(default_factory=list)
    """Of a list its items, of a mapping keys and values in turn."""

    @property
    def is_empty(self) -> bool:
        """Nothing is written here: the value of a key that has none."""
        return self.kind == "scalar" and self.start == self.end

    @property
    def pairs(self) -> list[tuple[Place, Place]]:
        return list(zip(self.items[::2], self.items[1::2], strict=True))

    def child(self, key: str | int) -> Place | None:
        """The value under a key, or the item at a position."""
        if isinstance(key, int):
            return self.items[key] if self.kind == "list" and key < len(self.items) else None
        if self.kind != "mapping":
            return None
        return next((value for name, value in self.pairs if name.kind == "scalar" and name.text == key), None)


def read_places(text: str) -> list[Place]:
    """The root of each document that holds something. Raises yaml.YAMLError."""
    roots: list[Place] = []
    stack: list[Place] = []
    parser = _Parser(text)
    try:
        while parser.check_event():
            _take(parser.get_event(), stack, roots)
    finally:
        parser.dispose()
    return [root for root in roots if not _is_null(root)]


def _take(event: Any, stack: list[Place], roots: list[Place]) -> None:
    kind = type(event)
    if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        closed = stack.pop()
        closed.end = event.end_mark.index if closed.flow else _end_of_items(closed)
        return
    place = _place(event)
    if place is None:
        return
    (stack[-1].items if stack else roots).append(place)
    if place.kind in ("list", "mapping"):
        stack.append(place)


def _place(event: Any) -> Place | None:
    start, end = event.start_mark, event.end_mark
    match event:
        case yaml.ScalarEvent():
            return Place("scalar", start.index, end.index, start.column, text=event.value)
        case yaml.AliasEvent():
            return Place("alias", start.index, end.index, start.column)
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            group: Kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            flow = bool(event.flow_style)
            return Place(group, start.index, end.index, start.column, flow, opened=end.index)
    return None


def _end_of_items(place: Place) -> int:
    """The parser ends a block where the next thing begins, after comments and blank lines."""
    return max((item.end for item in place.items), default=place.end)


def _is_null(root: Place) -> bool:
    return root.kind == "scalar" and root.text in ("", "~", "null", "Null", "NULL")
