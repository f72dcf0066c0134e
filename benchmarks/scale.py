"""Catalogs of a hundred to ten thousand metrics: loading, indexing, reading, asking, a fresh process."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import open_assistant
from assistant.catalog.load import load_catalog, load_catalog_cached
from assistant.question import Actor, Question
from assistant.retrieval.metric_index import open_metric_index
from assistant.wiring import Assistant
from benchmarks.figures import Figure, spread, timed
from benchmarks.options import Options
from benchmarks.processes import usual_seconds
from benchmarks.synthetic_warehouse import MOST_QUESTIONS, Made, made, odd_questions, synthetic_questions

LOADS, CACHED, CHANGES, PROCESSES = 3, 7, 5, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, with a value for each size."""

    what: str
    unit: str
    bar: str
    how: str


KINDS = "metrics of all kinds, one model for 50, two languages, 100 values of dimensions a metric"
ASKED = f"{MOST_QUESTIONS // 2} questions, none twice, every fourth about a value"
ODD = "every second of those with a word that nothing knows, and with its metric's name left out as well"
ROWS: Mapping[str, Row] = {
    "load": Row("load the catalog", "s", "10,000: ≤ 5 s", f"{KINDS}; median of {LOADS}"),
    "cached": Row("the same from its cache", "s", "10,000: ≤ 0.3 s", f"median of {CACHED}"),
    "index": Row("build both indexes", "s", "", "once, in process, of metrics and of values"),
    "changed": Row("index one changed metric", "ms", "≤ 100 ms", f"catalog in memory; median of {CHANGES}"),
    "first": Row("first answer", "s", "", "once, in process, indexes built before"),
    "read p50": Row("read + assemble, p50", "ms", "", ASKED),
    "read p95": Row("read + assemble, p95", "ms", "10,000: ≤ 30 ms", ASKED),
    "odd p50": Row("the same beside words of no meaning, p50", "ms", "", ODD),
    "odd p95": Row("the same beside words of no meaning, p95", "ms", "10,000: ≤ 30 ms", ODD),
    "ask p50": Row("ask, p50", "ms", "", "as many others; tables of 1,250 rows"),
    "ask p95": Row("ask, p95", "ms", "", "the same asks"),
    "answered": Row("questions answered", "%", "", "of those questions, all of which can be"),
    "process": Row("`assistant ask`, fresh process", "s", "", f"names match; median of {PROCESSES}"),
}


def measure(folder: Path, options: Options) -> list[Figure]:
    found = {metrics: _values(folder, made(folder, metrics)) for metrics in options.metrics}
    return [
        Figure(
            f"catalog scale: {row.what}",
            {f"{metrics:,}": values[name] for metrics, values in found.items()},
            row.unit,
            row.bar,
            row.how,
        )
        for name, row in ROWS.items()
    ]


def _values(folder: Path, size: Made) -> dict[str, float]:
    """One for each row."""
    home = folder / f"home-{size.metrics}"
    loads = [timed(lambda: load_catalog(size.catalog)) for _ in range(LOADS)]
    load_catalog_cached(size.catalog, home / "cache")
    cached = [timed(lambda: load_catalog_cached(size.catalog, home / "cache")) for _ in range(CACHED)]
    assistant = open_assistant(**size.settings(home))
    found = {
        "load": statistics.median(loads) / 1000,
        "cached": statistics.median(cached) / 1000,
        "index": assistant.build_indexes(),
        "changed": statistics.median(_indexing_a_change(assistant, number) for number in range(CHANGES)),
        **_asking(assistant, synthetic_questions(size)),
    }
    assistant.close()
    environment = {f"ASSISTANT_{name.upper()}": value for name, value in size.settings(home).items()}
    question = synthetic_questions(size)[0]
    return found | {"process": usual_seconds(["ask", question, "--json"], environment, PROCESSES)}


def _indexing_a_change(assistant: Assistant, number: int) -> float:
    """Milliseconds until a metric with another synonym can be searched for."""
    catalog = assistant.catalog
    metric = next(item for item in catalog.metrics.values() if not item.hidden)
    words = replace(metric.ai, synonyms=(*metric.ai.synonyms, f"synonym{number}"))
    metrics = {**catalog.metrics, metric.name: replace(metric, ai=words)}
    changed = replace(catalog, version=f"{catalog.version}-{number}", metrics=metrics)
    index = open_metric_index(assistant.settings.index, changed)
    return timed(index.prepare)


def _asking(assistant: Assistant, asked: Sequence[str]) -> dict[str, float]:
    """What was read before is partly remembered: no question is read twice for one figure."""
    first = timed(lambda: assistant.ask(asked[0])) / 1000
    reading = spread([_reading(assistant, text) for text in asked[2::2]])
    odd = spread([_reading(assistant, text) for text in odd_questions(asked[2::4])])
    outcomes = [assistant.ask(text) for text in asked[1::2]]
    asking = spread([outcome.receipt.timings_ms["total"] for outcome in outcomes])
    answered = sum(outcome.status == "answer" for outcome in outcomes)
    return {
        "first": first,
        **{f"read {name}": value for name, value in reading.items()},
        **{f"odd {name}": value for name, value in odd.items()},
        **{f"ask {name}": value for name, value in asking.items()},
        "answered": 100 * answered / len(outcomes),
    }


def _reading(assistant: Assistant, text: str) -> float:
    question, reader = Question(text, Actor("bench"), assistant.now), assistant.reader
    return timed(lambda: reader.read(question))
