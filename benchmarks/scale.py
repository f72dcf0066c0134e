"""A catalog of ten thousand metrics: loading it, and taking it from its cache."""

from __future__ import annotations

import statistics
from pathlib import Path

from assistant.catalog.load import load_catalog, load_catalog_cached
from benchmarks.figures import Figure, timed
from benchmarks.synthetic import write_catalog

METRICS, MODELS = 10_000, 200
LOADS, CACHED = 3, 7


def measure(folder: Path) -> list[Figure]:
    catalog, cache = write_catalog(folder / "catalog", METRICS, MODELS), folder / "cache"
    loads = [timed(lambda: load_catalog(catalog)) / 1000 for _ in range(LOADS)]
    load_catalog_cached(catalog, cache)
    cached = [timed(lambda: load_catalog_cached(catalog, cache)) / 1000 for _ in range(CACHED)]
    how = f"{METRICS} metrics of all kinds on {MODELS} models, two languages; median of "
    return [
        Figure("load a large catalog", {"median": statistics.median(loads)}, "s", "≤ 5 s", f"{how}{LOADS}"),
        Figure(
            "the same from its cache", {"median": statistics.median(cached)}, "s", "≤ 0.3 s", f"{how}{CACHED}"
        ),
    ]
