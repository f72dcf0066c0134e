"""Thumbs and the review page, drawn without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.channels.web_review_texts import REVIEW_TEXTS
from assistant.channels.web_texts import TEXTS
from assistant.presentation.safe import plain
from assistant.state.reviews import KINDS, STATES

APP = str(Path(__file__).parent.parent.parent / "app.py")
QUESTION = "上个月各渠道的MQL数量是多少?"
HOSTILE = "<b>llamas</b> [x](javascript:alert(1)) $a$ :fire:"


@pytest.fixture
def opened(
    demo_file: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., AppTest]]:
    """Open the page as a user, with a state store of its own."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path_factory.getbasetemp().parent / "assistant-home"))
    monkeypatch.setenv("ASSISTANT_WAREHOUSE", str(demo_file))
    monkeypatch.setenv("ASSISTANT_STATE", f"sqlite:///{tmp_path / 'state.db'}")

    def page(user: str = "metric_admin", **parameters: str) -> AppTest:
        monkeypatch.setenv("ASSISTANT_USER", user)
        st.cache_resource.clear()
        app = AppTest.from_file(APP, default_timeout=120)
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    yield page
    st.cache_resource.clear()


def asked(app: AppTest, *questions: str) -> AppTest:
    for question in questions:
        app.chat_input[0].set_value(question).run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return "\n".join(
        str(item.value) for item in [*app.markdown, *app.caption, *app.error, *app.info, *app.code]
    )


def thumbs(app: AppTest, at: int = 0) -> Any:
    return app.feedback[at]


def test_a_thumbs_down_with_a_comment_comes_before_the_reviewers(opened: Callable[..., AppTest]) -> None:
    app = asked(opened("exec"), QUESTION)
    assert not [button for button in app.button if button.key == "reviews"]
    thumbs(app).set_value(0).run()
    assert TEXTS["zh"]["thanks_down"] in texts(app)
    app.text_input[0].input("少了一个<渠道>")
    next(button for button in app.button if button.label == TEXTS["zh"]["send"]).click().run()
    assert not app.exception
    assert not app.text_input

    page = opened("metric_admin", page="review")
    shown = texts(page)
    for part in (plain("少了一个<渠道>"), plain(QUESTION), "MQL", "SELECT", "mql_count"):
        assert part in shown + str([item.label for item in page.expander])
    assert page.dataframe[0].value["词语"].tolist()[:2] == ["上个月", "各"]


def test_a_thumbs_up_is_thanked_and_opens_nothing(opened: Callable[..., AppTest]) -> None:
    app = asked(opened(), "revenue last quarter by region")
    thumbs(app).set_value(1).run()
    assert TEXTS["zh"]["thanks"] in texts(app)
    next(button for button in app.button if button.key == "reviews").click().run()
    assert app.query_params["page"] in ("review", ["review"])
    assert REVIEW_TEXTS["zh"]["none"] in texts(app)
    next(button for button in app.button if button.key == "reviews").click().run()
    assert "page" not in app.query_params
    assert thumbs(app).value == 1, "it is remembered while another page is looked at"


def test_unanswered_questions_are_filtered_and_dismissed(opened: Callable[..., AppTest]) -> None:
    app = asked(opened(), "转化率多少", HOSTILE, "Delete last month's bad orders")
    assert app.chat_message
    page = opened(page="review", lang="en")
    words = REVIEW_TEXTS["en"]
    labels = [item.label for item in page.expander]
    assert [label.split(" · ")[0] for label in labels] == [words["refused"], words["unclear"]]
    assert plain(HOSTILE) in labels[0]
    assert "<b>" not in texts(page) + labels[0]
    page.pills(key="review-kinds").set_value(["unclear"]).run()
    assert len(page.expander) == 1
    dismiss = next(button for button in page.button if button.label == words["dismiss"])
    dismiss.click().run()
    assert words["no_reason"] in texts(page)
    page.text_input[0].input("depends")
    next(button for button in page.button if button.label == words["dismiss"]).click().run()
    assert not page.exception
    assert words["none"] in texts(page)
    page.segmented_control(key="review-state").set_value("dismissed").run()
    assert "depends" in texts(page)
    assert len(page.expander) == 1


def test_the_page_is_for_reviewers(opened: Callable[..., AppTest]) -> None:
    page = opened("viewer", page="review", lang="en")
    assert plain(REVIEW_TEXTS["en"]["no_reviewer"]) in texts(page)
    assert not page.expander


def test_a_store_that_cannot_be_used_leaves_the_answer_standing(
    opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened()
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ASSISTANT_STATE", f"sqlite:///{tmp_path}/file/state.db")
    app = asked(opened(), QUESTION)
    assert "672" in texts(app) or app.tabs
    thumbs(app).set_value(0).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "cannot be read or written" in app.error[0].value


def test_texts_exist_in_both_languages() -> None:
    assert REVIEW_TEXTS["zh"].keys() == REVIEW_TEXTS["en"].keys()
    assert {*KINDS, *STATES} <= REVIEW_TEXTS["zh"].keys()
