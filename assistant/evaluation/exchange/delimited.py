"""CSV and TSV files of questions."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from assistant.catalog.problems import Problems
from assistant.errors import UsageError
from assistant.evaluation.exchange.record import Record, Source, at, bytes_of
from assistant.evaluation.exchange.table import Row, columns_of, records_of

_DELIMITERS = (",", "\t", ";", "|")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_delimited(source: Source, problems: Problems) -> Iterator[Record]:
    """Raises UsageError for a file that is no text."""
    path = source.path
    text = _text(path, problems).replace("\r\n", "\n").replace("\r", "\n")
    hint = re.match(r"sep=(.)\n", text, re.IGNORECASE)  # Excel's own way to say it
    delimiter = hint[1] if hint else _delimiter(text, path)
    return records_of(_rows(text, delimiter, path, problems, begin=1 if hint else 0), path, problems)


def _text(path: Path, problems: Problems) -> str:
    data = bytes_of(path)
    try:
        return data.decode("utf-16" if data[:2] in _UTF16 else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is neither UTF-8 nor GBK text; save it as UTF-8") from None
    problems.warning(at(path, 0), "not_utf8", "the file is not UTF-8 and was read as GBK; save it as UTF-8")
    return text


def _delimiter(text: str, path: Path) -> str:
    """The one that gives the header most columns that are known."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    header = next((line for line in text.split("\n") if line.strip()), "")
    found = {one: len(columns_of(next(csv.reader([header], delimiter=one)))) for one in _DELIMITERS}
    return max(found, key=lambda one: found[one])


def _rows(text: str, delimiter: str, path: Path, problems: Problems, begin: int) -> Iterator[Row]:
    """Rows with the line that they begin in. A row whose quotes are wrong is left out: what follows is
    read again from the next line, so that an open quote does not swallow the rest of the file.
    """
    lines = [f"{line}\n" for line in text.split("\n")]  # texts may hold other separators of lines
    while begin < len(lines):
        reader = csv.reader(islice(lines, begin, None), delimiter=delimiter, strict=True)
        start = begin
        try:
            for cells in reader:
                yield start + 1, cells
                start = begin + reader.line_num
            return
        except csv.Error:
            told = "the quotes of this row are wrong: one is not closed, or stands inside a quoted cell"
            problems.error(at(path, start + 1), "bad_row", told, 'write "" for a quote inside quotes')
            begin = start + 1
