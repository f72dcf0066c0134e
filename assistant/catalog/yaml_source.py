"""Safe YAML with the line of every node.

Composes libyaml's events itself, without recursion, so that depth, aliases and tags are judged
before anything is built, and no object other than plain data can come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import yaml

from assistant.catalog.node import Node as Node
from assistant.catalog.problems import Problems

MAX_DEPTH = 20
MAX_ALIASES = 50
MAX_NODES = 200_000
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
}
_TEXT = "tag:yaml.org,2002:str"
_AS_TEXT = frozenset({"!", "", _TEXT, "tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"})
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEMPLATE = re.compile(r"\$([a-z_][a-z0-9_]*)", re.IGNORECASE)


class _Refused(Exception):
    def __init__(self, line: int, code: str, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.line, self.code, self.message, self.fix = line, code, message, fix


def read_yaml(
    text: str, file: str, problems: Problems, variables: Mapping[str, str] | None = None
) -> list[Node]:
    """The documents of `text`; what is wrong goes to `problems`, and the file then gives no documents.

    `variables` fill `$name` in scalars; names that are not given stay as they are.
    """
    composer = _Composer(file, problems, variables or {})
    try:
        return list(composer.documents(text))
    except _Refused as refused:
        place = Node(None, file, refused.line)
        problems.error(place, refused.code, refused.message, refused.fix)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        problems.error(
            Node(None, file, mark.line + 1 if mark else 1), "bad_yaml", f"this is not YAML: {fault.problem}"
        )
    except yaml.YAMLError as fault:
        problems.error(Node(None, file, 1), "bad_yaml", f"this is not YAML: {str(fault).splitlines()[0]}")
    return []


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is still to come."""

    node: Node
    anchor: str | None
    key: Node | None = None
    merges: list[Node] = field(default_factory=list)


class _Composer:
    def __init__(self, file: str, problems: Problems, variables: Mapping[str, str]) -> None:
        self.file, self.problems, self.variables = file, problems, variables

    def documents(self, text: str) -> Iterator[Node]:
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.aliases = 0
        parser = _Parser(text)
        try:
            while parser.check_event():
                event = parser.get_event()
                kind = type(event)
                if kind is yaml.ScalarEvent:
                    self.take_scalar(event)
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    self.close()
                elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                    self.open(event, {} if kind is yaml.MappingStartEvent else [])
                elif kind is yaml.AliasEvent:
                    self.place(self.alias(event.anchor, event.start_mark.line + 1))
                elif kind is yaml.DocumentStartEvent:
                    self.anchors, self.root = {}, Node(None, self.file, 1)
                elif kind is yaml.DocumentEndEvent and self.root.value is not None:
                    yield self.root
        finally:
            parser.dispose()

    def take_scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.tag is not None:
            self.check_tag(event.tag, line)
        node = self.scalar(event, line)
        if event.anchor:
            self.anchors[event.anchor] = node
        self.place(node)

    def open(self, event: Any, empty: Any) -> None:
        line = event.start_mark.line + 1
        self.check_tag(event.tag, line)
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(line, "too_deep", f"lists and mappings are nested deeper than {MAX_DEPTH} levels")
        self.stack.append(_Open(Node(empty, self.file, line, depth=1), event.anchor))

    def check_tag(self, tag: str | None, line: int) -> None:
        if tag is None or tag in _PLAIN_TAGS or tag == "!":
            return
        name = tag.replace("tag:yaml.org,2002:", "!!")
        raise _Refused(
            line, "tag", f"the tag {name} is not allowed", "a catalog is plain data: remove the tag"
        )

    def alias(self, anchor: Any, line: int) -> Node:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _Refused(
                line, "too_many_aliases", f"more than {MAX_ALIASES} aliases (*{anchor}) are not allowed"
            )
        if anchor not in self.anchors:
            raise _Refused(line, "unknown_alias", f"the alias *{anchor} has no finished anchor before it")
        return self.anchors[anchor]

    def close(self) -> None:
        closed = self.stack.pop()
        for source in closed.merges:
            for key, value in source.value.items():
                closed.node.value.setdefault(key, value)
        if closed.anchor:
            self.anchors[closed.anchor] = closed.node
        self.place(closed.node)

    def place(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        holder = parent.node
        is_list = type(holder.value) is list
        if not is_list and parent.key is None:
            parent.key = node
            return
        holder.size += node.size
        if node.depth >= holder.depth:
            holder.depth = node.depth + 1
        if holder.size > MAX_NODES or holder.depth >= MAX_DEPTH - len(self.stack):
            self.check_size(holder, len(self.stack))
        if is_list:
            holder.value.append(node)
        else:
            key, parent.key = parent.key, None
            self.put(parent, key or node, node)

    def check_size(self, node: Node, level: int) -> None:
        if node.size > MAX_NODES:
            raise _Refused(node.line, "too_large", f"more than {MAX_NODES} values once aliases are filled in")
        if node.depth + level - 1 > MAX_DEPTH:
            raise _Refused(
                node.line, "too_deep", f"lists and mappings are nested deeper than {MAX_DEPTH} levels"
            )

    def put(self, parent: _Open, key: Node, value: Node) -> None:
        if key.text == "<<" and key.value == "<<":
            sources = value.value if isinstance(value.value, list) else [value]
            if not all(isinstance(source.value, dict) for source in sources):
                raise _Refused(key.line, "bad_merge", "<< takes a mapping or a list of mappings")
            parent.merges += sources
            return
        if isinstance(key.value, (dict, list)):
            raise _Refused(key.line, "bad_key", f"a key is plain text, not {key.kind}")
        name = key.text if isinstance(key.value, bool) or key.value is None else str(key.value)
        if name in parent.node.value:
            first = parent.node.key_lines.get(name, parent.node.line)
            self.problems.error(
                key,
                "duplicate_key",
                f"the key '{name}' stands twice in the same mapping, first in line {first}",
            )
            return
        parent.node.value[name] = value
        parent.node.key_lines[name] = key.line

    def scalar(self, event: Any, line: int) -> Node:
        text: str = event.value
        if self.variables and "$" in text:
            text = _TEMPLATE.sub(lambda match: self.variables.get(match[1], match[0]), text)
        tag = event.tag
        if tag is None and not event.implicit[0]:
            tag = _TEXT
        try:
            value, text = _kept_value(text, tag) if len(text) <= _SHORT else _value_of(text, tag)
        except (ValueError, KeyError, yaml.YAMLError):
            what = (tag or _scalars().resolve(yaml.ScalarNode, text, (True, False))).rsplit(":", 1)[-1]
            raise _Refused(line, "bad_value", f"'{text:.40}' is not a valid {what}") from None
        return Node(value, self.file, line, text)


@cache
def _scalars() -> Any:
    """Knows what plain scalars mean."""
    return yaml.SafeLoader("")


def _value_of(text: str, tag: str | None) -> tuple[Any, str]:
    """The value of a scalar, and its text.

    Raises ValueError, KeyError or YAMLError for a text that is not what `tag` says.
    """
    scalars = _scalars()
    tag = scalars.resolve(yaml.ScalarNode, text, (True, False)) if tag is None else tag
    if tag in _AS_TEXT:
        return text, text
    return scalars.yaml_constructors[tag](scalars, yaml.ScalarNode(tag, text)), text


_kept_value = lru_cache(maxsize=50_000)(_value_of)
"""A catalog says the same few words many times: each is resolved, and kept in memory, once."""
_SHORT = 64
