"""Case files are read whole: what is wrong is told with its line, and the other cases still come."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog.problems import Problems
from assistant.errors import UsageError
from assistant.evaluation.case import SLOTS, Case, Choose, Expectation, FindingRule, GoldRows
from assistant.evaluation.read_cases import case_files, read_cases
from assistant.evaluation.select import Selection, language_of_case, select
from assistant.query import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    MetricQuery,
    Not,
    Order,
    RelativeTime,
    TimeRange,
)
from assistant.question import Actor

GOOD = "- {id: good, question: What is revenue?}\n"


def read(folder: Path, text: str, name: str = "cases.yml") -> tuple[tuple[Case, ...], list[str]]:
    """The cases, and the problems as they are printed, without the folder."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    problems = Problems()
    cases = read_cases([file], problems)
    return cases, [str(problem).replace(f"{folder}/", "") for problem in problems]


def one(folder: Path, **keys: Any) -> Case:
    cases, problems = read(folder, json.dumps({"id": "a", "question": "q", **keys}), "cases.jsonl")
    assert problems == []
    return cases[0]


def expected(folder: Path, **keys: Any) -> Expectation:
    return one(folder, expect=keys).expectations[0]


# ── what is read ────────────────────────────────────────────────────────────────────────────────────


def test_a_case_with_everything(tmp_path: Path) -> None:
    text = """
defaults: {actor: exec, tags: [sales], now: 2025-12-31, language: en}
cases:
  - id: full
    question: What about the south?
    tags: [easy, sales]
    actor: sales_rep
    attributes: {employee_id: 23, region: south_cn}
    now: 2025-06-30T12:00:00
    language: zh
    after: [Revenue by region, {choose: 2}]
    expect: {status: [answer, clarify], metrics: revenue}
    alternatives: [{status: clarify, options: [aov]}]
    note: because
"""
    cases, problems = read(tmp_path, text)
    assert problems == []
    assert cases == (
        Case(
            id="full",
            question="What about the south?",
            expectations=(
                Expectation(("answer", "clarify"), MetricQuery(("revenue",)), frozenset({"metrics"})),
                Expectation(("clarify",), options=("aov",)),
            ),
            after=("Revenue by region", Choose(2)),
            language="zh",
            actor=Actor("sales_rep", attributes={"employee_id": 23, "region": "south_cn"}),
            now=datetime(2025, 6, 30, 12),
            tags=("sales", "easy"),
            file=str(tmp_path / "cases.yml"),
            line=4,
            note="because",
        ),
    )
    assert cases[0].turn == 3


def test_defaults_hold_where_a_case_says_nothing(tmp_path: Path) -> None:
    text = "defaults: {actor: exec, now: 2025-12-31, language: en, tags: [a]}\ncases:\n" + GOOD
    (case,), problems = read(tmp_path, text)
    assert (problems, case.actor, case.language, case.tags) == ([], Actor("exec"), "en", ("a",))
    assert case.now == datetime(2025, 12, 31, 23, 59, 59), "a date means its end"


def test_a_question_in_two_languages_is_a_pair(tmp_path: Path) -> None:
    cases, problems = read(tmp_path, "- {id: a, question: {en: Revenue?, zh: 收入?}, expect: {limit: 3}}")
    assert problems == []
    assert [(case.id, case.language, case.question, case.pair) for case in cases] == [
        ("a.zh", "zh", "收入?", "a"),
        ("a.en", "en", "Revenue?", "a"),
    ]
    assert cases[0].expectations == cases[1].expectations


@pytest.mark.parametrize(
    "question", ["", "   ", " revenue ", "2025", "line\u2028line", "\ud83d", "x" * 200_000]
)
def test_a_question_stays_as_it_was_typed(tmp_path: Path, question: str) -> None:
    assert one(tmp_path, question=question).question == question


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x1e"])
def test_only_a_line_break_ends_a_line_of_jsonl(tmp_path: Path, separator: str) -> None:
    text = json.dumps({"id": "a", "question": f"a{separator}b"}, ensure_ascii=False)
    cases, problems = read(tmp_path, f"{text}\n", "cases.jsonl")
    assert (problems, [case.question for case in cases]) == ([], [f"a{separator}b"])


SAID = """
defaults: {actor: exec, tags: [sales], now: 2025-12-31, language: zh}
cases:
  - id: a
    question: 华南呢
    paraphrases:
      - just the south
      - {question: 只看 South, language: en}
    after: [Revenue by region]
    tags: [easy]
    expect: {metrics: revenue}
    alternatives: [{status: clarify}]
    note: because
"""


def test_paraphrases_are_cases_that_differ_in_their_wording_alone(tmp_path: Path) -> None:
    (case, *others), problems = read(tmp_path, SAID)
    assert problems == []
    assert [(item.id, item.question, item.language, item.line) for item in others] == [
        ("a~1", "just the south", None, 7),
        ("a~2", "只看 South", "en", 8),
    ]
    for item in others:
        assert item == replace(
            case,
            id=item.id,
            question=item.question,
            language=item.language,
            line=item.line,
            tags=("sales", "easy", "paraphrase"),
            paraphrase_of="a",
        )
    assert [language_of_case(item) for item in others] == ["en", "en"], "not as the file says"


def test_paraphrases_of_a_pair_are_one_list(tmp_path: Path) -> None:
    text = "- {id: a, tags: [paraphrase], question: {en: Revenue?, zh: 收入?}, paraphrases: [营收, 2025]}"
    cases, problems = read(tmp_path, text)
    assert problems == []
    assert [(item.id, item.question, item.pair, item.paraphrase_of, item.tags) for item in cases] == [
        ("a.zh", "收入?", "a", "", ("paraphrase",)),
        ("a.en", "Revenue?", "a", "", ("paraphrase",)),
        ("a~1", "营收", "", "a", ("paraphrase",)),
        ("a~2", "2025", "", "a", ("paraphrase",)),
    ]


@pytest.mark.parametrize("said", [" revenue ", "line\u2028line", "REVENUE", "x" * 200_000])
def test_a_paraphrase_stays_as_it_was_typed(tmp_path: Path, said: str) -> None:
    text = json.dumps({"id": "a", "question": "revenue", "paraphrases": [said]})
    cases, problems = read(tmp_path, text, "cases.jsonl")
    assert (problems, [case.question for case in cases]) == ([], ["revenue", said])


def test_paraphrases_are_chosen_by_id_and_tag(tmp_path: Path) -> None:
    cases, _ = read(tmp_path, "- {id: a, question: q, paraphrases: [r, s]}\n- {id: a1, question: q}")
    for chosen, ids in (
        (Selection(ids=("a",)), ["a"]),
        (Selection(ids=("a~*",)), ["a~1", "a~2"]),
        (Selection(ids=("a", "a~2")), ["a", "a~2"]),
        (Selection(tags=("paraphrase",)), ["a~1", "a~2"]),
        (Selection(without=("paraphrase",)), ["a", "a1"]),
    ):
        assert [case.id for case in select(cases, chosen)] == ids


DAY = {"start": "2025-11-01", "end": "2025-12-01"}
NOVEMBER = TimeRange(datetime(2025, 11, 1), datetime(2025, 12, 1))


@pytest.mark.parametrize(
    ("keys", "query"),
    [
        ({"metrics": "revenue"}, MetricQuery(("revenue",))),
        ({"dimensions": []}, MetricQuery()),
        ({"dimensions": "region"}, MetricQuery(group_by=("region",))),
        ({"filters": []}, MetricQuery()),
        ({"filters": None}, MetricQuery()),
        (
            {"filters": {"field": "region", "value": "east"}},
            MetricQuery(where=(Condition("region", "=", ("east",)),)),
        ),
        (
            {"filters": [{"field": "region", "value": ["east", "west"]}]},
            MetricQuery(where=(Condition("region", "in", ("east", "west")),)),
        ),
        (
            {"filters": [{"field": "region", "op": "!=", "value": "east"}]},
            MetricQuery(where=(Condition("region", "!=", ("east",)),)),
        ),
        (
            {"filters": [{"any": [{"field": "a", "value": 1}, {"all": [{"field": "b", "value": True}]}]}]},
            MetricQuery(where=(AnyOf((Condition("a", "=", (1,)), AllOf((Condition("b", "=", (True,)),)))),)),
        ),
        (
            {"filters": [{"not": {"field": "a", "value": [1, 2]}}]},
            MetricQuery(where=(Not(Condition("a", "in", (1, 2))),)),
        ),
        ({"time": DAY}, MetricQuery(time=NOVEMBER)),
        ({"time": [DAY]}, MetricQuery(time=(NOVEMBER,))),
        ({"time": {"relative": "last_month"}}, MetricQuery(time=RelativeTime("last_month"))),
        ({"time": None}, MetricQuery()),
        ({"compare": "prior_period"}, MetricQuery(compare=Comparison("prior_period"))),
        ({"compare": {"kind": "range", **DAY}}, MetricQuery(compare=Comparison("range", NOVEMBER))),
        ({"compare": None}, MetricQuery()),
        ({"order_by": ["-revenue"]}, MetricQuery(order_by=(Order("revenue", True),))),
        ({"limit": 5, "limit_per": "region"}, MetricQuery(limit=5, limit_per="region")),
        ({"moving": {"periods": 3}, "running": "year"}, MetricQuery(moving=3, running="year")),
        ({"parameters": {"days": 90}}, MetricQuery(parameters={"days": 90})),
    ],
)
def test_slots_and_their_short_forms(tmp_path: Path, keys: dict[str, Any], query: MetricQuery) -> None:
    found = expected(tmp_path, **keys)
    assert (found.query, found.slots) == (query, frozenset(keys))


def test_a_whole_query_expects_every_slot(tmp_path: Path) -> None:
    having = [{"field": "revenue", "op": ">", "values": [1]}]
    found = expected(tmp_path, query={"metrics": ["revenue"], "having": having})
    assert found.slots == frozenset(SLOTS)
    assert found.query == MetricQuery(("revenue",), having=(Condition("revenue", ">", (1,)),))


def test_dates_of_yaml_are_dates_of_queries(tmp_path: Path) -> None:
    text = """
- id: a
  question: q
  expect:
    time: {start: 2025-11-01, end: 2025-12-01}
    filters: [{field: signed_at, op: ">=", values: [2025-11-03]}]
    rows: [{day: 2025-11-03, at: 2025-11-03T10:00:00}]
"""
    (case,), problems = read(tmp_path, text)
    (found,) = case.expectations
    assert problems == []
    assert found.query == MetricQuery(time=NOVEMBER, where=(Condition("signed_at", ">=", ("2025-11-03",)),))
    assert found.rows == GoldRows(("day", "at"), (("2025-11-03", "2025-11-03T10:00:00"),))


@pytest.mark.parametrize(
    ("given", "sql"),
    [("SELECT 1;\n", "SELECT 1"), (" SELECT 1 ; ;\n", "SELECT 1"), ("SELECT ';'", "SELECT ';'"), ("", "")],
)
def test_the_end_of_gold_sql(tmp_path: Path, given: str, sql: str) -> None:
    assert expected(tmp_path, sql=given).sql == sql


def test_what_stands_beside_the_number(tmp_path: Path) -> None:
    found = expected(
        tmp_path, text="40/20/40", forbidden=["张三", " "], analysis="Trend", tolerance=0, zero_is_null=True,
        findings={"must": [{"kind": "threshold", "text": "35"}], "must_not": [{"kind": "driver"}]},
    )  # fmt: skip
    assert found == Expectation(
        text=("40/20/40",), forbidden=("张三",), analysis="trend", tolerance=0.0, zero_is_null=True,
        findings=(FindingRule("threshold", "35"),), no_findings=(FindingRule("driver"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "expectations"),
    [({}, ()), ({"expect": None}, ()), ({"expect": {}}, (Expectation(),)), ({"expect": {"rows": None}}, (Expectation(),)),
     ({"expect": {"rows": []}}, (Expectation(rows=GoldRows((), ())),))],
)  # fmt: skip
def test_little_is_expected(
    tmp_path: Path, keys: dict[str, Any], expectations: tuple[Expectation, ...]
) -> None:
    assert one(tmp_path, **keys).expectations == expectations


# ── what is wrong ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("{id: a}", "a case needs a question"),
        ("{question: q}", "a case needs an id"),
        ("[1, 2]", "a case must be a mapping, got a list"),
        ("{id: a, question: [q]}", "question must be text, got a list"),
        ("{id: a, questoin: q}", "unknown key 'questoin'. Did you mean question?"),
        ("{id: a, question: {zh: 收入}}", "needs both zh and en"),
        ("{id: a, question: {zh: 收入, en: ''}}", "needs both zh and en"),
        ("{id: a, question: q, language: fr}", "unknown language 'fr'"),
        ("{id: a, question: q, now: soon}", "'soon' is not a date"),
        ("{id: a, question: q, tags: [yes]}", 'YAML read "yes" as true'),
        ("{id: a, question: q, attributes: {x: 1}}", "attributes belong to an actor"),
        ("{id: a, question: q, actor: x, attributes: {since: 2025-01-01}}", "since must be text or a whole number"),
        ("{id: a, question: q, after: [{choose: 0}]}", "texts or {choose: 1}"),
        ("{id: a, question: q, after: [{choose: true}]}", "texts or {choose: 1}"),
        ("{id: a, question: q, after: [{choose: 1, of: 2}]}", "texts or {choose: 1}"),
        ("{id: a, question: q, after: x}", "after must be a list"),
        ("{id: a, question: q, paraphrases: r}", "paraphrases must be a list"),
        ("{id: a, question: q, paraphrases: [r, yes]}", "paraphrases are texts or {question: a text"),
        ("{id: a, question: q, paraphrases: [[r]]}", "paraphrases are texts or {question: a text"),
        ("{id: a, question: q, paraphrases: [' ']}", "paraphrases are texts or {question: a text"),
        ("{id: a, question: q, paraphrases: [~]}", "paraphrases are texts or {question: a text"),
        ("{id: a, question: q, paraphrases: [{language: en}]}", "paraphrases are texts or {question: a text"),
        ("{id: a, question: q, paraphrases: [{question: [r]}]}", "paraphrases are texts or {question: a text"),
        ("{id: a, question: q, paraphrases: [{question: r, language: fr}]}", "unknown language 'fr'"),
        ("{id: a, question: q, paraphrases: [{question: r, questoin: r}]}", "Did you mean question?"),
        ("{id: a, question: q, paraphrases: [q]}", '"q" is asked twice'),
        ("{id: a, question: q, paraphrases: [r, s, r]}", '"r" is asked twice'),
        ("{id: a, question: {zh: 收入, en: q}, paraphrases: [r, 收入]}", '"收入" is asked twice'),
        ("{id: a, question: q, alternatives: [{status: clarify}]}", "alternatives need an expect beside them"),
        ("{id: a, question: q, expect: {}, alternatives: [{statos: clarify}]}", "Did you mean status?"),
        ("{id: a, question: q, expect: 5}", "must be a mapping"),
        ("{id: a, question: q, expect: {metric: revenue}}", "unknown key 'metric'. Did you mean metrics?"),
        ("{id: a, question: q, expect: {status: anwser}}", "unknown status 'anwser'. Did you mean answer?"),
        ("{id: a, question: q, expect: {limit: many}}", "'limit' takes a whole number"),
        ("{id: a, question: q, expect: {dimensions: 5}}", "'dimensions' takes a list of names"),
        ("{id: a, question: q, expect: {filters: [{field: a, op: '~', values: [1]}]}}", "unknown operator '~'"),
        ("{id: a, question: q, expect: {filters: [{value: 1}]}}", "'filters' takes filters such as"),
        ("{id: a, question: q, expect: {time: {relative: lastmonth}}}", "Did you mean last_month"),
        ("{id: a, question: q, expect: {time: {start: 2025-02-01, end: 2025-01-01}}}", "before it starts"),
        ("{id: a, question: q, expect: {time: {start: 2025-01-01, end: 9999-12-31, end_inclusive: true}}}", "before the year 10000"),
        ("{id: a, question: q, expect: {query: {metric: [x]}}}", "unknown key 'metric' in the query"),
        ("{id: a, question: q, expect: {query: {}, metrics: [x]}}", "unknown key 'metrics'"),
        ("{id: a, question: q, expect: {sql: SELECT 1, rows: [{a: 1}]}}", "gold sql or gold rows, not both"),
        ("{id: a, question: q, expect: {rows: [{a: 1}, {b: 1}]}}", "the same columns in the same order"),
        ("{id: a, question: q, expect: {rows: [{}]}}", "the same columns in the same order"),
        ("{id: a, question: q, expect: {rows: [{a: [1]}]}}", "cells of gold rows"),
        ("{id: a, question: q, expect: {rows: [{a: .nan}]}}", "cells of gold rows"),
        ("{id: a, question: q, expect: {tolerance: 2}}", "from 0 to 1"),
        ("{id: a, question: q, expect: {tolerance: .nan}}", "from 0 to 1"),
        ("{id: a, question: q, expect: {ordered: maybe}}", "ordered must be true or false"),
        ("{id: a, question: q, expect: {analysis: trends}}", "Did you mean trend?"),
        ("{id: a, question: q, expect: {findings: {most: []}}}", "unknown key 'most'"),
        ("{id: a, question: q, expect: {findings: {must: [{kinds: x}]}}}", "Did you mean kind?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_the_other_cases_come(tmp_path: Path, case: str, told: str) -> None:
    cases, problems = read(tmp_path, f"- {{id: first, question: q}}\n- {case}\n{GOOD}")
    assert [item.id for item in cases] == ["first", "good"]
    assert any(told in problem for problem in problems), problems
    assert all(problem.startswith("cases.yml:2: error: ") for problem in problems)


def test_every_mistake_of_a_file_is_told(tmp_path: Path) -> None:
    text = "- {id: a, questio: q}\n- {id: b, question: q, expect: {limt: 1}}\n" + GOOD
    cases, problems = read(tmp_path, text)
    assert [case.id for case in cases] == ["good"]
    assert [problem.split(": ")[0] for problem in problems] == ["cases.yml:1", "cases.yml:1", "cases.yml:2"]


def test_the_same_mistake_twice_in_a_line_spoils_both(tmp_path: Path) -> None:
    cases, _ = read(tmp_path, "[{id: a, question: q, x: 1}, {id: a, question: q, x: 1}]")
    assert cases == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: a\n  question: [", "this is not YAML"),
        ("- id: a\n  question: q\n  id: b", "the key 'id' stands twice"),
        ("- !!python/object:os.system {}", "is not allowed"),
        ("- {id: a, question: *x}", "*x has no finished anchor"),
        ("just text", "a case file must be a mapping"),
        ("questions: []", "unknown key 'questions'"),
        ("defaults: {tagz: [a]}\ncases: []", "unknown key 'tagz'. Did you mean tags?"),
        ("cases: {a: b}", "cases must be a list"),
    ],
)
def test_broken_yaml(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "good.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    problems = Problems()
    cases = read_cases([tmp_path], problems)
    assert "good" in [case.id for case in cases]
    assert any(told in str(problem) and "bad.yml:" in str(problem) for problem in problems), list(problems)


@pytest.mark.parametrize(
    "line", ["{", "[1]", '"text"', "[" * 2000 + "]" * 2000, '{"a":' * 100 + "1" + "}" * 100]
)
def test_a_bad_line_of_jsonl(tmp_path: Path, line: str) -> None:
    good = json.dumps({"id": "good", "question": "q"})
    cases, problems = read(tmp_path, f"{line}\n\n{good}\n", "cases.jsonl")
    assert [(case.id, case.line) for case in cases] == [("good", 3)]
    assert [problem.split(": ")[:2] for problem in problems] == [["cases.jsonl:1", "error"]]


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes("- {id: a, question: 收入}".encode("gbk"))
    (tmp_path / "b.yml").write_text("\ufeff" + GOOD, encoding="utf-8")
    problems = Problems()
    assert [case.id for case in read_cases([tmp_path], problems)] == ["good"]
    assert [problem.code for problem in problems] == ["unreadable"]


def test_ids_are_unique_over_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("- {id: x.zh, question: q}", encoding="utf-8")
    (tmp_path / "b.yml").write_text("- {id: x, question: {zh: 收入, en: revenue}}\n" + GOOD, encoding="utf-8")
    problems = Problems()
    cases = read_cases([tmp_path], problems)
    assert [case.id for case in cases] == ["x.zh", "x.en", "good"]
    (problem,) = problems
    assert problem.code == "duplicate_case"
    assert (problem.file, problem.line) == (str(tmp_path / "b.yml"), 1)
    assert "a.yml:1" in problem.message


def test_ids_of_paraphrases_are_unique_too(tmp_path: Path) -> None:
    text = "- {id: a, question: q, paraphrases: [r, s]}\n- {id: a~2, question: t}"
    cases, problems = read(tmp_path, text)
    assert [(case.id, case.question) for case in cases] == [("a", "q"), ("a~1", "r"), ("a~2", "s")]
    assert problems == ['cases.yml:2: error: case "a~2" stands in cases.yml:1 too']


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")
    problems = Problems()
    paths = [tmp_path, tmp_path / "a.yml", tmp_path / "." / ".." / tmp_path.name / "a.yml"]
    assert len(read_cases(paths, problems)) == 1
    assert list(problems) == []


def test_which_files_of_a_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.yaml", "a.yml", "in/c.jsonl", "notes.md", "baseline.yml", "result.json"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [str(path.relative_to(tmp_path)) for path in case_files([tmp_path])] == [
        "a.yml",
        "b.yaml",
        "in/c.jsonl",
    ]


def test_paths_without_cases(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no"):
        case_files([tmp_path / "missing.yml"])
    with pytest.raises(UsageError, match="holds no case files"):
        case_files([tmp_path])
