"""The tables of the state store, as the current version has them. Moments are UTC without a zone."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _json(name: str) -> Column[object]:
    return Column(name, JSON(none_as_null=True))


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


version = Table("assistant_state", metadata, Column("version", Integer, nullable=False))

receipts = Table(
    "receipts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    *(_text(name) for name in ("actor", "conversation", "question", "language")),
    Column("now", DateTime, nullable=False),
    *(_text(name) for name in ("status", "code", "reason", "headline", "catalog_version", "path")),
    Column("confidence", Float, nullable=False),
    *(_json(name) for name in ("query", "turns", "reading", "unread", "options", "sql", "warnings")),
    _json("timings_ms"),
    _json("option_queries"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("receipt", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    Column("verdict", String(8), nullable=False),
    _text("comment"),
    Column("at", DateTime, nullable=False),
    PrimaryKeyConstraint("receipt", "actor"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("receipt", String(64), nullable=False),
    *(_text(name) for name in ("question", "comment", "actor")),
    Column("created", DateTime, nullable=False),
    Column("latest", DateTime, nullable=False),
    Column("times", Integer, nullable=False),
    _text("reviewer"),
    Column("decided", DateTime),
    _text("resolution"),
    # A number that somebody noted down never comes to mean another entry.
    sqlite_autoincrement=True,
)
_is_open = reviews.c.state == "open"
Index("one_open_review", reviews.c.key, unique=True, sqlite_where=_is_open, postgresql_where=_is_open)

review_receipts = Table(
    "review_receipts",
    metadata,
    Column("review", Integer, nullable=False),
    Column("receipt", String(64), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    PrimaryKeyConstraint("review", "receipt"),
)
