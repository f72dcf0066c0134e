from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.settings import Settings, load_settings, variable_of

ROOT = Path(__file__).parent.parent


def test_defaults_run_the_demo(tmp_path: Path) -> None:
    settings = load_settings({"home": tmp_path}, {})
    assert (settings.catalog / "catalog.yml").exists()
    assert settings.warehouse == tmp_path / "demo" / "current.json"
    assert settings.host == "localhost"


def test_environment_and_keywords(tmp_path: Path) -> None:
    settings = load_settings(
        {"port": 9000},
        {"ASSISTANT_PORT": "8502", "ASSISTANT_NOW": "2025-12-31", "ASSISTANT_HOME": str(tmp_path)},
    )
    assert settings.port == 9000
    assert settings.now == datetime(2025, 12, 31, 23, 59, 59)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_PORT", "eighty"),
        ("ASSISTANT_PORT", "0"),
        ("ASSISTANT_NOW", "yesterday"),
        ("ASSISTANT_DEADLINE", "-1"),
        ("ASSISTANT_MEMORY", "lots"),
        ("ASSISTANT_WAREHOUSE", "postgresql://localhost/x"),
        ("ASSISTANT_LLM", "sometimes"),
        ("ASSISTANT_LLM_VALUES", "some"),
        ("ASSISTANT_LLM_DEADLINE", "0"),
        ("ASSISTANT_LLM_INPUT_PRICE", "-1"),
        ("OPENAI_BASE_URL", "localhost:11434"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        load_settings({}, {name: value})


def test_an_unknown_keyword_is_named() -> None:
    with pytest.raises(UsageError, match="warehouse"):
        load_settings({"warehous": "x"}, {})


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for item in fields(Settings):
        assert f"`{variable_of(item.name)}`" in text


@pytest.mark.parametrize(
    ("environ", "asks"),
    [
        ({}, False),
        ({"OPENAI_API_KEY": "key"}, False),
        ({"ASSISTANT_LLM_MODEL": "m"}, False),
        ({"ASSISTANT_LLM_MODEL": "m", "OPENAI_API_KEY": "key"}, True),
        ({"ASSISTANT_LLM_MODEL": "m", "OPENAI_BASE_URL": "http://localhost:1/v1"}, True),
        ({"ASSISTANT_LLM_MODEL": "m", "OPENAI_API_KEY": "key", "ASSISTANT_LLM": "never"}, False),
    ],
)
def test_a_model_is_asked_only_when_it_is_named_and_reachable(environ: dict[str, str], asks: bool) -> None:
    assert load_settings({}, environ).asks_model is asks


def test_a_key_is_not_shown() -> None:
    assert "swordfish" not in repr(load_settings({}, {"OPENAI_API_KEY": "swordfish"}))
