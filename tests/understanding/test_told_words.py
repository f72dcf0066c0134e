"""Words that are passed over for what stands beside them are told: what brackets spell out, a metric's name that opens with
a value.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.query import Condition
from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask

_CATALOG = """
models:
  - name: repairs
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 报修, en: Repairs}}}}
    primary_entity: repair
    agg_time_dimension: reported_on
    columns:
      - name: flat_id
        entity: {type: foreign, name: flat}
      - name: reported_on
        granularity: day
        dimension: {type: time, config: {meta: {labels: {zh: 报修日期, en: Report date}}}}
      - name: trade
        dimension:
          type: categorical
          config:
            meta:
              labels: {zh: 工种, en: Trade}
              values:
                - {value: gas, labels: {zh: 燃气, en: Gas}}
                - {value: roof, labels: {zh: 屋顶, en: Roof}}
                - {value: lift, labels: {zh: 电梯, en: Lift}}
    metrics:
      - name: repair_count
        agg: count
        expr: repair_id
        config: {meta: {labels: {zh: 报修数, en: Repairs}, ai_context: {synonyms: [gas repairs, 燃气报修数]}, unit: count}}
      - name: material_cost
        agg: sum
        expr: cost
        config: {meta: {labels: {zh: 材料费, en: Material cost}, unit: "currency:EUR"}}
  - name: flats
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 房屋, en: Flats}}}}
    columns:
      - name: flat_id
        entity: {type: primary, name: flat, config: {meta: {labels: {zh: 房屋, en: Flat}}}}
      - name: built_on
        granularity: day
        dimension: {type: time, config: {meta: {labels: {zh: 建成日期, en: Building date}}}}
      - name: block
        dimension: {type: categorical, config: {meta: {labels: {zh: 楼栋, en: Block}}}}
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("landlord")
    (folder / "models").mkdir()
    (folder / "catalog.yml").write_text("name: Landlord\n", encoding="utf-8")
    (folder / "models" / "landlord.yml").write_text(_CATALOG, encoding="utf-8")
    return Reader(load_catalog(Path(folder)), None, None)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("material cost of outdoor trades (roof and lift) in 2025", "outdoor"),
        ("2025年自营工种(屋顶和电梯)的材料费", "自营"),
    ],
)
def test_what_brackets_list(reader: Reader, text: str, word: str) -> None:
    found = ask(reader, text)
    assert isinstance(found, Understood), found
    assert found.query.where == (Condition("trade", "in", ("roof", "lift")),)
    assert ("spelt_out", word) in [(item.code, item.detail) for item in found.assumptions]


@pytest.mark.parametrize("text", ["material cost of Miller (roof) in 2025", "2025年老王(屋顶)的材料费"])
def test_one_value_in_brackets_spells_nothing_out(reader: Reader, text: str) -> None:
    assert not isinstance(ask(reader, text), Understood)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gas repairs in 2025", True),
        ("2025年燃气报修数", True),
        ("repairs in 2025", False),
        ("2025年报修数", False),
    ],
)
def test_a_name_that_opens_with_a_value(reader: Reader, text: str, told: bool) -> None:
    found = ask(reader, text)
    assert isinstance(found, Understood), found
    assert (found.query.metrics, found.query.where) == (("repair_count",), ())
    assert any(item.code == "whole_name" for item in found.assumptions) is told


def test_a_course_by_dates_of_things(reader: Reader) -> None:
    found = ask(reader, "material cost trend in 2025 by block and building date")
    assert isinstance(found, Understood), found
    assert found.query.group_by == ("block", "built_on__day", "metric_time__month")
    alone = ask(reader, "material cost trend in 2025 by building date")
    assert isinstance(alone, Understood), alone
    assert alone.query.group_by == ("built_on__day",)
