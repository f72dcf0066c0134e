"""benchmarks.yml: figures to compare metrics with."""

from __future__ import annotations

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.playbooks import Benchmark, BenchmarkKind
from assistant.catalog.readers.dates import read_date


def read_benchmark(entry: Entry, draft: Draft) -> None:
    """One item of `benchmarks:`. They are read before everything else, since thresholds refer to them."""
    metric = entry.name("metric")
    if metric is not None:
        entry.what = f'benchmark of "{metric:.80}"'
    kind: BenchmarkKind | None = entry.choice("kind", BenchmarkKind, None)
    value = entry.number("value")
    found = Benchmark(
        metric or "",
        kind or "industry",
        float(value or 0),
        source=entry.text("source"),
        scope=_scope(entry),
        period=entry.optional_text("period"),
        effective_from=read_date(entry, "effective_from"),
        origin=entry.origin,
    )
    entry.finish()
    if metric is None or value is None or (kind is None and not entry.has("kind")):
        fix = '{metric: ctr, kind: industry_p50, value: 0.014, source: "…"}'
        entry.error("metric", "bad_benchmark", "a benchmark needs a metric, a kind and a value", fix)
    elif kind is not None:
        draft.benchmarks.setdefault(metric, []).append(found)


def _scope(entry: Entry) -> dict[str, str]:
    inner = entry.entry("scope")
    if inner is None:
        return {}
    return {key.lower(): value for key in inner.values if (value := inner.text(key))}


def benchmarks_of(draft: Draft, metric: str) -> dict[str, Benchmark]:
    """By kind, of the whole business; of several dates the latest."""
    found: dict[str, Benchmark] = {}
    for item in draft.benchmarks.get(metric, ()):
        if not item.scope:
            known = found.get(item.kind)
            if known is None or _starts(known) <= _starts(item):
                found[item.kind] = item
    return found


def _starts(item: Benchmark) -> str:
    return item.effective_from.isoformat() if item.effective_from is not None else ""
