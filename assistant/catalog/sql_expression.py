"""SQL of a catalog as it is kept: parsed once, and never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from assistant.catalog.packed import unpacked


@dataclass(frozen=True, slots=True)
class SqlExpression:
    """A scalar SQL expression over the columns of one model, in the DuckDB dialect.

    `$as_of` in it (a sqlglot Parameter node) stands for the moment that the question refers to.
    """

    text: str
    ast: exp.Expression = field(compare=False, repr=False)
    packed: bytes = field(default=b"", compare=False, repr=False)
    """Where the catalog comes from its cache: `ast` in bytes, until it is looked at."""

    if not TYPE_CHECKING:
        __getattr__ = unpacked
