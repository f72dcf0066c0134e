"""Catalogs with policies: the hostile-question pack over its own warehouse, and a small one in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
PACK_POLICY = """
policy:
  roles:
    mgr_east: {metrics: "*", row_filter: "{{ Dimension('region') }} = 'East'"}
    mgr_west: {metrics: "*", row_filter: "{{ Dimension('region') }} = 'West'"}
    viewer: {metrics: [order_count]}
    nobody: {}
"""


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An assistant over the attack pack, in which managers see their own region only."""
    from assistant import open_assistant

    folder = tmp_path_factory.mktemp("pack")
    shutil.copytree(FIXTURES / "catalogs" / "attack_pack", folder / "catalog")
    (folder / "catalog" / "policy.yml").write_text(PACK_POLICY, encoding="utf-8")
    with duckdb.connect(str(folder / "pack.duckdb")) as connection:
        connection.execute((FIXTURES / "attacks" / "setup.sql").read_text(encoding="utf-8"))
    assistant = open_assistant(
        catalog=folder / "catalog", warehouse=folder / "pack.duckdb", home=folder / "home", now="2025-11-30"
    )
    yield assistant
    assistant.close()
