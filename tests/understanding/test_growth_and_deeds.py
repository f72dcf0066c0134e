"""Orders of changes, what is done to things and how often, limits and ages in other words than the catalog's."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.understanding.read import Reader
from tests.understanding.corpus import Row, differences, read_row, rows_of
from tests.understanding.test_reading import LIBRARY_NOW

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_demo_growth.yml"), ids=str)
def test_orders_of_changes_and_openings(demo_reader: Reader, row: Row) -> None:
    assert differences(row, read_row(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_laundries.yml"), ids=str)
def test_deeds_limits_and_ages(laundries_reader: Reader, row: Row) -> None:
    assert differences(row, read_row(laundries_reader, row, LIBRARY_NOW), LIBRARY_NOW) == []
