from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from assistant.answer import Answer, Refusal
from assistant.catalog.labels import Labels
from assistant.catalog.model import Catalog, Metric, MetricCard
from assistant.errors import EngineError, GuardRefusal, NotSupported, QueryError
from assistant.presentation.present import (
    Context,
    present_answer,
    present_clarification,
    present_description,
    present_error,
    present_refusal,
)
from assistant.presentation.table import table_texts
from assistant.query import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    MetricQuery,
    Not,
    QueryTime,
    RelativeTime,
    TimeRange,
)
from assistant.question import Turn
from assistant.reading import Assumption, Choice, Described, Reading, Unanswerable, Unclear
from assistant.rows import Rows
from tests.presentation.conftest import (
    CATALOG,
    NOVEMBER,
    NOW,
    YEAR,
    context,
    query_of,
    rows,
    simple,
    statement,
    understood,
    with_metric,
)
from tests.presentation.test_safe import HOSTILE

READING = Reading("zh")


def answer(result: Rows, language: str = "zh", told: dict[str, Any] | None = None, **query: Any) -> Answer:
    found = understood(
        query_of(result, **query), **{k: v for k, v in (told or {}).items() if k == "assumptions"}
    )
    facts = {k: v for k, v in (told or {}).items() if k in ("time", "prior_time", "notes")}
    return present_answer(
        found, statement(result, **facts), result, (told or {}).get("context") or context(language)
    )


def codes(given: Answer) -> list[str]:
    return [item.code for item in given.warnings]


def test_an_answer_carries_everything_a_number_needs() -> None:
    given = answer(rows("channel mql_rate", [["email", 0.5], ["organic", 0.3]]))
    document = given.to_dict()
    json.dumps(document, allow_nan=False)
    assert document["freshness"] == "数据截至 2025-12-31"
    assert document["time"] == {"start": "2025-11-01", "end": "2025-12-01"}
    assert document["text"].splitlines()[0] == "时间：2025-11-01 至 2025-11-30（含首尾）。"
    assert document["rows"]["labels"]["channel"]["email"] == "邮件"
    assert document["rows"]["data"][0][0] == "email"
    assert [column["label"] for column in document["rows"]["columns"]] == ["渠道", "MQL率"]
    assert document["sql"] == ["SELECT 1"]
    (definition,) = document["definitions"]
    assert definition["formula"] == "MQL数量 / 线索数"
    assert definition["thresholds"] == ["不低于 40%（“行业”）"]
    assert definition["version"] == 2
    assert document["chart"]["$schema"].endswith("v6.json")


def test_filters_read_as_sentences_in_both_languages() -> None:
    where = (
        Condition("region", "=", ("east_cn",)),
        Condition("channel", "not in", ("email", "organic")),
        AnyOf((Condition("score", ">=", (60,)), Not(Condition("lead__channel", "is null")))),
        AllOf((Condition("channel", "contains", ("se",)), Condition("score", "between", (1, 2)))),
    )
    having = (Condition("mql_rate", ">", (0.4,)),)
    given = answer(rows("mql_rate", [[0.5]]), where=where, having=having)
    assert given.filters == (
        "地区 = 华东",
        "渠道不为 邮件、自然搜索",
        "（评分 ≥ 60/100 或 不满足：渠道为空）",
        "（渠道包含 se 且 评分在 1/100 到 2/100 之间）",
        "MQL率 > 40%",
    )
    english = answer(rows("mql_rate", [[0.5]]), "en", where=where, having=having)
    assert english.filters[0] == "Region = East China"
    assert english.filters[-1] == "MQL rate > 40%"


def test_conditions_on_what_is_derived_of_a_metric_name_it() -> None:
    having = (
        Condition("lead_count__change", "<", (0,)),
        Condition("lead_count__change_rate", "<", (-0.05,)),
        Condition("lead_count__share", ">", (0.2,)),
    )
    given = answer(rows("lead_count", [[1]]), "en", having=having)
    assert given.filters == ("Leads change < 0", "Leads change % < -5%", "Leads share > 20%")
    chinese = answer(rows("lead_count", [[1]]), having=having)
    assert chinese.filters[1] == "线索数变化率 < -5%"


def test_a_long_list_of_values_is_cut() -> None:
    where = (Condition("channel", "in", tuple(f"c{i}" for i in range(50))),)
    (text,) = answer(rows("lead_count", [[1]]), where=where).filters
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (YEAR, "2025年", "2025"),
        (TimeRange(datetime(2025, 7, 1), datetime(2025, 10, 1)), "2025年第3季度", "Q3 2025"),
        (TimeRange(datetime(2025, 1, 1), datetime(2025, 7, 1)), "2025年上半年", "H1 2025"),
        (NOVEMBER, "2025年11月", "November 2025"),
        (TimeRange(datetime(2025, 11, 11), datetime(2025, 11, 12)), "2025-11-11", "2025-11-11"),
        (
            TimeRange(datetime(2025, 11, 3), datetime(2025, 11, 10)),
            "2025-11-03 至 2025-11-09",
            "2025-11-03 to 2025-11-09",
        ),
    ],
)
def test_periods_are_named_or_dated_with_the_last_day_in(period: TimeRange, zh: str, en: str) -> None:
    told = {"time": period}
    assert f"（{zh}）" in answer(rows("revenue", [[1]]), told=told).headline
    assert f"({en})" in answer(rows("revenue", [[1]]), "en", told=told).headline


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "时间：2024年、2025年11月。"), ("en", "Time: 2024, November 2025.")]
)
def test_periods_side_by_side_are_named(language: str, text: str) -> None:
    whole = TimeRange(datetime(2024, 1, 1), datetime(2025, 1, 1))
    found = answer(rows("revenue", [[1.0]]), language, time=(whole, NOVEMBER))
    assert found.text.splitlines()[0] == text


def test_the_dates_of_a_comparison_are_shown() -> None:
    prior = TimeRange(datetime(2024, 11, 1), datetime(2024, 12, 1))
    result = rows("revenue revenue__prior", [[2, 1]])
    given = answer(result, told={"prior_time": prior}, compare=Comparison("same_period_last_year"))
    assert "对比：去年同期，2024-11-01 至 2024-11-30。" in given.text
    named = answer(result, "en", told={"prior_time": prior}, compare=Comparison("range", prior))
    assert "Compared with 2024-11-01 to 2024-11-30, both included." in named.text


def of(start: str, end: str) -> TimeRange:
    return TimeRange(datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("asked", "warned"),
    [
        (of("2025-10-01", "2026-07-01"), True),
        (of("2026-01-01", "2026-04-01"), True),
        ((of("2024-10-01", "2025-02-01"), of("2025-10-01", "2026-02-01")), True),
        (of("2025-12-01", "2026-01-01"), False),
        (RelativeTime("this_year"), False),
        (None, False),
    ],
)
def test_dates_after_the_end_of_the_data_are_pointed_out(asked: QueryTime, warned: bool) -> None:
    given = answer(rows("revenue", [[5]]), told={"time": NOVEMBER}, time=asked)
    assert ("future_period" in codes(given)) is warned


def test_a_unit_that_is_under_way_is_no_future() -> None:
    result = rows("revenue", [[5]], as_of=datetime(2025, 11, 5))
    assert "future_period" not in codes(answer(result, time=NOVEMBER))
    assert "future_period" not in codes(answer(result, time=of("2025-11-03", "2025-11-10")))
    assert "future_period" in codes(answer(result, time=of("2025-10-20", "2025-11-20")))


def test_thresholds_are_judged_and_carry_their_evidence() -> None:
    (missed,) = answer(rows("mql_rate", [[0.35]])).findings
    assert missed.kind == "threshold"
    assert missed.text == "MQL率 35%，低于下限 40%，差 5 个百分点。依据：“行业”。"
    assert missed.evidence["met"] is False
    (met,) = answer(rows("mql_rate", [[0.4]]), "en").findings
    assert met.evidence["met"] is True
    (cost,) = answer(rows("cpl", [[301]])).findings
    assert "超过上限 ¥300，多出 ¥1" in cost.text
    (groups,) = answer(rows("channel mql_rate", [["email", 0.5], ["organic", 0.3], [None, None]])).findings
    assert "2 个渠道中有 1 个不符合阈值（不低于 40%）：自然搜索 30%" in groups.text
    assert answer(rows("mql_rate", [[None]])).findings == ()


def test_an_open_period_is_not_judged() -> None:
    data = [["2025-11-01", 0.5], ["2025-12-01", 0.1]]
    (finding,) = answer(rows("time:month mql_rate", data, as_of=datetime(2025, 12, 5))).findings
    assert finding.evidence["met"] is True


def test_warnings_come_from_the_reading_the_statement_the_card_and_the_rows() -> None:
    told = {
        "assumptions": (
            Assumption("default_period", "this_year"),
            Assumption("meaning_match", "获客花费 → cpl (0.52)"),
            Assumption("never_heard_of", "x"),
        ),
        "notes": (("null_excluded", "region"), ("partial_period", ""), ("dimension_metric", "cpl->revenue")),
    }
    given = answer(rows("page_views", [[5]], truncated=True), told=told)
    texts = {item.code: item.text for item in given.warnings}
    assert set(texts) >= {
        "truncated",
        "default_period",
        "meaning_match",
        "null_excluded",
        "partial_period",
        "vanity",
    }
    assert "线索成本" in texts["meaning_match"]
    assert "获客花费" in texts["meaning_match"]
    assert "营业收入" in texts["dimension_metric"]
    assert "2025年11月" in texts["default_period"]
    assert "浏览量" in texts["vanity"]
    assert "never_heard_of" in texts["never_heard_of"]
    assert "open_mode" not in texts
    assert "open_mode" in codes(answer(rows("revenue", [[1]]), told={"context": context(open_mode=True)}))


def test_a_definition_that_changed_within_the_period_is_said() -> None:
    result = rows("mql_rate", [[0.5]])
    assert "definition_changed" in codes(answer(result, told={"time": YEAR}))
    assert "definition_changed" not in codes(answer(result, told={"time": NOVEMBER}))


def test_an_empty_result_is_said_to_be_no_zero() -> None:
    given = answer(rows("channel revenue", []))
    assert codes(given) == ["empty_result"]
    assert given.chart is None


def test_suggestions_are_questions_about_the_same_metric() -> None:
    given = answer(rows("channel revenue", [["email", 1]]))
    assert given.suggestions == (
        "2025年11月各地区的营业收入",
        "2025年营业收入按月走势",
        "2025年11月营业收入同比",
    )
    english = answer(rows("revenue", [[1]]), "en")
    assert english.suggestions[0] == "Revenue by Channel in November 2025"


def test_companions_that_were_not_asked_for_are_named() -> None:
    assert "建议同时看：MQL率。" in answer(rows("lead_count", [[1]])).text
    assert "建议同时看" not in answer(rows("lead_count mql_rate", [[1, 0.5]])).text


def test_a_clarification_offers_its_readings() -> None:
    query = MetricQuery(("revenue",))
    found = Unclear(READING, "ambiguous_metric", (Choice("营业收入", "Revenue", query),), "收入")
    given = present_clarification(found, context())
    assert given.headline == "“收入”可以指几个指标，您想看哪一个？"
    assert [option.label for option in given.options] == ["营业收入"]
    assert present_clarification(found, context("en")).options[0].label == "Revenue"
    assert present_clarification(Unclear(READING, "ambiguous_metric", ()), context()).suggestions
    assert present_clarification(Unclear(READING, "brand_new", ()), context()).headline


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", ["no_metric", "forecast", "injection", "outside_catalog", "brand_new"])
def test_a_refusal_says_why_and_offers_what_can_be_asked(language: str, reason: str) -> None:
    given = present_refusal(Unanswerable(READING, reason, "天气"), context(language))
    assert given.code == reason
    assert given.reason
    assert "{" not in given.reason
    if reason in ("no_metric", "outside_catalog"):
        assert given.suggestions[0] == ("营业收入" if language == "zh" else "Revenue")
    json.dumps(given.to_dict())


def test_a_planned_metric_is_refused_with_its_definition() -> None:
    given = present_refusal(Unanswerable(READING, "planned_metric", "mql_rate"), context())
    assert "MQL率" in given.reason
    assert given.definitions[0].metric == "mql_rate"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QueryError("'x' is no column", "unknown_field", ["channel"]), "unknown_field"),
        (QueryError("internal detail", "brand_new"), "brand_new"),
        (NotSupported("'x' cannot", "offset"), "not_supported"),
        (GuardRefusal("raw.salaries", "table"), "guard"),
        (EngineError("Binder Error: secret_table", "timeout"), "timeout"),
        (EngineError("cell value 42", "failed"), "failed"),
    ],
)
def test_a_failed_query_is_refused_without_internals(error: Any, code: str) -> None:
    given = present_error(error, understood(MetricQuery(("revenue",))), context())
    assert given.code == code
    assert str(error) not in json.dumps(given.to_dict(), ensure_ascii=False)
    if code == "unknown_field":
        assert given.text == "是否想问：渠道？"


def test_a_definition_comes_with_its_versions() -> None:
    given = present_description(Described(READING, "define", ("mql_rate",)), context())
    assert isinstance(given, Answer)
    assert given.definitions[0].pitfalls == ("样本量小时不稳定",)
    assert given.text.splitlines() == [
        "版本记录：",
        "v1 用到 2025-02-01 前：阈值改为 60（批准：li.na）",
        "当前是 v2。",
    ]
    several = present_description(Described(READING, "define", ("revenue", "cpl")), context("en"))
    assert several.headline == "Definitions of Revenue, Cost per lead."
    unknown = present_description(Described(READING, "define", ("nothing",)), context())
    assert isinstance(unknown, Refusal)


def test_a_list_holds_what_can_be_asked_and_nothing_hidden() -> None:
    draft = Metric("new", simple("count", "1"), Labels("新指标"), card=MetricCard(status="draft"))
    catalog = with_metric(draft)
    given = present_description(Described(READING, "list"), context(catalog=catalog))
    assert isinstance(given, Answer)
    assert given.rows is not None
    names = {row[1] for row in given.rows.data}
    assert "revenue" in names
    assert not names & {"secret", "new"}
    of_owner = present_description(Described(READING, "list", topic="Finance"), context())
    assert isinstance(of_owner, Answer)
    assert of_owner.rows is not None
    assert [row[1] for row in of_owner.rows.data] == ["revenue"]


def test_the_last_sql_is_that_of_the_last_answered_turn() -> None:
    turns = (Turn("a", "answer", "zh", sql=("SELECT 1",)), Turn("b", "refuse", "zh"))
    asked = Described(READING, "meta", topic="last_sql")
    given = present_description(asked, context(turns=turns))
    assert isinstance(given, Answer)
    assert given.sql == ("SELECT 1",)
    assert present_description(asked, context()).headline == "这个对话里还没有执行过查询。"
    assert (
        "2025-12-31" in present_description(Described(READING, "meta", topic="freshness"), context()).headline
    )
    assert present_description(Described(READING, "meta", topic="help"), context()).headline


def test_the_table_for_people_has_labels_units_and_words_for_special_rows() -> None:
    result = rows("channel mql_rate", [["email", 0.5], [None, 0.3], [None, 0.4], [None, 0.45]])
    headings, cells = table_texts(answer(result, limit=2, others=True, totals=True))
    assert headings == ("渠道", "MQL率")
    assert cells == (("邮件", "50%"), ("（空）", "30%"), ("其他", "40%"), ("合计", "45%"))
    assert table_texts(answer(rows("time:month revenue", [["2025-11-01", 5]])))[1] == (("2025年11月", "¥5"),)


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_and_values_are_passed_on_as_data(text: str) -> None:
    catalog = with_metric(
        Metric("evil", simple("count", "1"), Labels(text, text), card=MetricCard(unit="count"))
    )
    found = Context(
        replace(context().receipt), catalog, "zh", NOW, value_label=lambda source, value, language: text
    )
    result = rows("channel lead_count", [["email", 1]])
    columns = (result.columns[0], replace(result.columns[1], name="evil", source="evil"))
    query = MetricQuery(("evil",), ("channel",), (Condition("channel", "=", ("email",)),))
    given = present_answer(understood(query), statement(result), replace(result, columns=columns), found)
    assert text in given.headline
    assert given.column_labels["evil"] == text
    json.loads(json.dumps(given.to_dict()))


def test_a_joined_dimension_is_told_in_business_words() -> None:
    def told(notes: tuple[tuple[str, str], ...], catalog: Catalog = CATALOG) -> str:
        given = answer(rows("revenue", [[5]]), told={"notes": notes, "context": context("zh", catalog)})
        return next(item.text for item in given.warnings if item.code == "joined_dimension")

    note = (("joined_dimension", "region via deal → lead"),)
    assert told(note) == "“地区”取自每条记录所关联的对象。"
    labelled = replace(CATALOG.models["leads"], labels=Labels("线索", "Leads"))
    assert told(note, replace(CATALOG, models={"leads": labelled})) == "“地区”取自每条记录所关联的“线索”。"
