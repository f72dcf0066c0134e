"""Versions of the state store: an older one is upgraded, a newer one refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, inspect, select

from assistant.errors import StateError
from assistant.state.tables import metadata, version

CURRENT = 2


def _option_queries(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE receipts ADD COLUMN option_queries JSON")


STEPS: Mapping[int, Callable[[Connection], None]] = {2: _option_queries}
"""What makes version n of version n - 1. A step is written in the SQL of its day, not with `tables`, which
is always the newest."""


def is_current(connection: Connection) -> bool:
    """Whether nothing is to be done. Raises StateError for a store of a newer version."""
    found = _found(connection)
    if found > CURRENT:
        raise StateError(
            f"the state store was written by a newer version of the assistant (its version is {found}, this one "
            f"knows {CURRENT}); upgrade the assistant, or set ASSISTANT_STATE to another store"
        )
    return found == CURRENT


def upgrade(connection: Connection) -> None:
    """Make the tables, or bring them up to date. In a transaction that nobody else writes in."""
    if is_current(connection):
        return
    found = _found(connection)
    if not found:
        _refuse_foreign(connection)
        metadata.create_all(connection)
        connection.execute(version.insert().values(version=CURRENT))
        return
    for number in range(found + 1, CURRENT + 1):
        STEPS[number](connection)
    connection.execute(version.update().values(version=CURRENT))


def _found(connection: Connection) -> int:
    """0 where there is nothing yet."""
    if not inspect(connection).has_table(version.name):
        return 0
    return connection.execute(select(version.c.version)).scalar() or 0


def _refuse_foreign(connection: Connection) -> None:
    taken = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if taken:
        raise StateError(
            f"the database of ASSISTANT_STATE has a table {taken[0]} of something else; "
            "give the assistant a database of its own"
        )
