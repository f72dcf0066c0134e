"""What is worked out once per catalog and kept as long as the catalog is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

from assistant.catalog.model import Catalog

T = TypeVar("T")
MOST_ENTRIES = 20_000

_memory: WeakKeyDictionary[Catalog, dict[Hashable, object]] = WeakKeyDictionary()


def remembered(catalog: Catalog, key: Hashable, build: Callable[[], T]) -> T:
    """`build()`, or what it gave last time for this catalog and `key`. Errors are not kept.

    Two threads may build the same thing at once; both get an equal one.
    """
    known = _memory.setdefault(catalog, {})
    found = known.get(key)
    if found is None:
        if len(known) >= MOST_ENTRIES:
            known.clear()
        found = known[key] = build()
    return found  # type: ignore[return-value]
