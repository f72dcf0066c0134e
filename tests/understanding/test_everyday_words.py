"""How people speak of a catalog whose names they do not know: verbs apart from their object, things by one character, limits on
each, what is not done yet, what only tells a date again.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.query import Condition, MetricQuery, TimeRange
from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask

_CATALOG = """
models:
  - name: halts
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 停运事件, en: Standstills}}}}
    agg_time_dimension: halted_on
    columns:
      - name: halt_id
        entity: {type: primary, name: halt, config: {meta: {labels: {zh: 停运事件, en: Standstill}}}}
      - name: piste_id
        entity: {type: foreign, name: piste}
      - name: halted_on
        granularity: day
        dimension: {type: time, config: {meta: {labels: {zh: 停运日期, en: Standstill date}}}}
      - name: cause
        dimension:
          type: categorical
          config:
            meta:
              labels: {zh: 停运原因, en: Cause}
              values:
                - {value: wind, labels: {zh: 大风, en: Wind}}
                - {value: ice, labels: {zh: 结冰, en: Icing}}
                - {value: check, labels: {zh: 例行检查, en: Routine check}}
      - name: is_planned
        dimension: {type: categorical, config: {meta: {labels: {zh: 计划性停运, en: Planned standstill}, data_type: boolean}}}
      - name: minutes
        dimension:
          type: categorical
          config: {meta: {labels: {zh: 单次停运时长, en: Length}, data_type: number, unit: minutes, index_values: false}}
    metrics:
      - name: halt_count
        agg: count
        expr: halt_id
        config: {meta: {labels: {zh: 停运次数, en: Standstills}, ai_context: {synonyms: [halts]}, unit: count}}
      - name: halt_hours
        agg: sum
        expr: minutes / 60.0
        config: {meta: {labels: {zh: 停运时长, en: Standstill hours}, unit: hours}}
      - name: kwh
        agg: sum
        expr: kwh
        config: {meta: {labels: {zh: 用电量, en: Electricity used}, unit: kWh}}
  - name: pistes
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 雪道, en: Pistes}}}}
    columns:
      - name: piste_id
        entity: {type: primary, name: piste, config: {meta: {labels: {zh: 雪道, en: Piste}}}}
      - name: piste_name
        dimension: {type: categorical, config: {meta: {labels: {zh: 雪道, en: Piste}}}}
      - name: valley
        dimension:
          type: categorical
          config:
            meta:
              labels: {zh: 山谷, en: Valley}
              values:
                - {value: north, labels: {zh: 北谷, en: North valley}}
                - {value: south, labels: {zh: 南谷, en: South valley}}
  - name: passes
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 购票单, en: Passes}}}}
    agg_time_dimension: bought_on
    columns:
      - name: pass_id
        entity: {type: primary, name: pass, config: {meta: {labels: {zh: 购票单, en: Pass}}}}
      - name: guest_id
        entity: {type: foreign, name: guest}
      - name: bought_on
        granularity: day
        dimension: {type: time, config: {meta: {labels: {zh: 购票日期, en: Purchase date}}}}
      - name: price
        dimension:
          type: categorical
          config: {meta: {labels: {zh: 票价, en: Price}, data_type: number, unit: "currency:CNY", index_values: false}}
      - name: pass_status
        dimension:
          type: categorical
          config:
            meta:
              labels: {zh: 票状态, en: Pass status}
              values:
                - {value: used, labels: {zh: 已完成, en: Completed}}
                - {value: open, labels: {zh: 待使用, en: Open}}
                - {value: void, labels: {zh: 已取消, en: Cancelled}}
    metrics:
      - name: pass_count
        agg: count
        expr: pass_id
        config: {meta: {labels: {zh: 购票人次, en: Passes sold}, ai_context: {synonyms: [购票]}, unit: count}}
      - name: pass_guests
        agg: count_distinct
        expr: guest_id
        config: {meta: {labels: {zh: 购票游客数, en: Guests with a pass}, unit: count}}
      - name: pass_sales
        agg: sum
        expr: price
        config: {meta: {labels: {zh: 票款, en: Pass sales}, unit: "currency:CNY"}}
      - name: mood
        agg: average
        expr: mood
        config:
          meta:
            labels: {zh: 满意度, en: Satisfaction}
            definition: {zh: 游客满意度打分的平均。, en: Average satisfaction of skiers.}
            unit: score:1-10
  - name: guests
    semantic_model: {enabled: true, config: {meta: {labels: {zh: 游客, en: Guests}}}}
    columns:
      - name: guest_id
        entity: {type: primary, name: guest, config: {meta: {labels: {zh: 游客, en: Guest}}}}
      - name: sport
        dimension:
          type: categorical
          config:
            meta:
              labels: {zh: 项目, en: Sport}
              values:
                - {value: ski, labels: {zh: 双板, en: Alpine}}
                - {value: party, labels: {zh: 客票, en: Party}}
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder: Path = tmp_path_factory.mktemp("slopes")
    (folder / "slopes.yml").write_text(_CATALOG, encoding="utf-8")
    (folder / "calendar.yml").write_text(
        "calendar: {as_of: '2025-12-31', default_period: this_year}", encoding="utf-8"
    )
    return Reader(load_catalog(folder), None, None)


def _query(reader: Reader, text: str) -> MetricQuery | None:
    found = ask(reader, text)
    return found.query if isinstance(found, Understood) else None


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("今年用了多少电", "kwh"),
        ("今年12月用了几度电", "kwh"),
        ("今年停了几次", "halt_count"),
        ("今年有多少游客购过票", "pass_guests"),
        ("购过票的游客有多少", "pass_guests"),
        ("停运超过2小时的有几次", "halt_count"),
        ("游客满意度", "mood"),
        ("skier satisfaction", "mood"),
    ],
)
def test_words_name_their_metric(reader: Reader, text: str, metric: str) -> None:
    query = _query(reader, text)
    assert query is not None
    assert query.metrics == (metric,)


@pytest.mark.parametrize(
    ("text", "metric", "group"),
    [
        ("今年停运最久的3条雪道", "halt_hours", "piste_name"),
        ("停运次数最多的是哪条道", "halt_count", "piste_name"),
        ("每条道今年的停运次数", "halt_count", "piste_name"),
        ("停运超过20小时的雪道有哪些", "halt_hours", "piste_name"),
        ("which piste halted most often in 2025", "halt_count", "piste_name"),
    ],
)
def test_things_are_told_by_a_part_of_their_name(reader: Reader, text: str, metric: str, group: str) -> None:
    query = _query(reader, text)
    assert query is not None
    assert (query.metrics, query.group_by) == ((metric,), (group,))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("还没完成的购票人次", (Condition("pass_status", "not in", ("used", "void")),)),
        ("passes sold that are not completed yet", (Condition("pass_status", "not in", ("used", "void")),)),
        ("不是已完成的购票人次", (Condition("pass_status", "!=", ("used",)),)),
        ("今年的购票人次，取消的别算", (Condition("pass_status", "!=", ("void",)),)),
        ("halts in 2025, planned ones excluded", (Condition("is_planned", "=", (False,)),)),
        ("planned halts in 2025", (Condition("is_planned", "=", (True,)),)),
        ("单笔超过500元的票款", (Condition("price", ">", (500,)),)),
        ("pass sales above 500 yuan each", (Condition("price", ">", (500,)),)),
        ("客票的购票游客数", (Condition("sport", "=", ("party",)),)),
    ],
)
def test_conditions_in_everyday_words(reader: Reader, text: str, conditions: tuple[Condition, ...]) -> None:
    query = _query(reader, text)
    assert query is not None
    assert query.where == conditions


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("北谷从2024年3月开业到现在的停运次数", datetime(2024, 3, 1), datetime(2026, 1, 1)),
        ("北谷2024年3月开业以来的停运次数", datetime(2024, 3, 1), datetime(2026, 1, 1)),
        ("寒假（1、2月）的停运次数", datetime(2025, 1, 1), datetime(2025, 3, 1)),
        ("halts in the snow season (January and February)", datetime(2025, 1, 1), datetime(2025, 3, 1)),
    ],
)
def test_what_only_tells_a_date_again(reader: Reader, text: str, start: datetime, end: datetime) -> None:
    query = _query(reader, text)
    assert query is not None
    assert query.time == TimeRange(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "寒假的停运次数",
        "寒假（北谷）的停运次数",
        "coach satisfaction",
        "教练满意度",
        "今年有多少教练购过票",
        "今年卖了多少电",
        "三条道的停运次数",
        "哪座山停运最久",
    ],
)
def test_what_is_not_known_is_not_passed_over(reader: Reader, text: str) -> None:
    assert _query(reader, text) is None
