"""Thresholds, which may take their value from a benchmark."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.catalog.entry import Entry
from assistant.catalog.playbooks import Benchmark, BenchmarkKind, Threshold, ThresholdKind


def read_threshold(entry: Entry, benchmarks: Mapping[str, Benchmark]) -> Threshold | None:
    """{kind, value, source}, or {kind, benchmark: KIND} with a benchmark of the metric; None, and an error,
    where it is neither.
    """
    kind: ThresholdKind | None = entry.choice("kind", ThresholdKind, None)
    value, source = entry.number("value"), entry.text("source")
    reference: BenchmarkKind | None = entry.choice("benchmark", BenchmarkKind, None)
    entry.finish()
    if reference is not None and value is None:
        found = benchmarks.get(reference)
        if found is None:
            message = f"the metric has no benchmark of the kind {reference}"
            entry.error(
                "benchmark", "unknown_benchmark", message, "add it to benchmarks.yml, or give a value"
            )
            return None
        value, source = found.value, source or found.source
    elif kind is None or value is None or reference is not None:
        entry.error(
            "kind",
            "bad_threshold",
            "a threshold needs a kind and a value, or a kind and a benchmark",
            "{kind: minimum, value: 0.4}",
        )
    if kind is None or value is None:
        return None
    return Threshold(kind, float(value), source, reference)


def read_one_threshold(entry: Entry, benchmarks: Mapping[str, Benchmark]) -> Threshold | None:
    """What stands under `threshold`; None where nothing does."""
    inner = entry.entry("threshold")
    return None if inner is None else read_threshold(inner, benchmarks)
