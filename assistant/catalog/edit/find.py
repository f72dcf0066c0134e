"""Where a metric or a dimension of the catalog stands in its file, and where its words belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from assistant.catalog.edit.places import Path
from assistant.catalog.model import Dimension, Metric, Origin
from assistant.catalog.node import Node
from assistant.catalog.problems import Problems
from assistant.catalog.yaml_source import read_yaml
from assistant.errors import UsageError

_CONFIGURED, _PLAIN = ("config", "meta"), ("meta",)


@dataclass(frozen=True, slots=True)
class Found:
    """A mapping of a file. `holders` are where its meta may be, the first wins over the others."""

    file: str
    text: str
    """As on disk, line ends included."""
    document: int
    path: Path
    node: Node
    holders: tuple[Path, ...]

    def at(self, path: Path) -> Node | None:
        """What stands at a path below the mapping."""
        node: Node | None = self.node
        for key in path:
            inside = node.value if node is not None else None
            node = inside.get(str(key)) if isinstance(inside, dict) else None
        return node

    def holder_of(self, key: str) -> Path | None:
        """The meta whose `key` holds."""
        return next((holder for holder in self.holders if self.at((*holder, key)) is not None), None)

    def new_holder(self) -> Path:
        """The meta that a new key belongs in: one that there is, else the first that can be made."""
        there = next((holder for holder in self.holders if self._is_mapping(holder)), None)
        return there or next(holder for holder in self.holders if self._can_be(holder))

    def _is_mapping(self, path: Path) -> bool:
        node = self.at(path)
        return node is not None and isinstance(node.value, dict)

    def _can_be(self, path: Path) -> bool:
        """No text stands where a mapping is needed, such as in `dimension: categorical`."""
        nodes = [self.at(path[:length]) for length in range(1, len(path) + 1)]
        return all(node is None or node.value is None or isinstance(node.value, dict) for node in nodes)


def find_metric(folder: FilePath, metric: Metric) -> Found:
    """Raises UsageError where its file cannot be edited."""
    for found in _candidates(folder, metric.origin, f'metric "{metric.name}"', _METRICS):
        if _is_named(found.node, metric.name):
            return found
    raise UsageError(
        f'metric "{metric.name}" at {metric.origin} cannot be edited: it comes from a measure or a YAML '
        "alias; write it out as a metric of its own first"
    )


def find_dimension(folder: FilePath, dimension: Dimension) -> Found:
    """Raises UsageError where its file cannot be edited."""
    for found in _candidates(folder, dimension.origin, f'dimension "{dimension.name}"', _DIMENSIONS):
        inner = found.at(("dimension",))
        named = inner if inner is not None and _name_of(inner) is not None else found.node
        if _is_named(named, dimension.name):
            return found
    raise UsageError(
        f'dimension "{dimension.name}" at {dimension.origin} cannot be edited: it comes from a YAML alias; '
        "write it out first"
    )


def text_of(folder: FilePath, file: str) -> str:
    """A file of the catalog, line ends included. Raises UsageError for one that cannot be edited."""
    if file.endswith(".json"):
        raise UsageError(
            f"{file} is what dbt has compiled: edit the YAML it comes from, then compile it again"
        )
    try:
        return (folder / file).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read as UTF-8 text") from None


_METRICS = (("metrics", "*"), ("metric",), ("models", "*", "metrics", "*"))
_DIMENSIONS = (
    ("models", "*", "columns", "*"),
    ("models", "*", "derived_semantics", "dimensions", "*"),
    ("semantic_models", "*", "dimensions", "*"),
    ("semantic_model", "dimensions", "*"),
)


def _candidates(
    folder: FilePath, origin: Origin, what: str, patterns: tuple[tuple[str, ...], ...]
) -> Iterator[Found]:
    """The mappings of these patterns that begin in the line of `origin`."""
    if not origin.file:
        raise UsageError(f"{what} stands in no file of the catalog")
    text = text_of(folder, origin.file)
    documents = read_yaml(text.removeprefix("\ufeff"), origin.file, Problems())
    for number, document in enumerate(documents):
        for pattern in patterns:
            for path, node in _matching(document, pattern):
                if node.line == origin.line:
                    yield Found(origin.file, text, number, path, node, _holders(pattern))


def _matching(node: Node, pattern: tuple[str, ...]) -> Iterator[tuple[Path, Node]]:
    if not pattern:
        if isinstance(node.value, dict):
            yield (), node
    elif pattern[0] == "*":
        for position, item in enumerate(node.value if isinstance(node.value, list) else ()):
            yield from (((position, *path), found) for path, found in _matching(item, pattern[1:]))
    elif isinstance(node.value, dict) and pattern[0] in node.value:
        inside = _matching(node.value[pattern[0]], pattern[1:])
        yield from (((pattern[0], *path), found) for path, found in inside)


def _holders(pattern: tuple[str, ...]) -> tuple[Path, ...]:
    if "columns" not in pattern:
        return (_CONFIGURED, _PLAIN)
    return (("dimension", *_CONFIGURED), ("dimension", *_PLAIN), _CONFIGURED, _PLAIN)


def _name_of(node: Node) -> str | None:
    name = node.value.get("name") if isinstance(node.value, dict) else None
    return str(name.value).strip().lower() if name is not None and name.value is not None else None


def _is_named(node: Node, name: str) -> bool:
    return _name_of(node) == name.lower()
