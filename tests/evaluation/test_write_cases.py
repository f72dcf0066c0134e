"""What is written reads back as it was."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assistant.catalog.problems import Problems
from assistant.errors import StateError, UsageError
from assistant.evaluation.case import SLOTS, Case, Choose, Expectation, FindingRule, GoldRows, Status
from assistant.evaluation.exchange.document import documents_of
from assistant.evaluation.exchange.write import write_file, write_jsonl, write_yaml
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.read_paraphrases import paraphrase
from assistant.evaluation.schema import case_schema
from assistant.query import (
    Against,
    AllOf,
    AnyOf,
    Comparison,
    ComparisonKind,
    Condition,
    JinjaFilter,
    MetricQuery,
    Not,
    Order,
    Relation,
    RelativePeriod,
    RelativeTime,
    RunningScope,
    TimeRange,
)
from assistant.question import Actor
from assistant.reading import Analysis

# ── any case that a file can say ────────────────────────────────────────────────────────────────────

LETTERS = st.characters(exclude_categories=["Cs"])
RAW = st.text(LETTERS, max_size=20) | st.sampled_from(
    ["on", "1e5", "2025-01-01", "null", "- a", "a: b", "a\n b\n", "\n  x", "a\x85b", "a\u2028\nb"]
)
TEXT = RAW.map(str.strip)
SOME = TEXT.filter(bool)
TEXTS = st.lists(SOME, max_size=3).map(tuple)
NAME = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
NAMES = st.lists(NAME, max_size=3).map(tuple)
NUMBER = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
CELL = st.none() | st.booleans() | NUMBER | RAW
MOMENT = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))
DAY = MOMENT.map(lambda moment: datetime(moment.year, moment.month, moment.day))


def ranges(whole: bool) -> st.SearchStrategy[TimeRange]:
    def made(start: datetime, days: int) -> TimeRange:
        return TimeRange(start, start + timedelta(days=days), whole)

    return st.builds(made, DAY if whole else MOMENT, st.integers(1, 400))


RANGE = ranges(False) | ranges(True)
CONDITION = (
    st.builds(Condition, NAME, st.sampled_from(["=", "!=", "<", ">=", "contains"]), st.tuples(CELL))
    | st.builds(
        Condition, NAME, st.sampled_from(["in", "not in"]), st.lists(CELL, min_size=1, max_size=3).map(tuple)
    )
    | st.builds(Condition, NAME, st.just("between"), st.tuples(NUMBER, NUMBER))
    | st.builds(Condition, NAME, st.sampled_from(["is null", "is not null"]))
    | st.builds(JinjaFilter, RAW)
)
FILTER = st.recursive(
    CONDITION,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=2).map(tuple))
        | st.builds(AllOf, st.lists(inner, min_size=1, max_size=2).map(tuple))
    ),
    max_leaves=4,
)
FILTERS = st.lists(FILTER, max_size=3).map(tuple)
COMPARISON = st.sampled_from([kind for kind in get_args(ComparisonKind) if kind != "range"]).map(
    Comparison
) | st.builds(Comparison, st.just("range"), RANGE)
OF_QUERY: dict[str, st.SearchStrategy[Any]] = {
    "metrics": NAMES,
    "group_by": NAMES,
    "where": FILTERS,
    "time": st.none() | st.builds(RelativeTime, st.sampled_from(get_args(RelativePeriod))) | RANGE
    | st.lists(RANGE, min_size=1, max_size=2).map(tuple),
    "compare": st.none() | COMPARISON,
    "order_by": st.lists(st.builds(Order, NAME, st.booleans()), max_size=2).map(tuple),
    "limit": st.none() | st.integers(1, 9),
    "limit_per": st.none() | NAME,
    "others": st.booleans(),
    "totals": st.booleans(),
    "share_of_total": st.booleans(),
    "running": st.none() | st.sampled_from(get_args(RunningScope)),
    "moving": st.none() | st.integers(1, 9),
    "average_per": NAMES,
    "share_within": NAMES,
    "ratio_to": st.none() | NAME,
    "against": st.none()
    | st.builds(Against, st.sampled_from(get_args(Relation)), st.tuples(FILTER), FILTERS),
    "count_of": st.none() | NAME,
    "parameters": st.none() | st.dictionaries(NAME, st.booleans() | NUMBER | RAW, min_size=1, max_size=2),
}  # fmt: skip
WHOLE: dict[str, st.SearchStrategy[Any]] = {
    "having": FILTERS,
    "saved_query": st.none() | NAME,
    "min_max_only": st.booleans(),
    "apply_group_by": st.booleans(),
}
KEYS = {"dimensions": "group_by", "filters": "where"}


@st.composite
def expected_queries(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        query = {key: draw(values) for key, values in (OF_QUERY | WHOLE).items()}
        return {"query": MetricQuery(**query), "slots": frozenset(SLOTS)}
    slots = draw(st.sets(st.sampled_from(SLOTS), max_size=len(SLOTS) - 1))
    query = {KEYS.get(slot, slot): draw(OF_QUERY[KEYS.get(slot, slot)]) for slot in sorted(slots)}
    return {"query": MetricQuery(**query), "slots": frozenset(slots)}


@st.composite
def gold(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"sql": draw(TEXT).rstrip("; \n").strip().rstrip("; \n\t")} if draw(st.booleans()) else {}
    columns = tuple(draw(st.lists(SOME, unique=True, min_size=1, max_size=3)))
    data = tuple(draw(st.lists(st.tuples(*(CELL for _ in columns)), max_size=3)))
    return {"rows": GoldRows(columns if data else (), data)}


RULES = st.lists(st.builds(FindingRule, TEXT, TEXT), max_size=2).map(tuple)


@st.composite
def expectations(draw: st.DrawFn) -> Expectation:
    return Expectation(
        status=tuple(draw(st.lists(st.sampled_from(get_args(Status)), min_size=1, max_size=2))),
        **draw(expected_queries()),
        **draw(gold()),
        ordered=draw(st.booleans()),
        tolerance=draw(st.floats(0, 1)),
        zero_is_null=draw(st.booleans()),
        analysis=draw(st.sampled_from(["", *get_args(Analysis)])),
        chart=draw(TEXT),
        findings=draw(RULES),
        no_findings=draw(RULES),
        warnings=draw(TEXTS),
        no_warnings=draw(TEXTS),
        reason=draw(TEXT),
        options=draw(TEXTS),
        text=draw(TEXTS),
        forbidden=draw(TEXTS),
    )


ACTOR = st.builds(
    lambda name, attributes: Actor(name, attributes=attributes),
    SOME, st.dictionaries(SOME, st.integers() | RAW, max_size=2),
)  # fmt: skip


@st.composite
def spoken_cases(draw: st.DrawFn, number: int) -> tuple[Case, ...]:
    """One case, or the two halves of a pair; then its paraphrases."""
    case = Case(
        id=f"case-{number}",
        question=draw(RAW),
        expectations=tuple(draw(st.lists(expectations(), max_size=2))),
        after=tuple(draw(st.lists(RAW | st.builds(Choose, st.integers(1, 9)), max_size=2))),
        language=draw(st.sampled_from([None, "zh", "en"])),
        actor=draw(st.none() | ACTOR),
        now=draw(st.none() | MOMENT),
        tags=tuple(dict.fromkeys(draw(TEXTS))),
        note=draw(TEXT),
    )
    asked = [case]
    if draw(st.booleans()):
        halves = (("zh", draw(SOME)), ("en", draw(SOME)))
        asked = [
            replace(case, id=f"{case.id}.{language}", language=language, question=text, pair=case.id)  # type: ignore[arg-type]
            for language, text in halves
        ]
    known = {item.question for item in asked}
    wordings = st.lists(
        RAW.filter(lambda text: bool(text.strip()) and text not in known), unique=True, max_size=2
    )
    others = [
        replace(paraphrase(case, at), question=text, language=draw(st.sampled_from([None, "zh", "en"])))
        for at, text in enumerate(draw(wordings), start=1)
    ]
    return (*asked, *others)


CASES = st.integers(0, 3).flatmap(
    lambda count: st.tuples(*(spoken_cases(number) for number in range(count)))
).map(lambda found: tuple(case for cases in found for case in cases))  # fmt: skip


def read_back(text: str, suffix: str) -> tuple[tuple[Case, ...], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"cases{suffix}"
        file.write_text(text, encoding="utf-8", newline="\n")
        problems = Problems()
        return placeless(read_cases([file], problems)), [str(problem) for problem in problems]


def placeless(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(replace(case, file="", line=0) for case in cases)


@settings(max_examples=60)
@given(CASES)
def test_jsonl_reads_back(cases: tuple[Case, ...]) -> None:
    assert read_back(write_jsonl(cases), ".jsonl") == (cases, [])


@settings(max_examples=60)
@given(CASES)
def test_yaml_reads_back(cases: tuple[Case, ...]) -> None:
    assert read_back(write_yaml(cases), ".yml") == (cases, [])


@settings(max_examples=60)
@given(CASES)
def test_what_is_written_fits_the_schema(cases: tuple[Case, ...]) -> None:
    document = json.loads(json.dumps(list(documents_of(cases))))
    assert [error.message for error in Draft202012Validator(case_schema()).iter_errors(document)] == []


# ── pairs ───────────────────────────────────────────────────────────────────────────────────────────

ZH = Case("a.zh", "收入?", language="zh", pair="a", tags=("t",))
EN = Case("a.en", "Revenue?", language="en", pair="a", tags=("t",))


@pytest.mark.parametrize("cases", [(ZH, EN), (EN, ZH)])
def test_both_halves_are_one_question(cases: tuple[Case, ...]) -> None:
    (document,) = documents_of(cases)
    assert document == {"id": "a", "question": {"zh": "收入?", "en": "Revenue?"}, "tags": ["t"]}


@pytest.mark.parametrize(
    "cases",
    [(ZH,), (EN,), (ZH, replace(EN, note="another")), (ZH, replace(EN, question=" Revenue? ")), (ZH, replace(EN, id="b.en"))],
)  # fmt: skip
def test_halves_that_are_alone_or_differ_are_written_by_themselves(cases: tuple[Case, ...]) -> None:
    found, problems = read_back(write_jsonl(cases), ".jsonl")
    assert problems == []
    assert found == tuple(replace(case, pair="") for case in cases)


# ── paraphrases ─────────────────────────────────────────────────────────────────────────────────────

ONE = Case("a", "Revenue?", language="en", tags=("t",))
FIRST = replace(paraphrase(ONE, 1), question="收入?")
SECOND = replace(paraphrase(ONE, 2), question="营收 revenue", language="en")


@pytest.mark.parametrize("cases", [(ONE, FIRST, SECOND), (FIRST, ONE, SECOND), (FIRST, SECOND, ONE)])
def test_paraphrases_are_written_under_their_case(cases: tuple[Case, ...]) -> None:
    (document,) = documents_of(cases)
    said = ["收入?", {"question": "营收 revenue", "language": "en"}]
    assert document == {
        "id": "a",
        "question": "Revenue?",
        "paraphrases": said,
        "tags": ["t"],
        "language": "en",
    }


def test_paraphrases_of_a_pair_are_written_under_it() -> None:
    base = replace(ZH, id="a", language=None)
    (document,) = documents_of([ZH, EN, replace(paraphrase(base, 1), question="营收?")])
    assert (document["id"], document["paraphrases"]) == ("a", ["营收?"])


@pytest.mark.parametrize(
    "cases",
    [
        (FIRST,),
        (ONE, SECOND),
        (ONE, SECOND, FIRST),
        (ONE, FIRST, replace(SECOND, note="another")),
        (ONE, FIRST, replace(SECOND, tags=("paraphrase",))),
        (ONE, FIRST, replace(SECOND, question="收入?")),
        (ONE, replace(FIRST, question="Revenue?")),
        (ONE, replace(FIRST, question=" ")),
    ],
)
def test_paraphrases_that_do_not_read_back_are_cases_of_their_own(cases: tuple[Case, ...]) -> None:
    found, problems = read_back(write_jsonl(cases), ".jsonl")
    assert problems == []
    assert found == tuple(replace(case, paraphrase_of="") for case in cases)


def test_each_paraphrase_has_a_line() -> None:
    assert write_yaml([ONE, FIRST, SECOND]) == (
        "- id: a\n  question: Revenue?\n  paraphrases:\n    - 收入?\n"
        "    - {question: 营收 revenue, language: en}\n  tags: [t]\n  language: en\n"
    )


# ── how it looks, and where it goes ─────────────────────────────────────────────────────────────────


def test_yaml_is_written_as_people_write_it() -> None:
    sql = "SELECT region, count(*)\nFROM leads GROUP BY 1"
    case = Case(
        "a",
        "各地区线索量",
        (Expectation(sql=sql, query=MetricQuery(("leads",)), slots=frozenset({"metrics"})),),
        tags=("x",),
    )
    assert write_yaml([case]) == (
        "- id: a\n  question: 各地区线索量\n  tags: [x]\n  expect:\n    metrics: [leads]\n    sql: |-\n"
        "      SELECT region, count(*)\n      FROM leads GROUP BY 1\n"
    )
    assert write_yaml([]) == "[]\n"
    assert write_jsonl([]) == ""


def test_half_a_letter_is_for_jsonl_only() -> None:
    case = Case("a", "\ud83d?")
    assert read_back(write_jsonl([case]), ".jsonl") == ((case,), [])
    with pytest.raises(UsageError, match=r"half a letter .* write .jsonl"):
        write_yaml([case])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "new" / "cases.jsonl"
    write_file(file, [{"id": "a", "question": "q"}])
    with pytest.raises(UsageError, match="--force"):
        write_file(file, [])
    write_file(file, [], force=True)
    assert file.read_text(encoding="utf-8") == ""
    with pytest.raises(UsageError, match="case files end in"):
        write_file(tmp_path / "cases.csv", [])
    with pytest.raises(UsageError, match="is a folder"):
        write_file(_folder(tmp_path), [], force=True)


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder.yml"
    folder.mkdir()
    return folder


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StateError, match="cannot be written"):
        write_file(tmp_path / "file" / "cases.yml", [])
