"""The page in a real browser."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.channels.web_texts import TEXTS
from tests.channels.conftest import free_port, serve, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def ask(view: Any, text: str) -> Any:
    """Type a question and wait for the message that answers it: the second of each exchange."""
    view.asked = getattr(view, "asked", 0) + 1
    settle(view)  # what is typed while the page is still being drawn is lost
    box = view.get_by_test_id("stChatInput").locator("textarea")
    expect(box).to_have_count(1)  # while the page is drawn anew there may be the old one as well
    box.fill(text)
    box.press("Enter")
    answer = view.get_by_test_id("stChatMessage").nth(2 * view.asked - 1)
    expect(answer).to_contain_text(re.compile(r"[\s\S]{25}"), timeout=60_000)
    settle(view)
    return answer


def settle(view: Any) -> None:
    """Wait until the page has drawn everything."""
    view.get_by_test_id("stSpinner").wait_for(state="detached")
    view.locator('[data-test-script-state="notRunning"]').wait_for()


def test_a_chinese_question_gives_number_chart_and_definition(view: Any, tmp_path: Path) -> None:
    answer = ask(view, "上个月各渠道的MQL数量是多少?")
    chart = answer.locator("canvas, svg.marks").first
    chart.wait_for()
    view.wait_for_timeout(500)
    picture = chart.screenshot(path=str(tmp_path / "chart.png"))
    assert len(set(picture)) > 50, "the chart is blank"
    answer.get_by_role("tab", name="口径").click()
    answer.get_by_text("MQL数量").first.wait_for()
    answer.get_by_role("tab", name="SQL").click()
    answer.get_by_text(re.compile("SELECT")).first.wait_for()
    answer.get_by_role("tab", name="如何理解").click()
    assert "2025-11" in answer.inner_text()


@pytest.mark.parametrize(("language", "question"), [("zh", "上季度收入"), ("en", "Revenue last quarter")])
def test_a_verified_answer_carries_a_badge(view: Any, language: str, question: str) -> None:
    if language == "en":
        view.get_by_text("English", exact=True).click()
        view.get_by_text(TEXTS["en"]["try"]).wait_for()
    answer = ask(view, question)
    badge = answer.get_by_text(TEXTS[language]["verified"])
    expect(badge).to_be_visible()
    expect(answer).to_contain_text(re.compile(rf"finance · 2025-12-05 · {question}"))
    if language == "zh":
        assert TEXTS["zh"]["verified"] not in ask(view, "上季度华东收入").inner_text()


def test_chinese_labels_are_drawn_with_a_chinese_font(view: Any) -> None:
    """A missing glyph is a box of fixed width: two different labels would look the same."""
    script = """text => {
        const canvas = document.createElement('canvas');
        canvas.width = 60; canvas.height = 60;
        const pen = canvas.getContext('2d');
        pen.font = '40px "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
        pen.fillText(text, 5, 45);
        return canvas.toDataURL();
    }"""
    assert view.evaluate(script, "邮") != view.evaluate(script, "展")


def test_an_english_question_and_its_follow_up(view: Any) -> None:
    answer = ask(view, "How many leads did we get last month by channel?")
    assert "2025-11" in answer.inner_text()
    answer = ask(view, "drop email")
    answer.get_by_role("tab", name="Table").click()
    assert re.search("email", answer.inner_text(), re.IGNORECASE), "the exclusion is shown as a filter"
    assert "Back to the answer before" in ask(view, "go back").inner_text()
    assert "A fresh start" in ask(view, "start over").inner_text()
    assert "follow-up" in ask(view, "and South China?").inner_text()


def test_a_clarification_is_answered_with_one_tap(view: Any) -> None:
    answer = ask(view, "转化率多少")
    option = answer.get_by_role("button", name=re.compile("表单转化率"))
    option.click()
    view.get_by_test_id("stChatMessage").nth(3).get_by_role("tab", name="口径").wait_for()


def test_a_refusal_says_why(view: Any) -> None:
    answer = ask(view, "Delete last month's bad orders")
    assert answer.get_by_role("tab").count() == 0
    assert len(answer.inner_text()) > 20


def test_a_thumbs_down_is_thanked_and_asks_what_is_wrong(view: Any) -> None:
    answer = ask(view, "上个月各渠道的MQL数量是多少?")
    answer.get_by_test_id("stFeedback").locator("button").nth(1).click()
    answer.get_by_text(TEXTS["zh"]["thanks_down"]).wait_for()
    answer.get_by_label(TEXTS["zh"]["comment"]).fill("少了一个渠道")
    answer.get_by_role("button", name=TEXTS["zh"]["send"]).click()
    expect(answer.get_by_label(TEXTS["zh"]["comment"])).to_have_count(0)


def test_examples_language_and_new_conversation(view: Any) -> None:
    view.get_by_text("English", exact=True).click()
    view.get_by_text(TEXTS["en"]["try"]).wait_for()
    view.get_by_test_id("stMainBlockContainer").get_by_role("button").first.click()
    view.get_by_test_id("stChatMessage").nth(1).wait_for()
    view.get_by_role("button", name=TEXTS["en"]["new"]).click()
    view.get_by_text(TEXTS["en"]["try"]).wait_for()


def test_what_the_server_is_and_what_it_covers(view: Any) -> None:
    sidebar = view.get_by_test_id("stSidebar").inner_text()
    assert "2025-12-31" in sidebar
    assert "权限策略生效" in sidebar
    assert "exec" in sidebar


def test_markup_in_a_question_stays_text(view: Any) -> None:
    ask(view, "<img src=x onerror=\"document.title='owned'\"> revenue [click](javascript:alert(1))")
    assert view.title() != "owned"
    assert view.locator("a[href^='javascript']").count() == 0


def test_texts_exist_in_both_languages() -> None:
    assert TEXTS["zh"].keys() == TEXTS["en"].keys()


def test_stopping_the_command_stops_the_page(demo_file: Path, tmp_path: Path) -> None:
    port = free_port()
    process = serve(demo_file, tmp_path, port)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, tmp_path / "web.log")
    finally:
        process.terminate()
        process.wait(timeout=60)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
