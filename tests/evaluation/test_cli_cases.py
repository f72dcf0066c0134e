"""`assistant cases` from the outside: what it prints, writes and leaves with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.catalog.problems import Problems
from assistant.channels.cli import app
from assistant.evaluation.read_cases import read_cases

GOOD = """
- id: a
  question: {zh: 线索量, en: Leads}
  tags: [value, easy]
  expect: {sql: SELECT count(*) FROM leads}
- {id: b, question: What is it?, tags: [value]}
"""


def run(*words: Any) -> tuple[int, str, str]:
    """Exit code, stdout, stderr. Raises what the command raises."""
    result = CliRunner().invoke(app, ["cases", *map(str, words)], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value or 0, result.stdout, result.stderr


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    file = tmp_path / "cases.yml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_check_of_good_files(cases: Path) -> None:
    code, out, _ = run("check", cases)
    assert code == 0
    assert out.splitlines() == [
        "languages: en 2, zh 1",
        "tags: value 3, easy 2",
        "scoring: scored 2, unscored 1",
        "3 cases, 0 errors, 0 warnings",
    ]


def test_check_of_broken_files(cases: Path) -> None:
    cases.write_text(GOOD + "- {id: c, questoin: q}\n- {id: b, question: q}\n", encoding="utf-8")
    code, out, _ = run("check", cases)
    assert code == 1
    lines = out.splitlines()
    assert lines[0].startswith(f"{cases}:7: error: ")
    assert any(line.startswith(f'{cases}:8: error: case "b" stands in {cases}:6 too') for line in lines)
    assert lines[-1] == "3 cases, 3 errors, 0 warnings"
    code, out, _ = run("check", cases, "--json")
    document = json.loads(out)
    assert (code, document["cases"], document["languages"]) == (1, 3, {"en": 2, "zh": 1})
    assert [item["code"] for item in document["problems"]] == ["no_question", "unknown_key", "duplicate_case"]


def test_check_of_gold(cases: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_WAREHOUSE", str(demo_file))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    assert run("check", cases, "--gold")[0] == 0
    more = """
- {id: typo, question: q, expect: {sql: SELECT count(*) FROM lead}}
- {id: writes, question: q, expect: {}, alternatives: [{sql: DROP TABLE leads}]}
- {id: empty, question: q, expect: {sql: "SELECT channel, count(*) FROM leads WHERE false GROUP BY 1"}}
- {id: nulls, question: q, expect: {sql: "SELECT sum(1) FROM leads WHERE false"}}
- {id: told, question: q, expect: {rows: []}}
"""
    cases.write_text(GOOD + more, encoding="utf-8")
    code, out, _ = run("check", cases, "--gold")
    found = [line.removeprefix(f"{cases}:") for line in out.splitlines()]
    assert code == 1
    assert found[0].startswith('8: error: case "typo": Catalog Error: Table with name lead does not exist')
    assert (
        found[1]
        == '9: error: case "writes": alternative 1: reference SQL is one SELECT; anything that writes is refused'
    )
    assert found[2].startswith('10: warning: case "empty": the gold has no rows')
    assert found[3].startswith('11: warning: case "nulls": the gold has no rows')
    assert found[-1] == "8 cases, 2 errors, 2 warnings"
    gold = json.loads(run("check", cases, "--gold", "--json")[1])["gold"]
    assert [(item["case"], item["kind"]) for item in gold] == [
        ("typo", "defect"), ("writes", "defect"), ("empty", "empty"), ("nulls", "empty"),
    ]  # fmt: skip


def test_list(cases: Path) -> None:
    assert run("list", cases)[:2] == (
        0, "a.zh\tzh\tvalue,easy\t线索量\na.en\ten\tvalue,easy\tLeads\nb\ten\tvalue\tWhat is it?\n",
    )  # fmt: skip
    assert run("list", cases, "--tag", "value", "--tag", "easy")[1].count("\n") == 2
    (_, _, last) = json.loads(run("list", cases, "--json")[1])
    assert last == {
        "id": "b", "language": "en", "tags": ["value"], "question": "What is it?", "after": 0, "actor": None,
        "scored": False, "file": str(cases), "line": 6,
    }  # fmt: skip
    with pytest.raises(Exception, match=r"no case has the tag 'valu'. Did you mean value"):
        run("list", cases, "--tag", "valu")


def test_a_list_stays_one_line_a_case(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    texts = ["a\nb\tc", "x" * 500, "\ud83d"]
    lines = [json.dumps({"id": str(at), "question": text}) for at, text in enumerate(texts)]
    file.write_text("\n".join(lines), encoding="utf-8")
    _, out, _ = run("list", file)
    assert [line.split("\t")[3] for line in out.splitlines()] == ["a b c", "x" * 100 + "…", "\\ud83d"]
    assert json.loads(run("list", file, "--json")[1])[1]["question"] == "x" * 500


def test_import(tmp_path: Path) -> None:
    table = tmp_path / "set.csv"
    table.write_text("问题,sql\n收入,SELECT 1\n,SELECT 2\n毛利,\n", encoding="utf-8")
    out = tmp_path / "cases.yml"
    code, printed, told = run("import", table, "--out", out)
    assert (code, printed) == (1, "")
    assert told.splitlines() == [
        f"{table}:3: error: the row has no question",
        f"2 cases written to {out}; 1 of them expect nothing and are not scored",
    ]
    problems = Problems()
    assert [case.question for case in read_cases([out], problems)] == ["收入", "毛利"]
    assert list(problems) == []
    with pytest.raises(Exception, match="is there already; --force overwrites it"):
        run("import", table, "--out", out)
    assert run("import", table, "--out", out, "--force", "--shape", "csv")[0] == 1


def test_nothing_to_import_writes_nothing(tmp_path: Path) -> None:
    table = tmp_path / "set.csv"
    table.write_text("question\n", encoding="utf-8")
    assert run("import", table, "--out", tmp_path / "cases.yml")[0] == 1
    assert not (tmp_path / "cases.yml").exists()
    with pytest.raises(Exception, match="case files end in"):
        run("import", table, "--out", tmp_path / "cases.csv")


@pytest.mark.parametrize("suffix", [".jsonl", ".yml"])
def test_export(cases: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / "out" / f"all{suffix}"
    assert run("export", cases, "--out", out)[0] == 0
    before, after = (read_cases([file], Problems()) for file in (cases, out))
    keys = [(case.id, case.question, case.pair, case.expectations) for case in before]
    assert [(case.id, case.question, case.pair, case.expectations) for case in after] == keys
    with pytest.raises(Exception, match="--force"):
        run("export", cases, "--out", out)
    cases.write_text(GOOD + "- {id: c}\n", encoding="utf-8")
    code, _, told = run("export", cases, "--out", out, "--force")
    assert code == 1
    assert "a case needs a question" in told
