"""`alerts:` rules that run on their own and tell somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.names import declared_name
from assistant.catalog.playbooks import AlertChannel, AlertRule, Cadence, Notification
from assistant.catalog.readers.benchmarks import benchmarks_of
from assistant.catalog.readers.dates import json_of
from assistant.catalog.readers.thresholds import read_one_threshold
from assistant.errors import QueryError
from assistant.query import MetricQuery

_QUERY_KEYS = ("where", "group_by", "time")


def read_alert(entry: Entry, draft: Draft) -> None:
    """One item of `alerts:`; the scope is written as in a metric query."""
    name = declared_name(entry, "alert")
    if name is None or not draft.declare("alert", entry.text("name"), entry):
        return
    metric = entry.name("metric")
    query = _query(entry, metric) if metric is not None else None
    threshold = read_one_threshold(entry, benchmarks_of(draft, metric or ""))
    labels = entry.labels("labels") or entry.labels("label")
    cadence: Cadence = entry.choice("cadence", Cadence, "daily")
    notify = tuple(_notify(entry))
    owner = entry.optional_text("owner")
    entry.finish(also=("labels", "label"))
    if metric is None or not entry.has("threshold"):
        fix = "{name: …, metric: …, threshold: {kind: maximum, value: 0.1}}"
        entry.error("metric", "bad_alert", "an alert needs a metric and a threshold", fix)
    elif query is not None and threshold is not None:
        draft.alerts[name] = AlertRule(name, query, threshold, labels, cadence, notify, owner, entry.origin)


def _query(entry: Entry, metric: str) -> MetricQuery | None:
    given = {key: json_of(node) for key in _QUERY_KEYS if (node := entry.get(key)) is not None}
    document: dict[str, Any] = {"metrics": [metric], **given}
    if isinstance(document.get("group_by"), str):
        document["group_by"] = [document["group_by"]]
    try:
        return MetricQuery.from_dict(document)
    except QueryError as fault:
        entry.error("metric", "bad_query", str(fault))
        return None


def _notify(entry: Entry) -> Iterator[Notification]:
    for inner in entry.entries("notify", "notify"):
        inner.what = f"{entry.what}, notify"
        channel: AlertChannel | None = inner.choice("channel", AlertChannel, None)
        to = inner.text("to")
        inner.finish()
        if to and inner.has("channel"):
            if channel is not None:
                yield Notification(channel, to)
        else:
            inner.error(
                "to", "bad_notify", "needs a channel and whom to tell", '{channel: slack, to: "#sales"}'
            )
