"""The three outcomes of a question, and their JSON form (docs/json.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.analysis_request import AnalysisRequest, request_to_dict
from assistant.query import MetricQuery, TimeRange
from assistant.reading import Analysis, Span, Verification
from assistant.rows import Rows


@dataclass(frozen=True, slots=True)
class Definition:
    """The entry of the metric dictionary that was applied, in the language of the answer."""

    metric: str
    version: int
    label: str
    formula: str
    definition: str
    owner: str | None = None
    pitfalls: tuple[str, ...] = ()
    unit: str | None = None
    sources: tuple[str, ...] = ()
    refresh: str | None = None
    decision_use: str = ""
    thresholds: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    basis: str = "event"
    direction: str = "neutral"

    def to_dict(self) -> dict[str, Any]:
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Chart:
    """A complete Vega-Lite v6 specification with its data inline."""

    kind: str
    spec: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    text: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Warning:
    """`code` is stable and listed in docs/warnings.md; `text` is in the language of the answer."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    query: MetricQuery


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model was asked for the outcome, whether or not it was of use."""

    model: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    prompt: str | None = None
    """Version of the prompt that it was given."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is the same for every outcome: how it came about and under which versions."""

    id: str
    language: Literal["zh", "en"]
    question: str
    actor: str
    conversation: str
    catalog_version: str
    reading: tuple[Span, ...] = ()
    unread: tuple[str, ...] = ()
    path: Literal["verified", "reader", "llm"] = "reader"
    confidence: float = 0.0
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    usage: Usage = Usage()
    verified: Verification | None = None
    """Of the path `verified`: who answers for the query."""


@dataclass(frozen=True, slots=True)
class Answer:
    receipt: Receipt
    analysis: Analysis
    headline: str
    text: str = ""
    query: MetricQuery | None = None
    queries: tuple[MetricQuery, ...] = ()
    rows: Rows | None = None
    column_labels: Mapping[str, str] = field(default_factory=dict)
    chart: Chart | None = None
    definitions: tuple[Definition, ...] = ()
    filters: tuple[str, ...] = ()
    time: TimeRange | None = None
    freshness: str = ""
    sql: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Warning, ...] = ()
    suggestions: tuple[str, ...] = ()

    status: Literal["answer"] = "answer"

    def to_dict(self) -> dict[str, Any]:
        """The JSON document of docs/json.md; every key present."""
        return _document(self)


@dataclass(frozen=True, slots=True)
class Clarification:
    receipt: Receipt
    headline: str
    options: tuple[Option, ...]
    text: str = ""
    query: MetricQuery | None = None
    warnings: tuple[Warning, ...] = ()
    suggestions: tuple[str, ...] = ()

    status: Literal["clarify"] = "clarify"

    def to_dict(self) -> dict[str, Any]:
        """The JSON document of docs/json.md; every key present."""
        return _document(self)


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is stable, `reason` a sentence in the language of the question."""

    receipt: Receipt
    code: str
    headline: str
    reason: str
    text: str = ""
    query: MetricQuery | None = None
    definitions: tuple[Definition, ...] = ()
    warnings: tuple[Warning, ...] = ()
    suggestions: tuple[str, ...] = ()
    analysis: Analysis | None = None
    request: AnalysisRequest | None = None
    """Of unsupported_analysis: what was asked for; `query` is its scope."""

    status: Literal["refuse"] = "refuse"

    def to_dict(self) -> dict[str, Any]:
        """The JSON document of docs/json.md; every key present."""
        return _document(self)


Outcome = Answer | Clarification | Refusal


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a typed query gives that nobody asked in words: rows, SQL and what to know about them."""

    query: MetricQuery
    rows: Rows
    sql: str
    column_labels: Mapping[str, str] = field(default_factory=dict)
    time: TimeRange | None = None
    warnings: tuple[Warning, ...] = ()
    text: str = ""
    """The dates that the numbers cover and those they are compared with, as in an answer."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "query": self.query.to_dict(),
            "rows": rows_to_dict(self.rows, self.column_labels),
            "time": self.time.to_dict() if self.time else None,
            "text": self.text,
            "sql": [self.sql],
            "warnings": [{"code": item.code, "text": item.text} for item in self.warnings],
        }


def _document(outcome: Outcome) -> dict[str, Any]:
    receipt = outcome.receipt
    answer = outcome if isinstance(outcome, Answer) else None
    query = outcome.query
    return {
        "status": outcome.status,
        "headline": outcome.headline,
        "text": outcome.text,
        "language": receipt.language,
        "analysis": None if isinstance(outcome, Clarification) else outcome.analysis,
        "request": _request(outcome),
        "query": query.to_dict() if query else None,
        "queries": [item.to_dict() for item in answer.queries] if answer else [],
        "rows": rows_to_dict(answer.rows, answer.column_labels) if answer else rows_to_dict(None, {}),
        "reading": [_span(span) for span in receipt.reading],
        "chart": answer.chart.spec if answer and answer.chart else None,
        "definitions": []
        if isinstance(outcome, Clarification)
        else [d.to_dict() for d in outcome.definitions],
        "filters": list(answer.filters) if answer else [],
        "time": answer.time.to_dict() if answer and answer.time else None,
        "freshness": answer.freshness if answer else "",
        "sql": list(answer.sql) if answer else [],
        "findings": [_plain(item) for item in answer.findings] if answer else [],
        "warnings": [{"code": item.code, "text": item.text} for item in outcome.warnings],
        "options": _options(outcome),
        "reason": outcome.reason if isinstance(outcome, Refusal) else None,
        "unread": list(receipt.unread),
        "suggestions": list(outcome.suggestions),
        "path": receipt.path,
        "verified": _verified(receipt.verified) if answer else None,
        "confidence": round(receipt.confidence, 4),
        "timings_ms": dict(receipt.timings_ms),
        "usage": _plain(receipt.usage),
        "conversation": receipt.conversation,
        "catalog_version": receipt.catalog_version,
        "receipt": receipt.id,
    }


def rows_to_dict(rows: Rows | None, column_labels: Mapping[str, str]) -> dict[str, Any]:
    if rows is None:
        return {"columns": [], "data": [], "labels": {}, "truncated": False}
    columns = [
        {"name": c.name, "label": column_labels.get(c.name, c.name), "type": c.type, "unit": c.unit}
        for c in rows.columns
    ]
    labels = {name: dict(codes) for name, codes in rows.labels.items()}
    return {
        "columns": columns,
        "data": [list(r) for r in rows.data],
        "labels": labels,
        "truncated": rows.truncated,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start, "end": span.end, "means": span.means, "value": span.value}


def _request(outcome: Outcome) -> dict[str, Any] | None:
    request = outcome.request if isinstance(outcome, Refusal) else None
    return request_to_dict(request) if request is not None else None


def _verified(item: Verification | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {"by": item.by, "on": item.on.isoformat() if item.on else None, "question": item.question}


def _options(outcome: Outcome) -> list[dict[str, Any]]:
    if not isinstance(outcome, Clarification):
        return []
    return [{"label": option.label, "query": option.query.to_dict()} for option in outcome.options]


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
