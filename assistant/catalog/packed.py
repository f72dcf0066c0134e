"""Syntax trees of a cached catalog: bytes until someone looks at them.

A large catalog has more nodes than everything else in it together, and a question needs few of them.
"""

from __future__ import annotations

import pickle
from typing import Any


def packed(ast: Any) -> bytes:
    return pickle.dumps(ast, pickle.HIGHEST_PROTOCOL)


def unpacked(item: Any, name: str) -> Any:
    """For `__getattr__` of what has an `ast` and was made by `with_packed`: its tree, kept from now on."""
    if name != "ast":
        raise AttributeError(f"{type(item).__name__!r} object has no attribute {name!r}")
    ast = pickle.loads(item.packed)  # noqa: S301 - of a catalog's cache, which checked it
    object.__setattr__(item, "ast", ast)
    return ast


def with_packed(kind: type, *values: Any) -> Any:
    """An object of the frozen dataclass `kind` from all its fields but `ast`; the last one is the bytes."""
    made: Any = object.__new__(kind)
    names = [name for name in kind.__slots__ if name != "ast"]  # type: ignore[attr-defined]
    for name, value in zip(names, values, strict=True):
        object.__setattr__(made, name, value)
    return made
