"""Fixtures that several rooms need: the small demo warehouse, built once for all workers, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Tests prove results, never times: a slow machine must not fail one.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demo warehouse."""
    from tests.demo.warehouse import small_demo

    return small_demo(tmp_path_factory)


@pytest.fixture(scope="session")
def demo_assistant(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An assistant over the demo catalog and the small demo warehouse, writing only to a temporary folder."""
    from assistant import open_assistant

    home = tmp_path_factory.getbasetemp().parent / "assistant-home"
    assistant = open_assistant(home=home, warehouse=demo_file)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Without one these tests skip, unless ASSISTANT_REQUIRE_BROWSER is set."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        reason = "no chromium on this machine"
        if os.environ.get("ASSISTANT_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield launched
        launched.close()
