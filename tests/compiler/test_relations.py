"""Which columns of a relation may be read: those that the catalog mentions of it, and that it has."""

from __future__ import annotations

from pathlib import Path

from assistant.catalog.load import load_catalog
from assistant.catalog.placing import placed
from assistant.compiler.relations import readable_columns
from tests.catalog.writing import write

_MODELS = """\
models:
  - name: payers
    semantic_model: true
    columns:
      - {name: account_id, entity: {name: account, type: primary}}
      - {name: pays, dimension: categorical}
    metrics:
      - {name: payer_count, agg: count, config: {meta: {basis: snapshot}}}
"""
_SQL = """\
SELECT a.account_id, count(s.account_id) > 0 AS pays
FROM accounts AS a
LEFT JOIN plans AS s ON s.account_id = a.account_id AND s.month = (SELECT max(month) FROM plans WHERE paid)
GROUP BY 1
"""
_TABLES = "relations: {accounts: main.accounts, plans: main.plans}\n"
_TYPES = {
    "main.accounts": {"account_id": "BIGINT", "Region": "VARCHAR"},
    "main.plans": {"account_id": "BIGINT", "Month": "DATE", "paid": "BOOLEAN"},
    "archive.accounts": {"account_id": "BIGINT", "month": "DATE"},
}


def test_an_unqualified_column_of_a_subquery_is_not_of_the_table_around_it(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, payers__yml=_MODELS, payers__sql=_SQL, catalog__yml=_TABLES))
    columns = readable_columns(placed(catalog, _TYPES))
    assert {name.rpartition(".")[2]: set(found) for name, found in columns.items()} == {
        "accounts": {"account_id"},
        "plans": {"account_id", "month", "paid"},
    }


def test_without_a_warehouse_every_column_may_be_meant(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, payers__yml=_MODELS, payers__sql=_SQL, catalog__yml=_TABLES))
    assert readable_columns(catalog)["main.accounts"] >= {"account_id", "month", "paid"}
