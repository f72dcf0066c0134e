"""The page of a run: what is in it, and that it works in a real browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.evaluation.calibration import Calibration, calibrate
from assistant.evaluation.reports.charts import reliability, risk_coverage
from assistant.evaluation.reports.html import html_report
from assistant.evaluation.result import Run
from tests.evaluation.made_run import (
    HOSTILE,
    against_baseline,
    every_verdict,
    hostile_run,
    made_run,
    result,
    scores_of,
)

VOID = frozenset({"meta", "input", "br"})
TWO = made_run(
    *every_verdict(),
    *every_verdict("llm"),
    result("only", "right"),
    result("only", "wrong", configuration="llm"),
    settings={"llm": {"MODEL": "m"}},
)


class Page(HTMLParser):
    """Elements of a page; fails where one is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.data.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.data).split())

    def values(self, attribute: str) -> list[str]:
        return [value for _, found in self.elements if (value := found.get(attribute)) is not None]


def page_of(run: Run, *rest: Any) -> Page:
    return Page(html_report(run, scores_of(run), *rest))


def test_the_page_needs_nothing_else() -> None:
    page = page_of(TWO)
    assert not {"link", "img", "iframe", "object"} & {tag for tag, _ in page.elements}
    assert page.values("src") == []
    assert all(target.startswith("#") for target in page.values("href"))
    assert "http" not in "".join(value for _, found in page.elements for value in found.values() if value)
    assert "@import" not in html_report(TWO, scores_of(TWO))


def test_every_link_leads_somewhere_and_ids_are_unique() -> None:
    run, comparison = against_baseline()
    for page in (page_of(TWO), page_of(run, comparison)):
        ids = Counter(page.values("id"))
        assert set(ids.values()) == {1}
        assert {target[1:] for target in page.values("href")} <= set(ids)


def test_a_case_that_is_not_right_is_told_in_full() -> None:
    page = page_of(made_run(*every_verdict()))
    for told in ("那华东呢", "October expected", "from the sales team", "营收 → metric: revenue", "大概 → not read",
                 "2025-10-01 – before 2025-11-01", "1,234,567.1", "∅", "3 more", "GROUP BY 1", "SELECT 1",
                 "partial_period: not over yet", "questions/sales.yml:7", "code_of_gold_defect", "1 unscored case"):  # fmt: skip
        assert told in page.text, told
    rows = [found.get("class") for tag, found in page.elements if tag == "tr"]
    assert rows.count("missed") == 1
    assert rows.count("met") == 1


def test_the_page_says_that_a_run_is_partial_and_which_gates_fail() -> None:
    page = page_of(
        made_run(result("a", "right"), complete=False, stopped="out of tokens"), None, ("wrong is high",)
    )
    assert "PARTIAL RUN: out of tokens" in page.text
    assert "wrong is high" in page.text
    assert "PARTIAL RUN" not in page_of(TWO).text


def test_the_page_sets_a_run_against_its_baseline() -> None:
    run, comparison = against_baseline()
    page = page_of(run, comparison)
    assert "Against the baseline run-1" in page.text
    assert {"#case-a", "#case-b", "#case-c", "#case-d"} <= set(page.values("href"))
    assert "−1 since the baseline" in page.text
    assert "case-a" in page.values("id")


def test_configurations_are_compared() -> None:
    page = page_of(TWO)
    assert {"c0", "c1", "case-wrong-1", "case-wrong-1.1"} <= set(page.values("id"))
    assert "1 case went one way here and another way there" in page.text
    assert "MODEL=m" in page.text


def test_an_empty_run_has_a_page() -> None:
    assert "No case has been run." in page_of(made_run()).text
    assert "There are none." in page_of(made_run(result("a", "unscored"))).text


def test_texts_stay_texts() -> None:
    source = html_report(hostile_run(), scores_of(hostile_run()), None, (HOSTILE,))
    page = Page(source)
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert "alert(1)" in page.text
    assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|49", page.text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]", source)
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]


def test_repeats_that_differ_are_told() -> None:
    run = made_run(result("a", "right"), result("a", "wrong", repeat=2), result("b", "right"))
    assert "1 case that did not go the same way each time" in page_of(run).text


def test_charts_of_nothing_are_nothing() -> None:
    empty = Calibration((), 0.0, ())
    assert reliability(empty) == risk_coverage(empty) == ""


@pytest.mark.parametrize("wrong", [0, 1, 9, 10])
def test_charts_stay_inside_their_frame(wrong: int) -> None:
    cases = [result(str(n), "wrong" if n < wrong else "right", confidence=n / 10) for n in range(11)]
    for chart in (reliability(calibrate(cases)), risk_coverage(calibrate(cases))):
        places = [float(found) for found in re.findall(r'\b(?:x|x1|x2|cx)="([\d.-]+)"', chart)]
        heights = [float(found) for found in re.findall(r'\b(?:y|y1|y2|cy)="([\d.-]+)"', chart)]
        assert 0 <= min(places) <= max(places) <= 480
        assert 0 <= min(heights) <= max(heights) <= 270


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a run in the browser; nothing may be fetched and nothing may fail."""
    context = browser.new_context(viewport={"width": 420, "height": 900})
    faults: list[str] = []

    def show(run: Run, comparison: Any = None, fragment: str = "") -> Any:
        file = tmp_path / "report.html"
        file.write_text(html_report(run, scores_of(run), comparison), encoding="utf-8")
        view = context.new_page()
        view.on("console", lambda message: faults.append(message.text))
        view.on("pageerror", lambda error: faults.append(str(error)))
        view.on("dialog", lambda dialog: faults.append(dialog.message))
        view.on(
            "request", lambda request: None if request.url.startswith("file:") else faults.append(request.url)
        )
        view.goto(f"{file.as_uri()}{fragment}")
        return view

    yield show
    context.close()
    assert faults == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_cases_are_filtered(shown: Any) -> None:
    view = shown(made_run(*every_verdict()))
    count = view.locator(".shown")
    assert count.inner_text() == "5"
    view.locator("button[data-verdict=fault]").click()
    assert count.inner_text() == "4"
    view.locator("select[data-by=tags]").select_option("filter")
    assert count.inner_text() == "1"
    view.locator("select[data-by=tags]").select_option("")
    view.locator("input[type=search]").fill("NET_AMOUNT october")
    expect(count).to_have_text("1")
    assert view.locator("#case-wrong-1").is_visible()
    assert not view.locator("#case-refused-1").is_visible()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_link_opens_what_hides_its_case(shown: Any) -> None:
    run, comparison = against_baseline()
    assert shown(run, comparison, "#case-a").locator("#case-a").is_visible()
    view = shown(TWO, None, "#case-wrong-1.1")
    assert view.locator("#c1").is_visible()
    assert not view.locator("#c0").is_visible()
    assert view.locator("[id='case-wrong-1.1'] .body").is_visible()
    view.get_by_role("tab", name="as configured").click()
    assert view.locator("#c0").is_visible()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_narrow_screen_is_wide_enough(shown: Any) -> None:
    for run in (made_run(*every_verdict()), hostile_run(), TWO, made_run()):
        view = shown(run)
        view.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
        assert view.evaluate("document.documentElement.scrollWidth") <= 420
