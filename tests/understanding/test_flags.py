"""Yes-or-no dimensions without names for their values: conditions in passing, groups where asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from assistant.catalog.model import Catalog
from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask

NOW = datetime(2026, 6, 30, 12)


@pytest.fixture(scope="module")
def reader(library_catalog: Catalog) -> Reader:
    loans = library_catalog.models["loans"]
    renewal = replace(loans.dimensions["is_renewal"], values=())
    loans = replace(loans, dimensions={**loans.dimensions, "is_renewal": renewal})
    return Reader(replace(library_catalog, models={**library_catalog.models, "loans": loans}), None, None)


@pytest.mark.parametrize(
    ("text", "groups", "holds"),
    [
        ("今年续借的借阅量", (), True),
        ("今年非续借的借阅量", (), False),
        ("今年不是续借的借阅量，按分馆", ("branch",), False),
        ("renewal loans by branch this year", ("branch",), True),
        ("loans this year that were not a renewal", (), False),
        ("loans this year excluding renewal", (), False),
        ("今年按是否续借的借阅量", ("is_renewal",), None),
        ("今年是否续借的借阅量", ("is_renewal",), None),
        ("loans by renewal this year", ("is_renewal",), None),
    ],
)
def test_a_yes_or_no(reader: Reader, text: str, groups: tuple[str, ...], holds: bool | None) -> None:
    found = ask(reader, text, now=NOW)
    assert isinstance(found, Understood)
    assert found.query.group_by == groups
    said = [(item.field, item.op, item.values) for item in found.query.where]  # type: ignore[union-attr]
    assert said == ([] if holds is None else [("is_renewal", "=", (holds,))])
