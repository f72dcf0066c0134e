"""Warehouses in memory are closed when the tests of this folder are over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.compiler import toy, world


@pytest.fixture(scope="session", autouse=True)
def _close_warehouses() -> Iterator[None]:
    yield
    world.close()
    toy.close()
