"""The names of metrics, models, dimensions and entities: what dbt allows, lower-cased."""

from __future__ import annotations

import re

from assistant.catalog.entry import Entry
from assistant.query import STANDARD_GRAINS

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_RESERVED = frozenset(STANDARD_GRAINS) | {"metric_time"}


def name_problem(name: str) -> str | None:
    """Why `name` (lower-cased) cannot be used, as a sentence part; None if it can."""
    if not NAME.match(name):
        return "must match [a-z][a-z0-9_]{0,62}"
    if "__" in name:
        return "must not contain two underscores in a row, which separate an entity from its dimension"
    if name.endswith("_"):
        return "must not end with an underscore"
    if name in _RESERVED:
        return "is a reserved word"
    return None


def declared_name(entry: Entry, kind: str, key: str = "name", grains_allowed: bool = False) -> str | None:
    """The checked name of what `entry` declares; None, and an error, where there is none to use."""
    node = entry.get(key)
    if node is None:
        entry.error(key, "missing_name", f"a {kind} needs a name")
        return None
    name = entry.name(key)
    if name is None:
        return None
    problem = name_problem(name)
    if problem and not (grains_allowed and name in STANDARD_GRAINS):
        fix = "names are ASCII; what people say goes into labels and synonyms" if not name.isascii() else ""
        entry.error(key, "bad_name", f'the {kind} name "{name:.80}" {problem}', fix)
        return None
    return name
