"""A word that is added to a value adds a name and nothing else: not a code list, and nobody's knowledge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.catalog.edit import add_value_alias
from assistant.catalog.load import load_catalog
from assistant.catalog.model import DimensionValue
from assistant.settings import bundled

EAST, SOUTH = "东面老朋友", "南面老朋友"


@pytest.fixture(scope="module")
def names(demo_file: Path) -> dict[str, str]:
    """A customer of each region."""
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        rows = connection.execute("SELECT region, min(account_name) FROM accounts GROUP BY 1").fetchall()
    return dict(rows)


@pytest.fixture(scope="module")
def worded(demo_file: Path, names: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demo with words for two customers and for a region, written once each."""
    from assistant import open_assistant

    folder = tmp_path_factory.mktemp("worded") / "catalog"
    shutil.copytree(bundled("metric_catalog"), folder)
    for dimension, value, word in (
        ("account_name", names["east_cn"], EAST),
        ("account_name", names["south_cn"], SOUTH),
        ("region", "east_cn", "东面"),
        ("region", "south_cn", "南面"),
    ):
        edit = add_value_alias(load_catalog(folder), folder, dimension, value, word)
        (folder / edit.file).write_bytes((edit.after or "").encode())
    assistant = open_assistant(catalog=folder, warehouse=demo_file, home=folder.parent / "home")
    yield assistant
    assistant.close()


def filters_of(outcome: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(item.field, item.values) for item in outcome.query.where] if outcome.query else []


def test_the_other_values_and_labels_stay(worded: Any, names: dict[str, str]) -> None:
    for customer in (names["north_cn"], names["south_cn"], SOUTH):
        outcome = worded.ask(f"{customer}2025年收入", "sales_mgr_south")
        if customer == names["north_cn"]:
            assert not any(customer in values for _, values in filters_of(outcome)), "not of the south"
        else:
            assert filters_of(outcome) == [("account_name", (names["south_cn"],))]
    outcome = worded.ask("东面上季度收入", "exec")
    assert filters_of(outcome) == [("region", ("east_cn",))]
    assert "华东" in outcome.headline, "the label of the table"
    assert filters_of(worded.ask("华东上季度收入", "exec")) == [("region", ("east_cn",))]
    assert filters_of(worded.ask("东面上个月线索量", "exec")) == [("region", ("east_cn",))], "another model"


def test_who_may_not_know_the_value_does_not_know_the_word(worded: Any, names: dict[str, str]) -> None:
    for word in (EAST, "东面"):
        outcome = worded.ask(f"{word}2025年收入", "sales_mgr_south")
        assert outcome.status != "answer" or not filters_of(outcome)
        assert "east" not in str(outcome.to_dict()["receipt"])
        assert names["east_cn"] not in str(outcome.to_dict())


def test_what_an_entry_declares() -> None:
    assert DimensionValue("x").declared
    assert not DimensionValue("x", synonyms=("y",)).declared
