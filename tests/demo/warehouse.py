"""Demo warehouses for tests: each size is built once per run and shared by all workers."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from assistant.demo.build import build_demo


def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demo warehouse of this run."""
    return shared_demo(tmp_path_factory, "small")


def shared_demo(tmp_path_factory: pytest.TempPathFactory, size: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    # Workers of xdist have their own folder inside the one of the run.
    run = base.parent if base.name.startswith("popen-") else base
    folder = run / f"demo-warehouse-{size}"
    folder.mkdir(exist_ok=True)
    with (run / f"demo-warehouse-{size}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return build_demo(folder, size)
