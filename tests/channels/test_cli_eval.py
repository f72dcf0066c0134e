"""`assistant eval` as people and pipelines use it: reports, baselines, gates, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from assistant.channels import cli


class Ended(NamedTuple):
    code: int
    out: str
    err: str


CASES = """
- {id: leads, question: 2025年线索量, tags: [easy], expect: {metrics: [lead_count]}}
- {id: conversion, question: 转化率多少, expect: {status: clarify}}
- {id: weather, question: 今天天气怎么样, expect: {status: refuse}}
"""


@pytest.fixture
def evaluate(
    demo_file: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ended]:
    index = tmp_path_factory.getbasetemp().parent / "assistant-home" / "index"
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_INDEX", str(index))
    monkeypatch.setenv("ASSISTANT_WAREHOUSE", str(demo_file))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases.yml").write_text(CASES, encoding="utf-8")

    def call(*options: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["assistant", "eval", *options])
        with pytest.raises(SystemExit) as leave:
            cli.main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Ended(int(leave.value.code or 0), captured.out, captured.err)

    return call


def test_every_report_is_written(evaluate: Callable[..., Ended], tmp_path: Path) -> None:
    outputs = {name: tmp_path / f"out/report.{name}" for name in ("json", "html", "junit", "markdown")}
    ended = evaluate("cases.yml", *(f"--{name}={file}" for name, file in outputs.items()))
    assert ended.code == 0, ended
    assert "wrong answers" in ended.out
    document = json.loads(outputs["json"].read_text(encoding="utf-8"))
    assert [item["verdict"] for item in document["results"]] == ["right"] * 3
    assert ElementTree.parse(outputs["junit"]).getroot().tag == "testsuites"
    assert outputs["html"].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "100.0%" in outputs["markdown"].read_text(encoding="utf-8")
    assert list((tmp_path / "home/evaluation/runs").glob("*.json"))


def test_a_regression_fails_the_gate(evaluate: Callable[..., Ended], tmp_path: Path) -> None:
    assert evaluate("cases.yml", "--save-baseline=base.json").code == 0
    assert evaluate("cases.yml", "--baseline=base.json", "--no-regression").code == 0
    worse = CASES.replace("metrics: [lead_count]", "metrics: [mql_count]")
    (tmp_path / "cases.yml").write_text(worse, encoding="utf-8")
    ended = evaluate("cases.yml", "--baseline=base.json", "--no-regression", "--max-wrong=0.5")
    assert ended.code == 5
    assert "leads" in ended.out
    assert evaluate("cases.yml", "--min-right=0.9").code == 5
    assert evaluate("cases.yml", "--max-wrong=0.4").code == 0


def test_a_broken_case_is_told_and_the_others_run(evaluate: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "cases.yml").write_text(CASES + "- {id: odd, question: x, expects: {}}\n", encoding="utf-8")
    ended = evaluate("cases.yml")
    assert ended.code == 2
    assert "cases.yml:5" in ended.out.replace("\n", "")
    assert "3 cases" in ended.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["nowhere.yml"], "there is no nowhere.yml"),
        (["cases.yml", "--tag=esay"], "Did you mean easy?"),
        (["cases.yml", "--no-regression"], "needs a --baseline"),
        (["cases.yml", "--baseline=cases.yml"], "not a result file"),
        (["cases.yml", "--vary=deadline"], "SETTING=A,B"),
        (["cases.yml", "--language=fr"], "zh or en"),
        (["cases.yml", "--now=soon"], "not a date"),
    ],
)
def test_wrong_usage_is_one_sentence(
    evaluate: Callable[..., Ended], options: list[str], message: str
) -> None:
    ended = evaluate(*options)
    assert ended.code == 2
    assert message in ended.err


def test_a_missing_warehouse_says_what_to_do(
    evaluate: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_WAREHOUSE", str(tmp_path / "none.duckdb"))
    ended = evaluate("cases.yml")
    assert ended.code == 1
    assert "there is no warehouse" in ended.err
