"""Spreadsheets of questions (.xlsx)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from assistant.catalog.problems import Problems
from assistant.errors import UsageError, choices_text
from assistant.evaluation.exchange.record import Record, Source, bytes_of
from assistant.evaluation.exchange.table import Row, records_of

MOST_UNPACKED = 500_000_000
"""Bytes of a spreadsheet's contents; packed, it can be much smaller."""


def read_spreadsheet(source: Source, problems: Problems) -> Iterator[Record]:
    """The rows of the named sheet, else of the first. Raises UsageError for what is no spreadsheet."""
    return records_of(list(_rows(source)), source.path, problems)


def _rows(source: Source) -> Iterator[Row]:
    from openpyxl import load_workbook  # slow, and only wanted here

    data = bytes_of(source.path)
    _check(source, data)
    try:
        with closing(load_workbook(BytesIO(data), read_only=True, data_only=True)) as book:
            sheet: Any = _sheet(source, book)
            sheet.reset_dimensions()  # some programs write wrong ones
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, [_text(cell) for cell in cells]
    except UsageError:
        raise
    except Exception as error:
        # Whatever a broken file does to the library: it is the file that is wrong.
        raise UsageError(f"{source.path} cannot be read as a spreadsheet ({type(error).__name__})") from None


def _check(source: Source, data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile:
        raise UsageError(f"{source.path} is no .xlsx file; save the spreadsheet as .xlsx or CSV") from None
    if size > MOST_UNPACKED:
        raise UsageError(f"{source.path} holds more than {MOST_UNPACKED // 1_000_000} MB")


def _sheet(source: Source, book: Any) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise UsageError(f"{source.path} has no sheet of cells")
    if source.sheet is None:
        return next(iter(sheets.values()))
    for title, sheet in sheets.items():
        if title.strip().casefold() == source.sheet.strip().casefold():
            return sheet
    raise UsageError(f"{source.path} has no sheet '{source.sheet}'.{choices_text(source.sheet, sheets)}")


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
