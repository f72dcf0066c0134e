"""Receipts in the state store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from assistant.state.receipts import KeptReceipt
from assistant.state.tables import feedback, receipts, review_receipts, reviews

_TUPLES = ("turns", "reading", "unread", "options", "option_queries", "sql", "warnings")


def add_receipt(connection: Connection, receipt: KeptReceipt) -> None:
    values = {item.name: getattr(receipt, item.name) for item in fields(receipt)}
    values |= {name: list(values[name]) for name in _TUPLES}
    connection.execute(receipts.insert().values(values | {"at": stored(receipt.at)}))


def find_receipts(connection: Connection, ids: Sequence[str]) -> dict[str, KeptReceipt]:
    """Those that are still there, by id."""
    rows = connection.execute(select(receipts).where(receipts.c.id.in_(ids)))
    return {row.id: _receipt(row) for row in rows}


def forget_before(connection: Connection, moment: datetime) -> None:
    """Delete receipts of before `moment` with the feedback on them. What an open review is about stays."""
    needed = select(reviews.c.receipt).where(reviews.c.state == "open")
    old = receipts.c.at < stored(moment)
    connection.execute(delete(receipts).where(old, receipts.c.id.not_in(needed)))
    for table in (feedback, review_receipts):
        gone = table.c.receipt.not_in(select(receipts.c.id))
        connection.execute(delete(table).where(table.c.at < stored(moment), gone))


def stored(moment: datetime) -> datetime:
    """UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def as_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _receipt(row: Row[Any]) -> KeptReceipt:
    values = dict(row._mapping)
    values |= {name: tuple(values[name] or ()) for name in _TUPLES}
    return KeptReceipt(**(values | {"at": as_utc(values["at"]), "timings_ms": values["timings_ms"] or {}}))
