"""The guard against files of hostile and legitimate SQL; what passes gives the same rows afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.compiler.guard import Guard
from assistant.compiler.guard.text import MOST_CHARACTERS
from assistant.errors import GuardRefusal

FIXTURES = Path(__file__).parent.parent / "fixtures"
OTHER_LAYERS = ("rls", "min_group_size")


def _cases(*names: str) -> Iterator[Any]:
    for name in names:
        for line in (FIXTURES / "attacks" / name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if case.get("needs") not in OTHER_LAYERS:
                yield pytest.param(case["sql"], id=case["id"])


@cache
def guard() -> Guard:
    return Guard(load_catalog(FIXTURES / "catalogs" / "attack_pack"))


@cache
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((FIXTURES / "attacks" / "setup.sql").read_text(encoding="utf-8"))
    return connection


def _rows(sql: str) -> list[str]:
    return sorted(map(repr, warehouse().cursor().execute(sql).fetchall()))


@pytest.mark.parametrize("sql", list(_cases("sql_refused.jsonl", "sql_more_refused.jsonl")))
def test_refused(sql: str) -> None:
    with pytest.raises(GuardRefusal) as refused:
        guard().check(sql)
    assert refused.value.reason


@pytest.mark.parametrize("sql", list(_cases("sql_accepted.jsonl", "sql_more_accepted.jsonl")))
def test_accepted_with_the_same_rows(sql: str) -> None:
    assert _rows(guard().check(sql).sql("duckdb")) == _rows(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 400 + "1" + ")" * 400,
        "select " + " + ".join(["amount"] * 9000) + " from gov.orders",
        "select region from gov.orders where region in (" + ", ".join(["'x'"] * 30000) + ")",
        "select amount from gov.orders "
        + " ".join(f"join gov.products p{i} on p{i}.product_id = orders.product_id" for i in range(12)),
        " union all ".join(["select amount from gov.orders"] * 200),
        "select region from gov.orders where region = '" + "x" * MOST_CHARACTERS + "'",
        "",
        "   ",
    ],
    ids=["nesting", "long sum", "long list", "joins", "unions", "length", "empty", "blank"],
)
def test_size_is_bounded(sql: str) -> None:
    with pytest.raises(GuardRefusal):
        guard().check(sql)


def test_invisible_characters_may_stand_in_constants() -> None:
    for character in ("\u200b", "\u202e", "\ufeff"):
        guard().check(f"select region from gov.orders where region = 'a{character}b'")
        with pytest.raises(GuardRefusal):
            guard().check(f"select region from gov.orders -- {character}\nwhere region = 'a{character}b'")


def test_messages_do_not_name_what_is_hidden() -> None:
    with pytest.raises(GuardRefusal) as refused:
        guard().check("select salary from raw.salaries")
    assert "salaries" not in str(refused.value)


def test_a_verdict_is_the_same_the_second_time() -> None:
    sql = "select   region from gov.orders"
    assert guard().checked_sql(sql) == guard().checked_sql(sql) == "SELECT\n  region\nFROM gov.orders"
