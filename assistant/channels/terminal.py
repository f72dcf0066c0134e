"""Outcomes as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.answer import Answer, Clarification, Definition, Outcome, QueryResult, Refusal
from assistant.presentation.numbers import format_cell
from assistant.presentation.table import table_texts
from assistant.reading import Verification
from assistant.rows import Rows, Value

MOST_ROWS_SHOWN = 50
_NOTHING: tuple[object, ...] = (None, "", [], {}, ())
WORDS = {
    "zh": {"definition": "口径", "filters": "筛选", "time": "时间", "note": "注意", "sql": "SQL", "choose": "您是指",
           "ask": "可以这样问", "unread": "未能理解", "more": "…… 另有 {n} 行", "to": "至", "verified": "已核验的查询"},
    "en": {"definition": "Definition", "filters": "Filters", "time": "Time", "note": "Note", "sql": "SQL",
           "choose": "Did you mean", "ask": "You could ask", "unread": "Not understood", "more": "… {n} more rows", "to": "to",
           "verified": "Verified query"},
}  # fmt: skip


def print_outcome(outcome: Outcome) -> None:
    """Print an outcome for people."""
    console = Console(highlight=False)
    words = WORDS[outcome.receipt.language]
    console.print(f"[bold]{escape(outcome.headline)}[/bold]")
    if outcome.text:
        console.print(escape(outcome.text))
    match outcome:
        case Answer():
            _answer(console, outcome, words)
        case Clarification():
            _lines(console, words["choose"], [option.label for option in outcome.options])
        case Refusal():
            if outcome.reason and outcome.reason != outcome.headline:
                console.print(escape(outcome.reason))
    for warning in outcome.warnings:
        console.print(f"[yellow]{words['note']}: {escape(warning.text)}[/yellow]")
    if outcome.receipt.unread:
        console.print(f"{words['unread']}: {escape(', '.join(outcome.receipt.unread))}")
    _lines(console, words["ask"], outcome.suggestions)


def print_result(result: QueryResult) -> None:
    """Print the rows of a typed query."""
    console = Console(highlight=False)
    headings = [result.column_labels.get(column.name, column.name) for column in result.rows.columns]
    shown = result.rows.data[:MOST_ROWS_SHOWN]
    console.print(_table(result.rows, headings, [_cells(result.rows, row) for row in shown]))
    if len(result.rows.data) > len(shown):
        console.print(WORDS["en"]["more"].format(n=len(result.rows.data) - len(shown)))
    if result.text:
        console.print(f"[dim]{escape(result.text)}[/dim]")
    for warning in result.warnings:
        console.print(f"[yellow]{escape(warning.text)}[/yellow]")


def print_metrics(entries: Sequence[Mapping[str, Any]]) -> None:
    console = Console(highlight=False)
    table = Table(box=None)
    for title in ("name", "zh", "en", "owner", "layers", "kind", "unit"):
        table.add_column(title)
    for item in entries:
        labels = item["labels"]
        cells = (
            item["name"],
            labels["zh"] or "",
            labels["en"] or "",
            item["owner"] or "",
            " ".join(item["layers"]),
            item["kind"],
            item["unit"] or "",
        )
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table)


def print_entry(entry: Mapping[str, Any]) -> None:
    console = Console(highlight=False)
    for key, value in entry.items():
        if value not in _NOTHING and _flat(value):
            console.print(f"[bold]{key}[/bold]: {escape(_flat(value))}")


def _answer(console: Console, answer: Answer, words: Mapping[str, str]) -> None:
    if answer.receipt.verified is not None:
        console.print(f"[green]✓ {escape(_verified(answer.receipt.verified, words))}[/green]")
    if answer.rows is not None and answer.rows.data:
        console.print(_table(answer.rows, *table_texts(answer, MOST_ROWS_SHOWN)))
        hidden = len(answer.rows.data) - MOST_ROWS_SHOWN
        if hidden > 0:
            console.print(words["more"].format(n=hidden))
    for definition in answer.definitions:
        console.print(f"[bold]{words['definition']}[/bold]  {escape(_definition(definition))}")
    if answer.filters:
        console.print(f"[bold]{words['filters']}[/bold]  {escape('; '.join(answer.filters))}")
    if answer.freshness:
        console.print(f"[dim]{escape(answer.freshness)}[/dim]")
    for finding in answer.findings:
        console.print(escape(finding.text))
    for sql in answer.sql[:1]:
        console.print(f"[dim]{words['sql']}  {escape(sql)}[/dim]")


def _verified(item: Verification, words: Mapping[str, str]) -> str:
    """Who answers for the query, since when, and the question as it was verified."""
    on = item.on.isoformat() if item.on is not None else None
    return " · ".join(part for part in (words["verified"], item.by, on, item.question) if part)


def _definition(definition: Definition) -> str:
    parts = [f"{definition.label} v{definition.version}", definition.definition, definition.formula]
    return " · ".join(part for part in parts if part)


def _table(rows: Rows, headings: Sequence[str], cells: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column, heading in zip(rows.columns, headings, strict=True):
        table.add_column(escape(heading), justify="right" if column.type in ("integer", "number") else "left")
    for row in cells:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _cells(rows: Rows, row: Sequence[Value]) -> list[str]:
    """Codes as they are stored: a typed query is read by whoever wrote it."""
    return [
        ("" if value is None else str(value))
        if column.role in ("dimension", "time")
        else format_cell(value, column, "en")
        for column, value in zip(rows.columns, row, strict=True)
    ]


def _lines(console: Console, title: str, items: Sequence[str]) -> None:
    if items:
        console.print(f"{title}:")
    for item in items:
        console.print(f"  · {escape(item)}")


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_flat(item)}" for key, item in value.items() if item not in _NOTHING)
    if isinstance(value, (list, tuple)):
        return " · ".join(_flat(item) for item in value)
    return str(value)
