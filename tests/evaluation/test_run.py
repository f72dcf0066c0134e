"""Running question sets over the small demo: what comes out, and what survives an interruption."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog.problems import Problems
from assistant.errors import UsageError
from assistant.evaluation.case import Case
from assistant.evaluation.journal import open_journal
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.result import CaseResult, Run
from assistant.evaluation.run import Options, Progress, run_cases
from assistant.evaluation.score import score
from assistant.wiring import Assistant

STARTED = datetime(2026, 1, 1, 9, 0)
CASES = """
- id: right
  question: 2025年线索量
  expect: {metrics: [lead_count], sql: "SELECT count(*) FROM leads WHERE created_at >= '2025-01-01' AND created_at < '2026-01-01'"}
- id: wrong
  question: 2025年线索量
  expect: {metrics: [mql_count]}
- id: asked
  question: 转化率多少
  expect: {status: clarify}
- id: needless
  question: 转化率多少
  expect: {metrics: [win_rate]}
- id: writes
  question: 2025年线索量
  expect: {sql: DELETE FROM leads}
- id: broken-gold
  question: 2025年线索量
  expect: {sql: SELECT nothing FROM nowhere}
- id: unscored
  question: 2025年线索量
- id: pair
  question: {zh: 2025年线索量按渠道, en: leads by channel in 2025}
  expect: {metrics: [lead_count], dimensions: [channel]}
- id: conversation
  question: 那华东呢
  after: [2025年线索量]
  expect: {filters: [{field: region, value: east_cn}], time: {start: 2025-01-01, end: 2026-01-01}}
- id: chosen
  question: 按月
  after: [转化率多少, {choose: 1}]
  expect: {dimensions: [metric_time__month]}
- id: no-such-option
  question: 按月
  after: [转化率多少, {choose: 99}]
  expect: {dimensions: [metric_time__month]}
"""


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Case, ...]:
    file = tmp_path / "cases.yml"
    file.write_text(CASES, encoding="utf-8")
    problems = Problems()
    found = read_cases([file], problems)
    assert not list(problems)
    return found


@pytest.fixture
def run(
    tmp_path: Path, demo_file: Path, cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Run]:
    settings = {"home": tmp_path / "home", "warehouse": demo_file}
    settings["index"] = tmp_path_factory.getbasetemp().parent / "assistant-home" / "index"

    def start(chosen: Sequence[Case] = cases, **options: Any) -> Run:
        watch = options.pop("watch", lambda _: None)
        return run_cases(chosen, Options(settings=settings, **options), STARTED, progress=watch)

    return start


def verdicts(run: Run) -> dict[str, str]:
    return {item.id: item.verdict for item in run.results}


def test_each_case_is_judged_by_itself(run: Callable[..., Run]) -> None:
    found = run()
    assert found.complete
    assert not found.stopped
    assert verdicts(found) == {
        "right": "right", "wrong": "wrong", "asked": "right", "needless": "clarified", "writes": "gold_defect",
        "broken-gold": "gold_defect", "unscored": "unscored", "pair.zh": "right", "pair.en": "right",
        "conversation": "right", "chosen": "right", "no-such-option": "fault",
    }  # fmt: skip
    by_id = {item.id: item for item in found.results}
    assert by_id["wrong"].shortfalls[0].code == "wrong_metric"
    assert by_id["needless"].shortfalls[0].code == "over_clarification"
    assert "one SELECT" in by_id["writes"].shortfalls[0].detail
    assert by_id["conversation"].turn == 2
    assert by_id["conversation"].before == ("2025年线索量",)
    assert by_id["right"].found[0] == "lead_count"
    scores = score(found.results)
    assert (scores.parity.count, scores.parity.of) == (1, 1)
    assert scores.total.scored == 9
    assert scores.total.counts["gold_defect"] == 2


def test_a_result_reads_back_as_it_was(run: Callable[..., Run]) -> None:
    found = run()
    assert Run.from_dict(found.to_dict()) == found
    with pytest.raises(UsageError, match="not a result"):
        Run.from_dict({"format": 99})


def test_a_crash_is_the_failure_of_its_case(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Assistant.ask

    def fragile(self: Assistant, question: str, *rest: Any, **more: Any) -> Any:
        if question == "转化率多少":
            raise RecursionError("too deep")
        return ask(self, question, *rest, **more)

    monkeypatch.setattr(Assistant, "ask", fragile)
    found = verdicts(run())
    assert found["asked"] == found["needless"] == "fault"
    assert found["right"] == "right"


def test_an_interrupted_run_goes_on_where_it_stopped(run: Callable[..., Run]) -> None:
    def stop(now: Progress) -> None:
        if now.done == 4:
            raise KeyboardInterrupt

    first = run(parallel=1, watch=stop)
    assert not first.complete
    assert first.stopped == "interrupted"
    assert len(first.results) == 4
    seen: list[Progress] = []
    second = run(parallel=1, watch=seen.append)
    assert second.complete
    assert seen[0].resumed == 4
    assert verdicts(second) == verdicts(run(fresh=True))


def test_a_line_cut_off_by_a_crash_is_asked_again(run: Callable[..., Run], tmp_path: Path) -> None:
    def stop(now: Progress) -> None:
        if now.done == 3:
            raise KeyboardInterrupt

    run(parallel=1, watch=stop)
    (journal,) = (tmp_path / "home" / "evaluation" / "journals").glob("*.jsonl")
    journal.write_text(journal.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    seen: list[Progress] = []
    assert run(parallel=1, watch=seen.append).complete
    assert seen[0].resumed == 2


def test_two_runs_at_once_keep_apart(tmp_path: Path) -> None:
    result = CaseResult("a", "?", "right")
    with open_journal(tmp_path, "key", fresh=False) as one, open_journal(tmp_path, "key", fresh=False) as two:
        one.add(result)
        two.add(result)
        two.close(complete=True)
    with open_journal(tmp_path, "key", fresh=False) as again:
        assert [item.id for item in again.found] == ["a"]


def test_repeats_tell_how_stable_it_is(run: Callable[..., Run], cases: tuple[Case, ...]) -> None:
    found = run(cases[:2], repeat=3)
    assert len(found.results) == 6
    scores = score(found.results)
    assert (scores.stability.count, scores.stability.of) == (2, 2)
    assert scores.total.scored == 2


def test_combinations_of_settings_are_run_beside_each_other(
    run: Callable[..., Run], cases: tuple[Case, ...]
) -> None:
    found = run(cases[:1], vary={"deadline": ("5", "30"), "row_limit": ("10",)})
    assert found.configurations == ("deadline=5 row_limit=10", "deadline=30 row_limit=10")
    with pytest.raises(UsageError, match="unknown setting 'deadlin'"):
        run(cases[:1], vary={"deadlin": ("5",)})


def test_a_run_stops_at_its_cost(
    run: Callable[..., Run], cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.evaluation import ask_case

    examine = ask_case.Examiner.examine

    def dear(self: Any, *rest: Any) -> CaseResult:
        from dataclasses import replace

        return replace(examine(self, *rest), cost=1.0)

    monkeypatch.setattr(ask_case.Examiner, "examine", dear)
    found = run(cases, parallel=1, max_cost=2.5)
    assert not found.complete
    assert "limit of 2.5" in found.stopped
    assert len(found.results) == 3


def test_questions_run_side_by_side(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(2, timeout=60)
    ask = Assistant.ask
    met: list[bool] = []

    def wait(self: Assistant, question: str, *rest: Any, **more: Any) -> Any:
        if not met:
            meeting.wait()
            met.append(True)
        return ask(self, question, *rest, **more)

    monkeypatch.setattr(Assistant, "ask", wait)
    assert run(parallel=2).complete
