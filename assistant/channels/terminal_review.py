"""Reviews as text for a terminal. What others typed is shown without its control characters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.presentation.safe import visible
from assistant.state.receipts import KeptReceipt
from assistant.state.reviews import Review


def print_reviews(reviews: Sequence[Review]) -> None:
    console = Console(highlight=False)
    if not reviews:
        console.print("there is nothing to review")
        return
    table = Table(box=None, pad_edge=False)
    for title in ("id", "kind", "state", "times", "latest", "question", "comment"):
        table.add_column(title, justify="right" if title in ("id", "times") else "left")
    for item in reviews:
        cells = (
            item.id,
            item.kind,
            item.state,
            item.count,
            f"{item.latest:%Y-%m-%d}",
            item.question,
            item.comment,
        )
        table.add_row(*(_shown(str(cell)) for cell in cells))
    console.print(table)


def print_review(review: Review) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{_shown(review.question)}[/bold]")
    _lines(console, _review_lines(review))
    for receipt in review.receipts:
        console.print()
        _lines(console, _receipt_lines(receipt))


def _review_lines(review: Review) -> Iterable[tuple[str, str]]:
    yield "review", f"{review.id} · {review.kind} · {review.state} · {review.count}×"
    for said in review.feedback:
        yield "said", f"{said.actor}: {said.comment or '(no comment)'}"
    if review.decided is not None:
        yield "decided", f"{review.decided:%Y-%m-%d %H:%M} UTC by {review.reviewer}: {review.resolution}"


def _receipt_lines(receipt: KeptReceipt) -> Iterable[tuple[str, str]]:
    yield "asked", f"{receipt.at:%Y-%m-%d %H:%M} UTC by {receipt.actor} · now is {receipt.now:%Y-%m-%d %H:%M}"
    for turn in receipt.turns:
        yield "before", f"{turn['text']} ({turn['status']})"
    yield (
        "outcome",
        " · ".join(filter(None, (receipt.status, receipt.code, receipt.headline, receipt.reason))),
    )
    yield "offered", " · ".join(receipt.options)
    yield "read as", " · ".join(_span(span) for span in receipt.reading if span["means"] != "filler")
    yield "unread", ", ".join(receipt.unread)
    yield "query", json.dumps(_said_in(receipt.query), ensure_ascii=False) if receipt.query else ""
    for statement in receipt.sql:
        yield "sql", statement
    yield "warnings", ", ".join(str(item["code"]) for item in receipt.warnings)
    yield "from", f"catalog {receipt.catalog_version} · {receipt.path} · confidence {receipt.confidence:.2f}"
    yield "receipt", receipt.id


def _span(span: Mapping[str, Any]) -> str:
    return f"{span['text']} → {span['means']} {span['value']}"


def _said_in(query: Mapping[str, Any]) -> dict[str, Any]:
    """Without the keys that say nothing."""
    return {key: value for key, value in query.items() if value not in (None, [], {}, False)}


def _lines(console: Console, lines: Iterable[tuple[str, str]]) -> None:
    for name, text in lines:
        if text:
            console.print(f"[dim]{name:>8}[/dim]  {_shown(text)}")


def _shown(text: str) -> str:
    return escape(visible(text))
