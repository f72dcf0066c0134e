"""The demo warehouse twice: behind the assistant, and raw for the reference SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dictionary.drawing import Demo


@pytest.fixture(scope="session")
def warehouse(demo_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def demo(demo_assistant: Any, warehouse: duckdb.DuckDBPyConnection) -> Demo:
    return Demo(demo_assistant, warehouse)
