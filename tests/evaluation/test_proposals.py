"""From a complaint to a change, over the small demo and a copy of its catalog."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from assistant import open_assistant
from assistant.catalog.edit import Edit
from assistant.catalog.load import load_catalog
from assistant.catalog.problems import Problems
from assistant.channels.cli import app
from assistant.channels.faults import guarded
from assistant.errors import StateError, UsageError
from assistant.evaluation.case import Case, Choose
from assistant.evaluation.proposals import (
    CaseEntry,
    Change,
    Complaint,
    Patch,
    Preview,
    Proposal,
    Reviewed,
    Synonym,
    ValueAlias,
    VerifiedEntry,
    accept,
    preview,
)
from assistant.evaluation.proposals.catalog_copy import changed_catalog
from assistant.evaluation.read_cases import read_cases
from assistant.settings import bundled
from assistant.state.review_queue import ReviewQueue
from tests.catalog.writing import ORDERS

CASES = """\
- {id: revenue, question: 上季度收入, expect: {metrics: [revenue]}}
- {id: by-channel, question: 上个月各渠道的MQL数量, expect: {metrics: [mql_count], dimensions: [channel]}}
- {id: moolah, question: moolah last quarter, expect: {metrics: [revenue]}}
- {id: down-south, question: 南边那片上季度收入, expect: {filters: [{field: region, value: south_cn}]}}
"""


@dataclass(frozen=True)
class Desk:
    """Where a reviewer works."""

    catalog: Path
    cases: tuple[Case, ...]
    settings: Mapping[str, Any]

    def see(self, change: Change, question: str | None = None) -> Preview:
        complaint = Complaint(question) if question else None
        return preview(Proposal(change, complaint), self.cases, self.settings, parallel=2)

    def take(self, seen: Preview, force: bool = False) -> tuple[Path, ...]:
        return accept(seen.proposal, seen, self.settings, force)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests: the catalog as it is is indexed and run once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def desk(demo_file: Path, home: Path, tmp_path: Path) -> Desk:
    catalog = tmp_path / "metric_catalog"
    shutil.copytree(bundled("metric_catalog"), catalog)
    (tmp_path / "cases.yml").write_text(CASES, encoding="utf-8")
    problems = Problems()
    cases = read_cases([tmp_path / "cases.yml"], problems)
    assert not list(problems)
    return Desk(catalog, cases, {"home": home, "warehouse": demo_file, "catalog": catalog})


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_synonym_fixes_a_case_and_is_taken_over(desk: Desk) -> None:
    before = files_of(desk.catalog)
    seen = desk.see(Synonym("revenue", "moolah"), "moolah by region last month")
    assert files_of(desk.catalog) == before, "a preview writes nothing"
    assert [item.id for item in seen.fixed] == ["moolah"]
    assert (seen.broken, seen.worse, seen.problems, seen.cases) == ((), (), (), 4)
    assert seen.before is not None
    assert seen.after is not None
    assert (seen.before.status, seen.after.status) == ("refuse", "answer")
    assert any(line.startswith("+ ") and "moolah" in line for line in seen.diff.splitlines())

    (written,) = desk.take(seen)
    assert "moolah" in load_catalog(desk.catalog).metrics["revenue"].ai.synonyms
    after = files_of(desk.catalog)
    assert [name for name in after if after[name] != before.get(name)] == [
        str(written.relative_to(desk.catalog.resolve()))
    ]


def test_a_word_that_means_two_things_breaks_a_case(desk: Desk) -> None:
    seen = desk.see(Synonym("lead_count", "各渠道"))
    assert [item.id for item in seen.broken] == ["by-channel"]
    assert seen.breaks
    before = files_of(desk.catalog)
    with pytest.raises(UsageError, match="1 cases get worse: by-channel"):
        desk.take(seen)
    assert files_of(desk.catalog) == before
    assert desk.take(seen, force=True)


def test_a_word_for_a_value_counts_in_all_conformed_dimensions(desk: Desk) -> None:
    seen = desk.see(ValueAlias("region", "south_cn", "南边那片"), "南边那片上个月线索量")
    assert [item.id for item in seen.fixed] == ["down-south"], "revenue is of another model than the edit"
    assert seen.after is not None
    assert seen.after.status == "answer"
    assert seen.after.query is not None
    assert seen.after.query["where"][0]["values"] == ["south_cn"]
    assert "华南" in seen.after.headline, "its label still comes from the table"


def test_a_verified_query(desk: Desk) -> None:
    query = {"metrics": ["revenue"], "group_by": ["region"], "time": {"relative": "last_quarter"}}
    question = "上季度各大区业绩怎么样"
    seen = desk.see(VerifiedEntry(question, query, "finance"), question)
    assert not seen.problems
    desk.take(seen)
    found = load_catalog(desk.catalog).verified_queries[-1]
    assert (found.questions, found.verified_by) == ((question,), "finance")
    with pytest.raises(UsageError, match="not usable"):
        desk.see(VerifiedEntry("q", {"metric": "revenue"}))
    unknown = desk.see(VerifiedEntry("q", {"metrics": ["revenu"]}))
    assert any("revenu" in item.message for item in unknown.problems)


def test_a_catalog_that_no_longer_checks_is_refused(desk: Desk) -> None:
    clash = desk.see(Synonym("revenue", "订单量"))
    assert [item.code for item in clash.problems] == ["synonym_clash"]
    assert clash.comparison is None
    with pytest.raises(UsageError, match="have errors"):
        desk.take(clash, force=True)
    broken = desk.see(Patch(files={"models/sales.yml": "models: ["}))
    assert "bad_yaml" in [item.code for item in broken.problems]
    lost = desk.see(Patch(files={"models/more.yml": MODEL_WITHOUT_TABLE}))
    assert any("no_such_table" in item.message for item in lost.problems), "checked against the warehouse too"


MODEL_WITHOUT_TABLE = """\
models:
  - name: no_such_table
    semantic_model: true
    columns: [{name: thing_id, entity: {name: thing, type: primary}}]
    metrics: [{name: thing_count, agg: count}]
"""

GOOD = """\
--- a/playbooks/ambiguities.yml
+++ b/playbooks/ambiguities.yml
@@ -1,1 +1,2 @@
 {first}
+# seen by a reviewer
"""


def test_a_patch(desk: Desk) -> None:
    first = (desk.catalog / "playbooks/ambiguities.yml").read_text(encoding="utf-8").split("\n")[0]
    seen = desk.see(Patch(GOOD.replace("{first}", first)))
    assert not seen.fixed
    assert not seen.breaks
    desk.take(seen)
    assert "\n# seen by a reviewer\n" in (desk.catalog / "playbooks/ambiguities.yml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("diff", "message"),
    [
        ("nothing", "no unified diff"),
        (GOOD.replace("{first}", "other text"), "does not fit"),
        (GOOD.replace("playbooks/ambiguities.yml", "../../escape.yml"), "outside|no file of a catalog"),
        (GOOD.replace("playbooks/ambiguities.yml", "notes.txt"), "no file of a catalog"),
        (GOOD.replace("ambiguities.yml", "missing.yml"), "is not there"),
        (GOOD.replace("@@ -1,1 +1,2 @@", "@@ -1,9 +1,2 @@"), "cut off"),
        ("--- /dev/null\n+++ b/calendar.yml\n@@ -0,0 +1 @@\n+x: 1\n", "is there already"),
    ],
)
def test_a_bad_patch(desk: Desk, diff: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        desk.see(Patch(diff))


def test_a_patch_that_adds_and_removes_files(desk: Desk) -> None:
    (desk.catalog / "old.yml").write_text("ambiguities: []\n")
    diff = (
        "--- a/old.yml\n+++ /dev/null\n@@ -1 +0,0 @@\n-ambiguities: []\n"
        "--- /dev/null\n+++ b/more/new.yml\n@@ -0,0 +1 @@\n+ambiguities: []\n"
    )
    seen = replace(desk, cases=()).see(Patch(diff))
    assert desk.take(seen)
    assert not (desk.catalog / "old.yml").exists()
    assert (desk.catalog / "more" / "new.yml").read_text() == "ambiguities: []\n"


def test_what_changed_since_the_preview_is_not_overwritten(desk: Desk) -> None:
    alone = replace(desk, cases=())
    seen = alone.see(Synonym("revenue", "moolah"))
    file = desk.catalog / seen.edits[0].file
    text = file.read_bytes()
    file.write_bytes(text + b"# by somebody else\n")
    with pytest.raises(UsageError, match="has changed since the preview"):
        desk.take(seen)
    file.write_bytes(text)
    (desk.catalog / "calendar.yml").write_bytes((desk.catalog / "calendar.yml").read_bytes() + b"# x\n")
    with pytest.raises(UsageError, match="the catalog has changed"):
        desk.take(seen)


def test_no_acceptance_without_its_preview(desk: Desk) -> None:
    seen = replace(desk, cases=()).see(Synonym("revenue", "moolah"))
    for other in (None, replace(seen, proposal=Proposal(Synonym("revenue", "dough")))):
        with pytest.raises(UsageError, match="look at the preview"):
            accept(seen.proposal, other, desk.settings)
    with pytest.raises(UsageError, match="not every case was run"):
        desk.take(replace(seen, stopped="interrupted"))


def test_a_failed_write_puts_everything_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    files = {"calendar.yml": "calendar: {week_start: monday}\n", "more.yml": "ambiguities: []\n"}
    seen = replace(desk, cases=()).see(Patch(files=files))
    if seen.problems:
        pytest.fail(str(seen.problems))
    before, replace_file = files_of(desk.catalog), os.replace

    def fail(source: Any, target: Any) -> None:
        if Path(target).name == "more.yml":
            raise OSError(28, "No space left on device")
        replace_file(source, target)

    monkeypatch.setattr("assistant.evaluation.proposals.accepting.os.replace", fail)
    with pytest.raises(Exception, match="No space left"):
        desk.take(seen)
    assert files_of(desk.catalog) == before


def test_a_catalog_that_was_broken_can_be_mended(desk: Desk) -> None:
    good = (desk.catalog / "calendar.yml").read_text(encoding="utf-8")
    (desk.catalog / "calendar.yml").write_text("calendar: [\n")
    seen = desk.see(Patch(files={"calendar.yml": good}))
    assert seen.was_broken
    assert not seen.problems
    assert desk.take(seen)


def test_models_of_a_dbt_project_are_copied_with_their_project(tmp_path: Path) -> None:
    """Its schemas decide where tables are; what dbt writes and what is hidden is not of the catalog."""
    project = tmp_path / "shop"
    for name, text in {
        "dbt_project.yml": "name: shop\nmodel-paths: [models]\n",
        "models/orders.yml": ORDERS,
        "models/orders.sql": "select 1",
        "models/notes.md": "x",
        "target/junk.yml": "metrics: [",
        ".git/config.yml": "x",
        "macros/a.sql": "{% macro generate_schema_name() %}{% endmacro %}",
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    edits = (Edit("orders.yml", ORDERS, ORDERS + "# x\n"), Edit("new/a.yml", None, "ambiguities: []\n"))
    with changed_catalog(project / "models", edits) as (copy, _):
        root = copy.parent
        assert sorted(files_of(root)) == [
            "dbt_project.yml", "macros/a.sql", "models/new/a.yml", "models/orders.sql", "models/orders.yml",
        ]  # fmt: skip
        assert (copy / "orders.yml").read_text().endswith("# x\n")
        assert load_catalog(copy).metrics["revenue"]
    assert not root.exists()
    assert (project / "models/orders.yml").read_text() == ORDERS


def test_a_single_file_is_copied_with_its_policy(tmp_path: Path) -> None:
    for name in ("orders.yml", "policy.yml", "other.yml"):
        (tmp_path / name).write_text("x: 1\n")
    with changed_catalog(tmp_path / "orders.yml", [Edit("orders.yml", "x: 1\n", ORDERS)]) as (copy, _):
        assert sorted(files_of(copy.parent)) == ["orders.yml", "policy.yml"]
        assert copy.read_text() == ORDERS


# ── cases ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_complaint_becomes_a_case(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "questions" / "reviewed.yml"
    complaint = Complaint.of(
        {
            "question": "那上季度呢",
            "after": ["今年收入"],
            "actor": "exec",
            "language": "zh",
            "id": "receipt-1",
        }
    )
    change = CaseEntry(
        file, {"status": "answer", "query": {"metrics": ["revenue"], "time": {"relative": "last_quarter"}}}
    )
    seen = preview(Proposal(change, complaint), desk.cases, desk.settings)
    assert seen.before is not None
    assert seen.before.verdict == "right"
    accept(seen.proposal, seen, desk.settings)
    problems = Problems()
    (case,) = read_cases([file], problems)
    assert not list(problems)
    assert (case.question, case.after, case.language) == ("那上季度呢", ("今年收入",), "zh")
    assert case.expectations[0].query.metrics == ("revenue",)

    again = preview(Proposal(change, complaint), (case,), desk.settings)
    assert [item.code for item in again.problems] == ["duplicate_case"]
    second = preview(
        Proposal(replace(change, id="two", expect={"status": "refuse"}), complaint), (), desk.settings
    )
    assert second.before is not None
    assert second.before.verdict == "wrong"


@pytest.mark.parametrize(
    "start", ["- {id: a, question: b}\n", "# mine\ncases:\n  - id: a\n    question: b\n", ""]
)
def test_a_case_goes_to_the_end_of_any_case_file(desk: Desk, tmp_path: Path, start: str) -> None:
    file = tmp_path / "set.yml"
    file.write_text(start)
    change = CaseEntry(file, {"sql": "SELECT 1\nFROM x"}, id="new")
    edit = preview(Proposal(change, Complaint("收入")), (), desk.settings).edits[0]
    assert (edit.after or "").startswith(start)
    file.write_text(edit.after or "", encoding="utf-8")
    problems = Problems()
    cases = read_cases([file], problems)
    assert not list(problems)
    assert cases[-1].expectations[0].sql == "SELECT 1\nFROM x"


def test_a_case_of_a_file_of_lines(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": "a", "question": "b"}')
    seen = preview(Proposal(CaseEntry(file, unscored=True), Complaint("收入")), (), desk.settings)
    assert len((seen.edits[0].after or "").splitlines()) == 2


def test_a_case_without_an_expectation_and_with_a_wrong_one(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "reviewed.yml"
    with pytest.raises(UsageError, match="needs an expectation"):
        preview(Proposal(CaseEntry(file), Complaint("收入")), (), desk.settings)
    seen = preview(Proposal(CaseEntry(file, {"status": "maybe"}), Complaint("收入")), (), desk.settings)
    assert seen.problems[0].code == "bad_status"
    assert seen.problems[0].file == str(file)


@pytest.mark.parametrize(
    "document", [{}, {"question": " "}, {"question": "a", "now": "soon"}, {"question": "a", "after": [1]}]
)
def test_what_is_no_complaint(document: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Complaint.of(document)


def test_a_receipt_of_the_review_queue_is_a_complaint() -> None:
    turns = [{"text": "今年收入", "status": "answer", "language": "zh", "query": None}]
    receipt = {
        "id": "r",
        "question": "那上季度呢",
        "turns": turns,
        "actor": "exec",
        "now": "2025-12-31T23:59:59",
    }
    found = Complaint.of({**receipt, "language": "zh", "status": "refuse", "headline": "…"})
    assert (found.after, found.actor and found.actor.name) == (("今年收入",), "exec")


def test_an_option_that_was_tapped_is_one_in_the_complaint(desk: Desk) -> None:
    options = [{"metrics": ["revenue"]}, {"metrics": ["mql_rate"]}]
    turns = [
        {"text": "转化率多少", "status": "clarify", "query": None, "options": options},
        {"text": "MQL率 · 2025", "status": "answer", "query": options[1], "options": []},
        {"text": "按渠道", "status": "answer", "query": {"metrics": ["mql_rate"], "group_by": ["channel"]}},
    ]
    found = Complaint.of({"question": "只看华东", "turns": turns})
    assert found.after == ("转化率多少", Choose(2), "按渠道")


def test_a_review_is_closed_by_what_was_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the store fails after the change was written, it says so; nothing else closes a review."""
    state = f"sqlite:///{tmp_path / 'state.db'}"
    assistant = open_assistant(**desk.settings, state=state, record="all")
    assistant.ask("拉新成本多少")
    reviewed = Reviewed.open(assistant.review_queue("metric_admin"), 1)
    alone = replace(desk, cases=())
    seen = alone.see(Synonym("cac", "拉新成本"))
    with monkeypatch.context() as patched:
        patched.setattr(ReviewQueue, "decide", _fails)
        with pytest.raises(
            StateError, match=r"executive.yml was written, but review 1 was not closed: no disk"
        ):
            reviewed.accept(seen, desk.settings)
    again = alone.see(Synonym("cac", "获新成本"))
    reviewed.queue.decide(1, "dismissed", "meanwhile")
    before = files_of(desk.catalog)
    with pytest.raises(UsageError, match="was dismissed"):
        reviewed.accept(again, desk.settings)
    assert files_of(desk.catalog) == before
    assistant.close()


def _fails(*_: Any) -> None:
    raise StateError("no disk")


# ── the command line ──────────────────────────────────────────────────────────────────────────────


def run(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    for name, value in desk.settings.items():
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(value))
    monkeypatch.chdir(tmp_path)
    return guarded(lambda: app(["propose", *arguments], standalone_mode=False), "--json" in arguments)


def test_commands(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(desk, tmp_path, monkeypatch, "synonym", "revenue", "moolah") == 0
    assert "no cases were run" in capsys.readouterr().out
    (tmp_path / "tests/questions").mkdir(parents=True)
    shutil.copy(tmp_path / "cases.yml", tmp_path / "tests/questions/cases.yml")

    code = run(desk, tmp_path, monkeypatch, "synonym", "lead_count", "各渠道", "--accept", "--json")
    document = json.loads(capsys.readouterr().out)
    assert (code, document["accepted"], [item["id"] for item in document["broken"]]) == (
        5,
        False,
        ["by-channel"],
    )

    assert run(desk, tmp_path, monkeypatch, "alias", "region", "south_cn", "南边那片", "--accept") == 0
    out = capsys.readouterr().out
    assert "4 scored cases: 1 fixed, 0 broken" in out
    assert "written:" in out

    (tmp_path / "expect.yml").write_text("status: refuse\n")
    code = run(
        desk, tmp_path, monkeypatch, "case", "明天天气怎么样", "--expect", "expect.yml", "--accept", "--json"
    )
    assert (code, json.loads(capsys.readouterr().out)["before"]["verdict"]) == (0, "right")
    assert (tmp_path / "tests/questions/reviewed.yml").exists()

    (tmp_path / "query.json").write_text('{"metrics": ["revenue"]}')
    assert (
        run(desk, tmp_path, monkeypatch, "verified", "总业绩", "--query", "query.json", "--by", "finance")
        == 0
    )
    (tmp_path / "bad.diff").write_text("x")
    assert run(desk, tmp_path, monkeypatch, "patch", "bad.diff") == 2
    assert run(desk, tmp_path, monkeypatch, "synonym", "revenue", "订单量") == 1
