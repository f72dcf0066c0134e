"""Metrics are found by what they mean. The rows avoid every name of the metric that they ask for; half of
them was held out when the thesaurus and the scores were made.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.catalog.model import Catalog, Metric
from assistant.retrieval.metric_index import MetricIndex, open_metric_index
from assistant.retrieval.tokens import has_cjk
from assistant.settings import bundled

CORPUS = Path(__file__).parent.parent / "corpus"
HALVES = ("development", "held_out")
Row = tuple[str, str, str]
"""Metric, half, phrase."""


def rows(language: str) -> list[Row]:
    lines = (CORPUS / f"paraphrases_{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(name, half, text) for name, half, text in (line.split("\t") for line in lines)]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(bundled("metric_catalog"))


@pytest.fixture(scope="module")
def index(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> MetricIndex:
    return open_metric_index(tmp_path_factory.mktemp("index"), catalog)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rows_ask_for_every_metric_without_its_names(catalog: Catalog, language: str) -> None:
    found = rows(language)
    asked = {metric.name for metric in catalog.metrics.values() if not metric.hidden}
    assert len(found) >= 150
    assert {half for _, half, _ in found} == set(HALVES)
    assert {name for name, _, _ in found} == asked
    said = [
        (name, text, word)
        for name, _, text in found
        for word in names(catalog.metrics[name])
        if says(text, word)
    ]
    assert said == []


@pytest.mark.parametrize(
    ("language", "half", "first", "in_five"),
    [
        ("zh", "development", 0.74, 0.94),
        ("zh", "held_out", 0.64, 0.92),
        ("en", "development", 0.66, 0.92),
        ("en", "held_out", 0.68, 0.90),
    ],
)
def test_metrics_are_found_by_meaning(
    index: MetricIndex, language: str, half: str, first: float, in_five: float
) -> None:
    asked = [(name, text) for name, each, text in rows(language) if each == half]
    found = [(name, [hit.name for hit in index.search(text, 5, "metric")]) for name, text in asked]
    assert sum(names[:1] == [name] for name, names in found) >= first * len(found)
    assert sum(name in names for name, names in found) >= in_five * len(found)


def test_things_the_catalog_has_not_are_rarely_near(index: MetricIndex) -> None:
    texts = [
        line.split("\t")[1]
        for language in ("zh", "en")
        for line in (CORPUS / f"paraphrases_negative_{language}.tsv").read_text(encoding="utf-8").splitlines()
    ]
    scores = [hit.score for text in texts for hit in index.search(text, 1, "metric")]
    assert len(texts) >= 120
    assert sum(score >= 0.6 for score in scores) <= 0.2 * len(texts)


def names(metric: Metric) -> Iterator[str]:
    yield from (metric.name.replace("_", " "), *filter(None, metric.labels), *metric.ai.synonyms)


def says(text: str, name: str) -> bool:
    """Whether a name stands in a text, whatever the case and the plural of Latin words."""
    if has_cjk(name):
        return name.casefold() in text.casefold()
    said, wanted = latin(text), latin(name)
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))


def latin(text: str) -> list[str]:
    found = re.findall(r"[a-z0-9&/%']+", text.casefold())
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in found
    ]
