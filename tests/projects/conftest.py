"""dbt projects of other domains, with the warehouses that dbt would have built."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

PROJECTS = Path(__file__).parent.parent / "fixtures" / "projects"


def built(name: str, file: Path) -> Path:
    """The warehouse of the project `name`, as a DuckDB file."""
    sql = (PROJECTS / f"{name}.sql").read_text(encoding="utf-8").replace("{folder}", str(PROJECTS / name))
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)
    return file


@pytest.fixture(scope="session")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("projects")
    return {name: built(name, folder / f"{name}.duckdb") for name in ("logistics", "clinic")}
