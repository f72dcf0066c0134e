"""What the guard lets through means the catalog's columns, whatever else the tables of a warehouse hold."""

from __future__ import annotations

import json

import duckdb
import pytest
from sqlglot import exp, parse_one

from assistant.errors import GuardRefusal
from tests.compiler.test_guard import FIXTURES, guard

HIDDEN = """
create schema gov;
create table gov.orders as select i as order_id, i % 7 as customer_id, i % 3 as product_id,
    date '2024-01-01' + cast(i % 40 as integer) as order_date, i * 1.5 as amount, i % 4 as qty, 'paid' as status,
    ['North', 'South'][1 + i % 2] as region {orders} from range(60) t(i);
create table gov.customers as select i as customer_id, ['North', 'South'][1 + i % 2] as region {customers}
    from range(7) t(i);
create table gov.products as select i as product_id, 'P' || i as product_name, 'A' as category, 1.5 as unit_cost
    from range(3) t(i);
"""
MORE_OF_ORDERS = ", 77777 + i as salary"
MORE_OF_CUSTOMERS = ", 'HIDDEN' || i as email, {'email': 'HIDDEN' || i, 'k': i} as profile"
STATEMENTS = (FIXTURES / "attacks" / "sql_hidden_columns.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def warehouses() -> list[duckdb.DuckDBPyConnection]:
    """The same rows twice: with columns that the catalog does not mention, and without them."""
    made = []
    for orders, customers in ((MORE_OF_ORDERS, MORE_OF_CUSTOMERS), ("", "")):
        connection = duckdb.connect()
        connection.execute(HIDDEN.format(orders=orders, customers=customers))
        made.append(connection)
    return made


def _outcome(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str] | None:
    try:
        return sorted(map(repr, connection.execute(sql).fetchall()))
    except duckdb.Error:
        return None


@pytest.mark.parametrize("sql", STATEMENTS)
def test_columns_that_the_catalog_does_not_mention_are_never_read(
    sql: str, warehouses: list[duckdb.DuckDBPyConnection]
) -> None:
    try:
        made = guard().check(sql).sql("duckdb")
    except GuardRefusal:
        return
    with_hidden, without = (_outcome(connection, made) for connection in warehouses)
    assert with_hidden == without
    assert "HIDDEN" not in str(with_hidden)


def test_the_statements_do_read_them_without_the_guard(warehouses: list[duckdb.DuckDBPyConnection]) -> None:
    differing = [sql for sql in STATEMENTS if _outcome(warehouses[0], sql) != _outcome(warehouses[1], sql)]
    assert len(differing) > 10


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        (
            "select upper(region) as r, count(*) as n from gov.orders group by r having n > 1 order by r",
            "SELECT UPPER(region) AS r, COUNT(*) AS n FROM gov.orders GROUP BY 1 HAVING (COUNT(*)) > 1 ORDER BY r",
        ),
        (
            "select region from gov.customers c where exists "
            "(select 1 from gov.orders o where o.customer_id = c.customer_id)",
            'SELECT region FROM gov.customers AS "_outer_c" WHERE EXISTS(SELECT 1 FROM gov.orders AS o '
            'WHERE o.customer_id = "_outer_c".customer_id)',
        ),
        ("select region -- /*\n from gov.orders -- */", "SELECT region FROM gov.orders"),
    ],
    ids=["alias", "outer relation", "comments"],
)
def test_names_are_rewritten_to_mean_one_thing(sql: str, made: str) -> None:
    assert guard().check(sql).sql("duckdb") == made


NASTY = (
    "'",
    "''",
    "\\",
    "\\'",
    "*/",
    "/*",
    "--",
    ";",
    '"',
    "x'), (select 1) --",
    "%",
    "$$",
    "{{1}}",
    "\n",
    "\t",
)
SLOTS = (
    "select region from gov.orders where region = '{}'",
    "select strftime(order_date, '{}') as x from gov.orders",
    "select split_part(region, '{}', 1) as x from gov.orders",
    "select json_extract(region, '$.{}') as x from gov.orders",
    "select replace(region, 'a', '{}') as x from gov.orders",
    "select region like '{}' escape '!' as x from gov.orders",
    "select cast('{}' as varchar) as x from gov.orders",
    "select cast(order_date as timestamp) at time zone '{}' as x from gov.orders",
    "select date_trunc('{}', order_date) as x from gov.orders",
    "select date_part('{}', order_date) as x from gov.orders",
    "select last_day(order_date, '{}') as x from gov.orders",
    "select interval '{}' day as x from gov.orders",
    "select date_diff('{}', order_date, order_date) as x from gov.orders",
)


@pytest.mark.parametrize("slot", SLOTS)
@pytest.mark.parametrize("text", NASTY)
def test_constants_stay_constants(slot: str, text: str) -> None:
    try:
        made = guard().check(slot.format(text.replace("'", "''"))).sql("duckdb")
    except GuardRefusal:
        return
    again = guard().check(made)
    assert again.sql("duckdb") == made
    assert len(list(again.find_all(exp.Select))) == 1


def test_what_is_made_of_a_statement_passes_again_unchanged() -> None:
    for name in ("sql_accepted.jsonl", "sql_more_accepted.jsonl"):
        for line in (FIXTURES / "attacks" / name).read_text(encoding="utf-8").splitlines():
            made = guard().check(json.loads(line)["sql"]).sql("duckdb")
            assert parse_one(made, read="duckdb").sql("duckdb") == made
