"""Reports for tools and for a terminal."""

from __future__ import annotations

import io
import json
import re
from xml.etree import ElementTree as Tree

import pytest
from rich.console import Console

from assistant.evaluation.rates import Rate
from assistant.evaluation.reports.console import print_report
from assistant.evaluation.reports.figures import interval, one_line, visible, worst_first
from assistant.evaluation.reports.json_report import report
from assistant.evaluation.reports.junit import junit_xml
from assistant.evaluation.reports.query_parts import query_parts
from assistant.evaluation.result import Run
from assistant.evaluation.score import Slice
from tests.evaluation.made_run import (
    HOSTILE,
    against_baseline,
    every_verdict,
    hostile_run,
    made_run,
    result,
    scores_of,
)

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]")
TWO = made_run(*every_verdict(), *every_verdict("llm"), settings={"llm": {"MODEL": "m"}})


def printed(run: Run, *rest: object, width: int = 100, most: int = 20) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=False, highlight=False)
    print_report(run, scores_of(run), *rest, console=console, most=most)  # type: ignore[arg-type]
    return out.getvalue()


def suites(run: Run) -> dict[str, Tree.Element]:
    root = Tree.fromstring(junit_xml(run).encode())
    return {suite.get("name", ""): suite for suite in root.iter("testsuite")}


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_acts_upon_a_terminal_is_shown_as_a_picture_of_itself() -> None:
    assert visible("a\x00\x1b[2J\tb\nc\r\nd\r\x7f\x9b\ud800") == "a␀␛[2J\tb\nc\nd␍␡\ufffd\ufffd"
    assert one_line(" a\n b\tc ") == "a b c"
    assert one_line("abcdef", 4) == "abc…"


def test_an_interval_is_told_in_percent() -> None:
    assert interval(Rate(0, 0)) == "0.0–100.0%"
    assert interval(Rate(3, 54)) == "1.9–15.1%"


def test_slices_come_by_what_is_certain_of_them() -> None:
    slices = {
        "one of one": Slice({"wrong": 1}),
        "none": Slice({"right": 9}),
        "many": Slice({"wrong": 8, "right": 2}),
        "few right": Slice({"refused": 8, "right": 2}),
        "unscored": Slice({"unscored": 3}),
    }
    assert [name for name, _ in worst_first(slices)] == ["many", "one of one", "few right", "none"]


# ── the query ───────────────────────────────────────────────────────────────────────────────────────


def test_parts_of_a_query_are_as_they_were_judged() -> None:
    case = result(
        "x", "wrong",
        expected_query={"metrics": ["a"], "where": [{"field": "f", "op": "in", "values": ["x", "y"]}],
                        "time": {"relative": "last_month"}, "limit": None},
        query={"metrics": ("a",), "where": [], "time": {"start": "2025-11-01", "end": "2025-12-01"},
               "order_by": [{"field": "a", "direction": "desc"}], "having": [], "totals": False},
        slots={"metrics": True, "filters": False, "time": True},
    )  # fmt: skip
    found = {part.key: part for part in query_parts(case)}
    assert {key: part.state for key, part in found.items()} == {
        "metrics": "met", "where": "missed", "time": "met", "limit": "met", "order_by": "free",
    }  # fmt: skip
    assert found["where"].expected == "f in x, y"
    assert found["where"].got == "–"
    assert found["time"].got == "2025-11-01 – before 2025-12-01"


def test_parts_are_compared_where_they_were_not_judged() -> None:
    case = result("x", "refused", expected_query={"metrics": ["a"], "limit": 3}, query={"metrics": ("a",)})
    assert [part.state for part in query_parts(case)] == ["met", "missed"]
    assert list(query_parts(result("x", "fault"))) == []


# ── terminal ────────────────────────────────────────────────────────────────────────────────────────


def test_the_terminal_says_what_matters_first() -> None:
    shown = printed(
        made_run(*every_verdict(), problems=("sales.yml:3: unknown key",)), None, ("wrong is high",)
    )
    lines = [line for line in shown.splitlines() if line.strip()]
    assert re.match(r"wrong answers +16\.7% +1 of 6 +95% interval 3\.0–56\.4%", lines[1])
    for told in (
        "1 unscored, 1 gold defect",
        "time 0.0% (0/1)",
        "wrong-1",
        "wrong_time",
        "sales.yml:3",
    ):
        assert told in shown
    assert lines[-1].strip() == "wrong is high"
    assert max(map(len, lines)) <= 100
    assert "PARTIAL" not in shown


def test_the_terminal_shows_at_most_so_many_failures() -> None:
    shown = printed(made_run(*(result(f"case-{n}", "wrong") for n in range(30))), most=5)
    assert len(re.findall(r"^wrong +case-\d", shown, re.MULTILINE)) == 5
    assert "and 25 more" in shown


def test_the_terminal_shouts_when_a_run_is_partial() -> None:
    shown = printed(made_run(result("a", "right"), complete=False, stopped="out of tokens"))
    assert shown.count("PARTIAL RUN: out of tokens") == 2


def test_the_terminal_compares() -> None:
    run, comparison = against_baseline()
    shown = printed(run, comparison)
    assert "Against run-1: 1 fixed, 1 broken, 1 better, 1 worse; 1 new and 1 gone cases" in shown
    assert re.search(r"broken +b +right → refused +code_of_refused detail", shown)
    two = printed(TWO)
    assert "as configured" in two
    assert "── llm ──" in two


@pytest.mark.parametrize("width", [40, 100])
def test_the_terminal_is_not_acted_upon(width: int) -> None:
    shown = printed(hostile_run(), None, (HOSTILE,), width=width)
    assert not CONTROL.search(shown)
    assert "␛" in shown
    assert "0 cases" in printed(made_run())


# ── JUnit ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_verdict_has_its_place_in_junit() -> None:
    (suite,) = suites(made_run(*every_verdict())).values()
    kinds = {case.get("name"): [item.tag for item in case] for case in suite.iter("testcase")}
    assert kinds == {
        "wrong-1": ["failure"], "right-1": [], "incomplete-1": ["failure"], "clarified-1": ["failure"],
        "refused-1": ["failure"], "fault-1": ["error"], "gold_defect-1": ["error"], "unscored-1": ["skipped"],
    }  # fmt: skip
    assert [suite.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["8", "4", "2", "1"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "wrong: wrong_time October expected; wrong_values"
    assert "before: 那华东呢" in (failure.text or "")


def test_junit_has_a_suite_for_each_file_and_tells_configurations_and_repeats_apart() -> None:
    run = made_run(
        result("a", "right"), result("a", "right", repeat=2), result("b", "right", configuration="llm", file="x.yml")
    )  # fmt: skip
    names = {
        name: [case.get("name") for case in suite.iter("testcase")] for name, suite in suites(run).items()
    }
    assert names == {"questions/sales.yml": ["a", "a #2"], "x.yml": ["b [llm]"]}


def test_a_partial_run_fails_in_junit() -> None:
    found = suites(made_run(result("a", "right"), complete=False, problems=("sales.yml:3: unknown key",)))
    assert found["run"].get("errors") == "2"
    assert suites(made_run()) == {}


def test_junit_is_xml_whatever_the_texts() -> None:
    assert not CONTROL.search(junit_xml(hostile_run()))
    (case,) = suites(hostile_run())[visible(HOSTILE)].iter("testcase")
    assert case.get("name") == visible(HOSTILE)


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_json_is_read_back_as_the_run_it_was() -> None:
    run, comparison = against_baseline()
    document = json.loads(
        json.dumps(report(run, scores_of(run), comparison, ("wrong is high",)), allow_nan=False)
    )
    assert Run.from_dict(document) == run
    assert document["failed_gates"] == ["wrong is high"]
    assert document["comparison"]["baseline"] == "run-1"
    assert [item["movement"] for item in document["comparison"]["changes"]] == [
        "fixed",
        "broken",
        "better",
        "worse",
    ]
    scores = document["scores"][""]
    assert scores["total"]["counts"] == {"right": 3, "wrong": 1, "clarified": 1, "refused": 1}
    assert set(scores["total"]["right"]) == {"count", "of", "value", "low", "high"}
    assert scores["calibration"]["bins"][0]["right"]["of"] == 4


def test_every_field_of_the_scores_is_in_the_json() -> None:
    document = report(TWO, scores_of(TWO))
    assert set(document["scores"]) == {"", "llm"}
    expected = {
        name.replace("latency", "latency_ms") for name in type(scores_of(TWO)[""]).__dataclass_fields__
    }
    assert set(document["scores"][""]) == expected
    assert document["comparison"] is None
    assert report(made_run(), {})["scores"] == {}
