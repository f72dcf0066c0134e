"""`funnels:` the steps that people or deals go through, each counted by a metric."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.names import declared_name
from assistant.catalog.playbooks import Funnel, FunnelStep
from assistant.catalog.readers.benchmarks import benchmarks_of
from assistant.catalog.readers.thresholds import read_one_threshold


def read_funnel(entry: Entry, draft: Draft) -> None:
    """One item of `funnels:`."""
    name = declared_name(entry, "funnel")
    if name is None or not draft.declare("funnel", entry.text("name"), entry):
        return
    steps = tuple(_steps(entry, draft))
    funnel = Funnel(
        name,
        steps,
        labels=entry.labels("labels") or entry.labels("label"),
        synonyms=entry.spoken("synonyms"),
        model=entry.name("model"),
        time=entry.name("time"),
        dimensions=entry.names("dimensions"),
        owner=entry.optional_text("owner"),
        origin=entry.origin,
    )
    entry.finish(also=("labels", "label"))
    if len(entry.list("steps")) < 2:
        fix = "steps: [{name: seen, metric: impressions}, {name: clicked, metric: clicks}]"
        entry.error("steps", "bad_funnel", "a funnel needs at least two steps", fix)
    elif steps and steps[-1].threshold is not None:
        message = "a threshold is of the share that goes on to the next step, and the last step has none"
        entry.error("steps", "bad_funnel", message, "put it on the step before")
    else:
        draft.funnels[name] = funnel


def _steps(entry: Entry, draft: Draft) -> Iterator[FunnelStep]:
    seen: set[str] = set()
    for inner in entry.entries("steps", "step"):
        inner.what = f"{entry.what}, {inner.what}"
        name, metric = declared_name(inner, "step"), inner.name("metric")
        labels = inner.labels("labels") or inner.labels("label")
        rate = inner.name("rate")
        threshold = read_one_threshold(inner, benchmarks_of(draft, rate or metric or ""))
        inner.finish(also=("labels", "label"))
        if name is None or metric is None:
            if metric is None:
                inner.error("metric", "bad_funnel", "a step needs the metric that counts who reaches it")
        elif name in seen:
            inner.error("name", "bad_funnel", "two steps have the same name", "rename one")
        else:
            seen.add(name)
            yield FunnelStep(name, metric, labels, rate, threshold)
