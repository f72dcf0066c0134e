"""Ambiguities and saved queries."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.model import Ambiguity, AmbiguityRule, SavedQuery
from assistant.catalog.names import declared_name
from assistant.catalog.readers.metrics import filter_texts, read_filters


def read_ambiguity(entry: Entry, draft: Draft) -> None:
    terms = entry.spoken("term") + entry.spoken("terms")
    candidates = entry.names("candidates")
    entry.asked |= {"term", "terms"}
    if not terms or len(candidates) < 2:
        entry.error("candidates", "bad_ambiguity", "an ambiguity needs a term and at least two candidates",
                    "{term: {zh: [...], en: [...]}, candidates: [a, b]}")  # fmt: skip
        return
    entry.what = f"ambiguity '{terms[0]}'"
    draft.ambiguities.append(
        Ambiguity(terms, candidates, entry.name("default"), tuple(_rules(entry)), entry.origin)
    )
    entry.finish()


def _rules(entry: Entry) -> Iterator[AmbiguityRule]:
    for inner in entry.entries("when", "when"):
        words, metric = inner.spoken("words"), inner.name("metric")
        metrics = inner.names("metrics") or ((metric,) if metric is not None else ())
        inner.asked.add("metrics")
        inner.finish()
        if words and metrics:
            yield AmbiguityRule(words, metrics)
        else:
            inner.error("words", "bad_rule", f"{entry.what}: each 'when' needs words and a metric")


def read_saved_query(entry: Entry, draft: Draft) -> None:
    name = declared_name(entry, "saved query")
    if name is None or not draft.declare("saved query", entry.text("name"), entry):
        return
    parameters = entry.entry("query_params")
    if parameters is None:
        entry.error("query_params", "missing_query", "a saved query needs query_params with metrics")
        return
    read_filters(parameters, "where")
    query: dict[str, object] = {
        key: list(filter_texts(parameters, key) if key == "where" else parameters.texts(key))
        for key in ("metrics", "group_by", "where", "order_by")
        if parameters.has(key)
    }
    limit = parameters.integer("limit", least=1)
    parameters.finish(also=("metrics", "group_by", "where", "order_by"))
    labels = entry.labels("label")
    draft.saved_queries[name] = SavedQuery(
        name, query | ({"limit": limit} if limit else {}), labels, entry.origin, entry.text("description")
    )
    entry.finish(
        also=("name", "query_params"),
        silent=("description", "config", "exports", "tags", "group", "meta", "metadata"),
    )
