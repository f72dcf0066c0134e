"""Dates and moments of a catalog."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from assistant.catalog.entry import Entry
from assistant.catalog.node import Node


def moment_of(node: Node) -> datetime | None:
    """A date stands for its end; None where it is neither a date nor a moment."""
    value = node.value
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time(23, 59, 59)) if isinstance(value, date) else None


def read_date(entry: Entry, key: str) -> date | None:
    """The date under `key`; None where there is none, with an error where it is something else."""
    node = entry.get(key)
    moment = None if node is None else moment_of(node)
    if node is not None and moment is None:
        entry.wrong(key, "a date such as 2025-11-11", node)
    return None if moment is None else moment.date()


def json_of(node: Node) -> Any:
    """The node as JSON would carry it: dates as ISO text."""
    value = node.value
    if isinstance(value, dict):
        return {key: json_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_of(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
