"""A served page, and a visitor on it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

START_SECONDS = 120


@pytest.fixture(scope="session")
def served(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page, served by `assistant web` over the small demo."""
    home = tmp_path_factory.mktemp("home")
    port = free_port()
    process = serve(demo_file, home, port)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, home / "web.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(warehouse: Path, home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start `assistant web`; what it says goes to `web.log` in `home`."""
    environment = os.environ | {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_WAREHOUSE": str(warehouse),
        "HOME": str(home),
    }
    code = "from assistant.channels.cli import program; program()"
    command = [sys.executable, "-c", code, "web", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "web.log").open("wb") as output:
        return subprocess.Popen(command, env=environment, stdout=output, stderr=output)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the page answers; fail with its log when it stops before."""
    for _ in range(START_SECONDS * 5):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the page did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture
def view(browser: Any, served: str) -> Iterator[Any]:
    """A fresh visitor on the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(served)
    page.get_by_test_id("stChatInput").wait_for()
    yield page
    context.close()
