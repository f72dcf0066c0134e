"""Questions for analyses and for the catalog, in both languages, and plain ones that only look like them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assistant.analysis_request import (
    AlertRequest,
    Claim,
    DiagnoseRequest,
    FunnelRequest,
    request_from_dict,
    request_to_dict,
)
from assistant.catalog.load import load_catalog
from assistant.query import MetricQuery
from assistant.reading import AnalysisAsked
from assistant.understanding.analyses.claims import stated_change
from assistant.understanding.analyses.marks import blanked, load_vocabulary, marks_of
from assistant.understanding.read import Reader
from assistant.understanding.words import load_vocabulary as load_words
from tests.understanding.conftest import CATALOGS
from tests.understanding.corpus import Row, ask, rows_of
from tests.understanding.intent_rows import intent_differences, read_intent

LIBRARY_NOW = datetime(2026, 6, 30, 23, 59, 59)
CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="session")
def lookalike_reader() -> Reader:
    return Reader(load_catalog(CATALOGS / "lookalikes"), None, None)


@pytest.mark.parametrize("row", rows_of(CORPUS / "intents_zh.yml"), ids=str)
def test_chinese_questions(demo_reader: Reader, row: Row) -> None:
    assert intent_differences(row, read_intent(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "intents_en.yml"), ids=str)
def test_english_questions(demo_reader: Reader, row: Row) -> None:
    assert intent_differences(row, read_intent(demo_reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "intents_lookalikes.yml"), ids=str)
def test_plain_questions_stay_plain(demo_reader: Reader, lookalike_reader: Reader, row: Row) -> None:
    reader = lookalike_reader if row.expected.get("cat") == "l" else demo_reader
    assert intent_differences(row, read_intent(reader, row)) == []


@pytest.mark.parametrize("row", rows_of(CORPUS / "intents_library.yml"), ids=str)
def test_a_catalog_without_playbooks(library_reader: Reader, row: Row) -> None:
    assert intent_differences(row, read_intent(library_reader, row, LIBRARY_NOW)) == []


def test_every_word_of_an_analysis_is_in_the_reading(demo_reader: Reader) -> None:
    text = "Leads are up 60% in October, should we double the budget for xyzzy?"
    found = ask(demo_reader, text)
    assert isinstance(found, AnalysisAsked)
    assert found.reading.unread == ("xyzzy",)
    told = [(span.text, span.means) for span in found.reading.spans if span.means != "filler"]
    assert told == [
        ("Leads", "metric"),
        ("up 60%", "analysis"),
        ("October", "time"),
        ("should we double the budget", "analysis"),
    ]
    assert all(text[span.start : span.end] == span.text for span in found.reading.spans)


def test_what_can_be_asked_instead_is_complete(demo_reader: Reader) -> None:
    found = ask(demo_reader, "上个月华东的线索量为什么下降")
    assert isinstance(found, AnalysisAsked)
    assert found.suggestions
    for choice in found.suggestions:
        assert choice.query.metrics == ("lead_count",)
        assert choice.query.where == found.request.query.where


def test_a_term_of_several_metrics_is_not_decided(demo_reader: Reader) -> None:
    found = ask(demo_reader, "转化率为什么下降")
    assert isinstance(found, AnalysisAsked)
    assert found.request.query.metrics == ()
    assert "win_rate" in found.ambiguous
    assert all(choice.query.metrics[0] in found.ambiguous for choice in found.suggestions)


CHANGES = [
    ("线索少了四成", Claim("down", rate=0.4)),
    ("客单价掉了快两成", Claim("down", rate=0.2)),
    ("PV翻倍了", Claim("up", rate=1.0)),
    ("PV翻了好几倍", Claim("up")),
    ("营收腰斩", Claim("down", rate=0.5)),
    ("订单增加了200单", Claim("up", amount=200)),
    ("leads are up 60 %", Claim("up", rate=0.6)),
    ("leads fell by almost 15 percent", Claim("down", rate=0.15)),
    ("a 20% drop in orders", Claim("down", rate=0.2)),
    ("orders fell by 200", Claim("down", amount=200)),
    ("bookings halved", Claim("down", rate=0.5)),
    ("MQLs tripled", Claim("up", rate=2.0)),
    ("leads of 2025", None),
    ("上个月线索量", None),
]


@pytest.mark.parametrize(("text", "claim"), CHANGES, ids=[text for text, _ in CHANGES])
def test_changes_that_are_stated(text: str, claim: Claim | None) -> None:
    found = stated_change(marks_of(text, (), load_vocabulary()), ())
    assert (found is None) == (claim is None)
    if found is not None and claim is not None:
        said = found.claim
        assert (said.direction, said.rate, said.amount) == (claim.direction, claim.rate, claim.amount)


REQUESTS = [
    DiagnoseRequest(MetricQuery(("a",)), "drivers", Claim("up", 0.6, None, "a", "up"), ("channel",)),
    FunnelRequest(MetricQuery(), "sales", "leak", "contact", "won"),
    AlertRequest(MetricQuery(("a",)), "value", ">", 0.1, "weekly", "slack", "#support"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=[item.kind for item in REQUESTS])
def test_requests_as_json_and_back(request_: DiagnoseRequest | FunnelRequest | AlertRequest) -> None:
    assert request_from_dict(request_to_dict(request_), request_.query) == request_


def test_what_is_blanked_keeps_its_length() -> None:
    assert blanked("why did leads fall", [(0, 7), (14, 18)]) == "¦¦¦¦¦¦¦ leads ¦¦¦¦"


@pytest.mark.parametrize("kind", ["analyses", "dictionary"])
def test_roles_that_rules_ask_for_are_in_the_vocabulary(kind: str) -> None:
    known = load_vocabulary(kind)
    assert known.phrases.get("为什么" if kind == "analyses" else "从哪来")
    assert known.patterns
    # The words of an analysis are not those of plain questions: another table.
    assert known is not load_words()
