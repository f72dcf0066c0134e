"""The review queue on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.channels.test_cli import Run, one_sentence, run

__all__ = ["run"]
ADMIN = ("--as", "metric_admin")


@pytest.fixture
def review(run: Callable[..., Run], tmp_path: Path) -> Callable[..., Run]:
    """Run `assistant` with a state store of its own."""
    state = f"sqlite:///{tmp_path / 'state.db'}"
    return lambda *arguments, **more: run(*arguments, **({"state": state} | more))


def listed(review: Callable[..., Run], *options: str) -> list[Any]:
    result = review("review", "list", *ADMIN, "--json", *options)
    assert result.code == 0, result.err
    return list(json.loads(result.out))


def test_what_the_command_line_did_not_answer_is_listed(review: Callable[..., Run], tmp_path: Path) -> None:
    assert review("ask", "上个月各渠道的MQL数量是多少?").code == 0
    assert not (tmp_path / "state.db").exists()
    assert review("ask", "转化率多少").code == 3
    assert review("ask", "Delete last month's bad orders").code == 4
    for actor in ("exec", "viewer"):
        assert review("ask", "how many llamas do we own?", "--as", actor).code == 4
    assert [(item["kind"], item["count"]) for item in listed(review)] == [("refused", 2), ("unclear", 1)]
    text = review("review", "list", *ADMIN).out
    assert "llamas" in text
    assert "转化率" in text


def test_a_complaint_is_filed_shown_and_dismissed(review: Callable[..., Run]) -> None:
    question = "上个月各渠道的MQL数量是多少?"
    filed = review(
        "review", "report", question, "--comment", "[bold]no\x1b[31m", "--as", "exec", "--now", "2025-06-30"
    )
    assert filed.code == 0
    assert "672" not in filed.out
    assert "filed as review 1" in filed.err
    (entry,) = listed(review)
    assert (entry["kind"], entry["comment"], entry["actor"]) == ("reported", "[bold]no\x1b[31m", "exec")
    shown = " ".join(review("review", "show", "1", *ADMIN).out.split())
    for part in (
        question,
        "[bold]no[31m",
        "渠道 → dimension channel",
        "2025-05-01",
        "SELECT",
        "now is 2025-06-30",
    ):
        assert part in shown
    assert "\x1b[31m" not in shown
    document = review("review", "show", "1", *ADMIN, "--json").json
    assert document["receipts"][0]["query"]["metrics"] == ["mql_count"]
    dismissed = review("review", "dismiss", "1", *ADMIN, "--because", "it is right")
    assert dismissed.code == 0
    assert listed(review) == []
    assert listed(review, "--state", "all")[0]["resolution"] == "it is right"
    assert "it is right" in review("review", "show", "1", *ADMIN).out
    assert "already dismissed" in one_sentence(review("review", "dismiss", "1", *ADMIN, "--because", "x"))


def test_a_reported_refusal_is_one_entry(review: Callable[..., Run]) -> None:
    assert review("review", "report", "how many llamas do we own?", "--comment", "we do").code == 0
    assert [(item["kind"], item["comment"]) for item in listed(review)] == [("reported", "we do")]


def test_who_is_no_reviewer_is_refused(review: Callable[..., Run]) -> None:
    for command in (("list",), ("show", "1"), ("dismiss", "1", "--because", "x")):
        result = review("review", *command, "--as", "exec")
        assert result.code == 4
        assert "'exec' is no reviewer" in one_sentence(result)


def test_reviewing_needs_no_warehouse(review: Callable[..., Run], tmp_path: Path) -> None:
    assert review("review", "list", *ADMIN, warehouse=str(tmp_path / "none.duckdb")).code == 0


def test_wrong_usage(review: Callable[..., Run]) -> None:
    assert "there is no review 7" in one_sentence(review("review", "show", "7", *ADMIN))
    assert review("review", "list", *ADMIN, "--state", "half").code == 2
    assert review("review", "dismiss", "7", *ADMIN, "--because", " ").code == 2
    assert review("review", "dismiss", "7", *ADMIN).code == 2


def test_a_store_that_cannot_be_used(run: Callable[..., Run], tmp_path: Path) -> None:
    """Questions are answered all the same; whoever wants to review is told."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    state = f"sqlite:///{blocked}/state.db"
    assert run("ask", "转化率多少", state=state).code == 3
    result = run("review", "list", *ADMIN)
    assert result.code == 1
    assert "cannot be read or written" in one_sentence(result)
    assert "Traceback" not in run("review", "report", "revenue").err
    assert "mysql" in one_sentence(run("review", "list", *ADMIN, state="mysql://u:hunter2@host/db"))
