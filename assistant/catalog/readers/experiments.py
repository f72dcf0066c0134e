"""`experiments:` A/B tests that the data holds."""

from __future__ import annotations

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.names import declared_name
from assistant.catalog.playbooks import Experiment
from assistant.catalog.readers.dates import json_of, read_date
from assistant.errors import QueryError
from assistant.query import Filter, MetricQuery

_NEEDED = ("model", "variant", "control", "metric", "start", "end")


def read_experiment(entry: Entry, draft: Draft) -> None:
    """One item of `experiments:`."""
    key = declared_name(entry, "experiment", key="key")
    if key is None:
        return
    entry.what = f'experiment "{key}"'
    model, variant, metric = entry.name("model"), entry.name("variant"), entry.name("metric")
    control, start, end = entry.text("control"), read_date(entry, "start"), read_date(entry, "end")
    labels, where = entry.labels("labels") or entry.labels("label"), _where(entry)
    sample = entry.integer("minimum_sample", least=1)
    owner = entry.optional_text("owner")
    entry.finish(also=("labels", "label"))
    missing = [name for name in _NEEDED if not entry.has(name)]
    if missing:
        fix = "see the catalog's documentation for the form of an experiment"
        entry.error("key", "bad_experiment", f"an experiment needs {', '.join(missing)}", fix)
    if not draft.declare("experiment", key, entry) or start is None or end is None:
        return
    if start >= end:
        message = f"it ends ({end}) before it starts ({start})"
        entry.error("end", "bad_range", message, "end is exclusive: the day after the last one")
    elif model and variant and metric and control:
        draft.experiments[key] = Experiment(
            key, model, variant, control, metric, start, end, labels, where, sample, owner, entry.origin
        )


def _where(entry: Entry) -> tuple[Filter, ...]:
    node = entry.get("where")
    if node is None:
        return ()
    try:
        return MetricQuery.from_dict({"where": json_of(node)}).where
    except QueryError as fault:
        entry.error("where", "bad_query", str(fault))
        return ()
