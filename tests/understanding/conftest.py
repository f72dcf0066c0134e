"""Readers over real catalogs, with the values that the demo's label table holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from assistant.catalog.load import load_catalog
from assistant.catalog.model import Catalog
from assistant.retrieval.metric_index import open_metric_index
from assistant.retrieval.value_build import build_value_index
from assistant.retrieval.value_index import open_value_index
from assistant.retrieval.value_names import ValueEntry
from assistant.understanding.read import Reader

ROOT = Path(__file__).parents[2]
CATALOGS = ROOT / "tests" / "fixtures" / "catalogs"


@pytest.fixture(scope="session")
def demo_catalog() -> Catalog:
    return load_catalog(ROOT / "metric_catalog")


@pytest.fixture(scope="session")
def demo_reader(demo_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("reader")
    build_value_index(folder / "values.sqlite", demo_values(demo_catalog), "test")
    index = open_metric_index(folder / "index", demo_catalog)
    # Without verified queries: these would answer before anything is read.
    catalog = replace(demo_catalog, verified_queries=())
    return Reader(catalog, index, open_value_index(folder / "values.sqlite"))


@pytest.fixture(scope="session")
def library_catalog() -> Catalog:
    return load_catalog(CATALOGS / "library")


@pytest.fixture(scope="session")
def library_reader(library_catalog: Catalog) -> Reader:
    return Reader(library_catalog, None, None)


@pytest.fixture(scope="session")
def trade_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A catalog that calls places by codes, with the values that it declares."""
    return _with_declared_values("trade", tmp_path_factory)


@pytest.fixture(scope="session")
def gym_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A catalog of studios, machines, members and their workouts, with the values that it declares."""
    return _with_declared_values("gym", tmp_path_factory)


@pytest.fixture(scope="session")
def walkers_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A catalog of people who have values of their own, with those that it declares."""
    return _with_declared_values("walkers", tmp_path_factory)


@pytest.fixture(scope="session")
def laundries_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A catalog of what is washed, by whom and how fast, with the values that it declares."""
    return _with_declared_values("laundries", tmp_path_factory)


def _with_declared_values(name: str, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    catalog = load_catalog(CATALOGS / name)
    file = tmp_path_factory.mktemp(name) / "values.sqlite"
    entries = [
        ValueEntry(
            f"{model.name}.{dimension.name}", item.value, (str(item.value), *item.labels, *item.synonyms)
        )
        for model in catalog.models.values()
        for dimension in model.dimensions.values()
        for item in dimension.values
        if isinstance(item.value, str)
    ]
    build_value_index(file, entries, "test")
    return Reader(catalog, None, open_value_index(file))


@pytest.fixture(scope="session")
def attacked_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The catalog of the hostile questions with a few values."""
    file = tmp_path_factory.mktemp("attacked") / "values.sqlite"
    regions = {"East": "东部", "West": "西部", "North": "北部", "South": "南部"}
    entries = [ValueEntry("orders.region", code, (code, label)) for code, label in regions.items()]
    entries.append(ValueEntry("orders.status", "cancelled", ("cancelled", "取消")))
    build_value_index(file, entries, "test")
    return Reader(load_catalog(CATALOGS / "attack_pack"), None, open_value_index(file))


def demo_values(catalog: Catalog) -> Iterator[ValueEntry]:
    labels = _label_rows()
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            if dimension.type != "categorical" or not dimension.index_values:
                continue
            key = f"{model.name}.{dimension.name}"
            for known in dimension.values:
                yield ValueEntry(key, known.value, (str(known.value), *known.labels, *known.synonyms))
            if dimension.values_from is not None:
                for code, names in labels.get(dimension.values_from.column, []):
                    yield ValueEntry(key, code, names)


def _label_rows() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    script = (ROOT / "assistant" / "demo" / "sql" / "labels.sql").read_text(encoding="utf-8")
    first = script[script.index("INSERT INTO gov_value_labels VALUES") :].split(";\n")[0]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE gov_value_labels"
            "(column_name VARCHAR, code VARCHAR, label_zh VARCHAR, label_en VARCHAR, synonyms VARCHAR[])"
        )
        connection.execute(first)
        rows = connection.execute("SELECT * FROM gov_value_labels").fetchall()
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for column, code, zh, en, synonyms in rows:
        names = tuple(name for name in (code, zh, en, *(synonyms or ())) if name)
        found.setdefault(column, []).append((code, names))
    return found
