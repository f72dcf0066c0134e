"""A statement ready to run: what the compiler hands to an engine, after the guard."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.policy import Applied
from assistant.query import TimeRange
from assistant.rows import Column


@dataclass(frozen=True, slots=True)
class Statement:
    """`sql` was regenerated from the checked syntax tree; values are literals in it.

    `tables` are the relations it reads, `columns` what it returns, in order. `time` is the range the
    numbers cover, None where the query sets none. `notes` are stable codes of what the compiler
    decided that a reader of the number must know (see docs/warnings.md), each with its detail.
    `applied` is what an access policy did; None in open mode and for the trusted caller.
    """

    sql: str
    dialect: str
    columns: tuple[Column, ...]
    tables: tuple[str, ...] = ()
    time: TimeRange | None = None
    prior_time: TimeRange | None = None
    notes: tuple[tuple[str, str], ...] = ()
    applied: Applied | None = None
