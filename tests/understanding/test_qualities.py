"""Qualities that ask for the number that measures them, beside a word of degree. The catalog is one of a coach company."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.reading import Understood
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.read import Reader
from assistant.understanding.vocabulary import FOLDER
from tests.understanding.corpus import ask

_CATALOG = """
models:
  - name: trips
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 班次, en: Trips}}}}
    primary_entity: trip
    agg_time_dimension: left_at
    columns:
      - name: left_at
        granularity: day
        dimension: {type: time, config: {meta: {labels: {zh: 发车日期, en: Departure}}}}
      - name: route
        dimension: {type: categorical, config: {meta: {labels: {zh: 线路, en: Route}, values: [{value: coast, labels: {zh: 海岸线, en: Coast line}}, {value: hills, labels: {zh: 山地线, en: Hill line}}]}}}
      - name: driver
        dimension: {type: categorical, config: {meta: {labels: {zh: 司机, en: Driver}}}}
    metrics:
      - {name: trip_count, agg: count, expr: trip_id, config: {meta: {labels: {zh: 班次数, en: Trips}, unit: count}}}
      - {name: gross_profit, agg: sum, expr: fare - cost, config: {meta: {labels: {zh: 毛利, en: Gross profit}, unit: "currency:EUR"}}}
      - {name: late_rate, agg: average, expr: late, config: {meta: {labels: {zh: 晚点率, en: Late departure rate}, unit: percent}}}
      - {name: load_factor, agg: average, expr: filled, config: {meta: {labels: {zh: 满座率, en: Load factor}, unit: percent}}}
      - {name: fare, agg: sum, expr: fare, config: {meta: {labels: {zh: 票款, en: Fares}, unit: "currency:EUR"}}}
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder: Path = tmp_path_factory.mktemp("coaches")
    (folder / "coaches.yml").write_text(_CATALOG, encoding="utf-8")
    return Reader(load_catalog(folder), None, None)


@pytest.mark.parametrize(
    ("question", "metric", "order"),
    [
        ("the three most profitable routes in 2025", "gross_profit", True),
        ("least profitable routes in 2025", "gross_profit", False),
        ("2025年最赚钱的线路", "gross_profit", True),
        ("2025年哪条线路最不赚钱", "gross_profit", False),
        ("2025年哪条线路亏损最多", "gross_profit", False),
        ("which driver was the most punctual in 2025", "late_rate", False),
        ("which driver was the least punctual in 2025", "late_rate", True),
        ("2025年最守时的司机", "late_rate", False),
        ("2025年最不准点的司机是谁", "late_rate", True),
        ("the fullest routes in 2025", "load_factor", True),
        ("2025年最空的线路", "load_factor", False),
    ],
)
def test_superlatives(reader: Reader, question: str, metric: str | None, order: bool | None) -> None:
    found = ask(reader, question)
    if metric is None:
        assert not isinstance(found, Understood)
        return
    assert isinstance(found, Understood)
    assert found.query.metrics == (metric,)
    assert [(item.field, item.descending) for item in found.query.order_by] == [(metric, order)]
    assert ("default_metric", metric) in [(item.code, item.detail) for item in found.assumptions]


@pytest.mark.parametrize(
    "question",
    ["how profitable was the hill line in 2025", "2025年山地线有多赚钱"],
)
def test_how_much_of_it_there_is(reader: Reader, question: str) -> None:
    found = ask(reader, question)
    assert isinstance(found, Understood)
    assert found.query.metrics == ("gross_profit",)
    assert not found.query.order_by


@pytest.mark.parametrize(
    "question",
    ["is the coast line more profitable than the hill line in 2025", "2025年海岸线和山地线哪个更赚钱"],
)
def test_beside_another(reader: Reader, question: str) -> None:
    found = ask(reader, question)
    assert isinstance(found, Understood)
    assert found.query.metrics == ("gross_profit",)
    assert found.query.group_by == ("route",)


@pytest.mark.parametrize(
    "question",
    [
        "trips of the most profitable routes in 2025",
        "2025年最赚钱的线路的班次数",
        "fares of the most punctual drivers in 2025",
    ],
)
def test_another_number_is_not_ranked_by_it(reader: Reader, question: str) -> None:
    found = ask(reader, question)
    assert not isinstance(found, Understood) or not found.query.order_by


def test_a_number_that_is_named_is_ranked_once(reader: Reader) -> None:
    found = ask(reader, "late departure rate by driver in 2025, who is the least punctual")
    assert not isinstance(found, Understood) or found.query.metrics == ("late_rate",)


def test_every_word_is_written_as_questions_are_read() -> None:
    document = tomllib.loads((FOLDER / "qualities.toml").read_text(encoding="utf-8"))
    for name, entry in document.items():
        said = [word for key, words in entry.items() if isinstance(words, list) for word in words]
        assert said == [normalize(word).text for word in said], name
