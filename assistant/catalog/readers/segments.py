"""`segments:` conditions that have a name, such as "over budget"."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.names import declared_name
from assistant.catalog.playbooks import Segment
from assistant.catalog.readers.verified_queries import read_query
from assistant.query import MetricQuery, filtered_fields

_FIX = "query: {group_by: [project], having: [{field: cost_burn_rate, op: '>', values: [1]}]}"
_KEYS = frozenset({"metrics", "group_by", "where", "having"})


def read_segment(entry: Entry, draft: Draft) -> None:
    """One item of `segments:`."""
    name = declared_name(entry, "segment")
    if name is None or not draft.declare("segment", entry.text("name"), entry):
        return
    query = read_query(entry)
    segment = Segment(
        name,
        query or MetricQuery(),
        labels=entry.labels("labels") or entry.labels("label"),
        synonyms=entry.spoken("synonyms"),
        description=entry.text("description"),
        origin=entry.origin,
    )
    entry.finish(also=("labels", "label", "query"))
    if query is None:
        if not entry.has("query"):
            entry.error("query", "bad_segment", "needs a query that says what it means", _FIX)
        return
    if problem := _problem(query):
        entry.error("query", "bad_segment", problem, _FIX)
    else:
        limited = [name for name in filtered_fields(query.having) if name not in query.metrics]
        whole = query.but(metrics=tuple(dict.fromkeys((*query.metrics, *limited))))
        draft.segments[name] = replace(segment, query=whole)


def _problem(query: MetricQuery) -> str:
    """What is wrong with a query as the meaning of a segment."""
    given = {key for key, value in query.to_dict().items() if value}
    if given - _KEYS or query.saved_query is not None:
        return f"the query of a segment takes only {', '.join(sorted(_KEYS))}"
    if not query.where and not query.having:
        return "the query of a segment needs a condition: where or having"
    if query.having and not query.group_by:
        return "a limit on a metric needs group_by: what some are picked of"
    return ""
