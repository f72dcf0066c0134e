"""Runs that are kept, their summaries, and marks of gold defects."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog.problems import Problems
from assistant.errors import StateError, UsageError
from assistant.evaluation import runs
from assistant.evaluation.case import Case
from assistant.evaluation.find_case import find_case
from assistant.evaluation.marks import FILE, defect_of, read_marks, take_mark, write_mark
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.result import Run
from assistant.evaluation.runs import keep_run, kept_runs, read_run, summary_of
from assistant.evaluation.summaries import FOLDER, kept_summary
from tests.evaluation.made_run import every_verdict, made_run, result

NOW = datetime(2026, 1, 2)
CASE = Case("a", "Revenue?")


def kept(folder: Path, **values: Any) -> Path:
    run = made_run(*every_verdict(), **values)
    return keep_run(folder, run, run.to_dict())


def test_a_run_leaves_a_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept(tmp_path)
    monkeypatch.setattr(runs, "read_run", None)
    found = summary_of(file)
    assert (found.id, found.cases, found.complete, found.catalog) == ("run-2", 8, True, "catalog1")
    assert found.verdicts.rate("wrong").count == 1
    assert found.verdicts.scored == 6
    assert found.place == str(Path.cwd())
    assert kept_runs(tmp_path) == (file,), "summaries are no runs"


def test_a_run_without_a_summary_gets_one(tmp_path: Path) -> None:
    file = kept(tmp_path)
    (tmp_path / FOLDER / file.name).unlink()
    assert summary_of(file).place == ""
    assert kept_summary(file) == summary_of(file)


@pytest.mark.parametrize("text", ["", "[]", '{"id": 1}', '{"id": 1, "counts": 3}'])
def test_a_damaged_summary_is_made_anew(tmp_path: Path, text: str) -> None:
    file = kept(tmp_path)
    (tmp_path / FOLDER / file.name).write_text(text)
    assert summary_of(file).cases == 8


def test_a_run_that_was_cut_off_is_no_longer_listed_by_its_summary(tmp_path: Path) -> None:
    file = kept(tmp_path)
    file.write_text(file.read_text()[:500])
    with pytest.raises(UsageError):
        summary_of(file)


def test_a_summary_that_cannot_be_kept_is_given_all_the_same(tmp_path: Path) -> None:
    file = kept(tmp_path)
    (tmp_path / FOLDER / file.name).unlink()
    (tmp_path / FOLDER).rmdir()
    (tmp_path / FOLDER).write_text("no folder")
    assert summary_of(file).cases == 8


def test_summaries_go_with_their_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_KEPT", 2)
    for number in range(4):
        kept(tmp_path, id=f"run-{number}")
    assert [file.stem for file in kept_runs(tmp_path)] == ["run-3", "run-2"]
    assert sorted(file.stem for file in (tmp_path / FOLDER).iterdir()) == ["run-2", "run-3"]


@pytest.mark.parametrize(
    "results", [[1], ["a"], 3, [{"id": "a", "question": "q", "verdict": "odd"}], [{"rows": [1]}]]
)
def test_a_damaged_run_is_told(tmp_path: Path, results: Any) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(made_run().to_dict() | {"results": results}))
    with pytest.raises(UsageError, match="damaged"):
        read_run(file)


def test_a_run_reads_back_as_it_was(tmp_path: Path) -> None:
    run: Run = made_run(*every_verdict())
    assert read_run(kept(tmp_path)).results == run.results


def test_a_mark_counts_until_the_case_changes(tmp_path: Path) -> None:
    write_mark(tmp_path, CASE, "wrong year", "li", NOW)
    marks = read_marks(tmp_path)
    assert defect_of(CASE, marks) == "wrong year (marked by li on 2026-01-02)"
    assert defect_of(Case("a", "Revenue in 2025?"), marks) == ""
    assert defect_of(Case("b", "Revenue?"), marks) == ""


def test_a_mark_is_taken_away_and_both_names_are_kept(tmp_path: Path) -> None:
    write_mark(tmp_path, CASE, "wrong year", "li", NOW)
    write_mark(tmp_path, CASE, "", "wang", datetime(2026, 1, 3))
    take_mark(tmp_path, "a", "later", datetime(2026, 1, 4))
    take_mark(tmp_path, "never-marked", "later", NOW)
    (mark,) = read_marks(tmp_path).values()
    assert (mark.by, mark.taken_by, mark.taken_on) == ("li", "wang", "2026-01-03")
    assert defect_of(CASE, {"a": mark}) == ""
    write_mark(tmp_path, CASE, "again", "li", NOW)
    assert defect_of(CASE, read_marks(tmp_path)).startswith("again")


def test_a_mark_of_an_odd_id(tmp_path: Path) -> None:
    write_mark(tmp_path, Case("\ud800", "?"), "r", "li", NOW)
    assert "\ud800" in read_marks(tmp_path)


def test_marks_of_before_they_could_be_taken_away(tmp_path: Path) -> None:
    old = {"case": "a", "reason": "r", "by": "li", "on": "2026-01-02", "of": "x"}
    (tmp_path / FILE).write_text(json.dumps([old]))
    assert read_marks(tmp_path)["a"].taken_by == ""


def test_marks_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StateError, match="cannot be"):
        write_mark(tmp_path / "file" / "inside", CASE, "r", "li", NOW)


def test_a_case_is_found_in_its_file_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "cases.yml"
    file.write_text("cases:\n- {id: a, question: Now?}\n- {id: both, question: {zh: 营收, en: Revenue}}\n")
    found = find_case(result("a", "wrong", file="cases.yml"), str(tmp_path))
    assert isinstance(found, Case)
    assert found.question == "Now?"
    pair = find_case(result("both.en", "wrong", file=str(file)), "/elsewhere")
    assert pair == read_cases([file], Problems())[2]
    assert find_case(result("gone", "wrong", file="cases.yml"), str(tmp_path)) == "no_case"
    assert find_case(result("a", "wrong", file="other.yml"), str(tmp_path)) == "no_file"
    assert find_case(result("a", "wrong", file=""), str(tmp_path)) == "no_file"
