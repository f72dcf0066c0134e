"""The page of evaluation runs, drawn without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.channels.web_evaluation_cases import ORDER, key_of
from assistant.channels.web_evaluation_texts import EVALUATION_TEXTS
from assistant.evaluation.baseline import Movement
from assistant.evaluation.marks import read_marks
from assistant.evaluation.reports.json_report import report
from assistant.evaluation.result import VERDICTS
from assistant.evaluation.runs import keep_run
from assistant.presentation.safe import plain
from tests.evaluation.made_run import HOSTILE, every_verdict, hostile, made_run, result, scores_of

APP = str(Path(__file__).parent.parent.parent / "app.py")
EN = EVALUATION_TEXTS["en"]
CASES = "cases: [{id: wrong-1, question: wrong-1 的营收是多少, expect: {metrics: [revenue]}}]\n"
Open = Callable[..., AppTest]


@pytest.fixture
def opened(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open the page as a user, in a home of its own."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_WAREHOUSE", str(demo_file))

    def page(user: str = "metric_admin", **parameters: str) -> AppTest:
        monkeypatch.setenv("ASSISTANT_USER", user)
        st.cache_resource.clear()
        app = AppTest.from_file(APP, default_timeout=120)
        for name, value in ({"page": "evaluation", "lang": "en"} | parameters).items():
            app.query_params[name] = value
        return app.run()

    yield page
    st.cache_resource.clear()


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Path]:
    return lambda run: keep_run(tmp_path / "evaluation" / "runs", run, report(run, scores_of(run)))


def texts(app: AppTest) -> str:
    assert not app.exception
    elements = [*app.markdown, *app.caption, *app.error, *app.warning, *app.info, *app.code, *app.header]
    return "\n".join(str(item.value) for item in elements)


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def entry(app: AppTest, run: str, id: str) -> AppTest:
    """Open the entry of a case."""
    app.session_state[key_of(run, "", id)] = True
    return app.run()


def labels(app: AppTest) -> list[str]:
    return [item.label for item in app.expander]


def test_without_runs_it_says_how_to_make_one(opened: Open) -> None:
    shown = texts(opened())
    assert EN["no_runs"] in shown
    assert "assistant eval questions" in shown


@pytest.mark.parametrize("parameters", [{}, {"run": "run-2"}])
def test_the_page_is_for_reviewers(opened: Open, keep: Any, parameters: dict[str, str]) -> None:
    keep(made_run(*every_verdict()))
    app = opened("viewer", **parameters)
    assert plain(EN["no_reviewer"]) in texts(app)
    assert not app.metric
    assert {button.key for button in app.button}.isdisjoint({"evaluation", "open-run-2"})


def test_the_sidebar_leads_there_and_back(opened: Open, keep: Any) -> None:
    keep(made_run(*every_verdict()))
    app = opened(page="")
    app.button(key="evaluation").click().run()
    app.button(key="open-run-2").click().run()
    assert len(app.metric) == 6
    app.button(key="evaluation").click().run()
    assert not app.query_params.get("page")
    assert not app.query_params.get("run")
    assert app.chat_input


def test_runs_are_listed_with_their_shares(opened: Open, keep: Any, tmp_path: Path) -> None:
    for number in (1, 2):
        keep(made_run(*every_verdict(), id=f"run-{number}", started=f"2026-01-0{number}T03:04:05"))
    (tmp_path / "evaluation" / "runs" / "run-0.json").write_text('{"format": 1, "results": [')
    app = opened()
    shown = texts(app)
    assert [button.label for button in app.button if str(button.key).startswith("open-")] == [
        plain("2026-01-02 03:04"),
        plain("2026-01-01 03:04"),
    ]
    assert "**16.7%**" in shown
    assert plain("run-0.json") in shown, "what is damaged is told"
    assert len(app.get("vega_lite_chart")) == 2


def test_a_small_run_does_not_hide_the_trend(opened: Open, keep: Any) -> None:
    for number in range(2):
        keep(made_run(*[result(str(n), "right") for n in range(40)], id=f"run-{number}"))
    keep(made_run(result("1", "wrong"), id="run-9"))
    app = opened()
    sizes = app.pills(key="run-size")
    assert sizes.options == ["40 cases (2 runs)", "1 cases (1 runs)"]
    assert len(app.get("vega_lite_chart")) == 2
    sizes.set_value(0).run()
    assert not app.get("vega_lite_chart"), "one run alone is no trend"
    assert app.button(key="open-run-9")


def test_an_open_run_lists_what_is_not_right(opened: Open, keep: Any) -> None:
    keep(made_run(*every_verdict()))
    app = opened(run="run-2")
    assert [item.label for item in app.metric][:2] == ["Wrong", "Right"]
    assert [item.value for item in app.metric][:2] == ["16.7%", "16.7%"]
    assert [label.split("[")[1].split("]")[0] for label in labels(app)] == [
        "Wrong", "Fault", "Refused", "Clarified", "Incomplete", "Gold defect",
    ]  # fmt: skip
    app.pills(key="run-2-verdicts").set_value(["right"]).run()
    assert len(app.expander) == 1
    assert plain("right-1") in labels(app)[0]


def test_cases_are_filtered_by_tag_language_and_text(opened: Open, keep: Any) -> None:
    more = result("english", "wrong", language="en", tags=("money",), question="Revenue?")
    keep(made_run(*every_verdict(), more))
    app = opened(run="run-2")
    app.multiselect(key="run-2-tags").set_value(["money"]).run()
    assert len(app.expander) == 1
    app.multiselect(key="run-2-tags").set_value([]).run()
    app.selectbox(key="run-2-language").set_value("zh").run()
    assert len(app.expander) == 6
    app.text_input(key="run-2-text").set_value("WRONG_TIME").run()
    assert len(app.expander) == 1
    app.text_input(key="run-2-text").set_value("nowhere").run()
    assert EN["none"] in texts(app)


def test_an_opened_case_shows_both_sides(opened: Open, keep: Any) -> None:
    keep(made_run(*every_verdict()))
    app = opened(run="run-2")
    before = len(app.dataframe)
    app = entry(app, "run-2", "wrong-1")
    shown = texts(app)
    for part in ("那华东呢", "wrong_time: October expected", "大概", "questions/sales.yml:7"):
        assert plain(part) in shown
    assert "SELECT 1" in shown
    query, gold, got = [item.value for item in app.dataframe][:3]
    assert len(app.dataframe) == before + 3
    assert query["Expected"].tolist()[1].startswith("2025-10-01")
    assert query["Got"].tolist()[1].startswith("≠ 2025-01-01")
    assert gold["region"].tolist() == got["region"].tolist() == ["east_cn", "∅"]


def test_a_run_is_compared_with_an_earlier_one(opened: Open, keep: Any) -> None:
    keep(made_run(result("a", "wrong"), result("b", "right"), result("c", "right"), id="run-1"))
    keep(made_run(result("a", "right"), result("b", "refused"), result("c", "right")))
    app = opened(run="run-2")
    assert EN["choose_earlier"] in texts(app)
    app.selectbox(key="compare-run-2").set_value("run-1").run()
    table = next(item.value for item in app.dataframe if EN["before_after"] in item.value)
    assert table[EN["movement"]].tolist() == ["broken", "fixed"]
    assert table[EN["before_after"]].tolist() == ["Right → Refused", "Wrong → Right"]
    assert app.metric[0].delta == "-33.3 points"
    app.pills(key="run-2-movements").set_value(["fixed"]).run()
    assert len(app.expander) == 1, "though it is right now"


@pytest.fixture
def with_case_file(keep: Any, tmp_path: Path) -> Path:
    """A run whose first case lies in a file."""
    file = tmp_path / "sales.yml"
    file.write_text(CASES, encoding="utf-8")
    keep(made_run(*(replace(item, file=str(file)) for item in every_verdict())))
    return file


def mark(app: AppTest, reason: str) -> AppTest:
    next(item for item in app.text_input if item.label == EN["reason"]).input(reason)
    return press(app, EN["mark"])


def test_a_case_is_marked_and_the_mark_is_taken_away(
    opened: Open, with_case_file: Path, tmp_path: Path
) -> None:
    app = entry(opened(run="run-2"), "run-2", "wrong-1")
    assert EN["no_reason"] in texts(mark(app, " "))
    app = mark(app, "<b>the</b> gold")
    found = read_marks(tmp_path / "evaluation")["wrong-1"]
    assert (found.reason, found.by, found.taken_by) == ("<b>the</b> gold", "metric_admin", "")
    assert plain(f"{found.reason}") in texts(app)
    assert EN["counts"] in texts(app)
    app = press(app, EN["take"])
    found = read_marks(tmp_path / "evaluation")["wrong-1"]
    assert (found.by, found.taken_by) == ("metric_admin", "metric_admin")
    assert EN["mark"] in [button.label for button in app.button]
    assert "took the mark away" in texts(app)


def test_a_changed_case_is_no_longer_marked(opened: Open, with_case_file: Path, tmp_path: Path) -> None:
    app = mark(entry(opened(run="run-2"), "run-2", "wrong-1"), "the gold")
    with_case_file.write_text(CASES.replace("revenue", "aov"), encoding="utf-8")
    app = app.run()
    assert EN["outdated"] in texts(app)
    mark(app, "still wrong")
    assert read_marks(tmp_path / "evaluation")["wrong-1"].reason == "still wrong"


@pytest.mark.parametrize(("text", "said"), [(None, "no longer there"), ("cases: []", "no longer holds")])
def test_a_case_that_is_gone_cannot_be_marked(
    opened: Open, with_case_file: Path, tmp_path: Path, text: str | None, said: str
) -> None:
    with_case_file.unlink() if text is None else with_case_file.write_text(text)
    app = mark(entry(opened(run="run-2"), "run-2", "wrong-1"), "the gold")
    assert any(said in item.value for item in app.error)
    assert not read_marks(tmp_path / "evaluation")


def test_damaged_marks_leave_the_cases_readable(opened: Open, with_case_file: Path, tmp_path: Path) -> None:
    (tmp_path / "evaluation" / "gold_defects.json").write_text("{")
    app = entry(opened(run="run-2"), "run-2", "wrong-1")
    assert len(app.error) == 1
    assert "SELECT 1" in texts(app)
    assert EN["mark"] not in [button.label for button in app.button]


def test_a_run_of_several_configurations(opened: Open, keep: Any) -> None:
    keep(made_run(*every_verdict("deadline=5"), result("x", "right", configuration="deadline=30")))
    app = opened(run="run-2")
    configuration = app.selectbox(key="configuration-run-2")
    assert configuration.options == ["deadline=5", "deadline=30"]
    configuration.set_value(1).run()
    assert app.metric[1].value == "100.0%"


def test_a_run_that_is_gone_or_damaged_is_told(opened: Open, keep: Any) -> None:
    file = keep(made_run(*every_verdict()))
    assert plain("no run nowhere") in texts(opened(run="nowhere"))
    assert plain("../../secret") in texts(opened(run="../../secret"))
    file.write_text(json.dumps({"format": 1, "results": []}))
    app = opened(run="run-2")
    assert "damaged" in texts(app)
    assert not app.metric


def test_hostile_texts_stay_texts(opened: Open, keep: Any, tmp_path: Path) -> None:
    odd = replace(hostile(), id="odd\ud800")
    run = made_run(
        odd, complete=False, stopped=HOSTILE, started=HOSTILE, catalog_name=HOSTILE, problems=(HOSTILE,)
    )
    folder = tmp_path / "evaluation" / "runs"
    folder.mkdir(parents=True)
    (folder / "run-2.json").write_text(json.dumps(report(run, scores_of(run))))
    assert opened().button(key="open-run-2")
    app = opened(run="run-2")
    app = entry(app, "run-2", odd.id)
    shown = texts(app) + "".join(labels(app))
    for item in app.code:  # shows its text whatever is in it
        shown = shown.replace(str(item.value), "")
    assert plain(HOSTILE[:20]) in shown
    for part in ("<script>", "`y`", "$z$", "\x1b", "\ud800", "\u202e"):
        assert part not in shown
    assert plain(EN["problems"].format(n=1)) in labels(app)


def test_texts_exist_in_both_languages() -> None:
    assert EVALUATION_TEXTS["zh"].keys() == EN.keys()
    assert {*VERDICTS, *get_args(Movement)} <= EN.keys()
    assert set(ORDER) == set(VERDICTS)


def test_a_run_is_downloaded(opened: Open, keep: Any) -> None:
    keep(made_run(*every_verdict()))
    app = opened(run="run-2", lang="zh")
    assert EVALUATION_TEXTS["zh"]["download"] in [item.label for item in app.get("download_button")]
