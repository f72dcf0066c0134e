"""What a proposal can begin with: the query and the expectation that a receipt leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

from assistant.catalog.calendar import Calendar
from assistant.catalog.edit.edit import documents_of
from assistant.catalog.edit.write import block_lines
from assistant.errors import QueryError, UsageError
from assistant.evaluation.case import SLOTS, Case, Expectation
from assistant.evaluation.exchange.document import document_of, query_document
from assistant.query import MetricQuery, QueryTime, RelativePeriod, RelativeTime
from assistant.question import Question
from assistant.reading import Understood
from assistant.resolve.periods import resolve_period
from assistant.state.receipts import KeptReceipt
from assistant.understanding.read import Reader

_ANOTHER_DAY = timedelta(days=500)
"""Far enough, and in the middle of other weeks, quarters and years, for no two periods to fall together."""
_EMPTY = MetricQuery().to_dict()


def query_of(document: Mapping[str, Any] | None) -> MetricQuery | None:
    """A query as a receipt keeps it; None where there is none or an older version wrote it otherwise."""
    try:
        return MetricQuery.from_dict(document) if document else None
    except QueryError:
        return None


def verified_document(
    query: MetricQuery, question: Question, reader: Reader, calendar: Calendar
) -> dict[str, Any]:
    """The query of a receipt as one that stays right: a receipt has the dates of its day, and "last month" is
    another one next month. Raises UsageError where no relative period says what the question says.
    """
    return query_document(replace(query, time=_lasting(query, question, reader, calendar)))


def dated_document(query: MetricQuery) -> dict[str, Any]:
    """The query with its dates as they are."""
    return query_document(query)


def expectation_text(receipt: KeptReceipt | None) -> str:
    """What was given, as the YAML of an expectation: a start, to be changed to what would be right."""
    if receipt is None:
        return "status: answer\n"
    if receipt.status != "answer":
        document: dict[str, Any] = {"status": receipt.status}
        document |= {"reason": receipt.code} if receipt.code else {}
    else:
        document = {"status": "answer"} | _expected(receipt)
    return "\n".join(block_lines(document, 0)) + "\n"


def expectation_of(text: str, source: str) -> Mapping[str, Any]:
    """The mapping that a text of YAML or JSON holds. Raises UsageError."""
    documents = documents_of(text, source)
    if not documents:
        raise UsageError(f"{source} is no YAML or JSON with an expectation, such as {{status: refuse}}")
    if not isinstance(documents[0], dict):
        raise UsageError(f"{source} must hold one mapping")
    return documents[0]


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def _expected(receipt: KeptReceipt) -> dict[str, Any]:
    query = query_of(receipt.query)
    if query is None:
        return {}
    said = {key for key, value in query.to_dict().items() if value != _EMPTY[key]}
    names = {"group_by": "dimensions", "where": "filters", "having": "filters"}
    wanted = {names.get(key, key) for key in said} | {"metrics", "dimensions"}
    slots = frozenset(slot for slot in SLOTS if slot in wanted)
    case = Case("x", "x", expectations=(Expectation(query=query, slots=slots),))
    return dict(document_of(case)["expect"])


def _lasting(query: MetricQuery, question: Question, reader: Reader, calendar: Calendar) -> QueryTime:
    if query.time is None or isinstance(query.time, RelativeTime):
        return query.time
    then = question.now + _ANOTHER_DAY
    moved = _time_on(then, query, question, reader)
    if moved is not None and _dates(moved) == _dates(query.time):
        return query.time
    both = {question.now: _dates(query.time), then: _dates(moved)}
    for period in get_args(RelativePeriod):
        if all(_dates(resolve_period(period, day, calendar)) == dates for day, dates in both.items()):
            return RelativeTime(period)
    raise UsageError(
        "the dates of this query are those of the day that it was asked on: give the query with a relative period, "
        'such as {"relative": "last_month"}, or with dates that are meant to stay'
    )


def _time_on(day: datetime, query: MetricQuery, question: Question, reader: Reader) -> QueryTime:
    """Of the same query, had the question been asked on another day; None where it would not be the same."""
    found = reader.read(replace(question, now=day))
    timeless = query.but(time=None).to_dict()
    return next((item.time for item in _queries(found) if item.but(time=None).to_dict() == timeless), None)


def _dates(time: QueryTime) -> Any:
    """All that a receipt keeps of a period."""
    return MetricQuery(time=time).to_dict()["time"]


def _queries(found: Any) -> Iterator[MetricQuery]:
    if isinstance(found, Understood):
        yield found.query
    for choice in getattr(found, "choices", ()):
        yield choice.query
