"""A review turned into a change on the page, drawn without a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import open_assistant
from assistant.catalog.load import load_catalog
from assistant.catalog.problems import Problems
from assistant.channels.web_propose import KINDS
from assistant.channels.web_propose_texts import PROPOSE_TEXTS
from assistant.evaluation.read_cases import read_cases
from assistant.presentation.safe import plain
from assistant.settings import bundled
from tests.channels.test_web_review import opened, texts

__all__ = ["opened"]
WORDS = PROPOSE_TEXTS["en"]
QUESTION = "上季度的拉新成本是多少"
CASES = """\
- {id: revenue, question: 上季度收入, expect: {metrics: [revenue]}}
- {id: by-channel, question: 上个月各渠道的MQL数量, expect: {metrics: [mql_count], dimensions: [channel]}}
"""
Page = Callable[..., AppTest]


@pytest.fixture
def desk(opened: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """The review page in English after these questions, over a copy of the demo's catalog."""
    shutil.copytree(bundled("metric_catalog"), tmp_path / "metric_catalog")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "cases.yml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_CATALOG", str(tmp_path / "metric_catalog"))

    def page(*questions: str, conversation: str | None = None, reported: bool = False) -> AppTest:
        opened()
        assistant = open_assistant(record="all")
        for question in questions:
            outcome = assistant.ask(question, conversation=conversation)
            if reported:
                assistant.feedback(outcome.receipt.id, "down")
        assistant.close()
        return opened(page="review", lang="en")

    return page


def turned(app: AppTest, kind: str, number: int = 1) -> AppTest:
    app.pills(key=f"turn-{number}").set_value(kind).run()
    assert not app.exception
    return app


def looked(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label == WORDS["look"]).click().run()
    assert not app.exception
    return app


def accept_button(app: AppTest) -> Any:
    return next((button for button in app.button if button.label == WORDS["accept"]), None)


def accepted(app: AppTest) -> AppTest:
    accept_button(app).click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join([texts(app), *(str(item.value) for item in [*app.success, *app.warning])])


def test_a_synonym_is_previewed_accepted_and_used(desk: Callable[..., AppTest], tmp_path: Path) -> None:
    app = turned(desk(QUESTION), "synonym")
    version = app.session_state["catalog_version"]
    assert app.text_input(key="synonym-word-1").value == "拉新", "the word that nobody understood"
    looked(app)
    assert plain(WORDS["missing"]) in said(app)
    assert accept_button(app) is None, "only after a preview"
    app.selectbox(key="synonym-name-1").set_value("cac")
    app.text_input(key="synonym-word-1").input("拉新成本")
    looked(app)
    shown = said(app)
    assert "拉新成本]" in shown
    assert plain("2 scored cases: 0 fixed, 0 broken, 0 better, 0 worse") in shown
    assert f"**{WORDS['now']}:** {WORDS['clarify']}" in shown
    assert f"**{WORDS['after']}:** {WORDS['answer']}" in shown
    assert "拉新成本" not in load_catalog(tmp_path / "metric_catalog").metrics["cac"].ai.synonyms

    accepted(app)
    assert plain("Synonym 拉新成本 → cac") in said(app)
    assert not app.expander, "the review is closed"
    assert app.session_state["catalog_version"] != version, "the page has the changed catalog"
    del app.query_params["page"]
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    assert "客户获取成本" in texts(app)


def test_a_change_that_breaks_cases_needs_a_word(desk: Callable[..., AppTest]) -> None:
    app = turned(desk(QUESTION), "synonym")
    app.selectbox(key="synonym-name-1").set_value("lead_count")
    app.text_input(key="synonym-word-1").input("各渠道")
    looked(app)
    moved = app.dataframe[-1].value
    assert moved[WORDS["id"]].tolist() == ["by-channel"]
    assert accept_button(app).disabled
    app.checkbox(key="force-1").check().run()
    assert not accept_button(app).disabled
    accepted(app)
    assert not app.expander


def test_a_refused_change_and_one_that_cannot_be_made(desk: Callable[..., AppTest]) -> None:
    app = turned(desk(QUESTION), "synonym")
    app.selectbox(key="synonym-name-1").set_value("cac")
    app.text_input(key="synonym-word-1").input("订单量")
    looked(app)
    assert any(plain(WORDS["refused"]) in item.value for item in app.error)
    assert accept_button(app) is None
    app.text_input(key="synonym-word-1").input("CAC")
    looked(app)
    assert any("already" in item.value for item in app.error), said(app)


def test_files_that_changed_meanwhile(desk: Callable[..., AppTest], tmp_path: Path) -> None:
    app = turned(desk(QUESTION), "synonym")
    app.selectbox(key="synonym-name-1").set_value("cac")
    app.text_input(key="synonym-word-1").input("拉新成本")
    looked(app)
    calendar = tmp_path / "metric_catalog" / "calendar.yml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + "# x\n", encoding="utf-8")
    accepted(app)
    assert any("has changed since the preview" in item.value for item in app.error)
    assert len(app.expander) == 1


def test_a_value_alias(desk: Callable[..., AppTest], tmp_path: Path) -> None:
    app = turned(desk("南边那片上季度收入"), "value_alias")
    app.selectbox(key="alias-name-1").set_value("region")
    app.text_input(key="alias-value-1").input("south_cn")
    app.text_input(key="alias-word-1").input("南边那片")
    looked(app)
    accepted(app)
    assert plain("Value alias 南边那片 → region = south_cn") in said(app)


def test_an_option_becomes_a_verified_query(desk: Callable[..., AppTest], tmp_path: Path) -> None:
    app = turned(desk(QUESTION), "verified_query")
    assert len(app.selectbox(key="verified-option-1").options) > 1
    text = app.text_area[0].value
    assert json.loads(text)["time"] == {"relative": "last_quarter"}, "it is asked in other quarters too"
    app.selectbox(key="verified-option-1").set_value(1).run()
    assert app.text_area[0].value != text
    app.text_area[0].input("{")
    looked(app)
    assert any("JSON" in item.value for item in app.error), said(app) + str(app.text_area)
    app.text_area[0].input('{"metrics": ["cac"], "time": {"relative": "last_quarter"}}')
    looked(app)
    accepted(app)
    found = load_catalog(tmp_path / "metric_catalog").verified_queries[-1]
    assert (found.questions, found.verified_by) == ((QUESTION,), "metric_admin")


def test_an_answer_becomes_a_case(desk: Callable[..., AppTest], tmp_path: Path) -> None:
    app = turned(desk("上个月各渠道的MQL数量是多少?", reported=True), "case")
    assert app.selectbox(key="case-file-1").options == ["reviewed.yml", "cases.yml"]
    text = app.text_area(key="case-expectation-1").value
    for part in ("status: answer", "metrics: [mql_count]", "dimensions: [channel]", "2025-11-01"):
        assert part in text
    looked(app)
    assert WORDS["today"] in said(app)
    accepted(app)
    problems = Problems()
    (case,) = read_cases([tmp_path / "questions" / "reviewed.yml"], problems)
    assert not list(problems)
    assert case.expectations[0].query.metrics == ("mql_count",)
    assert WORDS["reload"] not in said(app)


def test_hostile_words_stay_words(desk: Callable[..., AppTest]) -> None:
    hostile = "<b>x</b> [y](javascript:alert(1)) $a$ :fire:"
    app = turned(desk(QUESTION), "synonym")
    app.selectbox(key="synonym-name-1").set_value("cac")
    app.text_input(key="synonym-word-1").input(hostile)
    looked(app)
    rendered = "\n".join(
        str(item.value) for item in [*app.markdown, *app.caption, *app.error, *app.success, *app.warning]
    )
    assert plain(hostile) in rendered
    assert "<b>" not in rendered
    assert "](java" not in rendered


def test_other_changes_are_made_on_the_command_line(desk: Callable[..., AppTest]) -> None:
    app = turned(desk(QUESTION), "patch")
    assert "assistant propose patch change.diff --review 1 --reviewer metric_admin" in texts(app)


def test_without_question_sets(
    desk: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(tmp_path / "questions") if (tmp_path / "questions").exists() else None
    monkeypatch.chdir(tmp_path)
    app = turned(desk(QUESTION), "case")
    assert plain(WORDS["no_sets"]) in said(app) or app.info
    turned(app, "synonym")
    app.selectbox(key="synonym-name-1").set_value("cac")
    app.text_input(key="synonym-word-1").input("拉新成本")
    looked(app)
    assert plain(WORDS["no_cases"]) in said(app)


def test_texts_exist_in_both_languages() -> None:
    assert PROPOSE_TEXTS["zh"].keys() == PROPOSE_TEXTS["en"].keys()
    assert {*KINDS} <= PROPOSE_TEXTS["zh"].keys()
