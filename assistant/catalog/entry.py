"""Typed access to a mapping of the catalog's YAML that reports what is wrong instead of failing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast, get_args

from assistant.catalog.labels import Labels
from assistant.catalog.model import AiContext, Origin
from assistant.catalog.node import Node
from assistant.catalog.problems import Problems
from assistant.errors import did_you_mean, suggestion

T = TypeVar("T")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PATTERN_KEYS = frozenset({"pattern", "regex", "regexp"})
_INCLUDE_KEYS = frozenset({"include", "$include", "$ref", "import", "remote", "url"})


class Entry:
    """A mapping; `what` names it in messages, such as `metric "revenue"`."""

    def __init__(self, node: Node, problems: Problems, what: str) -> None:
        self.node, self.problems, self.what = node, problems, what
        self.values: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        self.asked: set[str] = set()

    @classmethod
    def of(cls, node: Node, problems: Problems, what: str) -> Entry | None:
        """None, and an error, where `node` is no mapping."""
        if isinstance(node.value, dict):
            return cls(node, problems, what)
        problems.error(node, "wrong_type", f"{what} must be a mapping, got {node.kind}")
        return None

    @property
    def origin(self) -> Origin:
        return Origin(self.node.file, self.node.line)

    def at(self, key: str) -> Origin:
        """Where `key` stands, else the entry."""
        return Origin(self.node.file, self.node.key_lines.get(key, self.node.line))

    def get(self, key: str) -> Node | None:
        """The value of `key`; None where it is absent or empty."""
        self.asked.add(key)
        node = self.values.get(key)
        return None if node is None or node.value is None else node

    def has(self, key: str) -> bool:
        return self.get(key) is not None

    def error(self, key: str, code: str, message: str, fix: str = "") -> None:
        self.problems.error(self.at(key), code, f"{self.what}: {message}", fix)

    def warning(self, key: str, code: str, message: str, fix: str = "") -> None:
        self.problems.warning(self.at(key), code, f"{self.what}: {message}", fix)

    def wrong(self, key: str, wanted: str, node: Node) -> None:
        if isinstance(node.value, bool) and node.text.lower() not in ("true", "false"):
            self.error(key, "yaml_boolean", f'{key}: YAML read "{node.text}" as {node.kind}', "quote it")
        else:
            self.error(key, "wrong_type", f"{key} must be {wanted}, got {node.kind}")

    # ── scalars ───────────────────────────────────────────────────────────────────────────────────

    def text(self, key: str, default: str = "", limit: int = 5000) -> str:
        node = self.get(key)
        if node is None:
            return default
        if isinstance(node.value, (dict, list, bool)):
            self.wrong(key, "text", node)
            return default
        if len(node.text) > limit:
            self.error(key, "too_long", f"{key} is longer than {limit} characters")
            return default
        return str(node.text).strip()

    def optional_text(self, key: str) -> str | None:
        return self.text(key) or None

    def name(self, key: str = "name") -> str | None:
        """A reference or name in lower case, unchecked; None, and an error, where it is no text."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node.value, str):
            self.wrong(key, "a name", node)
            return None
        return node.value.strip().lower() or None

    def flag(self, key: str, default: bool = False) -> bool:
        return self._typed(key, "true or false", default, lambda v: v if isinstance(v, bool) else None)

    def number(self, key: str) -> float | None:
        return self._typed(
            key, "a number", None,
            lambda v: v if isinstance(v, (int, float)) and not isinstance(v, bool) else None,
        )  # fmt: skip

    def integer(self, key: str, default: int | None = None, least: int | None = None) -> int | None:
        wanted = "a whole number" + (f" of at least {least}" if least is not None else "")
        return self._typed(
            key, wanted, default,
            lambda v: v
            if isinstance(v, int) and not isinstance(v, bool) and (least is None or v >= least)
            else None,
        )  # fmt: skip

    def _typed(self, key: str, wanted: str, default: T, read: Callable[[Any], T | None]) -> T:
        node = self.get(key)
        if node is None:
            return default
        value = read(node.value)
        if value is None:
            self.wrong(key, wanted, node)
            return default
        return value

    def choice(self, key: str, literal: Any, default: T) -> T:
        """One of a Literal's (or sequence's) texts, case-insensitive."""
        choices: Sequence[str] = get_args(literal) or tuple(literal)
        node = self.get(key)
        if node is None:
            return default
        if not isinstance(node.value, str):
            self.wrong(key, f"one of {', '.join(choices)}", node)
            return default
        value = node.value.strip().lower()
        if value not in choices:
            near = suggestion(value, choices)
            self.error(
                key, f"bad_{key}", f"unknown {key} '{node.value:.60}'.{near}", f"one of {', '.join(choices)}"
            )
            return default
        return cast(T, value)

    # ── lists and mappings ────────────────────────────────────────────────────────────────────────

    def list(self, key: str) -> list[Node]:
        node = self.get(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.error(key, "wrong_type", f"{key} must be a list, got {node.kind}")
            return []
        return cast("list[Node]", node.value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        node = self.get(key)
        if node is None:
            return ()
        nodes = node.value if isinstance(node.value, list) else [node]
        return tuple(self._each_text(key, nodes))

    def _each_text(self, key: str, nodes: Iterable[Node]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node.value, (dict, list, bool)) or node.value is None:
                self.wrong(key, "a list of texts", node)
            elif node.text.strip():
                yield node.text.strip()

    def names(self, key: str) -> tuple[str, ...]:
        return tuple(text.lower() for text in self.texts(key))

    def entry(self, key: str) -> Entry | None:
        node = self.get(key)
        return None if node is None else Entry.of(node, self.problems, f"{self.what}: {key}")

    def entries(self, key: str, what: str) -> Iterator[Entry]:
        """The mappings of a list, each named `what "name"`."""
        for index, node in enumerate(self.list(key)):
            entry = Entry.of(node, self.problems, f"{key}[{index}]")
            if entry is not None:
                entry.name_after(what)
                yield entry

    def name_after(self, what: str) -> None:
        """Speak of the entry as `what "its name"`, where it has one."""
        name = self.values.get("name")
        if name is not None and isinstance(name.value, str):
            self.what = f'{what} "{name.value:.80}"'

    def labels(self, key: str, *more: str) -> Labels:
        """{zh, en} or one text, whose language shows in its script."""
        node = self.get(key)
        if node is None:
            return Labels()
        if not isinstance(node.value, dict):
            return by_script(self.text(key))
        inner = Entry(node, self.problems, f"{self.what}: {key}")
        labels = Labels(inner.optional_text("zh"), inner.optional_text("en"))
        inner.finish(also=more)
        return labels

    def spoken(self, key: str) -> tuple[str, ...]:
        """A list of texts, or {zh: [...], en: [...]}: all of them."""
        node = self.get(key)
        if node is None or not isinstance(node.value, dict):
            return self.texts(key)
        inner = Entry(node, self.problems, f"{self.what}: {key}")
        found = inner.texts("zh") + inner.texts("en")
        inner.finish()
        return found

    # ── what was not asked for ────────────────────────────────────────────────────────────────────

    def finish(self, also: Iterable[str] = (), silent: Iterable[str] = (), only_near: bool = False) -> None:
        """Warn of keys nobody asked for. `also` are known too, `silent` are not ours.

        `only_near`: in a mapping where people keep keys of their own, only those that look like ours.
        """
        known = sorted(self.asked | set(also))
        for key, node in self.values.items():
            if key in known:
                continue
            if key.lower() in _PATTERN_KEYS and key not in silent:
                self.error(
                    key, "pattern", "regular expressions are not allowed in a catalog", "list the values"
                )
            elif key.lower() in _INCLUDE_KEYS and key not in silent and isinstance(node.value, (str, list)):
                self.error(
                    key, "include", f"'{key}' is not followed: only the local files of the folder are read"
                )
            elif key not in silent and (not only_near or did_you_mean(key, known, 1)):
                near = suggestion(key, known)
                self.warning(
                    key, "unknown_key", f"unknown key '{key}' is ignored.{near}", f"known: {', '.join(known)}"
                )

    def refuse_unknown(self) -> None:
        """An error for each key nobody asked for, where a misspelt one would leave something undone."""
        for key in self.values:
            if key not in self.asked:
                near = suggestion(key, sorted(self.asked))
                known = ", ".join(sorted(self.asked))
                self.error(key, "unknown_key", f"unknown key '{key}'.{near}", f"known: {known}")


def by_script(text: str) -> Labels:
    """`text` as the label of the language that it is written in."""
    if not text:
        return Labels()
    return Labels(zh=text) if _CHINESE.search(text) else Labels(en=text)


def read_ai_context(meta: Entry) -> AiContext:
    """`ai_context` (a mapping, or instructions alone) and plain `synonyms` of a meta mapping."""
    synonyms = meta.spoken("synonyms")
    node = meta.get("ai_context")
    if node is None:
        return AiContext(synonyms=synonyms)
    if isinstance(node.value, str):
        return AiContext(synonyms=synonyms, instructions=node.value.strip())
    inner = meta.entry("ai_context")
    if inner is None:
        return AiContext(synonyms=synonyms)
    synonyms = tuple(dict.fromkeys(inner.spoken("synonyms") + synonyms))
    context = AiContext(synonyms, inner.spoken("examples"), inner.optional_text("instructions"))
    inner.finish(only_near=True)
    return context


def read_meta(entry: Entry) -> Entry:
    """`config.meta` over `meta` of `entry`, as one mapping; empty where there is neither.

    Other keys of `config` are dbt's.
    """
    meta = Node({}, entry.node.file, entry.node.line)
    config = entry.get("config")
    holders = [
        entry.values.get("meta"),
        config.value.get("meta") if config and isinstance(config.value, dict) else None,
    ]
    if config is not None and not isinstance(config.value, dict):
        entry.wrong("config", "a mapping", config)
    entry.asked.add("meta")
    for holder in holders:
        if holder is not None and isinstance(holder.value, dict):
            meta.line = holder.line
            meta.value.update(holder.value)
            meta.key_lines.update(holder.key_lines)
        elif holder is not None and holder.value is not None:
            entry.wrong("meta", "a mapping", holder)
    return Entry(meta, entry.problems, entry.what)
