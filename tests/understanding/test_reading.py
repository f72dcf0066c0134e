"""The corpora: questions with the query they mean."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assistant.understanding.read import Reader
from tests.understanding.corpus import Row, differences, read_row, rows_of

CORPUS = Path(__file__).parents[1] / "corpus"
LIBRARY_NOW = datetime(2026, 6, 30, 23, 59, 59)


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_demo_zh.yml"), ids=str)
def test_chinese_questions_over_the_demo_catalog(demo_reader: Reader, row: Row) -> None:
    assert differences(row, read_row(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_demo_en.yml"), ids=str)
def test_english_questions_over_the_demo_catalog(demo_reader: Reader, row: Row) -> None:
    assert differences(row, read_row(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_demo_more.yml"), ids=str)
def test_harder_wordings_over_the_demo_catalog(demo_reader: Reader, row: Row) -> None:
    assert differences(row, read_row(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_demo_whose.yml"), ids=str)
def test_whose_number_is_asked_for(demo_reader: Reader, row: Row) -> None:
    assert differences(row, read_row(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_library.yml"), ids=str)
def test_the_reader_knows_no_trade(library_reader: Reader, row: Row) -> None:
    found = read_row(library_reader, row, LIBRARY_NOW)
    assert differences(row, found, LIBRARY_NOW) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_trade.yml"), ids=str)
def test_values_in_the_words_of_questions(trade_reader: Reader, row: Row) -> None:
    found = read_row(trade_reader, row, LIBRARY_NOW)
    assert differences(row, found, LIBRARY_NOW) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_gym.yml"), ids=str)
def test_parts_of_names(gym_reader: Reader, row: Row) -> None:
    found = read_row(gym_reader, row, LIBRARY_NOW)
    assert differences(row, found, LIBRARY_NOW) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "reading_walkers.yml"), ids=str)
def test_things_and_their_own_values_and_keys(walkers_reader: Reader, row: Row) -> None:
    found = read_row(walkers_reader, row, LIBRARY_NOW)
    assert differences(row, found, LIBRARY_NOW) == []
