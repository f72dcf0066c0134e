from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.filters import FieldReference
from assistant.catalog.joins import JoinPath, joinable, matching, reachable
from assistant.catalog.model import Catalog
from tests.catalog.writing import write


def model(name: str, *columns: str) -> str:
    lines = "".join(f"      - {column}\n" for column in columns)
    return f"  - name: {name}\n    semantic_model: true\n    columns:\n{lines}"


def entity(name: str, kind: str, column: str | None = None) -> str:
    return f"{{name: {column or name + '_id'}, entity: {{name: {name}, type: {kind}}}}}"


def dimension(name: str, meta: str = "") -> str:
    config = f", config: {{meta: {{{meta}}}}}" if meta else ""
    return f"{{name: {name}, dimension: {{type: categorical{config}}}}}"


VALID = (
    "{name: since, granularity: day, dimension: {type: time, validity_params: {is_start: true}}}",
    "{name: until, granularity: day, dimension: {type: time, validity_params: {is_end: true}}}",
)


def catalog_of(folder: Path, *models: str) -> Catalog:
    return load_catalog(write(folder, a__yml="models:\n" + "".join(models)))


@pytest.fixture
def chain(tmp_path: Path) -> Catalog:
    return catalog_of(
        tmp_path,
        model("items", entity("item", "primary"), entity("order", "foreign"), dimension("sku")),
        model(
            "orders",
            entity("order", "primary"),
            entity("customer", "foreign"),
            dimension("status"),
            dimension("region", "conformed: region"),
        ),
        model(
            "customers",
            entity("customer", "primary"),
            entity("country", "foreign"),
            dimension("segment"),
            dimension("region", "conformed: region"),
        ),
        model("countries", entity("country", "primary"), dimension("continent")),
    )


def names(catalog: Catalog, model_name: str) -> list[str]:
    return [item.qualified_name for item in reachable(catalog, model_name).dimensions]


def test_own_dimensions_then_one_hop_then_two(chain: Catalog) -> None:
    assert names(chain, "items") == [
        "item__sku",
        "order__status",
        "order__region",
        "order__customer__segment",
        "order__customer__region",
    ]


def test_no_way_from_one_to_many_and_no_third_hop(chain: Catalog) -> None:
    assert names(chain, "countries") == ["country__continent"]
    assert "order__customer__country__continent" not in names(chain, "items")


def test_hops_say_what_joins_what(chain: Catalog) -> None:
    last = reachable(chain, "items").dimensions[-1]
    assert last.model.name == "customers"
    assert [(hop.entity, hop.left_model, hop.right_model, hop.left.text) for hop in last.path.hops] == [
        ("order", "items", "orders", "order_id"),
        ("customer", "orders", "customers", "customer_id"),
    ]
    assert last.path.entities == ("order", "customer")
    assert reachable(chain, "items").dimensions[0].path == JoinPath()


def test_entities(chain: Catalog) -> None:
    found = [item.qualified_name for item in reachable(chain, "items").entities]
    assert found == ["item", "order", "order__customer", "order__customer__country"]


def test_worked_out_once_per_catalog(chain: Catalog) -> None:
    assert reachable(chain, "items") is reachable(chain, "items")


@pytest.mark.parametrize("left", ["primary", "unique", "foreign", "natural"])
@pytest.mark.parametrize(
    ("right", "legal"), [("primary", True), ("unique", True), ("foreign", False), ("natural", False)]
)
def test_only_a_key_may_stand_on_the_right(tmp_path: Path, left: str, right: str, legal: bool) -> None:
    catalog = catalog_of(
        tmp_path, model("l", entity("k", left)), model("r", entity("k", right), dimension("d"))
    )
    assert joinable(catalog.models["l"], catalog.models["r"], "k") == legal
    assert ("k__d" in names(catalog, "l")) == legal


def test_validity_windows(tmp_path: Path) -> None:
    catalog = catalog_of(
        tmp_path,
        model("facts", entity("k", "foreign")),
        model("history", entity("k", "natural"), dimension("d"), *VALID),
        model("other", entity("k", "natural"), dimension("e"), *VALID),
    )
    assert "k__d" in names(catalog, "facts")
    assert not joinable(catalog.models["history"], catalog.models["other"], "k")


def test_a_unique_key_names_own_dimensions_too(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, model("m", entity("a", "primary"), entity("b", "unique"), dimension("d")))
    (found,) = reachable(catalog, "m").dimensions
    assert (found.qualified_name, found.other_names) == ("a__d", ("b__d",))
    assert matching(reachable(catalog, "m"), FieldReference("dimension", "d", ("b",))) == (found,)


def test_two_entities_to_one_model_are_two_names(tmp_path: Path) -> None:
    catalog = catalog_of(
        tmp_path,
        model("flights", entity("origin", "foreign"), entity("destination", "foreign")),
        model(
            "airports",
            entity("origin", "primary", "code"),
            entity("destination", "unique", "code"),
            dimension("city"),
        ),
    )
    assert names(catalog, "flights") == ["origin__city", "destination__city"]
    found = matching(reachable(catalog, "flights"), FieldReference("dimension", "city"))
    assert len(found) == 2


def test_short_names_mean_the_nearest(chain: Catalog) -> None:
    def meant(model_name: str, name: str) -> list[str]:
        found = matching(reachable(chain, model_name), FieldReference("dimension", name))
        return [item.qualified_name for item in found]

    assert meant("orders", "region") == ["order__region"]
    assert meant("items", "region") == ["order__region"]
    assert meant("items", "segment") == ["order__customer__segment"]
    assert meant("customers", "status") == []
