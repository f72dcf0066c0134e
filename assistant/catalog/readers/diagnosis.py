"""`diagnosis_matrix:` what tells that a stage of the business fails, and who does what about it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.playbooks import Check, DiagnosisRow, Method, Threshold
from assistant.catalog.readers.benchmarks import benchmarks_of
from assistant.catalog.readers.thresholds import read_one_threshold
from assistant.errors import suggestion


def read_diagnosis_row(entry: Entry, draft: Draft) -> None:
    """One row. `metric` may be a list: the threshold then holds for each of them."""
    stage = entry.labels("stage")
    if stage:
        entry.what = f"diagnosis of '{stage.text('en')}'"
    row = DiagnosisRow(
        stage,
        tuple(_checks(entry, draft)),
        method=entry.choice("method", Method, "drivers"),
        cause=entry.labels("cause"),
        action=entry.labels("action"),
        owner=entry.optional_text("owner"),
        dimensions=entry.names("dimensions"),
        origin=entry.origin,
    )
    entry.finish()
    if not stage or not entry.has("metric"):
        fix = "{stage: {zh: …, en: …}, metric: mql_rate, threshold: {kind: minimum, value: 0.4}}"
        entry.error("stage", "bad_diagnosis", "a row of the diagnosis matrix needs a stage and a metric", fix)
    else:
        draft.diagnosis.append(row)


def _checks(entry: Entry, draft: Draft) -> Iterator[Check]:
    """With its own threshold, else the first one of each metric's card."""
    own = entry.has("threshold")
    for name in entry.names("metric"):
        if own:
            threshold = read_one_threshold(entry, benchmarks_of(draft, name))
        else:
            threshold = _threshold_of(entry, draft, name)
        if threshold is not None:
            yield Check(name, threshold)


def _threshold_of(entry: Entry, draft: Draft, name: str) -> Threshold | None:
    metric = draft.metrics.get(name)
    if metric is None:
        if not draft.is_declared("metric", name):
            near = suggestion(name, draft.metrics)
            entry.error("metric", "unknown_metric", f'unknown metric "{name:.80}".{near}')
        return None
    if not metric.card.thresholds:
        message = f'neither the row nor the card of "{name}" says what is too low or too high'
        entry.error("metric", "missing_threshold", message, "threshold: {kind: minimum, value: 0.4}")
        return None
    return metric.card.thresholds[0]
