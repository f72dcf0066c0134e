"""What the figures were taken on. Whoever compares two runs compares this first."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import assistant

PACKAGES = ("duckdb", "sqlglot", "chromadb", "numpy", "pydantic", "streamlit")


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "usable cores": len(usable_cores()),
        "processor": _processor(),
        "memory GB": _memory(),
        "platform": platform.platform(),
        "python": sys.version.split()[0],
        "assistant": assistant.__version__,
        "packages": {name: _version(name) for name in PACKAGES},
    }


def described(found: dict[str, Any]) -> str:
    """In one line, for a reader."""
    packages = ", ".join(f"{name} {number}" for name, number in found["packages"].items())
    return (
        f"{found['usable cores']} cores ({found['processor']}), {found['memory GB']} GB, {found['platform']}, "
        f"Python {found['python']}, assistant {found['assistant']}, {packages}"
    )


def busy() -> float | None:
    """How many processes ran or waited over the last minute: what else the machine was doing."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def usable_cores() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


@contextmanager
def on_cores(most: int) -> Iterator[int]:
    """Threads and processes started inside keep to `most` cores; gives how many there really are."""
    before = usable_cores()
    if len(before) <= most or not hasattr(os, "sched_setaffinity"):
        yield len(before)
        return
    os.sched_setaffinity(0, before[:most])
    try:
        yield most
    finally:
        os.sched_setaffinity(0, before)


def _processor() -> str:
    """`platform` knows it on some systems only."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
