"""The docs say what is true: every command, setting, code and link in them, and the example works."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer.main
import yaml

ROOT = Path(__file__).parent.parent.parent
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_is_documented() -> None:
    from assistant.channels.cli import app

    documented = text("docs/cli.md")
    for path in _commands(typer.main.get_command(app), "assistant"):
        assert f"`{path}" in documented, path


def _commands(command: Any, path: str) -> list[str]:
    inner = getattr(command, "commands", None)
    if not inner:
        return [path]
    return [item for name, child in inner.items() for item in _commands(child, f"{path} {name}")]


def test_every_warning_code_is_documented() -> None:
    documented = text("docs/warnings.md")
    messages = tomllib.loads(text("assistant/presentation/messages_en.toml"))
    for code in messages["warning"]:
        assert f"`{code}`" in documented, code


def test_every_relative_period_is_documented() -> None:
    from typing import get_args

    from assistant.query import RelativePeriod

    for period in get_args(RelativePeriod):
        assert f"`{period}`" in text("docs/query.md"), period


@pytest.mark.parametrize("page", ["README.md", "docs/evaluation.md"])
def test_the_score_is_the_one_of_the_baseline(page: str) -> None:
    from assistant.evaluation.runs import read_run
    from assistant.evaluation.score import score

    total = score(read_run(ROOT / "tests/questions/baseline.json").results).total
    for verdict in ("right", "wrong"):
        rate = total.rate(verdict)
        low, high = rate.interval
        told = f"{rate.count / rate.of * 100:.1f} % ({low * 100:.1f}–{high * 100:.1f})"
        assert told in text(page), told
    assert f"{total.scored:,}" in text(page)


def test_the_readme_names_targets_that_exist() -> None:
    makefile = text("Makefile")
    for target in re.findall(r"`?make ([a-z-]+)`?", text("README.md")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_modules_of_the_tour_exist() -> None:
    for name in re.findall(r"`(assistant/[\w/.]+)`", text("docs/architecture.md")):
        assert (ROOT / name).exists(), name


def test_the_example_catalog_answers(tmp_path: Path) -> None:
    from assistant import open_assistant
    from assistant.query import MetricQuery

    catalog = tmp_path / "catalog"
    for block in re.findall(r"```(?:yaml|sql)\n(.*?)```", text("docs/catalog.md"), re.DOTALL):
        name = re.match(r"(?:#|--) (\S+\.(?:yml|sql))", block)
        assert name, "each example names its file"
        (catalog / name[1]).parent.mkdir(parents=True, exist_ok=True)
        (catalog / name[1]).write_text(block, encoding="utf-8")
        if name[1].endswith(".yml"):
            yaml.safe_load(block)
    file = tmp_path / "library.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE books AS SELECT i AS book_id, ['fiction', 'science'][1 + i % 2] AS genre FROM range(10) t(i)")
        connection.execute(
            "CREATE TABLE loans AS SELECT i AS loan_id, i % 10 AS book_id, DATE '2025-01-01' + (i % 360)::INT AS borrowed_at,"
            " ['north', 'south'][1 + i % 2] AS branch, i % 5 = 0 AS is_late FROM range(1000) t(i)"
        )
    assistant = open_assistant(home=tmp_path / "home", catalog=catalog, warehouse=file)
    late = assistant.ask("Late rate by genre").to_dict()
    assert late["status"] == "answer", late["reason"]
    assert {row[0]: row[1] for row in late["rows"]["data"]} == {"fiction": pytest.approx(0.2), "science": pytest.approx(0.2)}
    north = assistant.ask("北馆上个月的借阅量").to_dict()
    assert north["status"] == "answer", north["reason"]
    with duckdb.connect(str(file), read_only=True) as connection:
        sql = "SELECT count(*) FROM loans WHERE branch = 'north' AND borrowed_at >= '2025-11-01' AND borrowed_at < '2025-12-01'"
        assert north["rows"]["data"] == [[connection.execute(sql).fetchall()[0][0]]]
    assert assistant.ask("比率是多少").to_dict()["status"] == "clarify"
    popular = MetricQuery.from_dict({"metrics": ["popular_books"], "parameters": {"minimum_loans": 90}})
    assert assistant.query(popular).rows.data == ((10,),)
    assistant.close()


def test_the_python_example_is_right(demo_assistant: Any) -> None:
    outcome = demo_assistant.ask("上个月各渠道的MQL数量是多少?")
    assert outcome.headline
    assert outcome.to_dict()["rows"]["data"]


def test_the_walk_with_a_dbt_project_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the page, run one after the other on the project that it tells of."""
    from typer.testing import CliRunner

    from assistant.channels.cli import app
    from tests.projects.conftest import PROJECTS, built

    project = shutil.copytree(PROJECTS / "logistics", tmp_path / "parcels")
    built("logistics", project / "parcels.duckdb")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    page = text("docs/your-dbt-project.md")
    outputs: dict[str, str] = {}
    commands = [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    for command in commands:
        words = shlex.split(command)
        if words[0] == "export":
            name, value = words[1].split("=", 1)
            monkeypatch.setenv(name, str(Path(value).expanduser()))
            continue
        assert words[0] == "assistant"
        result = CliRunner().invoke(app, words[1:], standalone_mode=False)
        assert result.return_value in (0, None) and result.exception is None, (command, result.output)
        outputs[command] = result.output
    assert outputs["assistant catalog check"].strip() == "0 errors, 0 warnings"
    assert "Hamburg" in outputs['assistant ask "On-time rate by depot last month"']
    assert "准时率" in outputs['assistant ask "上个月各服务类型的准时率"']


def test_the_examples_of_the_walk_fit_the_project(tmp_path: Path) -> None:
    from assistant.catalog.check import check_catalog
    from tests.projects.conftest import PROJECTS

    blocks = re.findall(r"```yaml\n(.*?)```", text("docs/your-dbt-project.md"), re.DOTALL)
    names = {"metrics:": "models/marts/_metrics.yml", "calendar:": "calendar.yml", "# catalog": "catalog.yml"}
    for number, block in enumerate(blocks):
        project = shutil.copytree(PROJECTS / "logistics", tmp_path / str(number))
        name = next(file for start, file in names.items() if block.startswith(start))
        (project / name).write_text(block, encoding="utf-8")
        assert check_catalog(project) == (), block
