"""Which one of several: what a verb asks for the amount of, whose extreme it is, and what is the best where no number is
named. The catalog is one of a utility, made here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.reading import Unclear, Understood
from assistant.understanding.metrics.deeds.verb_forms import nouns_of
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask

_CATALOG = """
models:
  - name: households
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 住户, en: Households}}}}
    columns:
      - name: household_id
        entity: {type: primary, name: household, config: {meta: {labels: {zh: 住户, en: Household}}}}
      - name: tariff
        dimension: {type: categorical, config: {meta: {labels: {zh: 电价方案, en: Tariff}}}}
      - name: heater_size
        dimension: {type: categorical, config: {meta: {labels: {zh: 热水器尺寸, en: Heater size}}}}
    metrics:
      - name: household_count
        agg: count
        expr: household_id
        config: {meta: {basis: snapshot, labels: {zh: 住户数, en: Households}, ai_context: {synonyms: [residents]}, unit: count}}
  - name: readings
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 抄表, en: Readings}}}}
    primary_entity: reading
    agg_time_dimension: read_on
    columns:
      - name: household_id
        entity: {type: foreign, name: household}
      - name: read_on
        granularity: day
        dimension: {type: time, config: {meta: {labels: {zh: 抄表日期, en: Reading date}}}}
      - name: used
        dimension: {type: categorical, config: {meta: {labels: {zh: 月消耗, en: Monthly consumption}, data_type: number, index_values: false}}}
      - name: pressure
        dimension: {type: categorical, config: {meta: {labels: {zh: 水压, en: Pressure}, data_type: number, index_values: false}}}
    metrics:
      - name: consumption
        agg: sum
        expr: used
        config: {meta: {labels: {zh: 消耗量, en: Consumption}, ai_context: {synonyms: [water consumption]}}}
      - name: mean_consumption
        agg: average
        expr: used
        config: {meta: {labels: {zh: 平均消耗, en: Average monthly consumption}}}
      - name: consuming_households
        agg: count_distinct
        expr: household_id
        config: {meta: {labels: {zh: 有用量住户数, en: Consuming households}, unit: count}}
      - name: max_pressure
        agg: max
        expr: pressure
        config: {meta: {labels: {zh: 最高水压, en: Maximum pressure}}}
      - name: min_pressure
        agg: min
        expr: pressure
        config: {meta: {labels: {zh: 最低水压, en: Minimum pressure}}}
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("utility")
    (folder / "models").mkdir()
    (folder / "catalog.yml").write_text("name: Utility\n", encoding="utf-8")
    (folder / "models" / "utility.yml").write_text(_CATALOG, encoding="utf-8")
    return Reader(load_catalog(Path(folder)), None, None)


@pytest.mark.parametrize(
    ("text", "metric", "groups", "order"),
    [
        # A verb asks for the amount whose whole name is its noun, with its object where the name has it.
        ("How much did the households consume in 2025?", "consumption", (), ()),
        ("How much water do residents use?", "consumption", (), ()),
        ("What did households on each tariff consume in 2025?", "consumption", ("tariff",), ()),
        ("Which household consumed the most in 2025?", "consumption", ("household",), (("consumption", True),)),
        ("Which tariff consumes the least?", "consumption", ("tariff",), (("consumption", False),)),
        ("住户2025年一共消耗了多少", "consumption", (), ()),
        ("哪个住户消耗得最多", "consumption", ("household",), (("consumption", True),)),
        (
            "Which household consumed the least, and how much did it consume?",
            "consumption",
            ("household",),
            (("consumption", False),),
        ),
        # Those who do it are ranked by how much they did.
        ("Which tariffs are our top consumers?", "consumption", ("tariff",), (("consumption", True),)),
        ("Which tariffs are the top 3 consumers by water consumption?", "consumption", ("tariff",), (("consumption", True),)),
        ("哪个住户是消耗大户", "consumption", ("household",), (("consumption", True),)),
        # A thing that is counted as well is shown one by one behind "by".
        ("consumption by household", "consumption", ("household",), ()),
        # A metric that is an extreme is ranked by it; so is the number of the rows.
        ("Which tariff has the minimum pressure?", "min_pressure", ("tariff",), (("min_pressure", False),)),
        ("the household with the maximum pressure", "max_pressure", ("household",), (("max_pressure", True),)),
        ("Which household has the lowest pressure?", "min_pressure", ("household",), (("min_pressure", False),)),
        ("哪个电价方案水压最高", "max_pressure", ("tariff",), (("max_pressure", True),)),
        ("minimum pressure by tariff", "min_pressure", ("tariff",), ()),
        ("minimum pressure for each household", "min_pressure", ("household",), ()),
        # Buckets.
        (
            "lowest monthly consumption of 2025",
            "consumption",
            ("metric_time__month",),
            (("consumption", False),),
        ),
        ("2025年哪个月消耗最多", "consumption", ("metric_time__month",), (("consumption", True),)),
        # What is common counts those who have it.
        ("most popular size of heater", "household_count", ("heater_size",), (("household_count", True),)),
        ("最常见的热水器尺寸", "household_count", ("heater_size",), (("household_count", True),)),
        ("Which tariff are most of the households on?", "household_count", ("tariff",), (("household_count", True),)),
    ],
)  # fmt: skip
def test_which_one(
    reader: Reader, text: str, metric: str, groups: tuple[str, ...], order: tuple[tuple[str, bool], ...]
) -> None:
    found = ask(reader, text)
    assert isinstance(found, Understood), found
    query = found.query
    assert (query.metrics, query.group_by) == ((metric,), groups)
    assert tuple((each.field, each.descending) for each in query.order_by) == order


@pytest.mark.parametrize(
    "text",
    [
        "How many households consumed in 2025?",
        "How much gas did households consume?",  # nothing says gas
        "How much did households not consume?",
        "Which tariffs are our top earners?",
        "Which tariffs are our top consumers by highest pressure?",
        "How many households have the highest pressure?",
        "Which tariff do most of the households dislike?",
    ],
)
def test_what_is_not_that(reader: Reader, text: str) -> None:
    assert not isinstance(ask(reader, text), Understood)


@pytest.mark.parametrize(
    "text",
    ["Which tariff do households prefer?", "住户更喜欢哪个电价方案", "our best household", "top households"],
)
def test_by_which_number_is_asked(reader: Reader, text: str) -> None:
    found = ask(reader, text)
    assert isinstance(found, Unclear)
    assert found.reason == "missing_metric"
    assert all(choice.query.group_by and choice.query.order_by for choice in found.choices)


@pytest.mark.parametrize(
    ("form", "noun"),
    [
        ("consumed", "consumption"), ("produces", "production"), ("shipped", "shipment"), ("delivered", "delivery"),
        ("donating", "donation"), ("withdrew", "withdrawal"), ("spent", "spending"), ("invested", "investment"),
    ],
)  # fmt: skip
def test_nouns_of_verbs(form: str, noun: str) -> None:
    assert noun in nouns_of(form)


@pytest.mark.parametrize(
    ("form", "noun"), [("use", "user"), ("sell", "sell"), ("car", "caring"), ("pay", "payment")]
)
def test_no_nouns_of_verbs(form: str, noun: str) -> None:
    assert noun not in nouns_of(form)
