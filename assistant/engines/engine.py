"""What an engine does for the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from assistant.rows import Rows
from assistant.statement import Statement


class Engine(Protocol):
    dialect: str

    def run(self, statement: Statement) -> Rows:
        """Run a guarded statement. Raises EngineError (code timeout, memory or failed)."""

    def column_types(self) -> Mapping[str, Mapping[str, str]]:
        """Every table and view: its name (with schema outside the default one) to column to type."""

    def data_version(self) -> str:
        """Changes whenever the data may have changed."""

    def close(self) -> None: ...
