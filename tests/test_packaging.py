"""A wheel works outside the repository: it carries the demo catalog, the prompts and the page."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = """
import assistant.settings as s
from assistant.catalog import load_catalog
settings = s.load_settings({}, {})
assert "bundled" in str(settings.catalog), settings.catalog
assert s.bundled("app.py").exists() and s.bundled("prompts").is_dir()
print(len(load_catalog(settings.catalog).metrics))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_the_wheel_works_elsewhere(unpacked: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 60


def test_the_wheel_carries_every_data_file(unpacked: Path) -> None:
    kept = {path.relative_to(unpacked) for path in unpacked.rglob("*")}
    for path in (ROOT / "assistant").rglob("*"):
        if path.suffix in (".toml", ".sql", ".txt", ".json", ".j2", ".css", ".js"):
            assert Path("assistant") / path.relative_to(ROOT / "assistant") in kept
