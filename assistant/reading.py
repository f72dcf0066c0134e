"""What the reader made of a question: which words gave what, and what stays unread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.analysis_request import AnalysisRequest
from assistant.query import Condition, MetricQuery, Operator, Scalar

Analysis = Literal[
    "value", "trend", "breakdown", "rank", "compare", "share", "funnel", "cohort", "attribution",
    "abtest", "diagnose", "anomaly", "list", "define", "path", "alert", "meta",
]  # fmt: skip
Meaning = Literal[
    "metric", "dimension", "value", "time", "grain", "comparison", "filter", "order", "limit", "share",
    "having", "claim", "analysis", "parameter", "number", "connective", "filler", "verified",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question as typed (`start`, `end` count its characters) and what it means."""

    text: str
    start: int
    end: int
    means: Meaning
    value: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Spans in the order of the question. `unread` are content words that no span covers."""

    language: Literal["zh", "en"]
    spans: tuple[Span, ...] = ()
    unread: tuple[str, ...] = ()
    move: Literal["", "edit", "back", "restart"] = ""
    """How the question moves in its conversation."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the reader decided that the question did not say; shown with the answer.

    `code` is stable (see docs/warnings.md), `detail` a name, value or date it is about.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a yes-or-no question says of a number: told beside the number, and no condition of the query.

    `op` and `values` as in a condition. Without values the metric is set against its benchmark or target, and
    `op` is the side it is asked to be on; None where only the distance is asked for, or whether it is met.
    """

    metric: str
    op: Operator | None
    values: tuple[Scalar, ...] = ()
    against: Literal["value", "benchmark", "target"] = "value"


@dataclass(frozen=True, slots=True)
class Choice:
    """A complete reading that can be chosen with one tap. Labels in both languages."""

    label_zh: str
    label_en: str
    query: MetricQuery


@dataclass(frozen=True, slots=True)
class Verification:
    """Who answers for the query of a question, and since when."""

    question: str
    """As it stands in the catalog."""
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    reading: Reading
    query: MetricQuery
    analysis: Analysis
    confidence: float
    assumptions: tuple[Assumption, ...] = ()
    verified: Verification | None = None
    """Where the query is that of a verified question."""
    claims: tuple[Claim, ...] = ()
    about: tuple[Condition, ...] = ()
    """Groups that were named, where the query shows others beside them."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Several readings, or something missing. `reason` is a stable code such as ambiguous_metric."""

    reading: Reading
    reason: str
    choices: tuple[Choice, ...]
    subject: str = ""
    """The word or name the choice is about."""
    query: MetricQuery | None = None
    """What was understood so far."""


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """`reason` is a stable code such as no_metric, write_request, forecast, planned_metric, unread_condition."""

    reading: Reading
    reason: str
    subject: str = ""
    suggestions: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalysisAsked:
    """An analysis of more than one query. `suggestions` are plain queries with its numbers."""

    reading: Reading
    request: AnalysisRequest
    ambiguous: tuple[str, ...] = ()
    """Metrics that it can be about, where nothing decides."""
    suggestions: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """A question about the catalog itself: definitions, lists of metrics, the last SQL."""

    reading: Reading
    analysis: Literal["define", "list", "meta"]
    metrics: tuple[str, ...] = ()
    topic: str = ""
    """For meta: `last_sql`, `freshness`, `help`, `start_over`; for list: an owner, layer or empty for all."""


Interpretation = Understood | Unclear | Unanswerable | Described | AnalysisAsked


def analysis_of(query: MetricQuery) -> Analysis:
    """The kind of answer that a query by itself asks for."""
    grouped_by_time = any(
        name.startswith("metric_time") and "__extract_" not in name for name in query.group_by
    )
    if not query.metrics:
        return "list"
    if query.compare is not None or isinstance(query.time, tuple):
        return "compare"
    if query.share_of_total:
        return "share"
    if query.limit is not None or (query.order_by and not grouped_by_time):
        return "rank"
    if grouped_by_time:
        return "trend"
    return "breakdown" if query.group_by else "value"
