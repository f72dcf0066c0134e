"""A result as a table of texts, for places that show it to people."""

from __future__ import annotations

from assistant.answer import Answer
from assistant.presentation.messages import messages
from assistant.presentation.numbers import format_cell
from assistant.presentation.shape import OTHERS, Row, split_rows
from assistant.query import MetricQuery

Texts = tuple[str, ...]


def table_texts(answer: Answer, most: int | None = None) -> tuple[Texts, tuple[Texts, ...]]:
    """Headings and cells as shown: labels for codes, units and signs for numbers, words for the group
    without a value, the rest and the total. At most `most` rows; empty without rows.
    """
    if answer.rows is None:
        return (), ()
    data, total = split_rows(answer.rows, answer.query or MetricQuery())
    headings = tuple(answer.column_labels.get(column.name, column.name) for column in answer.rows.columns)
    cells = [_cells(answer, row) for row in data[:most]]
    if total is not None and (most is None or len(cells) < most):
        cells.append(_cells(answer, total, is_total=True))
    return headings, tuple(cells)


def _cells(answer: Answer, row: Row, is_total: bool = False) -> Texts:
    assert answer.rows is not None
    words = messages(answer.receipt.language)
    found: list[str] = []
    for column, value in zip(answer.rows.columns, row, strict=True):
        if column.role not in ("time", "dimension"):
            found.append(format_cell(value, column, answer.receipt.language))
        elif is_total:
            found.append("" if found else words.text("word.total"))
        elif value == OTHERS:
            found.append(words.text("word.others"))
        elif value is None:
            found.append(words.text("word.null_group"))
        else:
            found.append(answer.rows.labels.get(column.name, {}).get(str(value), str(value)))
    return tuple(found)
