"""The loop on the command line: a review becomes a change, and is closed by accepting it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.settings import bundled
from tests.channels.test_cli import Run, one_sentence, run

__all__ = ["run"]
ADMIN = ("--reviewer", "metric_admin")
QUESTION = "上季度的拉新成本是多少"
CASES = """\
- {id: revenue, question: 上季度收入, expect: {metrics: [revenue]}}
- {id: by-channel, question: 上个月各渠道的MQL数量, expect: {metrics: [mql_count], dimensions: [channel]}}
"""
Loop = Callable[..., Run]


@pytest.fixture
def loop(run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loop:
    """Run `assistant` over a copy of the demo's catalog, with a store and question sets of its own."""
    shutil.copytree(bundled("metric_catalog"), tmp_path / "metric_catalog")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "cases.yml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_STATE", f"sqlite:///{tmp_path / 'state.db'}")
    monkeypatch.setenv("ASSISTANT_CATALOG", str(tmp_path / "metric_catalog"))
    return run


def reviewed(loop: Loop, number: int) -> tuple[str, str]:
    found = loop("review", "show", str(number), "--as", "metric_admin", "--json").json
    return found["state"], found["resolution"]


def test_a_complaint_becomes_a_synonym(loop: Loop, tmp_path: Path) -> None:
    assert loop("ask", QUESTION, "--as", "marketing", "--now", "2025-06-30").code == 3
    command = ("propose", "synonym", "cac", "拉新成本", "--review", "1", *ADMIN)
    seen = loop(*command)
    assert seen.code == 0, seen.err
    assert f"question: {QUESTION}" in seen.out
    assert "now:   clarify" in seen.out
    assert "2025年第1季度" in seen.out, "as of the day that it was asked on"
    assert "2 scored cases" in seen.out, "the question sets beside the catalog"
    assert reviewed(loop, 1) == ("open", ""), "a preview decides nothing"

    done = loop(*command, "--accept", "--json").json
    assert (done["accepted"], done["review"], done["resolution"]) == (True, 1, "synonym 拉新成本 of cac")
    assert reviewed(loop, 1) == ("accepted", "synonym 拉新成本 of cac")
    assert "拉新成本" in load_catalog(tmp_path / "metric_catalog").metrics["cac"].ai.synonyms
    again = loop("propose", "synonym", "cac", "获新成本", "--review", "1", *ADMIN, "--accept")
    assert again.code == 2
    assert "review 1 is not open: it was accepted by 'metric_admin'" in one_sentence(again)


def test_a_follow_up_becomes_a_case(loop: Loop, tmp_path: Path) -> None:
    loop("ask", "今年收入", "--conversation", str(tmp_path))
    loop("ask", "那羊驼呢", "--conversation", str(tmp_path), "--as", "exec")
    (tmp_path / "expect.yml").write_text("status: [refuse, clarify]\n")
    done = loop(
        "propose", "case", "--review", "1", *ADMIN, "--expect", str(tmp_path / "expect.yml"), "--accept"
    )
    assert done.code == 0, done.err
    text = (tmp_path / "questions" / "reviewed.yml").read_text(encoding="utf-8")
    assert "question: 那羊驼呢" in text
    assert "after: [今年收入]" in text
    assert "actor: exec" in text
    state, resolution = reviewed(loop, 1)
    assert state == "accepted"
    assert resolution.startswith("case reviewed-")


def test_the_query_of_a_receipt_is_verified_with_a_period_that_lasts(loop: Loop, tmp_path: Path) -> None:
    loop("review", "report", "上季度各渠道的MQL数量", "--as", "exec")
    done = loop("propose", "verified", "--review", "1", *ADMIN, "--by", "marketing", "--accept")
    assert done.code == 0, done.err
    found = load_catalog(tmp_path / "metric_catalog").verified_queries[-1]
    assert (found.questions, found.verified_by) == (("上季度各渠道的MQL数量",), "marketing")
    assert found.query.to_dict()["time"] == {"relative": "last_quarter"}
    assert reviewed(loop, 1) == ("accepted", "verified query for 上季度各渠道的MQL数量")


def test_dates_that_were_said_stay(loop: Loop, tmp_path: Path) -> None:
    """Of November 2025 "last month" would say the same on the day that it was asked."""
    loop("review", "report", "2025年11月各渠道的MQL数量", "--as", "exec")
    assert loop("propose", "verified", "--review", "1", *ADMIN, "--accept").code == 0
    found = load_catalog(tmp_path / "metric_catalog").verified_queries[-1]
    assert found.query.to_dict()["time"] == {"start": "2025-11-01", "end": "2025-12-01"}


def test_what_cannot_be_verified_as_it_is(loop: Loop) -> None:
    loop("review", "report", "近45天的MQL数量", "--as", "exec")
    loop("ask", QUESTION)
    moving = loop("propose", "verified", "--review", "1", *ADMIN)
    assert "give the query with a relative period" in one_sentence(moving)
    none = loop("propose", "verified", "--review", "2", *ADMIN)
    assert "there is none in the receipt" in one_sentence(none)
    loop("ask", "今年收入", "--conversation", "verified-follow-up")
    loop("ask", "那羊驼呢", "--conversation", "verified-follow-up")
    follow_up = loop("propose", "verified", "--review", "3", *ADMIN, "--query", "-", stdin=b"{}")
    assert "stands alone" in one_sentence(follow_up)


def test_explicit_options_win(loop: Loop) -> None:
    loop("ask", QUESTION, "--now", "2025-06-30")
    given = ("--question", "拉新成本 by region", "--language", "en", "--now", "2025-12-31", "--as", "exec")
    seen = loop("propose", "synonym", "cac", "拉新成本", "--review", "1", *ADMIN, *given, "--json").json
    assert seen["question"] == "拉新成本 by region"
    assert seen["review"] is None


def test_a_change_that_is_not_written_decides_nothing(loop: Loop) -> None:
    loop("ask", QUESTION)
    clash = loop("propose", "synonym", "cac", "订单量", "--review", "1", *ADMIN, "--accept")
    assert clash.code == 1
    worse = loop("propose", "synonym", "lead_count", "各渠道", "--review", "1", *ADMIN, "--accept")
    assert worse.code == 5, worse.out
    assert reviewed(loop, 1) == ("open", "")
    forced = loop(
        "propose", "synonym", "lead_count", "各渠道", "--review", "1", *ADMIN, "--accept", "--force"
    )
    assert forced.code == 5
    assert reviewed(loop, 1)[0] == "accepted"


def test_who_may_and_what_is_there(loop: Loop) -> None:
    loop("ask", QUESTION)
    for reviewer in ((), ("--reviewer", "marketing")):
        refused = loop("propose", "synonym", "cac", "拉新成本", "--review", "1", *reviewer, "--accept")
        assert refused.code == 4
        assert "is no reviewer" in one_sentence(refused)
    missing = loop("propose", "synonym", "cac", "拉新成本", "--review", "9", *ADMIN)
    assert "there is no review 9" in one_sentence(missing)
    assert "give the question" in one_sentence(loop("propose", "case", "--unscored"))
    alone = loop("propose", "synonym", "cac", "拉新成本", *ADMIN)
    assert "--reviewer belongs to a --review" in one_sentence(alone)


def test_a_dismissed_review_is_refused(loop: Loop) -> None:
    loop("ask", QUESTION)
    loop("review", "dismiss", "1", "--because", "no", "--as", "metric_admin")
    refused = loop("propose", "synonym", "cac", "拉新成本", "--review", "1", *ADMIN, "--accept", "--json")
    assert "was dismissed by 'metric_admin'" in json.loads(refused.out)["error"]


def test_the_setting_of_the_question_sets(loop: Loop, tmp_path: Path) -> None:
    assert "no_such" in one_sentence(
        loop("propose", "synonym", "cac", "拉新成本", questions=str(tmp_path / "no_such"))
    )
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.yml").write_text(CASES.splitlines()[0], encoding="utf-8")
    seen = loop("propose", "synonym", "cac", "拉新成本", questions=str(other))
    assert "1 scored cases" in seen.out
