"""The small demo warehouse, read-only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        yield connection
