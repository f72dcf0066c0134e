from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.llm.prompts import load_prompt
from assistant.settings import bundled


def test_the_version_follows_the_text(tmp_path: Path) -> None:
    (tmp_path / "greet.md").write_text("hello", encoding="utf-8")
    first = load_prompt(tmp_path, "greet")
    (tmp_path / "greet.md").write_text("hello!", encoding="utf-8")
    assert first.text == "hello"
    assert load_prompt(tmp_path, "greet").version != first.version


def test_an_unknown_prompt_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "greet.md").write_text("hello", encoding="utf-8")
    with pytest.raises(UsageError, match="greet"):
        load_prompt(tmp_path, "gret")


def test_the_prompts_that_ship_are_found() -> None:
    assert "metric query" in load_prompt(bundled("prompts"), "plan_query").text
