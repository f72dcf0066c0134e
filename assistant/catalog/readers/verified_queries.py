"""verified_queries.yml: questions with the query that someone answers for."""

from __future__ import annotations

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.playbooks import VerifiedQuery
from assistant.catalog.readers.dates import json_of, read_date
from assistant.errors import QueryError
from assistant.query import MetricQuery


def read_verified_query(entry: Entry, draft: Draft) -> None:
    """One item of `verified_queries:`."""
    questions = entry.spoken("question")
    if questions:
        entry.what = f"verified query '{questions[0]:.60}'"
    query = read_query(entry)
    by, on = entry.optional_text("verified_by"), read_date(entry, "verified_on")
    entry.finish()
    if not questions or not entry.has("query"):
        fix = "{question: {zh: …, en: …}, query: {metrics: [revenue]}, verified_by: finance}"
        entry.error("question", "bad_verified_query", "needs a question and a query", fix)
    elif query is not None:
        draft.verified_queries.append(VerifiedQuery(questions, query, by, on, entry.at("query")))


def read_query(entry: Entry) -> MetricQuery | None:
    """The metric query under `query`; None, and an error, where it is wrong."""
    node = entry.get("query")
    if node is None:
        return None
    try:
        return MetricQuery.from_dict(json_of(node))
    except QueryError as fault:
        entry.error("query", "bad_query", str(fault), "see the documentation of queries")
        return None
