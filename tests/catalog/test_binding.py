from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.binding import check_keys, columns_of
from assistant.catalog.check import check_binding, check_catalog
from assistant.catalog.data_types import comparable, family
from assistant.catalog.model import Relation
from tests.catalog.writing import CATALOGS, ORDERS, write

SHOP = {
    "analytics.fct_orders": {
        "order_id": "BIGINT",
        "customer_id": "BIGINT",
        "product_id": "INTEGER",
        "ordered_at": "TIMESTAMP",
        "region": "VARCHAR",
        "status": "VARCHAR",
        "amount": "DECIMAL(18,2)",
    },
    "analytics.customers": {"customer_id": "BIGINT", "country": "VARCHAR", "email": "VARCHAR"},
    "analytics.products": {"product_id": "INTEGER", "category": "VARCHAR"},
    "analytics.all_days": {"date_day": "DATE", "fiscal_quarter": "INTEGER"},
    "analytics.value_labels": {
        "column_name": "VARCHAR",
        "code": "VARCHAR",
        "label_zh": "VARCHAR",
        "label_en": "VARCHAR",
        "synonyms": "VARCHAR[]",
    },
}


def changed(relation: str, **columns: str | None) -> dict[str, dict[str, str]]:
    types = {name: dict(found) for name, found in SHOP.items()}
    for column, kind in columns.items():
        types[relation].pop(column, None)
        if kind is not None:
            types[relation][column] = kind
    return types


def test_the_example_fits_its_warehouse() -> None:
    assert check_catalog(CATALOGS / "shop", column_types=SHOP) == ()


@pytest.mark.parametrize(
    ("types", "code", "words"),
    [
        (
            {k: v for k, v in SHOP.items() if k != "analytics.customers"},
            "unknown_relation",
            "no relation analytics.customers",
        ),
        (
            changed("analytics.fct_orders", amount=None, amounts="DOUBLE"),
            "unknown_column",
            "Did you mean amounts?",
        ),
        (
            changed("analytics.fct_orders", customer_id="VARCHAR"),
            "join_types",
            "compares string with integer",
        ),
        (changed("analytics.fct_orders", ordered_at="VARCHAR"), "not_a_time", "column of type VARCHAR"),
        (
            changed("analytics.fct_orders", amount="VARCHAR"),
            "not_a_number",
            "sum over a column of type VARCHAR",
        ),
        (changed("analytics.fct_orders", status=None), "unknown_column", "its SELECT"),
        (
            changed("analytics.value_labels", label_en=None),
            "unknown_column",
            "no column label_en in value_labels",
        ),
        (changed("analytics.all_days", date_day=None), "unknown_column", '"date_day" in analytics.all_days'),
    ],
)
def test_what_the_warehouse_lacks(types: dict[str, dict[str, str]], code: str, words: str) -> None:
    found = check_binding(load_catalog(CATALOGS / "shop"), types)
    assert [p for p in found if p.code == code and words in p.message and p.severity == "error" and p.line], (
        found
    )


def test_case_does_not_matter_and_the_only_schema_is_found() -> None:
    assert columns_of({"main.Orders": {"Amount": "INT"}}, Relation("orders")) == {"amount": "INT"}
    assert columns_of({"a.orders": {}, "b.orders": {}}, Relation("orders")) is None
    assert columns_of({"a.orders": {}}, Relation("orders", "b")) is None


def test_declared_keys_are_checked_on_the_data_by_a_probe(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, a__yml=ORDERS))
    asked: list[str] = []

    def probe(model: object, entity: object) -> int:
        asked.append(entity.name)  # type: ignore[attr-defined]
        return 3

    (problem,) = check_keys(catalog, probe)
    assert asked == ["order"]
    assert "3 values of order_id stand in more than one row" in problem.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BIGINT", "integer"),
        ("int4", "integer"),
        ("UINTEGER", "integer"),
        ("DECIMAL(18,3)", "number"),
        ("double precision", "number"),
        ("character varying(20)", "string"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp"),
        ("timestamp_ntz", "timestamp"),
        ("DATE", "date"),
        ("BOOLEAN", "boolean"),
        ("VARCHAR[]", None),
        ("JSON", None),
        ("INTERVAL", None),
        ("STRUCT(a INT)", None),
    ],
)
def test_families(text: str, expected: str | None) -> None:
    assert family(text) == expected


def test_comparable() -> None:
    assert comparable("INT", "DECIMAL(10,0)")
    assert comparable("DATE", "TIMESTAMP")
    assert comparable("JSON", "INT")
    assert not comparable("VARCHAR", "INT")
